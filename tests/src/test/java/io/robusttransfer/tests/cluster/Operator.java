package io.robusttransfer.tests.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;

/** The installed operator, deployed once per JVM from the overlay for tests. */
record Operator(Cluster cluster, String namespace, String deployment, String user) {
    static final String OVERLAY = "deploy/overlays/test";
    private static final String NAMESPACE = "robust-transfer-system";
    private static final String DEPLOYMENT = "robust-transfer-operator";
    private static final Duration READY = Duration.ofMinutes(2);

    private static Operator deployed;

    /** Applies the overlay and waits until its operator is ready. */
    static synchronized Operator deploy() {
        if (deployed == null) {
            Cluster cluster = Cluster.open();
            cluster.bucket();
            apply(cluster);
            Deployment deployment = cluster.client()
                    .apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName(DEPLOYMENT)
                    .require();
            String account = deployment.getSpec().getTemplate().getSpec().getServiceAccountName();
            deployed =
                    new Operator(cluster, NAMESPACE, DEPLOYMENT, "system:serviceaccount:" + NAMESPACE + ":" + account);
            // its tag may name another image since it was started
            deployed.restart();
            deployed.awaitReady();
        }
        return deployed;
    }

    private static void apply(Cluster cluster) {
        cluster.kubectl("apply", "--server-side", "--force-conflicts", "-k", OVERLAY);
    }

    /** Puts right what a test changed of it. */
    void applyOverlay() {
        apply(cluster);
    }

    List<Pod> pods() {
        return cluster.client()
                .pods()
                .inNamespace(namespace)
                .withLabelSelector(cluster.client()
                        .apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(deployment)
                        .get()
                        .getSpec()
                        .getSelector())
                .list()
                .getItems();
    }

    /** Told to stop, and replaced by another. */
    void restart() {
        pods().forEach(pod -> cluster.client().resource(pod).withGracePeriod(0).delete());
    }

    /** By SIGKILL, on this machine; its pod is deleted with force, so that no back-off grows. */
    void kill() {
        pods().stream().map(pod -> HostProcess.of(pod, "java")).forEach(process -> process.signal("KILL"));
        restart();
    }

    /** Killed; its Lease goes with it, so that the next one need not wait until it has run out. */
    void strike() {
        kill();
        cluster.client().leases().inNamespace(namespace).withName(deployment).delete();
    }

    void awaitReady() {
        Await.atMost(READY).showing(this::seen).until("the operator is ready", () -> {
            Deployment now = cluster.client()
                    .apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(deployment)
                    .get();
            return Readiness.isDeploymentReady(now)
                    && now.getStatus().getObservedGeneration()
                            >= now.getMetadata().getGeneration()
                    && pods().size() == now.getSpec().getReplicas()
                    && pods().stream().allMatch(Readiness::isPodReady);
        });
    }

    private String seen() {
        StringBuilder seen = new StringBuilder();
        pods().forEach(pod -> seen.append(pod.getMetadata().getName())
                .append(' ')
                .append(Cluster.json(pod.getStatus().getContainerStatuses()))
                .append(Cluster.json(pod.getStatus().getConditions()))
                .append('\n'));
        return seen.toString();
    }
}
