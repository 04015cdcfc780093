package io.robusttransfer.worker.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void the_distance_is_the_least_number_of_changed_letters() {
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("ceA", "cea")).isZero();
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    }

    @Property
    void distance_is_a_metric(
            @ForAll @AlphaChars @StringLength(max = 6) String a,
            @ForAll @AlphaChars @StringLength(max = 6) String b,
            @ForAll @AlphaChars @StringLength(max = 6) String c) {
        assertThat(Nearest.distance(a, b)).isEqualTo(Nearest.distance(b, a));
        assertThat(Nearest.distance(a, c)).isLessThanOrEqualTo(Nearest.distance(a, b) + Nearest.distance(b, c));
        assertThat(Nearest.distance(a, b) == 0).isEqualTo(a.equalsIgnoreCase(b));
    }

    @Test
    void a_word_that_is_far_from_all_is_near_none() {
        assertThat(Nearest.to("learningrate", List.of("momentum", "learningRate")))
                .contains("learningRate");
        assertThat(Nearest.to("dropout", List.of("epochs", "batchSize"))).isEmpty();
        assertThat(Nearest.to("xy", List.of("ce"))).isEmpty();
    }
}
