package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RunningList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides whether a status tells of progress alone: it may wait then, since a later status tells the same and more. */
public final class Progress {
    private Progress() {}

    /** Whether an experiment that runs has come further, and nothing else has changed. */
    public static boolean isAll(ExperimentStatus before, ExperimentStatus now) {
        return Phase.RUNNING.reason.equals(now.phase())
                && obstacles(before).equals(obstacles(now))
                && rest(before).equals(rest(now));
    }

    private static Set<String> obstacles(ExperimentStatus status) {
        return status.runningLists().stream()
                .map(RunningList::waiting)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private static ExperimentStatus rest(ExperimentStatus status) {
        List<Condition> silent = status.conditions().stream()
                .map(condition ->
                        new ConditionBuilder(condition).withMessage("").build())
                .toList();
        return new ExperimentStatus(
                status.observedGeneration(),
                status.phase(),
                "",
                0,
                status.failed(),
                status.best(),
                status.plan(),
                null,
                List.of(),
                status.failures(),
                status.report(),
                silent,
                status.later());
    }
}
