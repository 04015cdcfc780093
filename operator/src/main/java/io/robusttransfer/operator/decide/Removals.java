package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.Decision.Removal;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Leaving;
import io.robusttransfer.operator.decide.JobState.Lost;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.JobState.Waiting;
import io.robusttransfer.operator.decide.Progress.Entry;
import io.robusttransfer.operator.decide.Task.DoList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which Jobs have to go. */
final class Removals {
    /** Finished Jobs that stay for people to look at. */
    static final int KEPT = 50;

    private static final Comparator<ObservedJob> OLDEST_FIRST =
            Comparator.comparing(ObservedJob::created).thenComparing(ObservedJob::name);

    private final Progress progress;
    private final IndexSet settled;
    private final List<Removal> removals = new ArrayList<>();

    private Removals(Progress progress) {
        this.progress = progress;
        this.settled =
                SettledStages.done(progress.snapshot.status()).with(SettledStages.skipped(progress.snapshot.status()));
    }

    static List<Removal> of(Progress progress, Phase phase) {
        Removals removals = new Removals(progress);
        removals.removeActive(phase);
        removals.removePlans();
        removals.removeReports();
        removals.removeLists();
        return removals.once();
    }

    /** A Job that goes for two reasons goes for the first, which may let it save. */
    private List<Removal> once() {
        Set<String> uids = new HashSet<>();
        return removals.stream().filter(removal -> uids.add(removal.uid())).toList();
    }

    /** Of an experiment whose stages are all settled. */
    static List<Removal> afterwards(List<ObservedJob> own) {
        List<Removal> removals = new ArrayList<>(finished(own));
        own.stream()
                .filter(job -> job.state() instanceof Waiting || job.state() instanceof Lost)
                .forEach(job -> removals.add(needless(job)));
        return removals;
    }

    private void removeActive(Phase phase) {
        List<ObservedJob> staying = new ArrayList<>();
        for (ObservedJob job : progress.active()) {
            if (job.state() instanceof Lost lost) {
                remove(job, false, "node " + lost.node() + " has been silent for minutes");
            } else if (job.isStale()) {
                remove(job, true, "spec asks for another pod, and its own has not started");
            } else if (!(job.state() instanceof Leaving)) {
                staying.add(job);
            }
        }
        int room = phase == Phase.SUSPENDED ? 0 : progress.snapshot.execution().parallelism();
        String why =
                phase == Phase.SUSPENDED ? "spec.execution.suspend is true" : "more than spec.execution.parallelism";
        staying.stream()
                .sorted(OLDEST_FIRST.reversed())
                .limit(Math.max(0, staying.size() - room))
                .forEach(job -> remove(job, true, why));
    }

    private void removePlans() {
        progress.plan.ended().ifPresent(last -> progress.plan.jobs().stream()
                .filter(job -> job.state().ended() && job != last && isPersisted(job))
                .forEach(job -> remove(job, false, "a later plan Job has ended")));
    }

    private void removeReports() {
        boolean goesOn = progress.snapshot.outline().isPresent() && !progress.isAtEnd();
        for (ObservedJob job : progress.report.jobs()) {
            boolean going = job.state() instanceof Leaving || job.state() instanceof Lost || job.isStale();
            boolean outdated = job.state() instanceof Succeeded && progress.known.isOutdated(progress.snapshot, job);
            // the last one that missed something says so until a later one has ended
            boolean isLast = progress.report.ended().filter(job::equals).isPresent();
            boolean speaks = progress.known.lacking().filter(job::equals).isPresent();
            if (!speaks && (outdated && !isLast || goesOn && !going)) {
                remove(job, false, "there is more to report now");
            }
        }
        if (!goesOn) {
            removeUncounted(progress.report, false);
        }
    }

    private void removeLists() {
        List<ObservedJob> succeeded = new ArrayList<>();
        for (Entry entry : progress.lists) {
            boolean done = entry.item().places().stream().allMatch(settled::has);
            removeUncounted(entry.own(), done);
            if (done) {
                succeeded.addAll(entry.own().jobs());
                entry.own()
                        .active()
                        .filter(job -> job.state() instanceof Waiting)
                        .map(Removals::needless)
                        .ifPresent(removals::add);
            }
        }
        removals.addAll(finished(succeeded));
    }

    private static Removal needless(ObservedJob job) {
        return new Removal(job.name(), job.uid(), !(job.state() instanceof Lost), "what it is for has been done");
    }

    /** @param jobs of which the status says all that they did */
    private static List<Removal> finished(List<ObservedJob> jobs) {
        return jobs.stream()
                .filter(job -> job.state() instanceof Succeeded && job.task() instanceof DoList)
                .sorted(OLDEST_FIRST.reversed())
                .skip(KEPT)
                .map(job -> new Removal(job.name(), job.uid(), false, KEPT + " later ones stay"))
                .toList();
    }

    /** The last one stays, as it says how long to wait for the next. */
    private void removeUncounted(Attempts attempts, boolean done) {
        for (ObservedJob job : attempts.jobs()) {
            if (job.state() instanceof Failed failed
                    && !Attempts.counts(failed)
                    && (done || job.attempt() < attempts.highest())
                    && isPersisted(job)) {
                remove(job, false, "it does not count, and another came after it");
            }
        }
    }

    /** Whether the status says all that this Job does. */
    private boolean isPersisted(ObservedJob job) {
        return SettledStages.said(job).map(TerminationMessage::planned).isEmpty()
                        && SettledStages.said(job)
                                .map(TerminationMessage::worked)
                                .isEmpty()
                || progress.snapshot.status().plan() != null
                        && SettledStages.settledBy(progress.snapshot, job).allMatch(settled::has);
    }

    private void remove(ObservedJob job, boolean saving, String why) {
        removals.add(new Removal(job.name(), job.uid(), saving, why));
    }
}
