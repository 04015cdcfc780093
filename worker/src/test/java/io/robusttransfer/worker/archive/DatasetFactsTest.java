package io.robusttransfer.worker.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Fraction;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetFactsTest {
    private final DatasetFacts facts = new DatasetFacts("abc", 201, 60, 10, List.of());

    @Test
    void a_training_sees_what_is_kept_of_each_class_less_the_share_that_is_held_out() {
        assertThat(facts.trainingImages(null, null)).isEqualTo(201);
        assertThat(facts.trainingImages(null, Fraction.of("0"))).isEqualTo(201);
        assertThat(facts.trainingImages(7, null)).isEqualTo(70);
        // 20.1 and 17.5 images, to the nearest: 20 and 18
        assertThat(facts.trainingImages(null, Fraction.of("0.1"))).isEqualTo(181);
        assertThat(facts.trainingImages(7, Fraction.of("1/4"))).isEqualTo(52);
    }
}
