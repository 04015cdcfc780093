package io.robusttransfer.worker.attack;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.attack.Robustness.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * AutoAttack, standard (Croce and Hein, "Reliable evaluation of adversarial robustness with an ensemble of diverse parameter-free
 * attacks", ICML 2020): Auto-PGD on the cross-entropy, Auto-PGD on the targeted difference of logits ratio and FAB, each against the
 * up to nine likeliest other classes, then Square with 5,000 queries. Each sees only the images that the ones before it left.
 */
final class AutoAttack {
    private static final int ITERATIONS = 100;
    private static final int QUERIES = 5000;
    private static final int MOST_TARGETS = 9;

    private AutoAttack() {}

    /** @param classes at least 2; two classes have no ratio of logits: Auto-PGD then climbs their difference */
    static List<Turn> standard(Norm norm, double epsilon, int classes) {
        int targets = Math.min(MOST_TARGETS, classes - 1);
        List<Turn> series = new ArrayList<>();
        series.add(new Turn("apgd-ce/" + norm, 0, new Apgd(norm, epsilon, ITERATIONS, 0)));
        for (int rank = 1; rank <= targets; rank++) {
            series.add(new Turn("apgd-t/" + norm, rank, new Apgd(norm, epsilon, ITERATIONS, rank)));
        }
        for (int rank = 1; rank <= targets; rank++) {
            series.add(new Turn("fab-t/" + norm, rank, new FabT(norm, epsilon, ITERATIONS, rank)));
        }
        // the same numbers as the measure of Square alone, so that both break the same images
        series.add(new Turn("square/" + norm, 0, new Square(norm, epsilon, QUERIES)));
        return series;
    }
}
