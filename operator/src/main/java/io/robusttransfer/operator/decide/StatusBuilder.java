package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.ReportPlace;
import io.robusttransfer.crds.api.RunningList;
import io.robusttransfer.crds.api.Settled;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Builds the status. Every text is cut, so that the whole stays below 64 KB. */
final class StatusBuilder {
    static final int TITLE = 120;
    static final int MESSAGE = 400;
    private static final int WAITING = 240;

    private final long generation;
    private final ExperimentStatus old;

    /** @param generation of the spec that was observed */
    StatusBuilder(long generation, ExperimentStatus old) {
        this.generation = generation;
        this.old = old;
    }

    ExperimentStatus build(
            Optional<PinnedPlan> plan,
            StageMarks settled,
            LiveJobs live,
            Undeleted undeleted,
            ListStates lists,
            List<FailedList> failures,
            Optional<ReportResult> reported,
            List<Condition> conditions) {
        return new ExperimentStatus(
                generation,
                Conditions.phase(conditions),
                plan.map(p -> settled.done().count() + "/" + p.stages()).orElse(null),
                live.running(),
                lists.failedStages(),
                reported.map(ReportResult::best)
                        .map(best -> StatusText.cut(best, 256))
                        .orElse(old.best()),
                plan.orElse(null),
                plan.isEmpty()
                        ? old.settled()
                        : settled.text().map(this::settled).orElse(null),
                live.jobs().stream()
                        .limit(ExperimentStatus.MOST_RUNNING)
                        .map(job -> running(job, undeleted.why(job), lists))
                        .toList(),
                failures,
                reported.map(this::place).orElse(old.report()),
                conditions,
                old.later());
    }

    /** A complete experiment stays complete, although its Jobs are deleted and its plan is not computed any more. */
    ExperimentStatus still(LiveJobs live) {
        return new ExperimentStatus(
                generation,
                Phase.COMPLETE.reason,
                old.done(),
                live.running(),
                old.failed(),
                old.best(),
                old.plan(),
                old.settled(),
                List.of(),
                old.failures(),
                old.report(),
                old.conditions().stream()
                        .map(condition -> new ConditionBuilder(condition)
                                .withObservedGeneration(generation)
                                .build())
                        .toList(),
                old.later());
    }

    /** @param undeleted why it could not be deleted, where it is to be */
    private static RunningList running(ObservedJob job, Optional<Obstacle> undeleted, ListStates lists) {
        Integer number = job.task() instanceof DoList list ? (Integer) list.number() : null;
        String title = number != null ? lists.title(number) : job.task() instanceof MakePlan ? "plan" : "report";
        return new RunningList(
                number,
                StatusText.cut(title, TITLE),
                job.name(),
                job.attempt(),
                undeleted
                        .map(Obstacle::text)
                        .or(job::waitsFor)
                        .map(why -> StatusText.cut(why, WAITING))
                        .orElse(null));
    }

    private Settled settled(Settled now) {
        return new Settled(
                now.done(),
                now.skipped(),
                Optional.ofNullable(old.settled()).map(Settled::later).orElse(Map.of()));
    }

    private ReportPlace place(ReportResult reported) {
        String uri = StatusText.cut(reported.uri(), 1024);
        String sha256 = StatusText.cut(reported.sha256(), 64);
        return new ReportPlace(
                uri,
                sha256,
                StatusText.cut(reported.verdict(), 64),
                StatusText.cut(reported.sentence(), 512),
                StatusText.cut(reported.answers(), 128),
                Optional.ofNullable(old.report())
                        .filter(same -> Objects.equals(same.uri(), uri) && Objects.equals(same.sha256(), sha256))
                        .map(ReportPlace::later)
                        .orElse(Map.of()));
    }
}
