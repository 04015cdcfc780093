package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.Settled;
import io.robusttransfer.crds.protocol.IndexSet;
import java.util.Optional;

/** Stages of a plan that are settled, by their places in it. */
public record StageMarks(IndexSet done, IndexSet skipped) {
    static final StageMarks NONE = new StageMarks(IndexSet.none(), IndexSet.none());

    /** Those that the status names. */
    public static StageMarks of(ExperimentStatus status) {
        return new StageMarks(
                parse(Optional.ofNullable(status.settled()).map(Settled::done)),
                parse(Optional.ofNullable(status.settled()).map(Settled::skipped)));
    }

    /** A text that cannot be read means that no stage is known to be settled, which is safe. */
    private static IndexSet parse(Optional<String> text) {
        try {
            return text.map(IndexSet::parse).orElse(IndexSet.none());
        } catch (IllegalArgumentException e) {
            return IndexSet.none();
        }
    }

    public IndexSet settled() {
        return done.with(skipped);
    }

    StageMarks with(StageMarks others) {
        return new StageMarks(done.with(others.done), skipped.with(others.skipped));
    }

    StageMarks without(IndexSet places) {
        return new StageMarks(done.without(places), skipped.without(places));
    }

    /** Of a plan with so many stages, in which what is done was not skipped. */
    StageMarks within(int stages) {
        return new StageMarks(done.below(stages), skipped.below(stages).without(done));
    }

    boolean has(int place) {
        return done.has(place) || skipped.has(place);
    }

    int count() {
        return done.count() + skipped.count();
    }

    /** For a status, which names no empty set. */
    Optional<Settled> text() {
        return count() == 0 ? Optional.empty() : Optional.of(new Settled(text(done), text(skipped)));
    }

    private static String text(IndexSet places) {
        return places.isEmpty() ? null : places.text();
    }
}
