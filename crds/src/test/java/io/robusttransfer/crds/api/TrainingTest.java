package io.robusttransfer.crds.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private static final Dataset DIGITS =
            new Dataset("synthetic://digits", null, null, null, Fraction.of("0"), null, null, null);

    private static SourceScheme ce(Training training) {
        Map<String, Object> entry = new HashMap<>(Map.of("name", "ce", "ce", Map.of()));
        entry.put("training", training);
        return new ObjectMapper().convertValue(entry, SourceScheme.class);
    }

    @Test
    void a_scheme_that_says_nothing_trains_as_its_domain_and_that_by_default() {
        Training domain = new Training(7, null, null, null, null);
        SourceScheme scheme = ce(null);
        assertThat(new Source(DIGITS, domain, List.of(scheme)).training(scheme))
                .isEqualTo(domain.over(Training.SOURCE));
        assertThat(new Source(DIGITS, null, List.of(scheme)).training(scheme)).isEqualTo(Training.SOURCE);
    }

    @Test
    void a_scheme_overrides_its_domain_field_by_field() {
        ScheduleSpec constant = ScheduleSpec.of(new Constant());
        Training domain = new Training(7, 64, null, constant, null);
        SourceScheme scheme = ce(new Training(9, null, null, null, Checkpoint.of(new LastEpoch())));
        Training merged = new Source(DIGITS, domain, List.of(scheme)).training(scheme);
        assertThat(merged)
                .isEqualTo(new Training(9, 64, Training.SOURCE.optimizer(), constant, Checkpoint.of(new LastEpoch())));
    }

    @Test
    void an_optimizer_replaces_a_wider_one_as_a_whole() {
        OptimizerSpec adamw = OptimizerSpec.of(AdamWSpec.DEFAULT);
        Training training = new Training(null, null, adamw, null, null).over(Training.SOURCE);
        assertThat(training.optimizer().sgd()).isNull();
        assertThat(training.optimizer().choice()).isEqualTo(AdamWSpec.DEFAULT);
    }

    @Test
    void same_as_source_takes_images_and_classes_and_keeps_its_own_training_set() {
        Dataset source = new Dataset(
                "s3://data/cifar10",
                null,
                "lab",
                DataFormat.CIFAR10,
                Fraction.of("0.1"),
                List.of(Augmentation.FLIP),
                null,
                List.of(3, 1));
        Dataset target = new Dataset(null, SameAs.SOURCE, null, null, Fraction.of("0"), null, 50, null);
        assertThat(target.resolved(source))
                .isEqualTo(new Dataset(
                        "s3://data/cifar10",
                        null,
                        "lab",
                        DataFormat.CIFAR10,
                        Fraction.of("0"),
                        List.of(),
                        50,
                        List.of(1, 3)));
    }
}
