package io.robusttransfer.crds.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FractionTest {
    private static final Pattern RULE = Pattern.compile(Fraction.SYNTAX);

    @ParameterizedTest
    @CsvSource({
        "8/255, 8/255",
        "16/510, 8/255",
        "1/4, 0.25",
        "0.250, 0.25",
        "00.25, 0.25",
        "3, 3",
        "6/2, 3",
        "0/7, 0",
        "0.0005, 0.0005",
        "1/3, 1/3",
        "10000, 10000",
        "1/256, 0.00390625",
        "1/512, 1/512"
    })
    void a_value_has_one_spelling(String written, String spelling) {
        assertThat(Fraction.of(written)).hasToString(spelling);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8/0", "-1", "abc", "", "1e-3", ".5", "1.", "1/2/3", " 1", "+1", "0x10", "1,5", "٣", "1/-2"})
    void what_is_no_fraction_is_refused_with_what_to_write(String written) {
        assertThat(RULE.matcher(written).find()).isFalse();
        assertThatThrownBy(() -> Fraction.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + written + "': " + Fraction.REMEDY);
    }

    @Example
    void thirty_one_thousandths_are_not_8_of_255() {
        assertThat(Fraction.of("0.031")).isNotEqualTo(Fraction.of("8/255"));
        assertThat(Fraction.of("8/255").toDouble()).isEqualTo(8.0 / 255);
    }

    @Property
    void what_the_rule_lets_through_is_read_exactly(@ForAll("written") String written) {
        assertThat(RULE.matcher(written).find()).isTrue();
        Fraction fraction = Fraction.of(written);
        int stroke = written.indexOf('/');
        BigDecimal numerator = new BigDecimal(stroke < 0 ? written : written.substring(0, stroke));
        BigDecimal denominator = new BigDecimal(stroke < 0 ? "1" : written.substring(stroke + 1));
        assertThat(BigDecimal.valueOf(fraction.numerator()).multiply(denominator))
                .isEqualByComparingTo(BigDecimal.valueOf(fraction.denominator()).multiply(numerator));
    }

    @Property
    void its_own_spelling_is_read_as_itself(@ForAll("written") String written) {
        Fraction fraction = Fraction.of(written);
        assertThat(Fraction.of(fraction.toString())).isEqualTo(fraction);
    }

    @Property
    void expanding_changes_nothing(
            @ForAll @IntRange(max = 9999) int numerator,
            @ForAll @IntRange(min = 1, max = 9999) int denominator,
            @ForAll @IntRange(min = 1, max = 9999) int factor) {
        assertThat(Fraction.of(numerator * factor + "/" + denominator * factor))
                .isEqualTo(Fraction.of(numerator + "/" + denominator));
    }

    @Property
    void the_double_is_the_nearest_one(@ForAll("written") String written) {
        Fraction fraction = Fraction.of(written);
        BigDecimal exact = new BigDecimal(fraction.numerator())
                .divide(new BigDecimal(fraction.denominator()), new MathContext(60));
        assertThat(fraction.toDouble()).isEqualTo(exact.doubleValue());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void order_is_that_of_the_values(@ForAll("written") String left, @ForAll("written") String right) {
        Fraction a = Fraction.of(left);
        Fraction b = Fraction.of(right);
        BigDecimal difference = new BigDecimal(a.numerator())
                .multiply(new BigDecimal(b.denominator()))
                .subtract(new BigDecimal(b.numerator()).multiply(new BigDecimal(a.denominator())));
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(difference.signum());
    }

    @Provide
    Arbitrary<String> written() {
        Arbitrary<String> whole = Arbitraries.integers().between(0, 999_999_999).map(String::valueOf);
        Arbitrary<String> quotient = Combinators.combine(
                        Arbitraries.integers().between(0, 999_999_999),
                        Arbitraries.integers().between(1, 999_999_999))
                .as((a, b) -> a + "/" + b);
        Arbitrary<String> small = digits(1, 1, 8);
        Arbitrary<String> large = digits(2, 5, 4);
        return Arbitraries.oneOf(whole, quotient, small, large);
    }

    private static Arbitrary<String> digits(int least, int most, int decimals) {
        StringArbitrary digit = Arbitraries.strings().numeric();
        return Combinators.combine(
                        digit.ofMinLength(least).ofMaxLength(most),
                        Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(decimals))
                .as((before, after) -> before + "." + after);
    }
}
