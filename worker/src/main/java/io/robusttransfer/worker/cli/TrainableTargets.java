package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.api.Target;
import io.robusttransfer.crds.api.TargetScheme;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.DatasetFacts;
import io.robusttransfer.worker.model.BatchSpread;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.scheme.Scheme;
import java.util.Map;

/** Checks whether f can be trained on targets where batch normalisation goes by the batch there, as in full and roli. */
record TrainableTargets(Study study, Map<String, DatasetFacts> facts) {
    void require() {
        for (int i = 0; i < study.targets().size(); i++) {
            Target target = study.targets().get(i);
            for (int j = 0; j < target.schemes().size(); j++) {
                TargetScheme scheme = target.schemes().get(j);
                boolean own = scheme.training() != null && scheme.training().batchSize() != null;
                require("spec.study.targets[" + i + "]" + (own ? ".schemes[" + j + "]" : ""), target, scheme);
            }
        }
    }

    private void require(String field, Target target, TargetScheme scheme) {
        Training training = target.training(scheme);
        int last = training.epochs() - 1;
        Trainable trains = Scheme.of(scheme.scheme(), study.threat()).trains(Trainable.HEAD, last, training.epochs());
        if (trains.frozenNorms()) {
            return;
        }
        Dataset dataset = target.dataset().resolved(study.source().dataset());
        int images = facts.get(Planner.domain(target)).trainingImages(dataset.samplesPerClass(), dataset.validation());
        int batch = Math.min(training.batchSize(), images);
        if (!BatchSpread.isThere(study.model().architecture(), study.input(), batch)) {
            throw new Failure.WrongInput(
                    field + ".training.batchSize: " + scheme.name() + " trains "
                            + study.model().architecture().spelling() + " by batches of " + batch
                            + ", and batch normalisation needs at least two values per channel: write 2 or more, and give as many images");
        }
    }
}
