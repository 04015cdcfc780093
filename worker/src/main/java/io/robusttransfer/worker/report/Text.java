package io.robusttransfer.worker.report;

import java.util.Locale;

/** Numbers and strings as they are shown, the same in every locale. */
final class Text {
    private Text() {}

    static String accuracy(double value) {
        return unsignedZero(String.format(Locale.ROOT, "%.3f", value));
    }

    static String signed(double value) {
        var text = unsignedZero(String.format(Locale.ROOT, "%+.3f", value));
        return text.equals("+0.000") ? "0.000" : text;
    }

    private static String unsignedZero(String text) {
        return text.equals("-0.000") ? "0.000" : text;
    }

    /** For element content and for attributes in double quotes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
