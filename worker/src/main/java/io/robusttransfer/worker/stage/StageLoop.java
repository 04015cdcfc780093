package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.stage.Event.Ending;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Does stages one after the other, parents first; one that fails does not stop those that do not need it. */
public final class StageLoop {
    private final StageStore store;
    private final StageWork work;
    private final Event.Listener listener;
    private final Stop stop;

    public StageLoop(StageStore store, StageWork work, Event.Listener listener, Stop stop) {
        this.store = store;
        this.work = work;
        this.listener = listener;
        this.stop = stop;
    }

    /** A list of the plan. */
    public ExitCode list(Plan plan, int list) {
        return run(plan.lists().get(list).stream().map(plan.stages()::get).toList());
    }

    /** @return the first that applies of 2, anything else, 4, 143, 0 */
    public ExitCode run(List<Stage> stages) {
        List<ExitCode> codes = new ArrayList<>();
        for (Stage stage : stages) {
            codes.add(stop.requested() ? ExitCode.STOPPED : attempt(stage));
        }
        return ExitCode.worst(codes);
    }

    private ExitCode attempt(Stage stage) {
        try {
            return run(stage);
        } catch (Failure failure) {
            ExitCode code = ExitCode.of(failure.exitCode());
            end(stage, code == ExitCode.STOPPED ? Ending.STOPPED : Ending.FAILED, failure.getMessage());
            return code;
        } catch (CorruptResult corrupt) {
            end(stage, Ending.FAILED, corrupt.getMessage() + "; it will be computed again at the next attempt");
            return ExitCode.FAILED;
        } catch (RuntimeException | OutOfMemoryError defect) {
            // the outermost edge of a stage: the next one must have its chance
            StackTraceElement[] trace = defect.getStackTrace();
            end(stage, Ending.FAILED, defect + (trace.length == 0 ? "" : " at " + trace[0]));
            return ExitCode.FAILED;
        }
    }

    private ExitCode run(Stage stage) throws CorruptResult {
        Map<String, Manifest> parents = new LinkedHashMap<>();
        for (String parent : stage.document().parents()) {
            Optional<Manifest> manifest = store.stage(parent).present();
            if (manifest.isEmpty()) {
                end(stage, Ending.FAILED, "a stage that it needs is not done: " + parent);
                return ExitCode.FAILED;
            }
            if (manifest.get().outcome() == Outcome.DIVERGED) {
                end(stage, Ending.SKIPPED, "a training that it needs diverged");
                return ExitCode.DONE;
            }
            parents.put(parent, manifest.get());
        }
        Place place = store.stage(stage.key());
        Optional<Manifest> present = place.present();
        if (present.isPresent() && store.descends(stage.key(), present.get(), parents)) {
            end(stage, Ending.FOUND, null);
            return ExitCode.DONE;
        }
        Optional<String> refusal = Revisions.CURRENT.refusal(stage.document().revisions());
        if (refusal.isPresent()) {
            throw new Failure.WrongInput(stage.title() + ": " + refusal.get());
        }
        listener.on(new Event.Started(stage.key(), stage.title()));
        Manifest manifest = work.perform(stage, parents);
        end(stage, manifest.outcome() == Outcome.DIVERGED ? Ending.DIVERGED : Ending.COMPLETED, null);
        return ExitCode.DONE;
    }

    private void end(Stage stage, Ending ending, String text) {
        listener.on(new Event.Ended(stage.key(), stage.title(), ending, text));
    }
}
