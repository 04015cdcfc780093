package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * An exact number that is not negative, written as a decimal (0.25) with at most eight decimals, four from 10 on, or as a
 * quotient of whole numbers (8/255) with at most nine digits each. Kept in lowest terms, so that 16/510 equals 8/255 and 1/4 equals 0.25.
 */
public record Fraction(long numerator, long denominator) implements Comparable<Fraction> {
    /** Nine digits on either side of the stroke. */
    public static final int MAX_LENGTH = 19;

    /** A whole number, a quotient or a decimal. */
    static final String SYNTAX = "^([0-9]{1,9}(/[1-9][0-9]{0,8})?|[0-9][.][0-9]{1,8}|[0-9]{2,5}[.][0-9]{1,4})$";

    /** What is right. */
    static final String REMEDY =
            "write a decimal such as \"0.25\", of at most 8 decimals (4 from 10 on), or a fraction such as 8/255, of"
                    + " at most 9 digits each: digits alone, no sign, no exponent, the denominator not 0";

    /** Also what arithmetic on manifests' fractions comes to, which stage documents hold. */
    private static final Pattern WRITTEN =
            Pattern.compile("^[0-9]{1,18}(/[1-9][0-9]{0,17})?$|^[0-9]{1,8}[.][0-9]{1,8}$");

    public Fraction {
        if (numerator < 0 || denominator < 1) {
            throw new IllegalArgumentException(numerator + "/" + denominator + ": " + REMEDY);
        }
        long divisor = greatestCommonDivisor(numerator, denominator);
        numerator /= divisor;
        denominator /= divisor;
    }

    @JsonCreator
    public static Fraction of(String text) {
        int point = text.indexOf('.');
        if (!WRITTEN.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "': " + REMEDY);
        }
        if (point >= 0) {
            String digits = text.substring(0, point) + text.substring(point + 1);
            int decimals = text.length() - point - 1;
            return new Fraction(Long.parseLong(digits), Long.parseLong("1" + "0".repeat(decimals)));
        }
        int stroke = text.indexOf('/');
        return stroke < 0
                ? new Fraction(Long.parseLong(text), 1)
                : new Fraction(Long.parseLong(text.substring(0, stroke)), Long.parseLong(text.substring(stroke + 1)));
    }

    public Fraction times(Fraction factor) {
        long across = greatestCommonDivisor(numerator, factor.denominator);
        long back = greatestCommonDivisor(factor.numerator, denominator);
        return new Fraction(
                Math.multiplyExact(numerator / Math.max(1, across), factor.numerator / Math.max(1, back)),
                Math.multiplyExact(denominator / Math.max(1, back), factor.denominator / Math.max(1, across)));
    }

    public boolean isZero() {
        return numerator == 0;
    }

    /** The nearest double. */
    public double toDouble() {
        return (double) numerator / denominator;
    }

    @Override
    public int compareTo(Fraction other) {
        long left = Math.multiplyHigh(numerator, other.denominator);
        long right = Math.multiplyHigh(other.numerator, denominator);
        return left != right
                ? Long.compare(left, right)
                : Long.compareUnsigned(numerator * other.denominator, other.numerator * denominator);
    }

    /** The one spelling of its value: a decimal where a short one is exact, else a quotient in lowest terms. */
    @JsonValue
    @Override
    public String toString() {
        String exact = decimal();
        return exact != null && WRITTEN.matcher(exact).matches() ? exact : numerator + "/" + denominator;
    }

    private String decimal() {
        long rest = denominator;
        while (rest % 2 == 0) {
            rest /= 2;
        }
        while (rest % 5 == 0) {
            rest /= 5;
        }
        return rest == 1
                ? new BigDecimal(numerator).divide(new BigDecimal(denominator)).toPlainString()
                : null;
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
