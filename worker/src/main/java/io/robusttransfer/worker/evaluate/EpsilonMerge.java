package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges the outcomes of one attack in balls of several sizes. An image that is broken within a small ball is broken within
 * every larger one, since that holds the small one.
 */
final class EpsilonMerge {
    private EpsilonMerge() {}

    static Map<Column, List<Sample>> merged(Map<Column, List<Sample>> outcomes, List<Measure> measures) {
        List<Measure.InBall> attacks = measures.stream()
                .filter(Measure.InBall.class::isInstance)
                .map(Measure.InBall.class::cast)
                .toList();
        Map<Column, List<Sample>> merged = new LinkedHashMap<>(outcomes);
        for (Measure.InBall attack : attacks) {
            for (Measure.InBall smaller : attacks) {
                if (attack.sameAttack(smaller) && smaller.epsilon().compareTo(attack.epsilon()) < 0) {
                    merged.replaceAll((column, samples) -> column.measure().equals(attack.key())
                            ? brokenByEither(samples, outcomes.get(new Column(column.head(), smaller.key())))
                            : samples);
                }
            }
        }
        return merged;
    }

    /** The others may be fewer or more: both are from the first image on. */
    private static List<Sample> brokenByEither(List<Sample> samples, List<Sample> others) {
        List<Sample> both = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            both.add(Sample.of(
                    sample.image(),
                    sample.label(),
                    sample.correct() && (i >= others.size() || others.get(i).correct())));
        }
        return both;
    }
}
