package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.robusttransfer.tests.cluster.ResultsBucket.Attempt;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Worker pods that go, whoever ends them, cost time and nothing else. */
@OnCluster
@OnCluster.Long
class LostWorkersTest {
    private static final Manifest ONE = Manifest.lessSlow().ofSources("ceA");

    @BeforeAll
    static void deploy() {
        Operator.deploy();
    }

    @Test
    void a_deleted_pod_is_replaced_and_goes_on_and_counts_as_no_failure() {
        try (Lab lab = Lab.open("deleted")) {
            Applied experiment = lab.apply(ONE.retries(0));
            Pod pod = training(experiment);
            lab.cluster().client().resource(pod).delete();
            experiment.awaitComplete();
            assertWentOn(lab);
            assertThat(experiment.status().path("failures")).isEmpty();
        }
    }

    @Test
    void a_pod_that_is_deleted_while_it_waits_for_a_node_is_made_again_and_counts_for_nothing() {
        try (Lab lab = Lab.open("waiting")) {
            Applied experiment =
                    lab.apply(Manifest.small().ofSources("ce").retries(0).limits("nvidia.com/gpu", "99"));
            experiment.await("it waits", now -> now.reason().equals("Unschedulable"));
            Pod pod = lab.activePods().get(0);
            lab.cluster().client().resource(pod).delete();
            experiment.await("its Job has another", now -> lab.activePods().stream()
                    .filter(other -> owner(other).equals(owner(pod)))
                    .anyMatch(other -> !other.getMetadata()
                            .getUid()
                            .equals(pod.getMetadata().getUid())));
            experiment.change("{\"spec\": {\"worker\": null}}");
            experiment.awaitComplete();
            assertThat(experiment.status().path("failures")).isEmpty();
        }
    }

    @Test
    void a_killed_process_is_one_failed_attempt_and_the_next_goes_on() {
        Kit.orSkip("a process of a pod is killed on this machine, which is the node");
        try (Lab lab = Lab.open("killed")) {
            Applied experiment = lab.apply(ONE.retries(1));
            HostProcess.of(training(experiment), "java").signal("KILL");
            experiment.await("the failed attempt is told", now -> {
                JsonNode failure = now.status().path("failures").path(0);
                return failure.path("exitCode").asInt() == 137
                        && failure.path("attempts").asInt() == 1
                        && !failure.path("forGood").asBoolean();
            });
            experiment.awaitComplete();
            assertWentOn(lab);
        }
    }

    @Test
    void too_little_memory_at_every_attempt_fails_for_good_after_three_and_says_why() {
        try (Lab lab = Lab.open("memory")) {
            Applied experiment = lab.apply(
                            Manifest.small().ofSources("ce").retries(2).limits("memory", "120Mi"))
                    .awaitFailed();
            JsonNode failure = experiment.status().path("failures").path(0);
            assertThat(failure.path("attempts").asInt()).as(experiment.seen()).isEqualTo(3);
            assertThat(failure.path("forGood").asBoolean()).isTrue();
            assertThat(failure.path("reason").asText()).isEqualTo("OOMKilled");
            assertThat(experiment.condition("Failed").path("message").asText()).contains("memory");
            assertThat(lab.listJobs()).hasSize(3);
        }
    }

    private static String owner(Pod pod) {
        return pod.getMetadata().getOwnerReferences().get(0).getUid();
    }

    private static Pod training(Applied experiment) {
        Lab lab = experiment.lab();
        experiment.await("a state is saved", now -> lab.history().saved().size() >= 2);
        return lab.activePods().get(0);
    }

    private static void assertWentOn(Lab lab) {
        List<Attempt> attempts = lab.history().attempts();
        List<Attempt> first = lab.history().of(attempts.get(0).key());
        assertThat(first).hasSize(2);
        assertThat(first.get(1).resumedFrom()).isPositive();
        assertThat(lab.history().wasted()).isEmpty();
        assertThat(lab.results().stages()).isEqualTo(LaptopRun.of(ONE).stages());
    }
}
