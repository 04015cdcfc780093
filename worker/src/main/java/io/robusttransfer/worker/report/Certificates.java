package io.robusttransfer.worker.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The certificates by randomized smoothing that were asked for, one entry per sigma. Sigmas and radii are exact: decimals or
 * fractions, in pixels of [0,1].
 *
 * @param fixed by a fixed number of draws
 * @param anytime at given radii, by draws that end when they tell
 */
public record Certificates(List<Fixed> fixed, List<Anytime> anytime) {
    public static final Certificates NONE = new Certificates(List.of(), List.of());

    /** Certified accuracy of fixed draws is given at 0, σ/2, …, 3.5 σ. */
    private static final int HALVES = 8;

    /**
     * Radii from a fixed number of draws (Cohen et al. 2019).
     *
     * @param samples draws that bound the radius (n)
     * @param selectionSamples draws that choose the class (n0)
     * @param farthest the radius where all draws agree: none is larger
     */
    public record Fixed(String sigma, int samples, int selectionSamples, String alpha, double farthest) {
        /** Certified accuracy where the noise's own size is the radius. */
        Quantity leading() {
            return Quantity.certifiedAccuracy(sigma, Experiment.exact(sigma).doubleValue());
        }

        private Stream<Quantity> all() {
            return Stream.of(
                            IntStream.range(0, HALVES)
                                    .mapToObj(i -> Quantity.certifiedAccuracy(
                                            sigma,
                                            Experiment.exact(sigma)
                                                    .multiply(i)
                                                    .divide(2)
                                                    .doubleValue())),
                            Quantity.Quartile.all().map(quartile -> Quantity.probability(sigma, quartile)),
                            Stream.of(Quantity.averageCertifiedRadius(sigma)))
                    .flatMap(each -> each);
        }
    }

    /**
     * Whether images are certified at radii (Voráček 2024).
     *
     * @param maxSamples draws after which what is undecided counts as not certified
     * @param selectionSamples draws that choose the class (n0)
     */
    public record Anytime(String sigma, List<String> radii, int maxSamples, int selectionSamples, String alpha) {
        public Anytime {
            radii = List.copyOf(radii);
        }

        private Stream<Quantity> certified() {
            return radii.stream().map(radius -> Quantity.anytimeAccuracy(sigma, radius));
        }

        private Stream<Quantity> all() {
            return Stream.of(
                            certified(),
                            radii.stream().map(radius -> Quantity.undecided(sigma, radius)),
                            Stream.of(Quantity.draws(sigma)))
                    .flatMap(each -> each);
        }
    }

    public Certificates {
        fixed = List.copyOf(fixed);
        anytime = List.copyOf(anytime);
    }

    /** All of them, in the order in which they first appear. */
    List<String> sigmas() {
        return Stream.concat(fixed.stream().map(Fixed::sigma), anytime.stream().map(Anytime::sigma))
                .distinct()
                .toList();
    }

    /** Certified accuracy at radii: at those that were asked for, then, from fixed draws, at sigma. */
    List<Quantity> leading() {
        return Stream.concat(
                        anytime.stream().flatMap(Anytime::certified),
                        fixed.stream().map(Fixed::leading))
                .toList();
    }

    /** What tables show: certified accuracy at radii, the draws that it took, the median of the probabilities, and the ACR. */
    List<Quantity> figures() {
        List<Quantity> figures = new ArrayList<>(leading());
        anytime.forEach(each -> figures.add(Quantity.draws(each.sigma())));
        fixed.forEach(each -> figures.add(Quantity.probability(each.sigma(), Quantity.Quartile.MEDIAN)));
        fixed.forEach(each -> figures.add(Quantity.averageCertifiedRadius(each.sigma())));
        return figures;
    }

    /** All that they say, each once. */
    List<Quantity> measures() {
        return Stream.concat(
                        anytime.stream().flatMap(Anytime::all), fixed.stream().flatMap(Fixed::all))
                .toList();
    }
}
