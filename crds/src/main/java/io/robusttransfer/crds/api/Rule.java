package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.generator.annotation.ValidationRules;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Rules that several fields share: CEL, and a message that says what to write instead. */
final class Rule {
    private Rule() {}

    /** Whether the string e is a fraction. */
    static final String IS_FRACTION = "e.matches('" + Fraction.SYNTAX + "')";

    /** The value of the fraction e. */
    static final String VALUE = "(e.contains('/') ? double(e.split('/')[0]) / double(e.split('/')[1]) : double(e))";

    /** The same of s. */
    static final String IS_FRACTION_S = "s.matches('" + Fraction.SYNTAX + "')";

    static final String VALUE_S = "(s.contains('/') ? double(s.split('/')[0]) / double(s.split('/')[1]) : double(s))";

    /** The value of the fraction self.alpha. */
    static final String VALUE_OF_ALPHA = "(self.alpha.contains('/')"
            + " ? double(self.alpha.split('/')[0]) / double(self.alpha.split('/')[1]) : double(self.alpha))";

    /** Prefix of a rule on a fraction; text that is no fraction passes, since another rule reports it. */
    static final String IF_FRACTION = "!" + IS_FRACTION + " || " + VALUE;

    static final String LINF =
            "pixel values are in [0,1]: write an epsilon of at most 1 for Linf, such as 8/255 for 8 of"
                    + " 255 grey levels";

    private static final String ONE = "[self].all(e, ";
    private static final String ALL = "self.all(e, ";
    private static final String ABOVE_ZERO_REMEDY = "write a number above 0, such as 8/255 or \"0.1\"";
    private static final String BELOW_ONE_REMEDY = "write a number below 1, such as \"0.1\"";
    private static final String UP_TO_ONE_REMEDY =
            "pixel values are in [0,1]: write numbers of at most 1, such as \"0.4914\"; divide those of 0 to 255 by 255";
    private static final String SHARE_REMEDY = "write a share of 1, such as \"0.947\" for 94.7 %";
    private static final String BETWEEN_REMEDY = "write a number above 0 and below 1";
    private static final String BELOW_HALF_REMEDY = "write a number above 0 and below 0.5";

    /** A name that a person gives. */
    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @Size(max = 40)
    @ValidationRule(
            value = "self.matches('^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?$')",
            message = "write letters, digits and '-', first and last a letter or digit, such as noise25")
    @interface Name {}

    /** The name of another object of the namespace. */
    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @Size(max = 253)
    @ValidationRule(
            value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')",
            message = "write the name of an object: lowercase letters, digits, '-' and '.', first and last a letter or"
                    + " digit")
    @interface ObjectName {}

    /** Where images are. */
    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @Size(max = 512)
    @ValidationRules({
        @ValidationRule(
                value =
                        "self.matches('^(synthetic://(digits|letters)([?].*)?|file:.+|s3://[a-z0-9][-.a-z0-9]{1,61}[a-z0-9]/.+)$')",
                message = "write synthetic://digits, synthetic://letters, file:PATH or s3://BUCKET/PATH"),
        @ValidationRule(
                value = "!self.startsWith('synthetic://') || !self.contains('?') || self.matches("
                        + "'^[^?]*[?](((seed|train|test|size|clutter)=[0-9]{1,10}"
                        + "|(noise|brittle)=(0([.][0-9]{1,8})?|1))(&|$))+$')",
                message =
                        "write what follows the ? as in synthetic://digits?seed=1&noise=0.1: seed, train, test, size and"
                                + " clutter are whole numbers, noise and brittle decimals from 0 to 1")
    })
    @interface ImagesAddress {}

    /** A fraction. */
    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @Size(max = Fraction.MAX_LENGTH)
    @ValidationRule(value = ONE + IS_FRACTION + ")", message = Fraction.REMEDY)
    @interface AnyFraction {}

    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @Size(max = Fraction.MAX_LENGTH)
    @ValidationRules({
        @ValidationRule(value = ONE + IS_FRACTION + ")", message = Fraction.REMEDY),
        @ValidationRule(value = ONE + IF_FRACTION + " > 0.0)", message = ABOVE_ZERO_REMEDY)
    })
    @interface AboveZero {}

    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @ValidationRules({
        @ValidationRule(value = ALL + IS_FRACTION + ")", message = Fraction.REMEDY),
        @ValidationRule(value = ALL + IF_FRACTION + " > 0.0)", message = ABOVE_ZERO_REMEDY)
    })
    @interface AllAboveZero {}

    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @ValidationRules({
        @ValidationRule(value = ALL + IS_FRACTION + ")", message = Fraction.REMEDY),
        @ValidationRule(value = ALL + IF_FRACTION + " <= 1.0)", message = UP_TO_ONE_REMEDY)
    })
    @interface AllUpToOne {}

    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @ValidationRules({
        @ValidationRule(value = ALL + IS_FRACTION + ")", message = Fraction.REMEDY),
        @ValidationRule(value = ALL + IF_FRACTION + " > 0.0)", message = ABOVE_ZERO_REMEDY),
        @ValidationRule(value = ALL + IF_FRACTION + " <= 1.0)", message = UP_TO_ONE_REMEDY)
    })
    @interface AllAboveZeroUpToOne {}

    /** A share of something that is not nothing. */
    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @Size(max = Fraction.MAX_LENGTH)
    @ValidationRules({
        @ValidationRule(value = ONE + IS_FRACTION + ")", message = Fraction.REMEDY),
        @ValidationRule(value = ONE + IF_FRACTION + " > 0.0 && (" + IF_FRACTION + " <= 1.0))", message = SHARE_REMEDY)
    })
    @interface AboveZeroUpToOne {}

    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @Size(max = Fraction.MAX_LENGTH)
    @ValidationRules({
        @ValidationRule(value = ONE + IS_FRACTION + ")", message = Fraction.REMEDY),
        @ValidationRule(value = ONE + IF_FRACTION + " < 1.0)", message = BELOW_ONE_REMEDY)
    })
    @interface BelowOne {}

    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @Size(max = Fraction.MAX_LENGTH)
    @ValidationRules({
        @ValidationRule(value = ONE + IS_FRACTION + ")", message = Fraction.REMEDY),
        @ValidationRule(value = ONE + IF_FRACTION + " > 0.0 && (" + IF_FRACTION + " < 1.0))", message = BETWEEN_REMEDY)
    })
    @interface BetweenZeroAndOne {}

    @Target({ElementType.FIELD, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @Size(max = Fraction.MAX_LENGTH)
    @ValidationRules({
        @ValidationRule(value = ONE + IS_FRACTION + ")", message = Fraction.REMEDY),
        @ValidationRule(
                value = ONE + IF_FRACTION + " > 0.0 && (" + IF_FRACTION + " < 0.5))",
                message = BELOW_HALF_REMEDY)
    })
    @interface BetweenZeroAndHalf {}
}
