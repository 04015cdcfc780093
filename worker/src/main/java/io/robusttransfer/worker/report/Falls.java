package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.statistics.StudentMean;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the models of one place lose where images change: accuracy on the images as they are, and the mean over changes. */
final class Falls {
    private final Results results;
    private final Where where;
    private final List<Quantity> changes;

    /** @param changes whose mean is taken, at least one */
    Falls(Results results, Where where, List<Quantity> changes) {
        this.results = results;
        this.where = where;
        this.changes = List.copyOf(changes);
    }

    /** Accuracy of one model, or the mean over models. */
    record Fall(double plain, double changed) {
        double lost() {
            return plain - changed;
        }

        static Fall mean(List<Fall> falls) {
            return new Fall(
                    falls.stream().mapToDouble(Fall::plain).average().orElseThrow(),
                    falls.stream().mapToDouble(Fall::changed).average().orElseThrow());
        }

        @Override
        public String toString() {
            return Text.accuracy(plain) + " to " + Text.accuracy(changed);
        }
    }

    /**
     * Two schemes at the seeds at which both were measured.
     *
     * @param images of each accuracy
     */
    record Pairs(List<Long> seeds, List<Fall> ones, List<Fall> others, int images) {
        int count() {
            return ones.size();
        }

        /** How much less the one loses than the other. */
        Estimate difference() {
            return Estimate.overSeedsOn(images, differences());
        }

        /** How much more often the one is right where images change. */
        Estimate better() {
            return Estimate.overSeedsOn(
                    images,
                    IntStream.range(0, count())
                            .mapToDouble(
                                    i -> ones.get(i).changed() - others.get(i).changed())
                            .toArray());
        }

        /** @return at least two pairs' */
        StudentMean tested() {
            return StudentMean.of(differences(), 0.5 / images);
        }

        private double[] differences() {
            return IntStream.range(0, count())
                    .mapToDouble(i -> others.get(i).lost() - ones.get(i).lost())
                    .toArray();
        }
    }

    Pairs pairs(Scheme one, Scheme other) {
        List<Long> both = results.experiment().seeds().stream()
                .filter(seed -> of(one, seed).isPresent() && of(other, seed).isPresent())
                .toList();
        return new Pairs(both, of(one, both), of(other, both), images());
    }

    /** Over the seeds at which it was measured; empty where there are none. */
    Optional<Fall> of(Scheme scheme) {
        List<Long> seeds = results.experiment().seeds().stream()
                .filter(seed -> of(scheme, seed).isPresent())
                .toList();
        return seeds.isEmpty() ? Optional.empty() : Optional.of(Fall.mean(of(scheme, seeds)));
    }

    /** Whether what is right where images change is no more than guessing gives. */
    boolean isAtChance(Scheme scheme) {
        double floor = Retention.floor(results.experiment().classes(where), images());
        return of(scheme).filter(fall -> fall.changed() <= floor).isPresent();
    }

    boolean costsNothingAtSomeSeed(Scheme scheme) {
        return results.experiment().seeds().stream()
                .flatMap(seed -> of(scheme, seed).stream())
                .anyMatch(fall -> fall.lost() < CorruptionErrors.ROUNDING);
    }

    /** What a model loses, with its sign turned: the higher the better. */
    OptionalDouble lossTurned(Scheme scheme, long seed) {
        return of(scheme, seed).map(fall -> OptionalDouble.of(-fall.lost())).orElseGet(OptionalDouble::empty);
    }

    /** The fewest that an accuracy is of: a given set need not have as many as there are. */
    private int images() {
        return Stream.concat(Stream.of(Quantity.unshifted()), changes.stream())
                .mapToInt(measure -> results.images(where, measure))
                .min()
                .orElseThrow();
    }

    private List<Fall> of(Scheme scheme, List<Long> seeds) {
        return seeds.stream().map(seed -> of(scheme, seed).orElseThrow()).toList();
    }

    private Optional<Fall> of(Scheme scheme, long seed) {
        OptionalDouble plain = results.value(scheme, where, seed, Quantity.unshifted());
        double[] changed = changes.stream()
                .map(change -> results.value(scheme, where, seed, change))
                .flatMapToDouble(OptionalDouble::stream)
                .toArray();
        return plain.isPresent() && changed.length == changes.size()
                ? Optional.of(new Fall(
                        plain.getAsDouble(),
                        IntStream.range(0, changed.length)
                                .mapToDouble(i -> changed[i])
                                .average()
                                .orElseThrow()))
                : Optional.empty();
    }
}
