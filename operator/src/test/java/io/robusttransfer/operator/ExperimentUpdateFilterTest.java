package io.robusttransfer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.act.StatusPatch;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperimentUpdateFilterTest {
    private static final String EARLIER = "2026-11-23T10:00:00Z";
    private static final String LATER = "2026-11-23T10:00:01Z";

    private final ExperimentUpdateFilter filter = new ExperimentUpdateFilter();

    @Test
    void what_an_operator_writes_calls_for_no_pass() {
        assertThat(filter.accept(experiment("2/8", LATER), experiment("1/8", EARLIER)))
                .isFalse();
        assertThat(filter.accept(experiment("1/8", EARLIER), experiment("1/8", EARLIER)))
                .isFalse();
    }

    @Test
    void what_another_client_writes_into_the_status_calls_for_a_pass() {
        assertThat(filter.accept(experiment("8/8", EARLIER), experiment("1/8", EARLIER)))
                .isTrue();
    }

    @Test
    void a_spec_labels_and_a_deletion_call_for_one() {
        RobustTransferExperiment before = experiment("1/8", EARLIER);
        RobustTransferExperiment spec = experiment("1/8", EARLIER);
        spec.getMetadata().setGeneration(2L);
        RobustTransferExperiment labels = experiment("1/8", EARLIER);
        labels.getMetadata().setLabels(Map.of("kueue.x-k8s.io/queue-name", "team"));
        RobustTransferExperiment deleted = experiment("1/8", EARLIER);
        deleted.getMetadata().setDeletionTimestamp(LATER);
        assertThat(filter.accept(spec, before)).isTrue();
        assertThat(filter.accept(labels, before)).isTrue();
        assertThat(filter.accept(deleted, before)).isTrue();
    }

    private static RobustTransferExperiment experiment(String done, String written) {
        RobustTransferExperiment experiment = new RobustTransferExperiment();
        experiment.setMetadata(new ObjectMetaBuilder()
                .withGeneration(1L)
                .withManagedFields(
                        new ManagedFieldsEntryBuilder()
                                .withManager("kubectl")
                                .withTime(EARLIER)
                                .build(),
                        new ManagedFieldsEntryBuilder()
                                .withManager(StatusPatch.MANAGER)
                                .withTime(written)
                                .build())
                .build());
        experiment.setStatus(
                new ExperimentStatus(1L, null, done, 0, 0, null, null, null, null, null, null, null, Map.of()));
        return experiment;
    }
}
