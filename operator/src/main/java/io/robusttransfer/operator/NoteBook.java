package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.observe.Notes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The notes of all experiments. */
final class NoteBook {
    /** How an experiment can be, by the reason of its condition Ready; all others are STALLED. */
    static final String STALLED = "Stalled";

    static final Set<String> PHASES =
            Set.of("Planning", "Running", "Reporting", "Suspended", "Complete", "Failed", STALLED);

    private static final int LEAST = 64;

    private final Map<ResourceID, Kept> notes = new ConcurrentHashMap<>();
    private final Predicate<ResourceID> exists;
    private volatile int full = LEAST;

    private record Kept(String uid, Notes notes) {}

    /** @param exists whether there is an experiment of this name */
    NoteBook(Predicate<ResourceID> exists) {
        this.exists = exists;
    }

    /** A new experiment of an old name starts with an empty page. */
    Notes of(RobustTransferExperiment experiment) {
        String uid = experiment.getMetadata().getUid();
        if (notes.size() > full) {
            notes.keySet().removeIf(exists.negate());
            full = Math.max(LEAST, 2 * notes.size());
        }
        return notes.compute(
                        ResourceID.fromResource(experiment),
                        (name, kept) -> kept != null && kept.uid.equals(uid) ? kept : new Kept(uid, new Notes()))
                .notes;
    }

    /** How many experiments are like this. */
    int count(String phase) {
        return (int) notes.entrySet().stream()
                .filter(entry -> entry.getValue().notes.phase().equals(phase))
                .filter(entry -> exists.test(entry.getKey()))
                .count();
    }

    static String phase(ExperimentStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .map(condition -> PHASES.contains(condition.getReason()) ? condition.getReason() : STALLED)
                .findFirst()
                .orElse("");
    }
}
