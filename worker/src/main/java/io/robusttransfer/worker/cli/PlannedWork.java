package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.data.Domains;
import io.robusttransfer.worker.stage.Checkpoints;
import io.robusttransfer.worker.stage.EvaluationStage;
import io.robusttransfer.worker.stage.Event;
import io.robusttransfer.worker.stage.PlannedDomains;
import io.robusttransfer.worker.stage.PlannedWeights;
import io.robusttransfer.worker.stage.PretrainedStage;
import io.robusttransfer.worker.stage.RunEnvironment;
import io.robusttransfer.worker.stage.StageLoop;
import io.robusttransfer.worker.stage.Stop;
import io.robusttransfer.worker.stage.TrainingStage;
import io.robusttransfer.worker.store.Store;
import java.time.InstantSource;

/** The objects that work on the stages of a plan, put together. */
final class PlannedWork {
    /** Below a pod's termination grace period. */
    private static final long GRACE_SECONDS = 25;

    private PlannedWork() {}

    static StageLoop loop(Store store, Plan plan, Domains data, Event.Listener listener, Stop stop) {
        StageStore stages = new StageStore(
                store, InstantSource.system(), Prepared.children(plan), text -> listener.on(new Event.Note(text)));
        PlannedDomains domains = new PlannedDomains(
                plan,
                data,
                entry -> stages.forget(Planning.use(
                        entry.identity(data),
                        entry,
                        plan.digests(),
                        plan.study().input())));
        Checkpoints checkpoints = new Checkpoints(stages);
        RunEnvironment environment = new RunEnvironment(Version.current());
        PretrainedStage pretrained = new PretrainedStage(
                stages, domains, new PlannedWeights(plan.study(), data::file), environment, listener, System::nanoTime);
        TrainingStage training =
                new TrainingStage(stages, domains, checkpoints, environment, listener, stop, System::nanoTime);
        EvaluationStage evaluation =
                new EvaluationStage(stages, domains, checkpoints, environment, listener, stop, System::nanoTime);
        return new StageLoop(stages, pretrained, training, evaluation, listener, stop);
    }

    /** Asks the work to stop, and waits as long as there is time for what is worth saving. */
    static void awaitSaved(Stop stop) {
        try {
            stop.requestAndAwait(GRACE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
