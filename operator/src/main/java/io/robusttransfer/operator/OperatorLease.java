package io.robusttransfer.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The Lease as Fabric8's elector reads and writes it. The elector ends in silence at anything that is thrown but a
 * {@link KubernetesClientException}, so that nothing else is thrown here, whatever the Lease says.
 */
final class OperatorLease extends LeaseLock {
    static final String NAME = "robust-transfer-operator";

    private static final ZonedDateTime LONG_AGO = Instant.EPOCH.atZone(ZoneOffset.UTC);

    private final Duration duration;
    private final LongSupplier nanoTime;
    private final Runnable begin;
    private volatile long attempted;
    /** Of the attempt that is under way; the elector makes one at a time. */
    private long begun;

    private LeaseSpec seen = new LeaseSpec();
    private long seenAt;
    private volatile OptionalLong heldUntil = OptionalLong.empty();
    private volatile boolean closed;

    /**
     * @param nanoTime which only ever rises
     * @param begin called whenever this Lease is held and was not before; has to return at once
     */
    OperatorLease(String namespace, String identity, Duration duration, LongSupplier nanoTime, Runnable begin) {
        super(namespace, NAME, identity);
        this.duration = duration;
        this.nanoTime = nanoTime;
        this.begin = begin;
        attempted = nanoTime.getAsLong();
    }

    /** How long ago the API server was last asked for the Lease, or to change it. */
    Duration sinceAttempt() {
        return Duration.ofNanos(nanoTime.getAsLong() - attempted);
    }

    /**
     * Whether no other can hold it: as long as it lasts from before the last renewal was asked for. A renewal that hangs is none.
     */
    boolean isHeld() {
        OptionalLong until = heldUntil;
        return until.isPresent() && until.getAsLong() - nanoTime.getAsLong() > 0;
    }

    /** From now on nothing is asked and nothing renewed; what is held is held until it runs out. */
    void close() {
        closed = true;
    }

    @Override
    public LeaderElectionRecord get(KubernetesClient client) {
        begun = nanoTime.getAsLong();
        return attempt(() -> super.get(client));
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord wanted) {
        attempt(() -> {
            super.create(client, wanted);
            return wanted;
        });
        held();
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord wanted) {
        attempt(() -> {
            super.update(client, wanted);
            return wanted;
        });
        held();
    }

    private void held() {
        OptionalLong before = heldUntil;
        heldUntil = OptionalLong.of(begun + duration.toNanos());
        boolean lapsed = before.isEmpty() || before.getAsLong() - nanoTime.getAsLong() <= 0;
        if (lapsed && isHeld()) {
            begin.run();
        }
    }

    private <T> T attempt(Supplier<T> request) {
        if (closed) {
            throw new KubernetesClientException("Lease " + NAME + ": this process ends");
        }
        attempted = nanoTime.getAsLong();
        try {
            return new CompletableFuture<T>()
                    .completeAsync(request, Runnable::run)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof KubernetesClientException answered
                    ? answered
                    : new KubernetesClientException("Lease " + NAME + ": " + e.getCause(), e.getCause());
        }
    }

    /**
     * A Lease that lacks what an operator writes is nobody's. Another's lasts from when a renewal of it was first seen here, by this
     * machine's clock alone: the holder's may be wrong.
     */
    @Override
    protected LeaderElectionRecord toRecord(Lease lease) {
        LeaseSpec spec = Objects.requireNonNullElseGet(lease.getSpec(), LeaseSpec::new);
        if (!spec.equals(seen)) {
            seen = spec;
            seenAt = nanoTime.getAsLong();
        }
        ZonedDateTime firstSeen = ZonedDateTime.now(ZoneOffset.UTC).minusNanos(nanoTime.getAsLong() - seenAt);
        return new LeaderElectionRecord(
                spec.getHolderIdentity(),
                Optional.ofNullable(spec.getLeaseDurationSeconds())
                        .map(Duration::ofSeconds)
                        .orElse(duration),
                Objects.requireNonNullElse(spec.getAcquireTime(), LONG_AGO),
                spec.getRenewTime() == null ? LONG_AGO : firstSeen,
                Objects.requireNonNullElse(spec.getLeaseTransitions(), 0));
    }
}
