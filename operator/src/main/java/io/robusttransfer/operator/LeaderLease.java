package io.robusttransfer.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/** Leader election, and the liveness check that fails when this process leads without holding the Lease. */
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

    @Produces
    @Singleton
    LeaderElectionConfiguration election() {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                .withLeaseNamespace(namespace)
                .withIdentity(instance)
                .withLeaseDuration(duration)
                .withRenewDeadline(duration.multipliedBy(2).dividedBy(3))
                .withRetryPeriod(duration.dividedBy(7))
                .withLeaderCallbacks(new LeaderCallbacks(() -> leading = true, this::lost, holder -> {}))
                .build();
    }

    /** From now on it is no fault to lose the Lease. */
    void stopping() {
        stopping = true;
    }

    /** Lets another operator begin at once, which else waits until the Lease has run out. */
    void release() {
        if (!leading) {
            return;
        }
        try {
            Lease lease = lease();
            if (lease != null && instance.equals(lease.getSpec().getHolderIdentity())) {
                client.resource(new LeaseBuilder(lease)
                                .editSpec()
                                .withHolderIdentity("")
                                .withLeaseDurationSeconds(1)
                                .endSpec()
                                .build())
                        .update();
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
