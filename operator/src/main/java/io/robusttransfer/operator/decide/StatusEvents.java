package io.robusttransfer.operator.decide;

import static io.robusttransfer.operator.decide.Decision.StatusEvent.Severity.NORMAL;
import static io.robusttransfer.operator.decide.Decision.StatusEvent.Severity.WARNING;

import io.fabric8.kubernetes.api.model.Condition;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.operator.decide.Decision.StatusEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The events for the differences between two statuses. */
final class StatusEvents {
    private StatusEvents() {}

    static List<StatusEvent> between(ExperimentStatus old, ExperimentStatus now) {
        List<StatusEvent> events = new ArrayList<>();
        if (old.plan() == null && now.plan() != null) {
            events.add(new StatusEvent(NORMAL, "Planned", now.done() + " stages are done already"));
        }
        Set<Object> known = old.failures().stream()
                .filter(FailedList::forGood)
                .map(StatusEvents::key)
                .collect(Collectors.toSet());
        now.failures().stream()
                .filter(failure -> failure.forGood() && !known.contains(key(failure)))
                .forEach(failure -> events.add(new StatusEvent(
                        WARNING,
                        "FailedForGood",
                        failure.title() + ": " + failure.reason() + ": " + failure.message())));

        boolean over = Conditions.isTrue(now, Conditions.COMPLETE) || Conditions.isTrue(now, Conditions.FAILED);
        for (String end : List.of(Conditions.COMPLETE, Conditions.FAILED)) {
            if (!Conditions.isTrue(old, end) && Conditions.isTrue(now, end)) {
                Condition condition = Conditions.find(now, end).orElseThrow();
                events.add(new StatusEvent(
                        end.equals(Conditions.FAILED) ? WARNING : NORMAL,
                        condition.getReason(),
                        condition.getMessage()));
            }
        }
        if (!over && Conditions.isTrue(now, Conditions.STALLED) && !Objects.equals(stalled(old), stalled(now))) {
            Condition condition = Conditions.find(now, Conditions.STALLED).orElseThrow();
            events.add(new StatusEvent(WARNING, condition.getReason(), condition.getMessage()));
        }
        if (stalled(old).isPresent() && stalled(now).isEmpty() && !Conditions.isTrue(now, Conditions.COMPLETE)) {
            events.add(new StatusEvent(
                    NORMAL,
                    "GoesOn",
                    "the experiment continues: " + stalled(old).get() + " is resolved"));
        }
        if (isSuspended(now) != isSuspended(old)
                && (isSuspended(now) || stalled(now).isEmpty())) {
            events.add(
                    isSuspended(now)
                            ? new StatusEvent(NORMAL, "Suspended", "Jobs save and end")
                            : new StatusEvent(NORMAL, "Resumed", "the experiment continues from its saved states"));
        }
        return events;
    }

    private static Object key(FailedList failure) {
        return failure.list() == null ? failure.title() : failure.list();
    }

    private static Optional<String> stalled(ExperimentStatus status) {
        return Conditions.find(status, Conditions.STALLED)
                .filter(c -> "True".equals(c.getStatus()))
                .map(Condition::getReason);
    }

    /** The experiment, not only a Job of it: a suspended Job stalls the experiment. */
    private static boolean isSuspended(ExperimentStatus status) {
        return !Conditions.isTrue(status, Conditions.STALLED)
                && Conditions.find(status, Conditions.READY)
                        .filter(c -> Phase.SUSPENDED.reason.equals(c.getReason()))
                        .isPresent();
    }
}
