package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The conditions of a status, as kstatus reads them. A failed experiment is Stalled, too, so that clients stop waiting. */
final class Conditions {
    static final String READY = "Ready";
    static final String RECONCILING = "Reconciling";
    static final String STALLED = "Stalled";
    static final String COMPLETE = "Complete";
    static final String FAILED = "Failed";

    private static final int MESSAGE = 1000;

    private final ExperimentStatus old;
    private final long generation;
    private final Instant now;

    /** @param generation of the spec that was observed */
    Conditions(ExperimentStatus old, long generation, Instant now) {
        this.old = old;
        this.generation = generation;
        this.now = now;
    }

    static boolean isTrue(ExperimentStatus status, String type) {
        return find(status, type).filter(c -> "True".equals(c.getStatus())).isPresent();
    }

    static Optional<Condition> find(ExperimentStatus status, String type) {
        return status.conditions().stream()
                .filter(c -> type.equals(c.getType()))
                .findFirst();
    }

    /** Phase of an experiment that waits for time alone: for a queue, for room on a node, or for the next attempt. */
    static final String WAITING = "Waiting";

    /** Conditions that decide the phase before the reason of Ready does. */
    private static final List<String> FIRST = List.of(COMPLETE, FAILED, STALLED);

    /** One word for an experiment of these conditions. */
    static String phase(List<Condition> conditions) {
        return FIRST.stream()
                .filter(type -> of(conditions, type).anyMatch(condition -> "True".equals(condition.getStatus())))
                .findFirst()
                .or(() -> of(conditions, READY)
                        .map(Condition::getReason)
                        .filter(Phase::isReason)
                        .findFirst())
                .orElse(WAITING);
    }

    private static Stream<Condition> of(List<Condition> conditions, String type) {
        return conditions.stream().filter(condition -> type.equals(condition.getType()));
    }

    /** @param runs whether a Job runs, so that an obstacle holds up others at most */
    List<Condition> build(Phase phase, PhaseMessage message, Obstacles obstacles, boolean runs) {
        boolean works = phase.works();
        Optional<Obstacle> stalled = obstacles.stalled().filter(any -> works);
        Saying phaseSays = new Saying(message.reason(phase), message.message(phase));
        Saying slowSays = obstacles
                .slow()
                .filter(any -> works && stalled.isEmpty())
                .map(Saying::of)
                .orElse(phaseSays);
        Saying stalledSays = stalled.map(Saying::of).orElse(phaseSays);
        Saying readySays = stalled.isPresent() ? stalledSays : runs ? phaseSays : slowSays;
        return List.of(
                condition(READY, phase == Phase.COMPLETE, readySays, readySays),
                condition(RECONCILING, works && stalled.isEmpty(), slowSays, new Saying("Idle", "")),
                condition(
                        STALLED,
                        stalled.isPresent() || phase == Phase.FAILED,
                        stalledSays,
                        new Saying("NotStalled", "")),
                condition(COMPLETE, phase == Phase.COMPLETE, phaseSays, new Saying("NotComplete", "")),
                condition(FAILED, phase == Phase.FAILED, phaseSays, new Saying("NotFailed", "")));
    }

    /** Of an experiment that cannot be reconciled: whether it is failed is as it was. */
    List<Condition> failing(Obstacle why) {
        Saying says = Saying.of(why);
        boolean failed = isTrue(old, FAILED);
        Saying failedSays = find(old, FAILED)
                .map(condition -> new Saying(condition.getReason(), condition.getMessage()))
                .orElse(says);
        return List.of(
                condition(READY, false, says, says),
                condition(RECONCILING, false, says, new Saying("Idle", "")),
                condition(STALLED, true, says, says),
                condition(COMPLETE, false, says, new Saying("NotComplete", "")),
                condition(FAILED, failed, failedSays, new Saying("NotFailed", "")));
    }

    private record Saying(String reason, String message) {
        static Saying of(Obstacle obstacle) {
            return new Saying(StatusText.word(obstacle.reason()), obstacle.message());
        }
    }

    private Condition condition(String type, boolean is, Saying ifSo, Saying ifNot) {
        String status = is ? "True" : "False";
        Saying said = is ? ifSo : ifNot;
        String since = find(old, type)
                .filter(old -> status.equals(old.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withObservedGeneration(generation)
                .withReason(said.reason())
                .withMessage(StatusText.cut(said.message(), MESSAGE))
                .withLastTransitionTime(since)
                .build();
    }
}
