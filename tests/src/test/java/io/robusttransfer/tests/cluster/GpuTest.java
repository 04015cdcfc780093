package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** GPUs are a number to a cluster: as many lists run as there are, and the status says why the others wait. */
@OnCluster
@OnCluster.Long
class GpuTest {
    static final String GPU = "nvidia.com/gpu";
    private static final int GPUS = 4;

    @BeforeAll
    static void deploy() {
        Operator.deploy();
    }

    @Test
    void eight_lists_that_want_a_gpu_each_run_four_at_a_time_on_four() {
        assumeTrue(advertised() == GPUS, "the cluster's nodes do not advertise " + GPUS + " of " + GPU);
        try (Lab lab = Lab.open("gpus")) {
            Manifest manifest = Manifest.small().seeds(0, 1, 2, 3).parallel(8).podTemplate(lab.withoutGpu());
            Applied experiment =
                    lab.apply(manifest.limits(GPU, "1").requests("cpu", "50m").requests("memory", "300Mi"));
            Set<Integer> atOnce = new HashSet<>();
            Set<String> reasons = new HashSet<>();
            Await.atMost(Applied.LONG).showing(experiment::seen).until("it is Complete", () -> {
                atOnce.add(running(lab).size());
                reasons.addAll(experiment.waiting());
                assertThat(experiment.is("Failed")).as(experiment::seen).isFalse();
                return experiment.is("Complete");
            });
            assertThat(atOnce).contains(GPUS).allMatch(pods -> pods <= GPUS);
            assertThat(reasons).anyMatch(reason -> reason.contains("Insufficient " + GPU));
            assertThat(lab.results().stages()).isEqualTo(LaptopRun.of(manifest).stages());
        }
    }

    @Test
    void a_worker_without_cuda_that_is_given_a_gpu_says_so_and_computes_nothing() {
        assumeTrue(advertised() > 0, "the cluster's nodes do not advertise " + GPU);
        try (Lab lab = Lab.open("cuda")) {
            Applied experiment = lab.apply(Manifest.small().seeds(0).retries(0).limits(GPU, "1"));
            experiment.awaitFailed();
            assertThat(experiment.status().path("failures").toString())
                    .contains("name an image with CUDA in spec.worker.image");
            assertThat(lab.results().stages()).isEmpty();
        }
    }

    /** Pods that have a GPU each and are not leaving. */
    static List<Pod> running(Lab lab) {
        return lab.pods().stream()
                .filter(pod -> pod.getStatus().getPhase().equals("Running"))
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getSpec()
                        .getContainers()
                        .get(0)
                        .getResources()
                        .getLimits()
                        .containsKey(GPU))
                .toList();
    }

    private static int advertised() {
        return Cluster.open().client().nodes().list().getItems().stream()
                // others pretend
                .filter(node -> node.getSpec().getTaints().isEmpty())
                .map(node -> node.getStatus().getAllocatable().getOrDefault(GPU, new Quantity("0")))
                .mapToInt(quantity -> quantity.getNumericalAmount().intValue())
                .sum();
    }
}
