package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Outcome.Completed;
import io.robusttransfer.worker.report.Outcome.Missing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An experiment with the outcomes of its cells; a cell without an outcome counts as missing. */
public final class Results {
    static final Missing NOT_RUN = new Missing("not run yet");

    private record Key(String scheme, long seed, Where where) {}

    private final Experiment experiment;
    private final Map<Key, Outcome> outcomes = new HashMap<>();

    public Results(Experiment experiment, Collection<Cell> cells) {
        this.experiment = experiment;
        Set<String> schemes = experiment.schemes().stream().map(Scheme::name).collect(Collectors.toSet());
        Set<Where> places = Set.copyOf(experiment.places());
        for (Cell cell : cells) {
            Key key = new Key(cell.scheme(), cell.seed(), cell.where());
            if (!schemes.contains(key.scheme())
                    || !experiment.seeds().contains(key.seed())
                    || !places.contains(key.where())) {
                throw new IllegalArgumentException("a cell that the experiment has not: " + key);
            }
            if (outcomes.put(key, cell.outcome()) != null) {
                throw new IllegalArgumentException("two outcomes for one cell: " + key);
            }
        }
        sameImages();
    }

    public Experiment experiment() {
        return experiment;
    }

    Outcome outcome(Scheme scheme, Where where, long seed) {
        return outcomes.getOrDefault(new Key(scheme.name(), seed, where), NOT_RUN);
    }

    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Scheme scheme : experiment.schemes()) {
            for (Where where : experiment.places()) {
                for (Long seed : experiment.seeds()) {
                    cells.add(new Cell(scheme.name(), seed, where, outcome(scheme, where, seed)));
                }
            }
        }
        return cells;
    }

    long count(Predicate<Outcome> which) {
        return cells().stream().map(Cell::outcome).filter(which).count();
    }

    OptionalDouble value(Scheme scheme, Where where, long seed, Quantity measure) {
        return outcome(scheme, where, seed) instanceof Completed c ? measure.of(c) : OptionalDouble.empty();
    }

    /** Whether it was measured at all of these seeds. */
    boolean has(Scheme scheme, Where where, List<Long> seeds, Quantity measure) {
        return seeds.stream()
                .allMatch(seed -> value(scheme, where, seed, measure).isPresent());
    }

    /** A given f has values at every seed, whatever was trained then. */
    private boolean allGiven() {
        return experiment.schemes().stream().allMatch(Scheme::given);
    }

    /**
     * Seeds at which any model was measured in any of these places: one that none has says nothing against a scheme, which so lacks
     * nothing that another has.
     */
    List<Long> seeds(List<? extends Where> places, Quantity measure) {
        return experiment.seeds().stream()
                .filter(seed -> experiment.schemes().stream()
                        .filter(scheme -> !scheme.given() || allGiven())
                        .anyMatch(scheme -> places.stream().anyMatch(where -> value(scheme, where, seed, measure)
                                .isPresent())))
                .toList();
    }

    /** What a reader should know of seeds that are not among these; empty where all are. */
    Optional<String> without(List<Long> seeds) {
        String others = experiment.seeds().stream()
                .filter(seed -> !seeds.contains(seed))
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("Over " + seeds.size() + " of "
                        + experiment.seeds().size() + " seeds: no model was measured at " + others + ".");
    }

    /** One seed for each model that there is. */
    private Stream<Long> models(Scheme scheme, Where where, List<Long> seeds) {
        return scheme.oneModel(where) ? seeds.stream().limit(1) : seeds.stream();
    }

    private Stream<Long> models(Scheme scheme, Where where) {
        return models(scheme, where, experiment.seeds());
    }

    /** Whether a mean is of fewer models than were to be made. */
    boolean isPartial(Scheme scheme, Where where, Estimate estimate) {
        return estimate.n() < models(scheme, where).count();
    }

    /** Mean over the seeds that completed; empty when none did. */
    Optional<Estimate> estimate(Scheme scheme, Where where, Quantity measure) {
        return estimate(scheme, where, measure, experiment.seeds());
    }

    /** The same over some of the seeds. */
    Optional<Estimate> estimate(Scheme scheme, Where where, Quantity measure, List<Long> seeds) {
        double[] values = models(scheme, where, seeds)
                .map(s -> value(scheme, where, s, measure))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        return values.length == 0 ? Optional.empty() : Optional.of(Estimate.overSeeds(values));
    }

    /** The same of those images alone that another measure saw, too. */
    Optional<Estimate> estimate(Scheme scheme, Where where, Quantity measure, Quantity other) {
        double[] values = models(scheme, where)
                .map(s -> outcome(scheme, where, s) instanceof Completed c
                        ? measure.onImagesOf(other, c)
                        : OptionalDouble.empty())
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        return values.length == 0 ? Optional.empty() : Optional.of(Estimate.overSeeds(values));
    }

    /**
     * Clean accuracy of the images that an attack saw, where those are not all: beside clean accuracy of all images, that under attack
     * may seem to be the higher one.
     */
    Optional<Estimate> cleanBeside(Scheme scheme, Where where, Quantity measure) {
        return fewerAttacked(where, measure) ? estimate(scheme, where, Quantity.clean(), measure) : Optional.empty();
    }

    boolean fewerAttacked(Where where, Quantity measure) {
        return measure.underAttack() && images(where, measure) < images(where, Quantity.clean());
    }

    /** Images behind a measure of accuracy in one place; 0 when it was measured nowhere there. */
    int images(Where where, Quantity measure) {
        for (Scheme scheme : experiment.schemes()) {
            for (Long seed : experiment.seeds()) {
                if (outcome(scheme, where, seed) instanceof Completed c) {
                    int images = measure.images(c);
                    if (images > 0) {
                        return images;
                    }
                }
            }
        }
        return 0;
    }

    /** Pairs need the same images in the same order, in every cell of a domain. */
    private void sameImages() {
        Map<String, int[]> seen = new HashMap<>();
        outcomes.forEach((key, outcome) -> {
            if (outcome instanceof Completed cell) {
                String domain = key.where() instanceof Where.OnTarget on ? "target " + on.target() : "source";
                cell.series().forEach((series, images) -> same(seen, domain + ", " + series, images.images()));
            }
        });
    }

    private static void same(Map<String, int[]> seen, String what, int[] images) {
        int[] first = seen.putIfAbsent(what, images);
        if (first != null && !Arrays.equals(first, images)) {
            throw new IllegalArgumentException("cells of one domain were measured on different images (" + what
                    + "); they cannot be compared in pairs");
        }
    }
}
