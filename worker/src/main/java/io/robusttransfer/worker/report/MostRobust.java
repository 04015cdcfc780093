package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.statistics.SchemesBySeeds;
import io.robusttransfer.worker.statistics.StudentMean;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The source scheme that is most robust on the source, never a ce scheme.
 *
 * @param measure by which it is
 * @param among the schemes of which it came first
 */
record MostRobust(Results results, Quantity measure, Scheme scheme, List<Scheme> among) {

    /** A figure of one source scheme at one seed, the higher the better. */
    interface Figure {
        OptionalDouble of(Scheme scheme, long seed);
    }

    /**
     * Highest mean source robust accuracy, of the schemes that were measured at every seed if there are any: one that is left of few
     * seeds is there by luck. The manifest's order decides a tie.
     */
    static Optional<MostRobust> of(Results results, Quantity measure) {
        List<Scheme> schemes = results.experiment().schemes();
        List<Long> seeds = results.seeds(List.of(Where.SOURCE), measure);
        List<Scheme> measured = schemes.stream()
                .filter(each -> !each.plain())
                .filter(each -> results.estimate(each, Where.SOURCE, measure).isPresent())
                .toList();
        List<Scheme> everywhere = measured.stream()
                .filter(each -> results.has(each, Where.SOURCE, seeds, measure))
                .toList();
        List<Scheme> among = everywhere.isEmpty() ? measured : everywhere;
        return among.stream()
                .max(Comparator.<Scheme>comparingDouble(each -> results.estimate(each, Where.SOURCE, measure)
                                .orElseThrow()
                                .mean())
                        .thenComparing(Comparator.comparing(schemes::indexOf).reversed()))
                .map(first -> new MostRobust(results, measure, first, among));
    }

    /** Its robust accuracy on the source. */
    Estimate onSource() {
        return results.estimate(scheme, Where.SOURCE, measure).orElseThrow();
    }

    /** Why it is not robust, where that is so. */
    Optional<String> nothingToTransfer(Scheme baseline) {
        double source = onSource().mean();
        String its = "on the source " + scheme.name() + " (" + Text.accuracy(source) + ") is ";
        int classes = results.experiment().classes();
        if (source <= Retention.floor(classes, results.images(Where.SOURCE, measure))) {
            return Optional.of(its + "at chance level");
        }
        return results.estimate(baseline, Where.SOURCE, measure)
                .filter(ce -> source <= ce.mean())
                .map(ce -> its + "no more robust than " + baseline.name() + " (" + Text.accuracy(ce.mean()) + ")");
    }

    /**
     * Why its difference to the baseline does not decide, though its own interval does: of schemes that are alike on the source the
     * luckiest came first, and its luck may go on here. So the difference has to be as sure where all of them are compared (Bonferroni), by one
     * residual variance.
     *
     * @param gain of it over the baseline, the mean over these seeds
     * @param images behind each figure
     */
    Optional<String> undecidedByChoice(
            Verdict settled, double gain, Scheme baseline, List<Long> seeds, int images, Figure figure) {
        List<Scheme> alike = alike().stream()
                .filter(each ->
                        seeds.stream().allMatch(seed -> figure.of(each, seed).isPresent()))
                .toList();
        if (alike.size() < 2) {
            return Optional.empty();
        }
        SchemesBySeeds figures =
                figures(Stream.concat(Stream.of(baseline), alike.stream()).toList(), seeds, images, figure);
        double from = settled == Verdict.YES ? 0 : Verdict.MARGIN;
        double p = Math.min(1, alike.size() * new StudentMean(gain - from, figures.standardError(), figures.df()).p());
        return p <= 1 - Estimate.LEVEL
                ? Optional.empty()
                : Optional.of("it came first of " + alike.size() + " that the source does not tell apart ("
                        + alike.stream().map(Scheme::name).collect(Collectors.joining(", "))
                        + "), and for all of them at once p is " + Text.accuracy(p));
    }

    /** It and those that its seeds do not show to be less robust. */
    private List<Scheme> alike() {
        List<Long> seeds = results.seeds(List.of(Where.SOURCE), measure);
        boolean comparable = among.stream().allMatch(each -> results.has(each, Where.SOURCE, seeds, measure));
        if (among.size() < 2 || seeds.size() < 2 || !comparable) {
            return among;
        }
        SchemesBySeeds figures = figures(
                among,
                seeds,
                results.images(Where.SOURCE, measure),
                (each, seed) -> results.value(each, Where.SOURCE, seed, measure));
        int first = among.indexOf(scheme);
        return IntStream.range(0, among.size())
                .filter(i -> !figures.leads(first, i, Estimate.LEVEL))
                .mapToObj(among::get)
                .toList();
    }

    private static SchemesBySeeds figures(List<Scheme> schemes, List<Long> seeds, int images, Figure figure) {
        return new SchemesBySeeds(
                schemes.stream()
                        .map(scheme -> seeds.stream()
                                .mapToDouble(seed -> figure.of(scheme, seed).orElseThrow())
                                .toArray())
                        .toArray(double[][]::new),
                0.5 / images);
    }
}
