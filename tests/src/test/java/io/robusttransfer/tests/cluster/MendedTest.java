package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.robusttransfer.tests.run.IdxFiles;
import io.robusttransfer.worker.store.Store;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What keeps an experiment is said within a minute, and it goes on by itself when that is mended. */
@OnCluster
@OnCluster.Long
class MendedTest {
    private static final Duration A_MINUTE = Duration.ofSeconds(60);
    private static final Manifest ONE = Manifest.small().ofSources("ce");
    private static final String NO_IMAGE = "localhost/robust-transfer-nosuch:dev";

    @BeforeAll
    static void deploy() {
        Operator.deploy();
    }

    @Test
    void a_secret_that_is_not_there() {
        try (Lab lab = Lab.open("secret")) {
            Resource<Secret> secret = lab.cluster()
                    .client()
                    .secrets()
                    .inNamespace(lab.namespace())
                    .withName(Lab.SECRET);
            Secret kept = secret.get();
            secret.delete();
            Applied experiment = lab.apply(ONE);
            stalls(
                    experiment,
                    "SecretMissing",
                    "spec.stores[lab].s3.secretName: Secret 's3' is not in namespace '" + lab.namespace()
                            + "': create it with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
            kept.setMetadata(new ObjectMetaBuilder()
                    .withNamespace(lab.namespace())
                    .withName(Lab.SECRET)
                    .build());
            lab.cluster().client().resource(kept).create();
            experiment.awaitComplete();
        }
    }

    @Test
    void a_bucket_that_is_not_there() {
        try (Lab lab = Lab.open("bucket")) {
            Manifest right = ONE.keptIn(lab.prefix());
            String uri = right.json().at("/spec/results/uri").asText();
            Applied experiment = lab.applyAsIs(right.with(
                    "/spec/results", "uri", Cluster.JSON.getNodeFactory().textNode("s3://rt-nosuch/x")));
            stalls(experiment, "OutOfReach", "there is no bucket 'rt-nosuch' (spec.results.uri)");
            experiment.change("{\"spec\": {\"results\": {\"uri\": \"" + uri + "\"}}}");
            experiment.awaitComplete();
            assertThat(experiment.status().path("failures")).isEmpty();
        }
    }

    @Test
    void an_image_that_does_not_exist() {
        try (Lab lab = Lab.open("image")) {
            Applied experiment = lab.apply(ONE.image(NO_IMAGE));
            stalls(experiment, "ImagePullBackOff", "spec.worker.image: '" + NO_IMAGE + "' cannot be pulled");
            experiment.change("{\"spec\": {\"worker\": null}}");
            experiment.awaitComplete();
        }
    }

    @Test
    void a_quota_without_room() {
        try (Lab lab = Lab.open("quota")) {
            NamespaceableResource<ResourceQuota> quota = lab.cluster()
                    .client()
                    .resource(new ResourceQuotaBuilder()
                            .withNewMetadata()
                            .withNamespace(lab.namespace())
                            .withName("none")
                            .endMetadata()
                            .withNewSpec()
                            .addToHard("pods", new Quantity("0"))
                            .endSpec()
                            .build());
            quota.create();
            Await.atMost(A_MINUTE)
                    .until(
                            "the quota counts",
                            () -> quota.get().getStatus().getHard() != null
                                    && !quota.get().getStatus().getHard().isEmpty());
            Applied experiment = lab.apply(ONE);
            says(experiment, "FailedCreate", "exceeded quota: none");
            assertThat(experiment.is("Stalled")).as("others may make room").isFalse();
            quota.delete();
            experiment.awaitComplete();
        }
    }

    @Test
    void more_gpus_than_any_node_has() {
        try (Lab lab = Lab.open("room")) {
            Applied experiment = lab.apply(ONE.limits("nvidia.com/gpu", "99"));
            says(experiment, "Unschedulable", "no node takes the pod");
            experiment.change("{\"spec\": {\"worker\": null}}");
            experiment.awaitComplete();
        }
    }

    @Test
    void a_dataset_that_is_not_there_and_then_cut_off() throws JsonProcessingException {
        try (Lab lab = Lab.open("data")) {
            String uri = "s3://" + ResultsBucket.NAME + "/" + lab.prefix() + "/data";
            Applied experiment = lab.apply(ONE.with(
                    "/spec/study/targets/0",
                    "dataset",
                    Cluster.JSON.readTree("{\"uri\": \"" + uri + "\", \"format\": \"idx\", \"store\": \"lab\"}")));
            stalls(experiment, "WrongInput", "spec.study.targets[0].dataset.uri: '" + uri + "'");
            Store store = lab.results().store();
            Map<String, byte[]> files = new HashMap<>(IdxFiles.of(200, 60, 16));
            byte[] images = files.get("train-images-idx3-ubyte");
            files.put("train-images-idx3-ubyte", Arrays.copyOf(images, images.length - 1));
            files.forEach((name, bytes) -> store.write("data/" + name, bytes));
            says(experiment, "WrongInput", "train-images-idx3-ubyte: ends after 51199 of the 51200 bytes");
            store.write("data/train-images-idx3-ubyte", images);
            experiment.awaitComplete();
        }
    }

    @Test
    void a_job_of_another_experiment_that_has_no_image() {
        try (Lab lab = Lab.open("others")) {
            Manifest study = Manifest.lessSlow().ofSources("ceA");
            Applied first = lab.apply(study);
            first.await("it is planned", now -> now.status().has("plan"));
            first.change(
                    "{\"spec\": {\"execution\": {\"suspend\": true}, \"worker\": {\"image\": \"" + NO_IMAGE + "\"}}}");
            first.await("it is suspended", MendedTest::isSuspended);
            first.suspend(false);
            first.await("its Job has the image that is none", now -> !lab.activePods()
                    .isEmpty());
            Applied second = lab.apply(study.named("second"));
            stalls(second, "ImagePullBackOff", " of another experiment: image '" + NO_IMAGE + "' cannot be pulled");
            first.change("{\"spec\": {\"worker\": null}}");
            first.awaitComplete();
            second.awaitComplete();
        }
    }

    @Test
    void a_status_that_another_client_changed() {
        try (Lab lab = Lab.open("status")) {
            Applied experiment = lab.apply(Manifest.lessSlow().ofSources("ceA"));
            experiment.await("it is planned", now -> now.status().has("plan"));
            experiment.suspend(true);
            experiment.await("it is suspended", MendedTest::isSuspended);
            String done = experiment.status().path("done").asText();
            experiment.changeStatus("{\"status\": {\"done\": \"1000/1000\"}}");
            Await.atMost(Duration.ofSeconds(10))
                    .showing(experiment::seen)
                    .until(
                            "it is as it was",
                            () -> experiment.status().path("done").asText().equals(done));
        }
    }

    private static void stalls(Applied experiment, String reason, String message) {
        says(experiment, reason, message);
        assertThat(experiment.is("Stalled")).as(experiment.seen()).isTrue();
    }

    private static void says(Applied experiment, String reason, String message) {
        Await.atMost(A_MINUTE)
                .showing(experiment::seen)
                .until(
                        "STATUS is " + reason + ": …" + message + "…",
                        () -> experiment.reason().equals(reason)
                                && experiment
                                        .condition("Ready")
                                        .path("message")
                                        .asText()
                                        .contains(message));
    }

    private static boolean isSuspended(Applied experiment) {
        return experiment.reason().equals("Suspended")
                && experiment.lab().activePods().isEmpty();
    }
}
