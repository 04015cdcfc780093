package io.robusttransfer.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.operator.act.EventWriter;
import io.robusttransfer.operator.act.JobWriter;
import io.robusttransfer.operator.act.OperatorMetrics;
import io.robusttransfer.operator.act.OrphanWriter;
import io.robusttransfer.operator.act.StatusPatch;
import io.robusttransfer.operator.act.UnrepeatedClient;
import io.robusttransfer.operator.job.WorkerJobs;
import io.robusttransfer.operator.observe.Jobs;
import io.robusttransfer.operator.observe.Observer;
import io.robusttransfer.operator.observe.PlanMemory;
import io.robusttransfer.operator.observe.Plans;
import io.robusttransfer.operator.observe.Pods;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private Instant now = Instant.parse("2026-01-01T00:10:00Z");
    private final InstantSource clock = () -> now;
    private final JobApi api = new JobApi();
    private final KubernetesClient client = api.client();
    private final PlanMemory memory = new PlanMemory();
    private final ExperimentCaches caches = new ExperimentCaches(name -> true);
    private final Reconciliation reconciliation = reconciliation();

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void a_large_plan_that_finds_no_memory_is_left_for_later_and_a_neighbour_s_small_one_goes_on_meanwhile() {
        RobustTransferExperiment large = planned("large", Plan.MOST_STAGES);
        RobustTransferExperiment small = planned("small", 100);
        Optional<Optional<Duration>> again = memory.within(Plan.MOST_STAGES / 2, () -> {
            Optional<Duration> later = reconciliation.run(large);
            assertThat(api.created()).isEmpty();
            reconciliation.run(small);
            return later;
        });
        assertThat(again).contains(Optional.of(Duration.ofSeconds(1)));
        assertThat(api.created()).containsOnly("small");

        reconciliation.run(large);
        assertThat(api.created()).contains("large");
    }

    @Test
    void the_oldest_wait_grows_while_the_api_server_creates_no_job_and_is_over_when_it_does() {
        RobustTransferExperiment experiment = planned("waits", 100);
        api.answerLate(true);
        reconciliation.run(experiment);
        now = now.plus(Duration.ofMinutes(1));
        assertThat(caches.oldestWait(now)).isEqualTo(Duration.ofMinutes(1));
        reconciliation.run(experiment);
        now = now.plus(Duration.ofMinutes(2));
        assertThat(caches.oldestWait(now)).isEqualTo(Duration.ofMinutes(3));

        api.answerLate(false);
        reconciliation.run(experiment);
        assertThat(api.created()).isNotEmpty();
        assertThat(caches.oldestWait(now)).isZero();
    }

    @Test
    void a_status_that_is_refused_again_and_again_is_said_from_the_fifth_time_on() {
        RobustTransferExperiment experiment = planned("refused", 100);
        api.answerStatus(500);
        for (int pass = 1; pass <= 5; pass++) {
            assertThat(api.statuses()).noneMatch(ReconciliationTest::isStalled);
            assertThatThrownBy(() -> reconciliation.run(experiment))
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class, why -> reconciliation.failed(experiment, why));
            now = now.plusSeconds(30);
        }
        assertThat(api.statuses()).last().matches(ReconciliationTest::isStalled);
    }

    private static boolean isStalled(String status) {
        return status.contains("\"phase\":\"Stalled\"");
    }

    /** On data of its own, so that nothing is shared; its plan is pinned with this many stages. */
    private static RobustTransferExperiment planned(String name, int stages) {
        RobustTransferExperiment experiment = new KubernetesSerialization()
                .unmarshal(
                        ReconciliationTest.class.getResourceAsStream("quickstart-as-served.json"),
                        RobustTransferExperiment.class);
        experiment.getMetadata().setName(name);
        experiment.getMetadata().setUid("uid of " + name);
        Map<String, String> digests =
                Map.of("source", CanonicalJson.sha256(name.getBytes(UTF_8)), "target/letters", "e".repeat(64));
        Plan plan = new ExperimentInput("research", name, "uid of " + name, experiment.getSpec())
                .plan(digests, Revisions.CURRENT, Layout.CURRENT);
        PinnedPlan pin = new PinnedPlan(
                plan.hash(),
                stages,
                plan.lists().size(),
                Layout.CURRENT.number(),
                digests,
                Revisions.CURRENT.of(),
                null,
                null);
        experiment.setStatus(
                new ExperimentStatus(null, null, null, null, null, null, pin, null, null, null, null, null, null));
        return experiment;
    }

    private Reconciliation reconciliation() {
        Jobs jobs = new Jobs(client, clock, Set.of("research"));
        jobs.setEventHandler(event -> {});
        Pods pods = new Pods(client, Set.of("research"));
        return reconciliation(client, clock, jobs, pods, memory, caches);
    }

    /** Of an operator that leads. */
    static Reconciliation reconciliation(
            KubernetesClient client,
            InstantSource clock,
            Jobs jobs,
            Pods pods,
            PlanMemory memory,
            ExperimentCaches caches) {
        OperatorMetrics metrics = new OperatorMetrics(new SimpleMeterRegistry());
        EventWriter events = new EventWriter(client, metrics, "operator-1");
        UnrepeatedClient once = UnrepeatedClient.of(client);
        WorkerJobs workerJobs = new WorkerJobs("worker:1");
        return new Reconciliation(
                clock,
                jobs,
                pods,
                new Plans(memory),
                new Observer(jobs, pods, workerJobs),
                new JobStarts(
                        clock, () -> true, jobs, new JobWriter(client, once, jobs, workerJobs, metrics, () -> true)),
                new OrphanWriter(once, metrics, events, () -> true),
                new StatusPatch(once, metrics, () -> true),
                events,
                caches);
    }
}
