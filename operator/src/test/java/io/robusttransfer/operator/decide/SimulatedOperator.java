package io.robusttransfer.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.operator.decide.Decision.Deletion;
import io.robusttransfer.operator.decide.Decision.Orphan;
import io.robusttransfer.operator.decide.Decision.Start;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.Task.DoList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One operator: it sees what it wrote itself, all else perhaps late. What it does is judged by the truth at every step. */
final class SimulatedOperator {
    static final int NO_CRASH = Integer.MAX_VALUE;

    private final SimulatedCluster cluster;
    private int ownJobs;
    private int ownExperiment;
    private int writesLeft;

    SimulatedOperator(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** It has just started and reads everything anew. */
    void restart() {
        ownJobs = cluster.jobsVersion();
        ownExperiment = cluster.experimentVersion();
    }

    Decision passFresh(Duration skew) {
        return pass(0, 0, skew, NO_CRASH);
    }

    /**
     * @param jobsLag how many changes of the Jobs it has not seen, so far as they are not its own
     * @param skew of its clock
     * @param writes after which it crashes
     */
    Decision pass(int jobsLag, int experimentLag, Duration skew, int writes) {
        int jobsSeen = Math.max(ownJobs, cluster.jobsVersion() - jobsLag);
        int experimentSeen = Math.max(ownExperiment, cluster.experimentVersion() - experimentLag);
        Snapshot snapshot = cluster.snapshot(jobsSeen, experimentSeen);
        Instant now = cluster.clock.plus(skew);
        Decision decision = Decider.decide(snapshot, now);
        assertThat(Decider.decide(inAnotherOrder(snapshot), now)).isEqualTo(decision);
        boolean fresh = jobsSeen == cluster.jobsVersion() && experimentSeen == cluster.experimentVersion();
        judge(snapshot, decision, fresh);
        writesLeft = writes;
        act(snapshot, decision, experimentSeen, fresh);
        if (writesLeft < 0) {
            restart();
        }
        return decision;
    }

    private void act(Snapshot snapshot, Decision decision, int experimentSeen, boolean fresh) {
        for (Deletion deletion : decision.deletions()) {
            if (--writesLeft < 0) {
                return;
            }
            cluster.remove(deletion.uid(), deletion.saving());
            ownJobs = cluster.jobsVersion();
        }
        for (Orphan orphan : decision.orphans()) {
            if (--writesLeft < 0) {
                return;
            }
            cluster.remove(orphan.uid(), true);
            ownJobs = cluster.jobsVersion();
        }
        for (Start start : decision.starts()) {
            if (--writesLeft < 0) {
                return;
            }
            judge(snapshot, start, fresh);
            cluster.create(start);
            ownJobs = cluster.jobsVersion();
        }
        if (!decision.status().equals(snapshot.status()) && --writesLeft >= 0) {
            cluster.writeStatus(experimentSeen, decision.status());
            ownExperiment = cluster.experimentVersion();
        }
    }

    private void judge(Snapshot snapshot, Decision decision, boolean fresh) {
        Set<String> shown = snapshot.own().stream()
                .filter(job -> !job.state().ended())
                .map(ObservedJob::uid)
                .collect(Collectors.toSet());
        if (!decision.starts().isEmpty()) {
            assertThat(shown.size() + decision.starts().size())
                    .as("own Jobs, those that were shown and those that start")
                    .isLessThanOrEqualTo(snapshot.execution().parallelism());
            assertThat(snapshot.execution().suspend())
                    .as("something starts while suspended")
                    .isFalse();
            assertThat(snapshot.obstacle())
                    .as("something starts though no Job can be made")
                    .isEmpty();
        }
        if (fresh && !decision.starts().isEmpty()) {
            assertThat(cluster.ownActive() + decision.starts().size())
                    .as("own Jobs in truth")
                    .isLessThanOrEqualTo(cluster.experiment().execution().parallelism());
        }
        assertThat(decision.deletions().stream().map(Deletion::uid))
                .as("each deletion once")
                .doesNotHaveDuplicates();
        assertThat(decision.starts().stream().map(Start::task))
                .as("each task once")
                .doesNotHaveDuplicates();
        assertThat(cluster.store.done)
                .as("what is said to be done is done")
                .containsAll(known().marks().done().numbers());
        if (Conditions.isTrue(decision.status(), Conditions.COMPLETE)) {
            assertThat(cluster.store.isAllSettled()).as("complete").isTrue();
        }
        if (Conditions.isTrue(decision.status(), Conditions.COMPLETE)
                || Conditions.find(decision.status(), Conditions.FAILED)
                        .filter(failed -> "Failed".equals(failed.getReason()))
                        .isPresent()) {
            Set<Integer> settled =
                    new TreeSet<>(StageMarks.of(decision.status()).settled().numbers());
            cluster.store.plan.lists().stream()
                    .map(StageList::places)
                    .filter(settled::containsAll)
                    .forEach(list -> assertThat(cluster.store.reported)
                            .as("stages the report knows of")
                            .containsAll(list));
        }
    }

    private void judge(Snapshot snapshot, Start start, boolean fresh) {
        if (!(start.task() instanceof DoList list)) {
            return;
        }
        int number = list.number();
        assertThat(cluster.store.needsAreSettled(number))
                .as("list %s starts before what it needs", number)
                .isTrue();
        List<ObservedJob> truth = ownOf(cluster.snapshot(), number);
        if (fresh) {
            assertThat(known().left(cluster.store.plan.lists().get(number)))
                    .as("stages of list %s that are known to be left when it starts", number)
                    .isPositive();
            Set<Integer> busy = new TreeSet<>();
            cluster.active().forEach(job -> busy.addAll(job.places()));
            assertThat(busy)
                    .as("stages that a Job does when list %s starts", number)
                    .doesNotContainAnyElementsOf(
                            cluster.store.plan.lists().get(number).places());
        }
        if (truth.equals(ownOf(snapshot, number))) {
            assertThat(truth.stream().filter(SimulatedOperator::counts).count())
                    .as("counted failures of list %s when it starts", number)
                    .isLessThanOrEqualTo(snapshot.execution().retries());
            assertThat(truth.stream()
                            .max(Comparator.comparingInt(ObservedJob::attempt))
                            .filter(SimulatedOperator::isWrongInput))
                    .as("list %s starts though its last Job found wrong input", number)
                    .isEmpty();
        }
    }

    private SettledStages known() {
        Snapshot snapshot = cluster.snapshot();
        return SettledStages.of(snapshot, MessageReader.of(snapshot));
    }

    private static Snapshot inAnotherOrder(Snapshot snapshot) {
        List<ObservedJob> own = new ArrayList<>(snapshot.own());
        Collections.reverse(own);
        return new Snapshot(
                snapshot.generation(),
                snapshot.execution(),
                snapshot.status(),
                snapshot.plan(),
                own,
                snapshot.others(),
                snapshot.attempts(),
                snapshot.succeededElsewhere(),
                snapshot.undeleted(),
                snapshot.unknown(),
                snapshot.obstacle());
    }

    private static List<ObservedJob> ownOf(Snapshot snapshot, int list) {
        return snapshot.own().stream()
                .filter(job -> job.task().equals(new DoList(list)))
                .toList();
    }

    private static boolean isWrongInput(ObservedJob job) {
        return job.state() instanceof JobState.Failed failed
                && failed.exitCode().equals(Optional.of(2));
    }

    static boolean counts(ObservedJob job) {
        return job.state() instanceof JobState.Failed failed
                && failed.exitCode().isPresent()
                && !failed.exitCode().equals(Optional.of(4))
                && !failed.exitCode().equals(Optional.of(143));
    }
}
