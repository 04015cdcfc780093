package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.ReportPlace;
import io.robusttransfer.crds.api.RunningList;
import io.robusttransfer.crds.api.Settled;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.ListState.Standing;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import java.util.List;
import java.util.Optional;

/** Builds the status. Every text is cut, so that the whole stays below 64 KB. */
final class StatusBuilder {
    static final int TITLE = 120;
    static final int MESSAGE = 400;
    private static final int WAITING = 240;

    private final Snapshot snapshot;
    private final SettledStages settled;
    private final ExperimentProgress progress;
    private final ExperimentStatus old;

    StatusBuilder(Snapshot snapshot, SettledStages settled, ExperimentProgress progress) {
        this.snapshot = snapshot;
        this.settled = settled;
        this.progress = progress;
        this.old = snapshot.status();
    }

    ExperimentStatus build(List<Condition> conditions) {
        Optional<PinnedPlan> plan = settled.plan();
        Optional<ReportResult> reported = progress.answer();
        return new ExperimentStatus(
                snapshot.generation(),
                plan.map(p -> settled.done().count() + "/" + p.stages()).orElse(null),
                (int) snapshot.active().stream()
                        .filter(job -> job.state() instanceof Running)
                        .count(),
                failed(settled, progress),
                reported.map(ReportResult::best)
                        .map(best -> StatusText.cut(best, 256))
                        .orElse(old.best()),
                plan.orElse(null),
                settledTexts(),
                running(),
                Failures.of(progress),
                reported.map(StatusBuilder::place).orElse(old.report()),
                conditions);
    }

    /** Stages that will not be done any more. */
    static int failed(SettledStages settled, ExperimentProgress progress) {
        return (int) progress.lists().stream()
                .filter(state -> state.standing() == Standing.FAILED || state.standing() == Standing.BLOCKED)
                .map(ListState::list)
                .flatMap(list -> list.places().stream())
                .filter(place -> !settled.isSettled(place))
                .count();
    }

    private Settled settledTexts() {
        if (settled.plan().isEmpty()) {
            return old.settled();
        }
        return settled.done().isEmpty() && settled.skipped().isEmpty()
                ? null
                : new Settled(
                        text(settled.done().text()), text(settled.skipped().text()));
    }

    private static String text(String text) {
        return text.isEmpty() ? null : text;
    }

    private List<RunningList> running() {
        return snapshot.active().stream()
                .limit(ExperimentStatus.MOST_RUNNING)
                .map(this::running)
                .toList();
    }

    private RunningList running(ObservedJob job) {
        Integer number = job.task() instanceof DoList list ? (Integer) list.number() : null;
        String waiting = Obstacles.waiting(job);
        return new RunningList(
                number,
                StatusText.cut(title(job.task()), TITLE),
                job.name(),
                job.attempt(),
                waiting == null ? null : StatusText.cut(waiting, WAITING));
    }

    private String title(Task task) {
        if (task instanceof DoList list) {
            return list.number() < progress.lists().size()
                    ? progress.lists().get(list.number()).list().title()
                    : "list " + list.number();
        }
        return task instanceof MakePlan ? "plan" : "report";
    }

    private static ReportPlace place(ReportResult reported) {
        return new ReportPlace(
                cut(reported.uri(), 1024),
                cut(reported.sha256(), 64),
                cut(reported.verdict(), 64),
                cut(reported.sentence(), 512));
    }

    private static String cut(String text, int bytes) {
        return text == null ? null : StatusText.cut(text, bytes);
    }
}
