package io.robusttransfer.worker.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.worker.certify.Cohen;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** CEL's way around a logarithm, beside the bound itself. */
class LeastSamplesTest {
    private final Rules rules = new Rules(
            Definition.schema().at("/properties/spec/properties/study/properties/evaluation/properties/smoothing"));

    @Property
    void refused_is_what_certifies_nothing_even_if_all_draws_agree(
            @ForAll @IntRange(min = 10, max = 40) int samples, @ForAll("alphas") String alpha) {
        double bound = Cohen.lowerBound(samples, samples, Fraction.of(alpha).toDouble());
        assertThat(refusals(samples, alpha)).hasSize(bound < 0.5 - 1e-12 ? 1 : 0);
    }

    @Property
    void the_remedy_is_the_least_number_that_is_accepted(@ForAll("alphas") String alpha) {
        int least = 10;
        while (!refusals(least, alpha).isEmpty()) {
            assertThat(refusals(10, alpha)).singleElement().asString().doesNotContain("samples: " + least + " ");
            least++;
        }
        if (least > 10) {
            assertThat(refusals(10, alpha)).singleElement().asString().endsWith("write samples: " + least + " or more");
        }
    }

    @Example
    void ten_thousandths_want_fourteen() {
        assertThat(refusals(13, "0.0001")).singleElement().asString().endsWith("write samples: 14 or more");
        assertThat(refusals(14, "1/10000")).isEmpty();
        assertThat(refusals(10, "1/1024")).isEmpty();
    }

    private List<String> refusals(int samples, String alpha) {
        JsonNode smoothing = JsonNodeFactory.instance
                .objectNode()
                .put("alpha", alpha)
                .put("samples", samples)
                .set("sigmas", JsonNodeFactory.instance.arrayNode().add("0.25"));
        return rules.broken(smoothing).stream().map(Problem::message).toList();
    }

    @Provide
    Arbitrary<String> alphas() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(3, 999_999_999).map(denominator -> "1/" + denominator),
                Arbitraries.integers().between(10, 29).map(power -> "1/" + (1 << power)),
                Arbitraries.of("0.00000001", "0.0001", "0.001", "0.05", "999/1000000"));
    }
}
