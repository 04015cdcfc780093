package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.robusttransfer.tests.run.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is gone for minutes, with a worker on it that is not dead: what it writes when it is back changes nothing. */
@OnCluster
@OnCluster.Long
class FrozenWorkerTest {
    private static final Manifest ONE = Manifest.lessSlow().ofSources("ceA").retries(0);

    @Test
    void a_worker_thought_lost_writes_after_its_replacement_the_same_and_the_manifest_stays(@TempDir Path folder) {
        Kit kit = Kit.orSkip("the kubelet is stopped");
        Operator.deploy();
        try (Lab lab = Lab.open("frozen");
                Neighbour neighbour = Neighbour.join(lab.cluster().client())) {
            neighbour.awaitReady();
            Applied experiment = lab.apply(ONE)
                    .await("a state is saved", now -> lab.history().saved().size() >= 2);
            String key = lab.history().attempts().get(0).key();
            Pod pod = lab.activePods().get(0);
            String job = pod.getMetadata().getOwnerReferences().get(0).getUid();
            HostProcess worker = HostProcess.of(pod, "java");
            String manifest = "stages/" + key + "/manifest.json";
            byte[] written;
            Instant thawed;
            Kept kept = Kept.of(lab);
            worker.signal("STOP");
            kit.run("component.sh", "kill", "kubelet");
            try {
                experiment.await("its Job is given up and another is made", now -> lab.listJobs().stream()
                        .anyMatch(each -> !each.getMetadata().getUid().equals(job)));
                // the only node that runs pods is away: its replacement works on this machine
                Program.run(
                                folder,
                                Map.of(
                                        "AWS_ENDPOINT_URL",
                                        lab.cluster().bucket().endpoint(),
                                        "AWS_REGION",
                                        "us-east-1",
                                        "AWS_ACCESS_KEY_ID",
                                        ResultsBucket.KEY,
                                        "AWS_SECRET_ACCESS_KEY",
                                        ResultsBucket.SECRET),
                                "stages",
                                "--store",
                                "s3://" + ResultsBucket.NAME + "/" + lab.prefix(),
                                "--plan",
                                "experiments/%s/%s/%s/plan.json"
                                        .formatted(lab.namespace(), experiment.name(), experiment.uid()),
                                key)
                        .as(0);
                written = lab.results().bytes(manifest);
                thawed = Instant.now();
                worker.signal("CONT");
                Await.atMost(Duration.ofMinutes(5)).until("the thawed worker ended", () -> !worker.isAlive());
            } finally {
                if (worker.isAlive()) {
                    worker.signal("CONT");
                }
                kit.run("component.sh", "start", "kubelet");
                kept.giveBack();
            }
            experiment.awaitComplete();
            assertThat(lab.history().saved())
                    .as("written by the thawed worker")
                    .anyMatch(state -> state.key().equals(key) && state.at().isAfter(thawed));
            assertThat(lab.results().bytes(manifest)).isEqualTo(written);
            assertThat(lab.cluster().bucket().versions(lab.prefix() + "/" + manifest))
                    .isEqualTo(1);
            assertThat(lab.history().wasted()).isEmpty();
            assertThat(lab.results().stages()).isEqualTo(LaptopRun.of(ONE).stages());
        }
    }

    /** With a single node that runs pods, all but the lab's pods are to outlast it, as they would on another: they are not evicted, and served. */
    private record Kept(KubernetesClient client, List<Service> services) {
        static Kept of(Lab lab) {
            KubernetesClient client = lab.cluster().client();
            client.pods().inAnyNamespace().list().getItems().stream()
                    .filter(pod -> !pod.getMetadata().getNamespace().equals(lab.namespace()))
                    .forEach(pod -> patch(client, pod, Map.of("tolerations", tolerant(pod))));
            List<Service> services = client.services().inAnyNamespace().list().getItems().stream()
                    .filter(service -> service.getSpec().getSelector() != null
                            && !service.getSpec().getSelector().isEmpty())
                    .toList();
            services.forEach(service -> patch(client, service, served(true)));
            return new Kept(client, services);
        }

        private static List<Toleration> tolerant(Pod pod) {
            List<Toleration> tolerations = pod.getSpec().getTolerations();
            tolerations.stream()
                    .filter(toleration -> "NoExecute".equals(toleration.getEffect()))
                    .forEach(toleration ->
                            toleration.setTolerationSeconds(Duration.ofHours(1).toSeconds()));
            return tolerations;
        }

        private static Map<String, Boolean> served(Boolean unready) {
            return Map.of("publishNotReadyAddresses", Boolean.TRUE.equals(unready));
        }

        /** Whatever else has changed of it meanwhile. */
        private static void patch(KubernetesClient client, HasMetadata object, Map<String, ?> spec) {
            client.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), Cluster.json(Map.of("spec", spec)));
        }

        void giveBack() {
            services.forEach(
                    service -> patch(client, service, served(service.getSpec().getPublishNotReadyAddresses())));
        }
    }
}
