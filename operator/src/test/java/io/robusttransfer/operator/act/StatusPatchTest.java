package io.robusttransfer.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StatusPatchTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void the_first_write_waits_for_nothing() {
        assertThat(StatusPatch.wait(written(Instant.MIN), NOW)).isEmpty();
    }

    @Test
    void a_second_write_waits_until_a_second_has_passed() {
        assertThat(StatusPatch.wait(written(NOW), NOW.plusMillis(300))).contains(Duration.ofMillis(700));
        assertThat(StatusPatch.wait(written(NOW), NOW.plusMillis(1000))).isEmpty();
    }

    @Test
    void a_clock_that_went_back_holds_nothing_up() {
        assertThat(StatusPatch.wait(written(NOW.plusSeconds(3600)), NOW)).isEmpty();
    }

    @Test
    void one_that_leads_no_more_writes_no_status() {
        RobustTransferExperiment experiment = new RobustTransferExperiment();
        experiment.getMetadata().setResourceVersion("1");
        try (KubernetesClient none = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:1")
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build()) {
            OperatorMetrics metrics = new OperatorMetrics(new SimpleMeterRegistry());
            AtomicBoolean leads = new AtomicBoolean();
            StatusPatch patch = new StatusPatch(none, metrics, leads::get);
            ExperimentCache cache = new ExperimentCache();
            assertThat(patch.write(experiment, cache, ExperimentStatus.empty(), NOW))
                    .isEmpty();
            leads.set(true);
            assertThatThrownBy(() -> patch.write(experiment, cache, ExperimentStatus.empty(), NOW))
                    .isInstanceOf(KubernetesClientException.class);
        }
    }

    private static ExperimentCache.WrittenStatus written(Instant at) {
        return new ExperimentCache.WrittenStatus(ExperimentStatus.empty(), "1", at);
    }
}
