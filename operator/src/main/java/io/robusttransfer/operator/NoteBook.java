package io.robusttransfer.operator;

import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.observe.Notes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The notes of all experiments. */
final class NoteBook {
    private static final String READY = "Ready";
    /** What is over and what somebody has to mend; these conditions come before the reason of Ready. */
    private static final List<String> FIRST = List.of("Complete", "Failed", "Stalled");
    /** For what time ends: a queue, room, a pause. */
    private static final String WAITING = "Waiting";

    /** How an experiment can be. */
    static final Set<String> PHASES =
            Set.of("Planning", "Running", "Reporting", "Suspended", "Complete", "Failed", "Stalled", WAITING);

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
        return FIRST.stream()
                .filter(type -> conditions(status, type).anyMatch(condition -> "True".equals(condition.getStatus())))
                .findFirst()
                .or(() -> conditions(status, READY)
                        .map(Condition::getReason)
                        .filter(PHASES::contains)
                        .findFirst())
                .orElse(WAITING);
    }

    private static Stream<Condition> conditions(ExperimentStatus status, String type) {
        return status.conditions().stream().filter(condition -> type.equals(condition.getType()));
    }
}
