package io.robusttransfer.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * Starts the operator as soon as the API server answers and knows the resource's definition. A process that ended instead would be
 * started again after longer and longer pauses.
 */
@Singleton
final class OperatorStartup {
    private static final Logger LOG = Logger.getLogger(OperatorStartup.class);

    private static final String API =
            "/apis/" + RobustTransferExperiment.GROUP + "/" + RobustTransferExperiment.VERSION;

    private static final Duration LONGEST_REQUESTS = Duration.ofSeconds(3);
    private static final ListOptions ONE =
            new ListOptionsBuilder().withLimit(1L).build();

    private final KubernetesClient client;
    private final Operator operator;
    private final LeaderLease lease;
    private final ReconciliationFactory reconciliations;
    private final Set<String> namespaces;
    private final ScheduledExecutorService waiting = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "starting");
        thread.setDaemon(true);
        return thread;
    });
    private String said = "";

    OperatorStartup(
            KubernetesClient client,
            Operator operator,
            @Liveness LeaderLease lease,
            ReconciliationFactory reconciliations,
            @ConfigProperty(name = "quarkus.operator-sdk.controllers.experiments.namespaces") Set<String> namespaces) {
        this.client = client;
        this.operator = operator;
        this.lease = lease;
        this.reconciliations = reconciliations;
        this.namespaces = namespaces;
    }

    void start(@Observes StartupEvent start) {
        waiting.scheduleWithFixedDelay(this::tryOnce, 0, 1, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent stop) {
        waiting.shutdownNow();
        lease.stopping();
        // a Job that is created after another operator has begun might do what that one does
        if (reconciliations.stop(LONGEST_REQUESTS)) {
            lease.release();
        }
        operator.stop();
    }

    /** Whatever is thrown ends the process, to be started again: else it would live on and do nothing. */
    private void tryOnce() {
        CompletableFuture.runAsync(this::startIfAllIsThere, Runnable::run).exceptionally(problem -> {
            LOG.error("the operator could not start", problem.getCause());
            waiting.shutdown();
            Quarkus.asyncExit(1);
            return null;
        });
    }

    private void startIfAllIsThere() {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            if (!missing.get().equals(said)) {
                LOG.warnf("not started yet: %s", missing.get());
                said = missing.get();
            }
            return;
        }
        waiting.shutdown();
        operator.start();
        lease.elect(reconciliations::all);
    }

    /** What has to be there, and to answer, before the SDK starts: it gives up for good at the first error. */
    private Optional<String> missing() {
        try {
            if (client.raw(API) == null) {
                return Optional.of("this cluster has no "
                        + HasMetadata.getFullResourceName(RobustTransferExperiment.class) + " in version "
                        + RobustTransferExperiment.VERSION + ": install the definition (kubectl apply -k crds/crd)");
            }
            if (namespaces.contains(Constants.WATCH_ALL_NAMESPACES)) {
                client.resources(RobustTransferExperiment.class)
                        .inAnyNamespace()
                        .list(ONE);
                client.batch().v1().jobs().inAnyNamespace().list(ONE);
                client.pods().inAnyNamespace().list(ONE);
            } else {
                for (String namespace : namespaces) {
                    client.resources(RobustTransferExperiment.class)
                            .inNamespace(namespace)
                            .list(ONE);
                    client.batch().v1().jobs().inNamespace(namespace).list(ONE);
                    client.pods().inNamespace(namespace).list(ONE);
                }
            }
            return Optional.empty();
        } catch (KubernetesClientException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.of(
                    e.getCode() == 0
                            ? "the API server does not answer: " + cause.getMessage()
                            : "the API server says " + e.getCode() + ": " + cause.getMessage());
        }
    }
}
