package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.crds.plan.StageKind;
import io.robusttransfer.worker.scheme.Scheme;

/** Estimates the work of a stage, for progress bars alone. The unit is one image's pass forward through f. */
public final class Effort {
    /** A pass forward and back costs about three forward. */
    private static final double BOTH_WAYS = 3;

    private Effort() {}

    /** @param trainingImages of the domain the stage trains on; not looked at for an evaluation */
    public static double of(StageDocument document, int trainingImages) {
        if (document instanceof StageDocument.Evaluate evaluate) {
            return of(evaluate);
        }
        StageDocument.Train train = (StageDocument.Train) document;
        double epochs = train.training().epochs();
        double extra = train.scheme().extraPasses();
        boolean movesExtractor =
                train.kind() == StageKind.SOURCE_TRAIN || train.scheme().movesExtractor();
        if (movesExtractor) {
            return trainingImages * epochs * (BOTH_WAYS + extra);
        }
        boolean cached = Scheme.of(train.scheme(), train.threat())
                .needs()
                .cachesFeatures(false, train.domain().augment() != null);
        return trainingImages * (cached ? 1 : epochs * (1 + extra));
    }

    private static double of(StageDocument.Evaluate evaluate) {
        Measures measures = evaluate.measures();
        int heads = Math.max(1, evaluate.heads().size());
        return measures.all().stream()
                .mapToDouble(m -> m.images(measures.images()) * m.passes() * (m.sharesPasses() ? 1 : heads))
                .sum();
    }
}
