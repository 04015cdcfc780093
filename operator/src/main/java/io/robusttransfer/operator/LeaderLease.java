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
import io.quarkus.runtime.Quarkus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * Leader election, and the liveness check that fails when nobody asks for the Lease any more. The operator SDK's own
 * election has one period for both, so that one that leads would ask as often as one that waits has to look.
 */
@Liveness
@Singleton
final class LeaderLease implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(LeaderLease.class);

    private final KubernetesClient client;
    private final String namespace;
    private final Duration duration;
    private final String identity;
    private final Executor executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "lease");
        thread.setDaemon(true);
        return thread;
    });
    /** From the election on. */
    private volatile Optional<OperatorLease> lease = Optional.empty();

    private volatile CompletableFuture<?> election = new CompletableFuture<>();
    private volatile boolean over;
    private volatile boolean stopping;

    LeaderLease(
            KubernetesClient client,
            @ConfigProperty(name = "robust-transfer.namespace") String namespace,
            @ConfigProperty(name = "robust-transfer.lease-duration") Duration duration,
            @ConfigProperty(name = "robust-transfer.instance") String instance) {
        // in the Lease it is a number of seconds
        if (duration.getNano() != 0 || duration.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "RT_LEASE_DURATION is " + duration + ": it has to be a whole number of seconds, such as 15s");
        }
        this.client = client;
        this.namespace = namespace;
        this.duration = duration;
        // two processes may be told the same name
        this.identity = instance + "_" + UUID.randomUUID();
    }

    /** @param begin called as soon as this process leads, also if it could not renew the Lease for a while; has to return at once */
    synchronized void elect(Runnable begin) {
        if (stopping) {
            return;
        }
        OperatorLease elected = new OperatorLease(namespace, identity, duration, System::nanoTime, () -> {
            LOG.info("this operator leads");
            begin.run();
        });
        lease = Optional.of(elected);
        LeaderCallbacks callbacks =
                new LeaderCallbacks(() -> {}, this::lost, holder -> LOG.infof("the Lease is held by '%s'", holder));
        election = new LeaderElector(client, new Election(elected, callbacks), executor).start();
    }

    /** Of the Lease of this name. */
    private final class Election extends LeaderElectionConfig {
        Election(OperatorLease lease, LeaderCallbacks callbacks) {
            super(
                    lease,
                    duration,
                    duration.multipliedBy(2).dividedBy(3),
                    duration,
                    callbacks,
                    false,
                    OperatorLease.NAME);
        }

        /** Between two renewals; between two looks at another's Lease it is as much to 2.2 times as much, by chance. */
        @Override
        public Duration getRetryPeriod() {
            return leads() ? duration.multipliedBy(2).dividedBy(7) : duration.dividedBy(10);
        }
    }

    /** Whether this process may act, which holds for moments only: to be asked before each Job that is created. */
    boolean leads() {
        return !over && lease.filter(OperatorLease::isHeld).isPresent();
    }

    /** From now on the Lease is not renewed, and it is no fault to lose it. */
    synchronized void stopping() {
        stopping = true;
        lease.ifPresent(OperatorLease::close);
        // the elector waits for a request that is under way, which may hang
        executor.execute(() -> election.cancel(true));
    }

    /** Lets another operator begin at once, which else waits until the Lease has run out. */
    void release() {
        if (!leads()) {
            return;
        }
        over = true;
        try {
            Lease held = client.leases()
                    .inNamespace(namespace)
                    .withName(OperatorLease.NAME)
                    .get();
            if (held != null
                    && held.getSpec() != null
                    && identity.equals(held.getSpec().getHolderIdentity())) {
                client.resource(new LeaseBuilder()
                                .withNewMetadata()
                                .withNamespace(namespace)
                                .withName(OperatorLease.NAME)
                                .withResourceVersion(held.getMetadata().getResourceVersion())
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

    /** This process ends instead of becoming leader again, so that the next one starts from what the cluster shows. */
    private void lost() {
        if (!stopping) {
            over = true;
            lease.ifPresent(OperatorLease::close);
            LOG.warn("the Lease is lost: this process ends so that it is started again");
            Quarkus.asyncExit(1);
        }
    }

    /** An API server that does not answer is no fault of this process, nor is it to wait for another that leads. */
    @Override
    public HealthCheckResponse call() {
        Duration since = lease.map(OperatorLease::sinceAttempt).orElse(Duration.ZERO);
        boolean asks = since.compareTo(duration.multipliedBy(3)) <= 0;
        return HealthCheckResponse.named("lease")
                .status(asks)
                .withData("leading", leads())
                .withData("problem", asks ? "" : "the Lease was last asked for " + since.toSeconds() + " s ago")
                .build();
    }
}
