package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.plan.Measure;
import io.robusttransfer.worker.stage.SampleFiles.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An image broken within a small ball is broken within every larger one that the same attack was tried in, since it holds the small one. */
final class EpsilonMerge {
    private static final double SAME = 1e-12;

    private EpsilonMerge() {}

    static Map<Column, List<Sample>> merged(Map<Column, List<Sample>> outcomes, List<Measure> attacks) {
        Map<Column, List<Sample>> merged = new LinkedHashMap<>(outcomes);
        for (Measure attack : attacks) {
            for (Measure smaller : attacks) {
                if (sameAttack(attack, smaller) && epsilon(smaller).compareTo(epsilon(attack)) < 0) {
                    merged.replaceAll((column, samples) -> column.measure().equals(attack.key())
                            ? brokenByEither(samples, outcomes.get(new Column(column.head(), smaller.key())))
                            : samples);
                }
            }
        }
        return merged;
    }

    private static boolean sameAttack(Measure a, Measure b) {
        if (a instanceof Measure.Pgd one && b instanceof Measure.Pgd other) {
            return one.norm() == other.norm()
                    && one.steps() == other.steps()
                    && one.restarts() == other.restarts()
                    && sameStep(one, other);
        }
        return a instanceof Measure.Fgsm one && b instanceof Measure.Fgsm other && one.norm() == other.norm();
    }

    /** One length for every epsilon, or one share of epsilon: a manifest's attack has either. */
    private static boolean sameStep(Measure.Pgd one, Measure.Pgd other) {
        return one.stepSize().equals(other.stepSize()) || Math.abs(share(one) / share(other) - 1) < SAME;
    }

    private static double share(Measure.Pgd attack) {
        return attack.stepSize().toDouble() / attack.epsilon().toDouble();
    }

    private static Fraction epsilon(Measure attack) {
        return attack instanceof Measure.Pgd pgd ? pgd.epsilon() : ((Measure.Fgsm) attack).epsilon();
    }

    private static List<Sample> brokenByEither(List<Sample> samples, List<Sample> others) {
        List<Sample> both = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            both.add(Sample.of(
                    sample.image(),
                    sample.label(),
                    sample.correct() && others.get(i).correct()));
        }
        return both;
    }
}
