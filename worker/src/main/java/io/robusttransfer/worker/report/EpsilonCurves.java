package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Attack;
import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Robust accuracy against epsilon, the mean over seeds: a panel for each place and each attack of several epsilons. */
final class EpsilonCurves {

    private final Results results;
    private final AccuracyCurves curves;

    EpsilonCurves(Results results, Palette palette) {
        this.results = results;
        this.curves = new AccuracyCurves(results.experiment(), palette);
    }

    String html() {
        StringBuilder html = new StringBuilder("<div class=\"panels curves\">\n");
        for (Attack attack : results.experiment().curves()) {
            for (Where where : results.experiment().places()) {
                html.append(panel(attack, where));
            }
        }
        return html.append("</div>\n").append(curves.legend()).toString();
    }

    private String panel(Attack attack, Where where) {
        String place = results.experiment().title(where);
        double largest = epsilon(attack, attack.epsilons().size() - 1);
        Track axis = new Track(0, largest, 18);
        axis.label(0, "0");
        for (int i = 0; i < attack.epsilons().size(); i++) {
            axis.label(epsilon(attack, i), attack.epsilons().get(i));
        }
        return curves.panel(
                "",
                place,
                attack.name() + " (" + attack.norm() + ")",
                "Robust accuracy against epsilon",
                scheme -> line(scheme, attack, where, largest),
                axis);
    }

    private String line(Scheme scheme, Attack attack, Where where, double largest) {
        List<String> points = new ArrayList<>();
        for (int i = -1; i < attack.epsilons().size(); i++) {
            Optional<Double> accuracy = accuracy(scheme, attack, where, i);
            if (accuracy.isEmpty()) {
                return "";
            }
            points.add(String.format(
                    Locale.ROOT,
                    "%.1f %.1f",
                    i < 0 ? 0 : AccuracyCurves.WIDTH * epsilon(attack, i) / largest,
                    AccuracyCurves.y(accuracy.get())));
        }
        return "M" + String.join("L", points);
    }

    /** Clean accuracy, on the attack's images, at place -1. */
    private Optional<Double> accuracy(Scheme scheme, Attack attack, Where where, int place) {
        Quantity robust = Quantity.robust(
                attack.norm(),
                attack.epsilons().get(Math.max(place, 0)),
                List.of(new Quantity.Under(
                        attack.name(), attack.epsilons().get(Math.max(place, 0)), attack.kind(), attack.images())));
        Quantity asked = place < 0 ? Quantity.clean() : robust;
        return results.estimate(scheme, where, asked, robust).map(Estimate::mean);
    }

    private static double epsilon(Attack attack, int place) {
        return Experiment.exact(attack.epsilons().get(place)).doubleValue();
    }
}
