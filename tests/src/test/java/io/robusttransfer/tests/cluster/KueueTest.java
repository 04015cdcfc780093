package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues of Kueue: a quota is kept, who is preempted goes on later, and the status says why an experiment waits. */
@OnCluster
@OnCluster.Long
class KueueTest {
    private static final String QUEUE = "kueue.x-k8s.io/queue-name";
    private static final String PRIORITY = "kueue.x-k8s.io/priority-class";
    private static final String QUEUES = """
            apiVersion: kueue.x-k8s.io/v1beta2
            kind: ResourceFlavor
            metadata: {name: NAME}
            ---
            apiVersion: kueue.x-k8s.io/v1beta2
            kind: WorkloadPriorityClass
            metadata: {name: NAME}
            value: 1000
            description: before others
            ---
            apiVersion: kueue.x-k8s.io/v1beta2
            kind: ClusterQueue
            metadata: {name: NAME}
            spec:
              namespaceSelector: {}
              preemption: {withinClusterQueue: LowerPriority}
              resourceGroups:
              - coveredResources: [nvidia.com/gpu, cpu, memory, ephemeral-storage]
                flavors:
                - name: NAME
                  resources:
                  - {name: nvidia.com/gpu, nominalQuota: 2}
                  - {name: cpu, nominalQuota: 100}
                  - {name: memory, nominalQuota: 1000Gi}
                  - {name: ephemeral-storage, nominalQuota: 1000Gi}
            ---
            apiVersion: kueue.x-k8s.io/v1beta2
            kind: LocalQueue
            metadata: {name: gpu, namespace: NAME}
            spec: {clusterQueue: NAME}
            ---
            apiVersion: kueue.x-k8s.io/v1beta2
            kind: LocalQueue
            metadata: {name: other, namespace: NAME}
            spec: {clusterQueue: NAME}
            """;

    @BeforeAll
    static void deploy() {
        assumeTrue(
                Cluster.open()
                        .send("GET", "/apis/kueue.x-k8s.io/v1beta2", null, null)
                        .ok(),
                "Kueue is not installed in the cluster");
        Operator.deploy();
    }

    @Test
    void experiments_of_two_queues_compute_each_common_stage_once(@TempDir Path folder) {
        try (Lab lab = Lab.open("queues");
                Queues queues = Queues.apply(lab, folder)) {
            SharedStagesTest.assertCommonStagesOnce(
                    queues.lab(),
                    Manifest.small().parallel(4).named("one").labelled(QUEUE, "gpu"),
                    SharedStagesTest.other().labelled(QUEUE, "other"));
        }
    }

    @Test
    void a_quota_of_two_is_kept_and_who_is_preempted_goes_on_where_it_was(@TempDir Path folder) {
        try (Lab lab = Lab.open("kueue");
                Queues queues = Queues.apply(lab, folder)) {
            preempt(queues.lab());
        }
    }

    private record Queues(Lab lab, Path file) implements AutoCloseable {
        static Queues apply(Lab lab, Path folder) {
            Path file = write(folder, QUEUES.replace("NAME", lab.namespace()));
            lab.cluster().kubectl("apply", "-f", file.toString());
            return new Queues(lab, file);
        }

        @Override
        public void close() {
            lab.cluster().kubectl("delete", "--ignore-not-found", "--wait=false", "-f", file.toString());
        }
    }

    private static void preempt(Lab lab) {
        String template = lab.withoutGpu();
        Manifest slow = Manifest.lessSlow().parallel(3).retries(0).podTemplate(template);
        Applied low = lab.apply(slow.limits(GpuTest.GPU, "1").labelled(QUEUE, "gpu"));
        low.await(
                "two of its trainings have saved",
                now -> lab.history().saved().stream()
                                .map(ResultsBucket.Saved::key)
                                .distinct()
                                .count()
                        == 2);
        low.await("it says why the third waits", now -> now.waiting().stream().anyMatch(KueueTest::saysQuota));
        Applied high = lab.apply(Manifest.small()
                .parallel(2)
                .podTemplate(template)
                .limits(GpuTest.GPU, "1")
                .labelled(QUEUE, "gpu")
                .labelled(PRIORITY, lab.namespace()));
        Set<Integer> atOnce = new HashSet<>();
        Set<Boolean> explained = new HashSet<>();
        Await.atMost(Applied.LONG).showing(high::seen).until("the one of more priority is Complete", () -> {
            atOnce.add(GpuTest.running(lab).size());
            explained.add(low.waiting().stream().filter(KueueTest::saysQuota).count() > 0);
            assertThat(high.is("Failed")).as(high::seen).isFalse();
            return high.is("Complete");
        });
        assertThat(atOnce).contains(2).allMatch(pods -> pods <= 2);
        assertThat(explained).as("what the preempted one says").contains(true);
        assertThat(low.is("Complete"))
                .as("the one of less priority ended first")
                .isFalse();
        low.awaitComplete();
        assertThat(low.status().path("failures")).isEmpty();
        ResultsBucket.ScratchHistory history = lab.history();
        assertThat(history.attempts()).as("preempted trainings that went on").anyMatch(each -> each.resumedFrom() > 0);
        assertThat(history.wasted()).isEmpty();
        assertThat(lab.results().stages())
                .containsAllEntriesOf(LaptopRun.of(Manifest.small()).stages())
                .containsAllEntriesOf(LaptopRun.of(slow).stages());
    }

    private static boolean saysQuota(String reason) {
        return reason.toLowerCase(Locale.ROOT).matches(".*(queue|quota).*");
    }

    private static Path write(Path folder, String text) {
        try {
            return Files.writeString(folder.resolve("queues.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
