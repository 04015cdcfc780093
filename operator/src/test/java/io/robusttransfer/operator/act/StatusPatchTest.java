package io.robusttransfer.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.PretendedApi;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StatusPatchTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void the_first_write_waits_for_nothing() {
        assertThat(wait(Instant.MIN, planning("1/9"), 1)).isEmpty();
    }

    @Test
    void a_second_write_waits_until_a_second_has_passed_however_many_run() {
        assertThat(wait(NOW.minusMillis(300), planning("1/9"), 1000)).contains(Duration.ofMillis(700));
        assertThat(wait(NOW.minusMillis(1000), planning("1/9"), 1000)).isEmpty();
    }

    @Test
    void progress_of_all_that_run_is_written_about_once_a_second_and_of_each_every_half_minute() {
        assertThat(wait(NOW, running("1/9"), 0)).contains(Duration.ofSeconds(1));
        assertThat(wait(NOW, running("1/9"), 7)).contains(Duration.ofSeconds(7));
        assertThat(wait(NOW.minusSeconds(7), running("1/9"), 7)).isEmpty();
        assertThat(wait(NOW, running("1/9"), 1000)).contains(Duration.ofSeconds(30));
    }

    @Test
    void a_clock_that_went_back_holds_nothing_up() {
        assertThat(wait(NOW.plusSeconds(3600), running("1/9"), 1)).isEmpty();
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
            StatusPatch patch = new StatusPatch(UnrepeatedClient.of(none), metrics, leads::get);
            ExperimentCache cache = new ExperimentCache();
            assertThat(patch.write(experiment, cache, ExperimentStatus.empty(), NOW))
                    .isEmpty();
            leads.set(true);
            assertThatThrownBy(() -> patch.write(experiment, cache, ExperimentStatus.empty(), NOW))
                    .isInstanceOf(KubernetesClientException.class);
        }
    }

    @Test
    void a_status_is_sent_once_since_this_process_may_lead_no_more_when_it_is_sent_again() {
        RobustTransferExperiment experiment = new RobustTransferExperiment();
        experiment.setMetadata(new ObjectMetaBuilder()
                .withNamespace("research")
                .withName("e")
                .withResourceVersion("1")
                .build());
        AtomicInteger requests = new AtomicInteger();
        try (PretendedApi server = PretendedApi.inTurn(exchange -> {
                    requests.incrementAndGet();
                    PretendedApi.respond(exchange, 500, new byte[0]);
                });
                KubernetesClient client = server.client(
                        config -> config.withRequestRetryBackoffLimit(2).withRequestRetryBackoffInterval(1))) {
            StatusPatch patch = new StatusPatch(
                    UnrepeatedClient.of(client), new OperatorMetrics(new SimpleMeterRegistry()), () -> true);
            assertThatThrownBy(() -> patch.write(experiment, new ExperimentCache(), ExperimentStatus.empty(), NOW))
                    .isInstanceOf(KubernetesClientException.class);
            assertThat(requests).hasValue(1);
        }
    }

    private static Optional<Duration> wait(Instant last, ExperimentStatus status, int running) {
        return StatusPatch.wait(
                new ExperimentCache.WrittenStatus(running("0/9"), "1", last), status, () -> running, NOW);
    }

    private static ExperimentStatus running(String done) {
        return status("Running", done);
    }

    private static ExperimentStatus planning(String done) {
        return status("Planning", done);
    }

    private static ExperimentStatus status(String phase, String done) {
        return new ExperimentStatus(1L, phase, done, 1, 0, null, null, null, null, null, null, null, Map.of());
    }
}
