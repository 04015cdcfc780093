package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.CorruptResult;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StagePlace;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.stage.Event.Ending;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Works on stages one after the other, parents first. A stage that fails does not stop those that do not need it. */
public final class StageLoop {
    private final StageStore store;
    private final PretrainedStage pretrained;
    private final TrainingStage training;
    private final EvaluationStage evaluation;
    private final Event.Listener listener;
    private final Stop stop;

    public StageLoop(
            StageStore store,
            PretrainedStage pretrained,
            TrainingStage training,
            EvaluationStage evaluation,
            Event.Listener listener,
            Stop stop) {
        this.store = store;
        this.pretrained = pretrained;
        this.training = training;
        this.evaluation = evaluation;
        this.listener = listener;
        this.stop = stop;
    }

    /**
     * How the work on some stages ended.
     *
     * @param code the first that applies of 2, anything else, 4, 143, 0
     * @param lacking whether a stage was needed that is not done and not one of these: trying these again is of no use
     * @param problem of the first stage that ended with this code: its title, and why; empty where nothing failed
     */
    public record Ran(ExitCode code, boolean lacking, Optional<String> problem) {}

    /** How the attempt at one stage ended; {@code problem} is null where nothing failed. */
    private record Tried(Stage stage, ExitCode code, String problem) {}

    /** Works on one list of the plan. */
    public Ran list(Plan plan, int list) {
        return run(plan.lists().get(list).stream().map(plan.stages()::get).toList());
    }

    public Ran run(List<Stage> stages) {
        List<Tried> tried = new ArrayList<>();
        Set<String> own = stages.stream().map(Stage::key).collect(Collectors.toSet());
        boolean lacking = false;
        for (Stage stage : stages) {
            try {
                tried.add(stop.requested() ? new Tried(stage, ExitCode.STOPPED, null) : attempt(stage));
            } catch (Lacking e) {
                lacking |= !own.contains(e.key);
                // a parent that failed here has a code of its own, which this one must not hide
                boolean counts = !own.contains(e.key) || e.corrupt;
                tried.add(new Tried(stage, counts ? ExitCode.FAILED : ExitCode.DONE, counts ? e.getMessage() : null));
                end(stage, Ending.FAILED, e.getMessage());
            }
        }
        ExitCode worst = ExitCode.worst(tried.stream().map(Tried::code).toList());
        Optional<String> problem = tried.stream()
                .filter(each -> each.code() == worst && each.problem() != null)
                .map(each -> each.stage().title() + ": " + each.problem())
                .findFirst();
        return new Ran(worst, lacking, problem);
    }

    /** Says that a stage which is needed is not done, or was set aside. */
    private static final class Lacking extends Exception {
        private static final long serialVersionUID = 1;

        private final String key;
        private final boolean corrupt;

        Lacking(String key, boolean corrupt, String message) {
            super(message, null, false, false);
            this.key = key;
            this.corrupt = corrupt;
        }
    }

    private Tried attempt(Stage stage) throws Lacking {
        try {
            return new Tried(stage, run(stage), null);
        } catch (Failure failure) {
            ExitCode code = ExitCode.of(failure.exitCode());
            end(stage, code == ExitCode.STOPPED ? Ending.STOPPED : Ending.FAILED, failure.getMessage());
            return new Tried(stage, code, failure.getMessage());
        } catch (CorruptResult corrupt) {
            throw new Lacking(corrupt.key(), true, corrupt.getMessage() + "; it will be computed again");
        } catch (RuntimeException | OutOfMemoryError defect) {
            // the outermost edge of a stage: the next one must have its chance
            StackTraceElement[] trace = defect.getStackTrace();
            String problem = defect + (trace.length == 0 ? "" : " at " + trace[0]);
            end(stage, Ending.FAILED, problem);
            return new Tried(stage, ExitCode.FAILED, problem);
        }
    }

    private ExitCode run(Stage stage) throws CorruptResult, Lacking {
        Map<String, StageManifest> parents = new LinkedHashMap<>();
        for (String parent : stage.document().parents()) {
            store.stage(parent).present().ifPresent(manifest -> parents.put(parent, manifest));
        }
        if (parents.values().stream().anyMatch(manifest -> manifest.outcome() == StageOutcome.DIVERGED)) {
            end(stage, Ending.SKIPPED, "a training that it needs diverged");
            return ExitCode.DONE;
        }
        for (String parent : stage.document().parents()) {
            if (!parents.containsKey(parent)) {
                throw new Lacking(parent, false, "a stage that it needs is not done: " + parent);
            }
        }
        requireOneLineage(parents);
        StagePlace place = store.stage(stage.key());
        Optional<StageManifest> present = place.present();
        if (present.isPresent() && store.descends(place, present.get(), parents)) {
            end(stage, Ending.FOUND, null);
            return ExitCode.DONE;
        }
        Optional<String> refusal = Revisions.CURRENT.refusal(stage.document().revisions());
        if (refusal.isPresent()) {
            throw new Failure.WrongInput(stage.title() + ": " + refusal.get());
        }
        listener.on(new Event.Started(stage.key(), stage.title()));
        StageManifest manifest = perform(stage, parents);
        end(stage, manifest.outcome() == StageOutcome.DIVERGED ? Ending.DIVERGED : Ending.COMPLETED, null);
        return ExitCode.DONE;
    }

    /** Of parents of which one was made from another, such as a head and its f, both have to be the present ones. */
    private void requireOneLineage(Map<String, StageManifest> parents) throws Lacking {
        for (Map.Entry<String, StageManifest> parent : parents.entrySet()) {
            Map<String, StageManifest> above = new LinkedHashMap<>(parents);
            above.keySet().retainAll(parent.getValue().parents().keySet());
            if (!store.descends(store.stage(parent.getKey()), parent.getValue(), above)) {
                throw new Lacking(
                        parent.getKey(),
                        true,
                        "a stage that it needs was made from other results than are there now, and will be computed again: "
                                + parent.getKey());
            }
        }
    }

    private StageManifest perform(Stage stage, Map<String, StageManifest> parents) throws CorruptResult {
        store.stage(stage.key()).begin(CanonicalJson.bytes(stage.document()));
        if (stage.document() instanceof StageDocument.SourceTrain source
                && source.scheme().given()) {
            return pretrained.perform(stage, source);
        }
        if (stage.document() instanceof StageDocument.Train train) {
            return training.perform(stage, train, parents);
        }
        return evaluation.perform(stage, (StageDocument.Evaluate) stage.document(), parents);
    }

    private void end(Stage stage, Ending ending, String text) {
        listener.on(new Event.Ended(stage.key(), stage.title(), ending, text));
    }
}
