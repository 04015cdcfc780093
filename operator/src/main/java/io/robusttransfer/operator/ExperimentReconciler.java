package io.robusttransfer.operator;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Entry point of the operator SDK: reconciles an experiment when something of it changes, and again after an error. */
@ControllerConfiguration(
        name = ExperimentReconciler.NAME,
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = ExperimentUpdateFilter.class),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 20, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 1000, intervalMultiplier = 2, maxInterval = 30_000)
public final class ExperimentReconciler implements Reconciler<RobustTransferExperiment> {
    static final String NAME = "experiments";

    private static final Logger LOG = Logger.getLogger(ExperimentReconciler.class);
    private static final String MDC_KEY = "experiment";

    private final ReconciliationFactory factory;
    private final LeaderLease lease;
    private volatile Reconciliation reconciliation;

    ExperimentReconciler(ReconciliationFactory factory, @Liveness LeaderLease lease) {
        this.factory = factory;
        this.lease = lease;
    }

    @Override
    public List<EventSource<?, RobustTransferExperiment>> prepareEventSources(
            EventSourceContext<RobustTransferExperiment> context) {
        InformerConfiguration<RobustTransferExperiment> informer =
                context.getControllerConfiguration().getInformerConfig();
        reconciliation = factory.reconciliation(
                informer.watchAllNamespaces()
                        ? Set.of()
                        : informer.getEffectiveNamespaces(context.getControllerConfiguration()),
                context.getPrimaryCache(),
                lease::leads);
        return reconciliation.eventSources();
    }

    @Override
    public UpdateControl<RobustTransferExperiment> reconcile(
            RobustTransferExperiment experiment, Context<RobustTransferExperiment> context) {
        UpdateControl<RobustTransferExperiment> nothing = UpdateControl.noUpdate();
        if (!lease.leads()) {
            return nothing; // all are called as soon as it does
        }
        MDC.put(MDC_KEY, name(experiment));
        try {
            return reconciliation.run(experiment).map(nothing::rescheduleAfter).orElse(nothing);
        } catch (KubernetesClientException e) {
            factory.metrics().apiError(e);
            throw e;
        } finally {
            MDC.remove(MDC_KEY);
        }
    }

    /** A reconciliation that fails again and again is said in the status: else the experiment would stand still in silence. */
    @Override
    public ErrorStatusUpdateControl<RobustTransferExperiment> updateErrorStatus(
            RobustTransferExperiment experiment, Context<RobustTransferExperiment> context, Exception e) {
        MDC.put(MDC_KEY, name(experiment));
        try {
            LOG.warnf("%s: the reconciliation fails: %s", name(experiment), e);
            reconciliation.failed(experiment, e);
        } finally {
            MDC.remove(MDC_KEY);
        }
        return ErrorStatusUpdateControl.defaultErrorProcessing();
    }

    private static String name(RobustTransferExperiment experiment) {
        return experiment.getMetadata().getNamespace() + "/"
                + experiment.getMetadata().getName();
    }
}
