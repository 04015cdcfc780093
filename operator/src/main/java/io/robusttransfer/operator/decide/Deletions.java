package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.Decision.Deletion;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Lost;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.JobState.Terminating;
import io.robusttransfer.operator.decide.JobState.Waiting;
import io.robusttransfer.operator.decide.Task.DoList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decides which Jobs to delete. */
final class Deletions {
    /** Finished Jobs that stay for people to look at. */
    static final int KEPT = 50;

    private static final Comparator<ObservedJob> OLDEST_FIRST =
            Comparator.comparing(ObservedJob::created).thenComparing(ObservedJob::name);

    private final Snapshot snapshot;
    private final SettledStages settled;
    private final ExperimentProgress progress;
    private final IndexSet persisted;
    private final List<Deletion> deletions = new ArrayList<>();

    private Deletions(Snapshot snapshot, SettledStages settled, ExperimentProgress progress) {
        this.snapshot = snapshot;
        this.settled = settled;
        this.progress = progress;
        this.persisted = SettledStages.done(snapshot.status()).with(SettledStages.skipped(snapshot.status()));
    }

    static List<Deletion> of(Snapshot snapshot, SettledStages settled, ExperimentProgress progress, Phase phase) {
        Deletions deletions = new Deletions(snapshot, settled, progress);
        deletions.deleteActive(phase);
        deletions.deletePlans();
        deletions.deleteReports();
        deletions.deleteLists();
        return deletions.once();
    }

    /** A Job with two reasons is deleted for the first, which may let it save. */
    private List<Deletion> once() {
        Set<String> uids = new HashSet<>();
        return deletions.stream().filter(deletion -> uids.add(deletion.uid())).toList();
    }

    /** The deletions of an experiment whose stages are all settled. */
    static List<Deletion> afterwards(List<ObservedJob> own) {
        List<Deletion> deletions = new ArrayList<>(finished(own));
        own.stream()
                .filter(job -> job.state() instanceof Waiting || job.state() instanceof Lost)
                .forEach(job -> deletions.add(needless(job)));
        return deletions;
    }

    private void deleteActive(Phase phase) {
        List<ObservedJob> staying = new ArrayList<>();
        for (ObservedJob job : snapshot.active()) {
            if (job.state() instanceof Lost lost) {
                delete(job, false, "node " + lost.node() + " has been silent for minutes");
            } else if (job.isStale()) {
                delete(job, true, "the spec asks for another pod, and the present one has not started");
            } else if (!(job.state() instanceof Terminating)) {
                staying.add(job);
            }
        }
        int room = phase == Phase.SUSPENDED ? 0 : snapshot.execution().parallelism();
        String why =
                phase == Phase.SUSPENDED ? "spec.execution.suspend is true" : "more than spec.execution.parallelism";
        staying.stream()
                .sorted(OLDEST_FIRST.reversed())
                .limit(Math.max(0, staying.size() - room))
                .forEach(job -> delete(job, true, why));
    }

    private void deletePlans() {
        progress.plan().ended().ifPresent(last -> progress.plan().jobs().stream()
                .filter(job -> job.state().ended() && job != last && isPersisted(job))
                .forEach(job -> delete(job, false, "a later plan Job has ended")));
    }

    private void deleteReports() {
        boolean goesOn = snapshot.plan().isPresent() && !progress.isAtEnd();
        for (ObservedJob job : progress.report().jobs()) {
            boolean going = job.state() instanceof Terminating || job.state() instanceof Lost || job.isStale();
            boolean outdated = job.state() instanceof Succeeded && settled.isOutdated(snapshot, job);
            // the last one that missed something says so until a later one has ended
            boolean isLast = progress.report().ended().filter(job::equals).isPresent();
            boolean speaks = settled.lacking().filter(job::equals).isPresent();
            if (!speaks && (outdated && !isLast || goesOn && !going)) {
                delete(job, false, "there is more to report now");
            }
        }
        if (!goesOn) {
            deleteUncounted(progress.report(), false);
        }
    }

    private void deleteLists() {
        List<ObservedJob> succeeded = new ArrayList<>();
        for (ListState state : progress.lists()) {
            boolean done = state.list().places().stream().allMatch(persisted::has);
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
        deletions.addAll(finished(succeeded));
    }

    private static Deletion needless(ObservedJob job) {
        return new Deletion(job.name(), job.uid(), !(job.state() instanceof Lost), "its stages are settled");
    }

    /** @param jobs of which the status says all that they did */
    private static List<Deletion> finished(List<ObservedJob> jobs) {
        return jobs.stream()
                .filter(job -> job.state() instanceof Succeeded && job.task() instanceof DoList)
                .sorted(OLDEST_FIRST.reversed())
                .skip(KEPT)
                .map(job -> new Deletion(job.name(), job.uid(), false, KEPT + " later ones stay"))
                .toList();
    }

    /** Deletes failures that do not count, except the last, from which the wait is computed. */
    private void deleteUncounted(Attempts attempts, boolean done) {
        for (ObservedJob job : attempts.jobs()) {
            if (job.state() instanceof Failed failed
                    && !Attempts.counts(failed)
                    && (done || job.attempt() < attempts.highest())
                    && isPersisted(job)) {
                delete(job, false, "it does not count, and another came after it");
            }
        }
    }

    /** Whether the status says all that this Job does. */
    private boolean isPersisted(ObservedJob job) {
        return SettledStages.said(job).map(TerminationMessage::planned).isEmpty()
                        && SettledStages.said(job)
                                .map(TerminationMessage::worked)
                                .isEmpty()
                || snapshot.status().plan() != null
                        && SettledStages.settledBy(snapshot, job).allMatch(persisted::has);
    }

    private void delete(ObservedJob job, boolean saving, String why) {
        deletions.add(new Deletion(job.name(), job.uid(), saving, why));
    }
}
