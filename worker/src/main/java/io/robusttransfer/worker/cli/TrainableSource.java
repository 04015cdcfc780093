package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Source;
import io.robusttransfer.crds.api.SourceScheme;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.DatasetFacts;
import io.robusttransfer.worker.model.BatchSpread;
import io.robusttransfer.worker.scheme.Scheme;

/**
 * Checks whether a study's network can be trained on its source with its batch sizes. Heads need no check: their batch
 * normalisation is frozen.
 */
record TrainableSource(Study study, DatasetFacts facts) {
    private static final String FIELD = "spec.study.source.";

    void require() {
        Source source = study.source();
        if (!isTrainable(trainingImages())) {
            throw new Failure.WrongInput(
                    FIELD + "dataset.validation: " + source.dataset().validation() + " leaves one training image, and "
                            + needsTwo() + ": write 0, or give more images");
        }
        for (int i = 0; i < source.schemes().size(); i++) {
            SourceScheme scheme = source.schemes().get(i);
            int batchSize = source.training(scheme).batchSize();
            boolean own = scheme.training() != null && scheme.training().batchSize() != null;
            String written =
                    FIELD + (own ? "schemes[" + i + "].training" : "training") + ".batchSize: " + batchSize + ", but ";
            if (!isTrainable(batchSize)) {
                throw new Failure.WrongInput(written + needsTwo() + ": write batchSize: 2 or more");
            }
            boolean comparesImages =
                    Scheme.of(scheme.scheme(), study.threat()).needs().fullBatches();
            if (comparesImages && batchSize < 2) {
                throw new Failure.WrongInput(
                        written + scheme.name() + " compares the images of a batch: write 2 or more");
            }
            if (comparesImages && batchSize > trainingImages()) {
                throw new Failure.WrongInput(written + scheme.name() + " compares so many images at a time and has "
                        + trainingImages() + " to train on: write batchSize: " + trainingImages() + " or less, for "
                        + scheme.name() + " alone in its own training");
            }
        }
    }

    private boolean isTrainable(int images) {
        return BatchSpread.isThere(study.model().architecture(), study.input(), images);
    }

    private String needsTwo() {
        Architecture architecture = study.model().architecture();
        Input input = study.input();
        return architecture.spelling() + " leaves one value per channel of an image of " + input.height() + "×"
                + input.width() + ", and batch normalisation needs at least two per batch";
    }

    private int trainingImages() {
        Dataset dataset = study.source().dataset();
        return facts.trainingImages(dataset.samplesPerClass(), dataset.validation());
    }
}
