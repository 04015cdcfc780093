package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.Study;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.DatasetFacts;
import io.robusttransfer.worker.model.StateDict;
import io.robusttransfer.worker.stage.PlannedWeights;
import io.robusttransfer.worker.stage.WeightsFile;

/** Checks whether the weights that a study brings are the ones that it means, and are of its network. */
record FittingWeights(Study study, DatasetFacts source, PlannedWeights weights) {
    void require() {
        weights.all().forEach(this::require);
    }

    private void require(WeightsFile given) {
        WeightsFile.Found found = given.find(study.model().architecture(), study.input(), source.classes());
        StateDict layout = found.layout();
        if (!layout.hasHead() && !fitsHead(given)) {
            throw new Failure.WrongInput(
                    given.field() + ".uri: '" + given.spec().uri() + "': " + layout.headless()
                            + "; write beside pretrained how one is fitted on the source, such as head: {ce: {}}");
        }
        given.requireUsable(found);
    }

    private boolean fitsHead(WeightsFile given) {
        return study.source().schemes().stream()
                .filter(scheme -> given.spec().equals(scheme.scheme()))
                .allMatch(scheme -> scheme.fittedHead().isPresent());
    }
}
