package io.robusttransfer.worker.manifest;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that an unknown one probably stands for. */
final class Nearest {
    private Nearest() {}

    /** The known word at the smallest edit distance, if that is at most so large; L1 is no slip of L2. */
    static Optional<String> within(int most, String written, Collection<String> known) {
        return known.stream()
                .filter(word -> distance(written, word) <= Math.min(most, word.length() > 2 ? word.length() - 1 : 0))
                .min(Comparator.comparingInt(word -> distance(written, word)));
    }

    /** The known word at the smallest edit distance, if that is small for a word of this length. */
    static Optional<String> to(String written, Collection<String> known) {
        return within(Math.max(2, written.length() / 3), written, known);
    }

    /** Levenshtein's, upper and lower case alike. */
    static int distance(String a, String b) {
        String left = a.toLowerCase(Locale.ROOT);
        String right = b.toLowerCase(Locale.ROOT);
        int[] above = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
            }
            above = row;
        }
        return above[right.length()];
    }
}
