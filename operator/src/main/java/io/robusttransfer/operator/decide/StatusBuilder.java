package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.ReportPlace;
import io.robusttransfer.crds.api.RunningList;
import io.robusttransfer.crds.api.Settled;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.Progress.Entry;
import io.robusttransfer.operator.decide.Progress.Standing;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import java.util.List;
import java.util.Optional;

/** The status of a moment. Every text is cut, so that the whole stays below 64 KB whatever it speaks of. */
final class StatusBuilder {
    static final int TITLE = 120;
    static final int MESSAGE = 400;
    private static final int WAITING = 240;

    private final Progress progress;
    private final ExperimentStatus old;

    private StatusBuilder(Progress progress) {
        this.progress = progress;
        this.old = progress.snapshot.status();
    }

    static ExperimentStatus write(Progress progress, Phase phase, Starts starts) {
        return new StatusBuilder(progress).write(phase, starts);
    }

    private ExperimentStatus write(Phase phase, Starts starts) {
        Optional<PinnedPlan> plan = progress.known.plan();
        Optional<ReportResult> reported = progress.answer();
        return new ExperimentStatus(
                progress.snapshot.generation(),
                plan.map(p -> progress.known.done().count() + "/" + p.stages()).orElse(null),
                (int) progress.active().stream()
                        .filter(job -> job.state() instanceof Running)
                        .count(),
                failed(progress),
                reported.map(ReportResult::best)
                        .map(best -> StatusText.cut(best, 256))
                        .orElse(old.best()),
                plan.orElse(null),
                settled(),
                running(),
                Failures.of(progress),
                reported.map(StatusBuilder::place).orElse(old.report()),
                new Conditions(progress, phase, starts).write());
    }

    /** Stages that will not be done any more. */
    static int failed(Progress progress) {
        return (int) progress.lists.stream()
                .filter(entry -> entry.standing() == Standing.FAILED || entry.standing() == Standing.BLOCKED)
                .map(Entry::item)
                .flatMap(item -> item.places().stream())
                .filter(place -> !progress.known.isSettled(place))
                .count();
    }

    private Settled settled() {
        if (progress.known.plan().isEmpty()) {
            return old.settled();
        }
        return progress.known.done().isEmpty() && progress.known.skipped().isEmpty()
                ? null
                : new Settled(
                        text(progress.known.done().text()),
                        text(progress.known.skipped().text()));
    }

    private static String text(String text) {
        return text.isEmpty() ? null : text;
    }

    private List<RunningList> running() {
        return progress.active().stream()
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
            return list.number() < progress.lists.size()
                    ? progress.lists.get(list.number()).item().title()
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
