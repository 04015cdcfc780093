package io.robusttransfer.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

    private final KubernetesClient client;
    private final Operator operator;
    private final ScheduledExecutorService waiting = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "starting");
        thread.setDaemon(true);
        return thread;
    });
    private String said = "";

    OperatorStartup(KubernetesClient client, Operator operator) {
        this.client = client;
        this.operator = operator;
    }

    void start(@Observes StartupEvent start) {
        waiting.scheduleWithFixedDelay(this::tryOnce, 0, 1, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent stop) {
        waiting.shutdownNow();
        operator.stop();
    }

    private void tryOnce() {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            if (!missing.get().equals(said)) {
                LOG.warnf("not started yet: %s", missing.get());
                said = missing.get();
            }
            return;
        }
        waiting.shutdown();
        try {
            operator.start();
        } catch (OperatorException e) {
            LOG.error("the operator could not start", e);
            Quarkus.asyncExit(1);
        }
    }

    private Optional<String> missing() {
        try {
            return client.raw(API) != null
                    ? Optional.empty()
                    : Optional.of(
                            "this cluster has no " + HasMetadata.getFullResourceName(RobustTransferExperiment.class)
                                    + " in version " + RobustTransferExperiment.VERSION
                                    + ": install the definition (kubectl apply -k crds/crd)");
        } catch (KubernetesClientException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.of("the API server does not answer: " + cause.getMessage());
        }
    }
}
