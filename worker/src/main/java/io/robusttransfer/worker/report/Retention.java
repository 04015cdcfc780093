package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How much of a source model's robustness is left on a target: (target robust ÷ target clean) ÷ (source robust ÷ source
 * clean) per seed, then the mean over seeds; 1 = all of it. Accuracies that are no better than guessing carry no
 * information about it, so there is no ratio unless all four of every seed lie above their domain's floor.
 *
 * @param sourceRobust this and targetRobust are means over the seeds at which all four were measured, if there are any
 * @param ratio absent near the floor, {@code why} then says which figure
 */
public record Retention(
        Scheme scheme,
        Where.OnTarget where,
        Quantity measure,
        Optional<Estimate> sourceRobust,
        Optional<Estimate> targetRobust,
        Optional<Estimate> ratio,
        String why) {

    /** What guessing gives on so many images with 97.5 % probability: c + 1.96 √(c (1 − c) / n), c = 1/classes. */
    static double floor(int classes, int images) {
        double chance = 1.0 / classes;
        return images == 0 ? 1 : Math.min(1, chance + 1.959963984540054 * Math.sqrt(chance * (1 - chance) / images));
    }

    boolean nearFloor() {
        return ratio.isEmpty() && sourceRobust.isPresent() && targetRobust.isPresent();
    }

    static Retention of(Results results, Scheme scheme, Where.OnTarget where, Quantity robust) {
        return of(results, scheme, where, robust, results.experiment().seeds());
    }

    /** @param among the seeds that may count */
    static Retention of(Results results, Scheme scheme, Where.OnTarget where, Quantity robust, List<Long> among) {
        Quantity clean = Quantity.clean();
        Experiment experiment = results.experiment();
        List<Double> ratios = new ArrayList<>();
        List<Long> complete = new ArrayList<>();
        String why = "";
        for (Long seed : among) {
            List<Figure> four = List.of(
                    new Figure("source clean", Where.SOURCE, clean),
                    new Figure("source robust", Where.SOURCE, robust),
                    new Figure("target clean", where, clean),
                    new Figure("target robust", where, robust));
            List<OptionalDouble> values = four.stream()
                    .map(f -> onTheSameImages(results, scheme, f, seed, robust))
                    .toList();
            if (values.stream().anyMatch(v -> v.isEmpty())) {
                continue;
            }
            complete.add(seed);
            for (int i = 0; i < 4 && why.isEmpty(); i++) {
                Figure f = four.get(i);
                double floor = floor(experiment.classes(f.where()), results.images(f.where(), robust));
                if (values.get(i).getAsDouble() <= floor) {
                    why = f.name() + " accuracy at the floor";
                }
            }
            ratios.add((values.get(3).getAsDouble() / values.get(2).getAsDouble())
                    / (values.get(1).getAsDouble() / values.get(0).getAsDouble()));
        }
        if (ratios.isEmpty()) {
            why = "no seed completed on both domains";
        }
        List<Long> seeds = complete.isEmpty() ? among : complete;
        return new Retention(
                scheme,
                where,
                robust,
                results.estimate(scheme, Where.SOURCE, robust, seeds),
                results.estimate(scheme, where, robust, seeds),
                why.isEmpty()
                        ? Optional.of(Estimate.overSeeds(
                                ratios.stream().mapToDouble(Double::doubleValue).toArray()))
                        : Optional.empty(),
                why);
    }

    /** Clean accuracy on the images that were attacked. */
    private static OptionalDouble onTheSameImages(
            Results results, Scheme scheme, Figure figure, long seed, Quantity robust) {
        return results.outcome(scheme, figure.where(), seed) instanceof Outcome.Completed cell
                ? figure.measure().onImagesOf(robust, cell)
                : OptionalDouble.empty();
    }

    private record Figure(String name, Where where, Quantity measure) {}

    static List<Retention> all(Results results, Quantity measure) {
        List<Retention> all = new ArrayList<>();
        for (Experiment.Target target : results.experiment().targets()) {
            for (Where where : Experiment.places(target)) {
                for (Scheme scheme : results.experiment().schemes()) {
                    all.add(of(results, scheme, (Where.OnTarget) where, measure));
                }
            }
        }
        return all;
    }
}
