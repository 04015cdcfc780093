package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import java.util.Optional;

/**
 * The cell of a target that is best in the experiment's first measure: robust accuracy, else certified accuracy, else clean accuracy.
 * Heads over a frozen f and heads that move it are never in one race.
 */
record Best(String target, Extractor extractor, Scheme scheme, String head, Quantity measure, Estimate value) {

    /** The first in the manifest's order among equals. */
    static Optional<Best> of(Results results, Target target, Extractor extractor) {
        Experiment experiment = results.experiment();
        Quantity measure = experiment
                .headline()
                .or(() -> experiment.certificates().leading().stream().findFirst())
                .orElse(Quantity.clean());
        Optional<Best> best = Optional.empty();
        for (Scheme scheme : experiment.schemes()) {
            for (Where where : Experiment.places(target, extractor)) {
                Optional<Estimate> value = results.estimate(scheme, where, measure);
                if (value.isPresent()
                        && (best.isEmpty()
                                || measure.better()
                                        .than(
                                                value.get().mean(),
                                                best.get().value().mean()))) {
                    best = Optional.of(new Best(
                            target.name(), extractor, scheme, ((Where.OnTarget) where).head(), measure, value.get()));
                }
            }
        }
        return best;
    }

    /** Short enough for a column: "ceA/ceA 0.452", "f moved: ceA/full 0.452". */
    String words() {
        String moved = extractor == Extractor.MOVED ? extractor.words() + ": " : "";
        return moved + scheme.name() + "/" + head + " " + Text.accuracy(value.mean());
    }
}
