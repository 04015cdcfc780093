package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.operator.decide.Decision.Deletion;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Lost;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.JobState.Waiting;
import io.robusttransfer.operator.decide.Task.DoList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decides which Jobs to delete. */
final class Deletions {
    private static final Comparator<ObservedJob> OLDEST_FIRST =
            Comparator.comparing(ObservedJob::created).thenComparing(ObservedJob::name);

    private final Execution execution;
    private final PersistedStages persisted;
    private final List<Deletion> deletions = new ArrayList<>();

    private Deletions(Execution execution, PersistedStages persisted) {
        this.execution = execution;
        this.persisted = persisted;
    }

    static List<Deletion> of(
            LiveJobs live,
            Execution execution,
            Phase phase,
            PlanState plan,
            ReportState report,
            ListStates lists,
            PersistedStages persisted) {
        Deletions deletions = new Deletions(execution, persisted);
        if (phase == Phase.SUSPENDED) {
            deletions.deleteLive(live, 0, "spec.execution.suspend is true");
        } else {
            deletions.deleteLive(live, execution.parallelism(), "more than spec.execution.parallelism");
        }
        deletions.deletePlans(plan.own());
        deletions.deleteReports(report, lists.goesOn());
        deletions.deleteLists(lists);
        return deletions.once();
    }

    /** A Job with two reasons is deleted for the first, which may let it save. */
    private List<Deletion> once() {
        Set<String> uids = new HashSet<>();
        return deletions.stream().filter(deletion -> uids.add(deletion.uid())).toList();
    }

    /** The deletions of an experiment whose stages are all settled. */
    static List<Deletion> afterwards(List<ObservedJob> own, Execution execution) {
        List<Deletion> deletions = new ArrayList<>(finished(own, execution.history()));
        own.stream()
                .filter(job -> job.state() instanceof Waiting || job.state() instanceof Lost)
                .forEach(job -> deletions.add(needless(job)));
        return deletions;
    }

    private void deleteLive(LiveJobs live, int room, String why) {
        List<ObservedJob> staying = new ArrayList<>();
        for (ObservedJob job : live.jobs()) {
            if (job.state() instanceof Lost lost) {
                delete(job, false, "node " + lost.node() + " has been silent for minutes");
            } else if (job.isStale()) {
                delete(job, true, "another pod is asked for, and the present one has not started");
            } else if (!job.state().leaves()) {
                staying.add(job);
            }
        }
        staying.stream()
                .sorted(OLDEST_FIRST.reversed())
                .limit(Math.max(0, staying.size() - room))
                .forEach(job -> delete(job, true, why));
    }

    private void deletePlans(Attempts plans) {
        plans.ended().ifPresent(last -> plans.jobs().stream()
                .filter(job -> job.state().ended() && job != last && persisted.holdAllOf(job))
                .forEach(job -> delete(job, false, "a later plan Job has ended")));
    }

    private void deleteReports(ReportState report, boolean goesOn) {
        for (ObservedJob job : report.own().jobs()) {
            boolean going = job.state().leaves() || job.state() instanceof Lost || job.isStale();
            // the last one that missed something says so until a later one has ended
            boolean isLast = report.own().ended().filter(job::equals).isPresent();
            boolean speaks = report.lacking().filter(job::equals).isPresent();
            if (!speaks && (report.outdated().contains(job) && !isLast || goesOn && !going)) {
                delete(job, false, "there is more to report now");
            }
        }
        if (!goesOn) {
            deleteUncounted(report.own(), false);
        }
    }

    private void deleteLists(ListStates lists) {
        List<ObservedJob> succeeded = new ArrayList<>();
        for (ListState state : lists.all()) {
            boolean done = persisted.hold(state.list());
            deleteUncounted(state.own(), done);
            if (done) {
                succeeded.addAll(state.own().jobs());
                state.own()
                        .active()
                        .filter(job -> job.state() instanceof Waiting)
                        .map(Deletions::needless)
                        .ifPresent(deletions::add);
            }
        }
        deletions.addAll(finished(succeeded, execution.history()));
    }

    private static Deletion needless(ObservedJob job) {
        return new Deletion(job.name(), job.uid(), !(job.state() instanceof Lost), "its stages are settled");
    }

    /**
     * @param jobs of which the status says all that they did
     * @param history how many of them stay
     */
    private static List<Deletion> finished(List<ObservedJob> jobs, int history) {
        return jobs.stream()
                .filter(job -> job.state() instanceof Succeeded && job.task() instanceof DoList)
                .sorted(OLDEST_FIRST.reversed())
                .skip(history)
                .map(job ->
                        new Deletion(job.name(), job.uid(), false, true, "spec.execution.jobsHistory is " + history))
                .toList();
    }

    /** Deletes failures that do not count, except the last, from which the wait is computed. */
    private void deleteUncounted(Attempts attempts, boolean done) {
        for (ObservedJob job : attempts.jobs()) {
            if (job.state() instanceof Failed failed
                    && !failed.counts()
                    && (done || attempts.ended().filter(job::equals).isEmpty())
                    && persisted.holdAllOf(job)) {
                delete(job, false, "it does not count, and another came after it");
            }
        }
    }

    private void delete(ObservedJob job, boolean saving, String why) {
        deletions.add(new Deletion(job.name(), job.uid(), saving, why));
    }
}
