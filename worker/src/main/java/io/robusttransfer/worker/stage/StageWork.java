package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.plan.CanonicalJson;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import java.util.Map;

/** One attempt at a stage, from its document to its manifest. */
public final class StageWork {
    private final StageStore store;
    private final TrainingStage training;
    private final EvaluationStage evaluation;

    public StageWork(StageStore store, TrainingStage training, EvaluationStage evaluation) {
        this.store = store;
        this.training = training;
        this.evaluation = evaluation;
    }

    /** @param parents present manifests of the stage's parents, all completed */
    Manifest perform(Stage stage, Map<String, Manifest> parents) throws CorruptResult {
        store.stage(stage.key()).begin(CanonicalJson.bytes(stage.document()));
        return stage.document() instanceof StageDocument.Evaluate evaluate
                ? evaluation.perform(stage, evaluate, parents)
                : training.perform(stage, parents);
    }
}
