package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Beans that the operator SDK and the health endpoint look up. */
@Dependent
final class OperatorBeans {
    @Produces
    @Singleton
    Metrics metrics(MeterRegistry registry) {
        return MicrometerMetricsV2.newBuilder(registry).build();
    }

    @Produces
    @Readiness
    @Singleton
    HealthCheck jobsKnown(ReconciliationFactory factory) {
        return () ->
                HealthCheckResponse.named("jobs").status(factory.jobsKnown()).build();
    }
}
