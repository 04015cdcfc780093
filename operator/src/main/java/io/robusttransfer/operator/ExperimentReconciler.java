package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import java.util.concurrent.TimeUnit;

/** One pass over one experiment: observe, decide, act. */
@ControllerConfiguration(
        name = ExperimentReconciler.NAME,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 20, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 1000, intervalMultiplier = 2, maxInterval = 300_000)
public final class ExperimentReconciler implements Reconciler<RobustTransferExperiment> {
    static final String NAME = "experiments";

    @Override
    public UpdateControl<RobustTransferExperiment> reconcile(
            RobustTransferExperiment experiment, Context<RobustTransferExperiment> context) {
        return UpdateControl.noUpdate();
    }
}
