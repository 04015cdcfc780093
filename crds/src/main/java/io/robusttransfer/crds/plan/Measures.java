package io.robusttransfer.crds.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.robusttransfer.crds.api.EvaluationSpec;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.SchemeSpec;
import io.robusttransfer.crds.api.Threat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The measures of an evaluation.
 *
 * @param images how many test images are classified and attacked
 * @param batchSize images in one pass, which changes low bits
 * @param attacks one entry per attack and epsilon, without repeats
 * @param smoothing null for none
 * @param further what is neither, such as checks of the attacks, certificates at given radii or a scheme's own; null for none
 * @param examples the attack that images are shown under, and how many; null for none
 */
public record Measures(
        int images,
        int batchSize,
        List<Measure> attacks,
        Smoothing smoothing,
        List<Measure> further,
        Measure.InBall examples) {
    /**
     * The certificates by randomized smoothing.
     *
     * @param draws one entry per sigma
     * @param alpha failure probability of a certificate; draws do not depend on it
     */
    public record Smoothing(List<Measure.Draws> draws, Fraction alpha) {}

    /**
     * What an evaluation asks for of an f.
     *
     * @param scheme that trained the f, which may have certificates of its own
     * @param given changed images of the domain that it is judged on
     * @param scored whether f is as the source left it and judged on a target, so that scores tell something
     */
    static Measures of(
            EvaluationSpec evaluation,
            Threat threat,
            SchemeSpec scheme,
            List<Measure.GivenShift> given,
            boolean scored) {
        List<Measure> further = Stream.<List<? extends Measure>>of(
                        evaluation.checks(),
                        evaluation.representations(threat),
                        evaluation.anytime(),
                        evaluation.shifted(),
                        given,
                        scheme.certificates(evaluation),
                        scored ? evaluation.scores() : List.of())
                .<Measure>flatMap(List::stream)
                .toList();
        return new Measures(
                evaluation.images(),
                evaluation.batchSize(),
                evaluation.attacks(threat),
                evaluation.smoothing() == null
                        ? null
                        : new Smoothing(
                                evaluation.draws(), evaluation.smoothing().alpha()),
                further.isEmpty() ? null : further,
                evaluation.shown(threat).orElse(null));
    }

    /** Each of them, in the order in which they are taken: attacks read which images are right as they are. */
    @JsonIgnore
    public List<Measure> all() {
        return Stream.of(
                        List.of(new Measure.Clean()),
                        attacks,
                        smoothing == null ? List.<Measure>of() : smoothing.draws(),
                        further == null ? List.<Measure>of() : further)
                .<Measure>flatMap(List::stream)
                .toList();
    }
}
