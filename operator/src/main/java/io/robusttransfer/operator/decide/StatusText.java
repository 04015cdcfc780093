package io.robusttransfer.operator.decide;

/** Shortens texts for a status, whose size in bytes etcd limits. */
final class StatusText {
    private static final String MORE = "…";
    private static final int MORE_BYTES = 3;
    private static final int MOST_LETTERS = 64;

    private StatusText() {}

    /** Cuts a text, if there is one, to one line and at most this many bytes of JSON. */
    static String cut(String text, int bytes) {
        if (text == null) {
            return null;
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        int fits = 0;
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            int length = Character.charCount(point);
            if (Character.isISOControl(point) || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                point = ' ';
            }
            used += bytes(point);
            if (used > bytes) {
                return kept.substring(0, fits) + MORE;
            }
            kept.appendCodePoint(point);
            if (used <= bytes - MORE_BYTES) {
                fits = kept.length();
            }
            at += length;
        }
        return kept.toString();
    }

    /** The letters and digits of a text, as the reason of a condition has to be. */
    static String word(String text) {
        String word = text.replaceAll("[^A-Za-z0-9]", "");
        return word.substring(0, Math.min(MOST_LETTERS, word.length()));
    }

    private static int bytes(int point) {
        if (point == '"' || point == '\\') {
            return 2;
        }
        return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
}
