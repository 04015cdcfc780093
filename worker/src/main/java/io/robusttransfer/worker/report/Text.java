package io.robusttransfer.worker.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers and strings as they are shown, the same in every locale. */
final class Text {
    private Text() {}

    static String accuracy(double value) {
        return unsignedZero(String.format(Locale.ROOT, "%.3f", value));
    }

    static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    /** In two decimals, or two digits where those would show too little. */
    static String radius(double value) {
        return value == 0 || value >= 0.01 && value < 1e6
                ? Track.number(value)
                : new BigDecimal(value)
                        .round(new MathContext(2))
                        .stripTrailingZeros()
                        .toString();
    }

    /** In four digits, with an exponent where it would be long. */
    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal four = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
        double size = Math.abs(value);
        return size >= 1e-5 && size < 1e8 ? four.toPlainString() : four.toString();
    }

    static String signed(double value) {
        String text = unsignedZero(String.format(Locale.ROOT, "%+.3f", value));
        return text.equals("+0.000") ? "0.000" : text;
    }

    /** The interval of a difference or a correlation. */
    static String range(Estimate estimate) {
        return "[" + signed(estimate.low()) + ", " + signed(estimate.high()) + "]";
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
