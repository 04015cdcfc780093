package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The operator's metrics. They name no experiment: there may be many, and each name would be kept for ever. */
public final class OperatorMetrics {
    private final MeterRegistry registry;
    private final Counter jobsCreated;
    private final Counter statusWrites;

    public OperatorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.jobsCreated = Counter.builder("robust_transfer.jobs.created")
                .description("Jobs created")
                .register(registry);
        this.statusWrites = Counter.builder("robust_transfer.status.writes")
                .description("Statuses of experiments written")
                .register(registry);
    }

    void jobCreated() {
        jobsCreated.increment();
    }

    void statusWritten() {
        statusWrites.increment();
    }

    /** A request that the API server did not answer as it should; code 0 where it did not answer. */
    public void apiError(KubernetesClientException e) {
        Counter.builder("robust_transfer.api.errors")
                .description("Requests to the API server that failed, by HTTP code; 0: no answer")
                .tag("code", Integer.toString(Math.max(0, e.getCode())))
                .register(registry)
                .increment();
    }
}
