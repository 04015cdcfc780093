package io.robusttransfer.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.quarkus.runtime.Quarkus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * Leader election, and the liveness check that fails when this process leads without holding the Lease. The operator SDK's own
 * election has one period for both, so that one that leads would ask as often as one that waits has to look.
 */
@Liveness
@Singleton
final class LeaderLease implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(LeaderLease.class);

    private static final String LEASE = "robust-transfer-operator";
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String namespace;
    private final Duration duration;
    private final String instance;
    private final Executor executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "lease");
        thread.setDaemon(true);
        return thread;
    });
    private volatile CompletableFuture<?> election = new CompletableFuture<>();
    private volatile boolean leading;
    private volatile boolean stopping;
    private volatile Instant checked = Instant.MIN;
    private volatile String problem = "";

    LeaderLease(
            KubernetesClient client,
            @ConfigProperty(name = "robust-transfer.namespace") String namespace,
            @ConfigProperty(name = "robust-transfer.lease-duration") Duration duration,
            @ConfigProperty(name = "robust-transfer.instance") String instance) {
        this.client = client;
        this.namespace = namespace;
        this.duration = duration;
        this.instance = instance;
    }

    /** @param begin called as soon as this process leads; has to return at once */
    void elect(Runnable begin) {
        LeaderCallbacks callbacks = new LeaderCallbacks(
                () -> {
                    leading = true;
                    LOG.info("this operator leads");
                    begin.run();
                },
                this::lost,
                holder -> LOG.infof("the Lease is held by '%s'", holder));
        election = new LeaderElector(client, new Election(callbacks), executor).start();
    }

    /** Of the Lease of this name. */
    private final class Election extends LeaderElectionConfig {
        Election(LeaderCallbacks callbacks) {
            super(
                    new LeaseLock(namespace, LEASE, instance),
                    duration,
                    duration.multipliedBy(2).dividedBy(3),
                    duration,
                    callbacks,
                    false,
                    LEASE);
        }

        /** Between two renewals; between two looks at another's Lease it is as much to 2.2 times as much, by chance. */
        @Override
        public Duration getRetryPeriod() {
            return leading ? duration.multipliedBy(2).dividedBy(7) : duration.dividedBy(10);
        }
    }

    boolean leads() {
        return leading;
    }

    /** From now on the Lease is not renewed, and it is no fault to lose it. */
    void stopping() {
        stopping = true;
        election.cancel(true);
    }

    /** Lets another operator begin at once, which else waits until the Lease has run out. */
    void release() {
        if (!leading) {
            return;
        }
        try {
            Lease lease = lease();
            if (lease != null && instance.equals(lease.getSpec().getHolderIdentity())) {
                client.resource(new LeaseBuilder()
                                .withNewMetadata()
                                .withNamespace(namespace)
                                .withName(LEASE)
                                .withResourceVersion(lease.getMetadata().getResourceVersion())
                                .endMetadata()
                                .withNewSpec()
                                .withHolderIdentity("")
                                .withLeaseDurationSeconds(1)
                                .endSpec()
                                .build())
                        .patch(PatchContext.of(PatchType.JSON_MERGE));
                LOG.info("the Lease is released");
            }
        } catch (KubernetesClientException e) {
            LOG.warnf("the Lease is not released, another operator begins in %s: %s", duration, e.getMessage());
        }
    }

    private Lease lease() {
        return client.leases().inNamespace(namespace).withName(LEASE).get();
    }

    /** This process ends instead of becoming leader again, so that the next one starts from what the cluster shows. */
    private void lost() {
        problem = "";
        if (!stopping) {
            leading = false;
            LOG.warn("the Lease is lost: this process ends so that it is started again");
            Quarkus.asyncExit(1);
        }
    }

    @Override
    public HealthCheckResponse call() {
        if (leading && checked.plus(BETWEEN_CHECKS).isBefore(Instant.now())) {
            problem = problem();
            checked = Instant.now();
        }
        return HealthCheckResponse.named("lease")
                .status(problem.isEmpty())
                .withData("leading", leading)
                .withData("problem", problem)
                .build();
    }

    /** An API server that does not answer is no fault of this process. */
    private String problem() {
        Lease lease;
        try {
            lease = lease();
        } catch (KubernetesClientException e) {
            return "";
        }
        if (lease == null
                || lease.getSpec() == null
                || !instance.equals(lease.getSpec().getHolderIdentity())) {
            return "another operator holds the Lease";
        }
        ZonedDateTime renewed = lease.getSpec().getRenewTime();
        return renewed != null
                        && renewed.toInstant().plus(duration.multipliedBy(3)).isBefore(Instant.now())
                ? "the Lease was last renewed at " + renewed
                : "";
    }
}
