package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.CeA;
import io.robusttransfer.crds.plan.Measure;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.crds.plan.SchemeDocument;
import io.robusttransfer.crds.plan.StageDocument;

/** How long a stage takes, for progress bars alone: in passes of one image forward through f. */
public final class Effort {
    /** A pass forward and back costs about three forward. */
    private static final double BOTH_WAYS = 3;

    private Effort() {}

    /** @param trainingImages of the domain the stage trains on; not looked at for an evaluation */
    public static double of(StageDocument document, int trainingImages) {
        if (document instanceof StageDocument.SourceTrain train) {
            return train.training().epochs() * (double) trainingImages * (BOTH_WAYS + attack(train.scheme()));
        }
        if (document instanceof StageDocument.TargetRetrain retrain) {
            boolean cached = retrain.scheme().ce() != null && retrain.domain().augment() == null;
            double passes = cached ? 1 : retrain.training().epochs() * (1 + attack(retrain.scheme()));
            return trainingImages * passes;
        }
        StageDocument.Evaluate evaluate = (StageDocument.Evaluate) document;
        int heads = Math.max(1, evaluate.heads().size());
        Measures measures = evaluate.measures();
        double attacks = measures.attacks().stream().mapToDouble(Effort::attack).sum();
        return heads * measures.images() * attacks + measures.images() + draws(measures);
    }

    private static double attack(SchemeDocument scheme) {
        CeA adversarial = scheme.ceA();
        return adversarial == null ? 0 : adversarial.steps() * BOTH_WAYS;
    }

    private static double attack(Measure measure) {
        return measure instanceof Measure.Pgd pgd ? pgd.steps() * pgd.restarts() * BOTH_WAYS : BOTH_WAYS;
    }

    private static double draws(Measures measures) {
        return measures.smoothing() == null
                ? 0
                : measures.smoothing().draws().stream()
                        .mapToDouble(d -> d.images() * (double) (d.samples() + d.selectionSamples()))
                        .sum();
    }
}
