package io.robusttransfer.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.operator.decide.JobState.Lost;
import io.robusttransfer.operator.decide.JobState.Orphaned;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.JobState.Terminating;
import io.robusttransfer.operator.decide.JobState.Waiting;
import io.robusttransfer.operator.decide.Task.DoList;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What happens to an experiment, one event after the other. */
final class History {
    /** @param a and {@code b} say which, when or how much */
    record Incident(Kind kind, int a, int b) {}

    enum Kind {
        PASS,
        LATE_PASS,
        CRASH,
        QUIET,
        SUCCEED,
        SUCCEED_UNHEARD,
        FAIL,
        VANISH,
        ORPHAN,
        GONE,
        LOSE,
        OUTDATE,
        HOLD,
        RELEASE,
        OTHER_STARTS,
        OTHER_ENDS,
        TIME,
        SKEW,
        SUSPEND,
        RESUME,
        PARALLELISM,
        RETRIES,
        ON_FAILURE,
        OBSTACLE
    }

    enum Seen {
        COMPLETE,
        FAILED,
        BLOCKED,
        SKIPPED,
        STALLED,
        SUSPENDED,
        CRASHED,
        LOST,
        ORPHANED,
        OUTDATED,
        ELSEWHERE,
        STOPPED,
        WENT_ON
    }

    private static final List<Integer> EXIT_CODES = List.of(1, 2, 4, 137, 143, -1, 1, 4);
    private static final List<Integer> SKEWS = List.of(0, 0, -30, 30, -240, 600, -86_400, 86_400);

    final SimulatedCluster cluster;
    final Set<Seen> seen = EnumSet.noneOf(Seen.class);
    private final List<SimulatedOperator> operators;
    private Duration skew = Duration.ZERO;

    History(SimulatedCluster cluster) {
        this.cluster = cluster;
        this.operators = List.of(new SimulatedOperator(cluster), new SimulatedOperator(cluster));
    }

    void happen(Incident event) {
        int a = event.a();
        Execution execution = cluster.experiment().execution();
        switch (event.kind()) {
            case PASS -> look(operators.get(0).passFresh(skew));
            case LATE_PASS -> operators.get(a % 2).pass(a / 2 % 8, event.b() % 8, skew, SimulatedOperator.NO_CRASH);
            case CRASH -> {
                seen.add(Seen.CRASHED);
                operators.get(a % 2).pass(0, 0, skew, event.b() % 6);
            }
            case QUIET -> quieten();
            case SUCCEED -> one(a, ours(Running.class)).ifPresent(job -> cluster.succeed(job, true));
            case SUCCEED_UNHEARD -> one(a, ours(Running.class)).ifPresent(job -> cluster.succeed(job, false));
            case FAIL ->
                one(a, ours(Running.class))
                        .ifPresent(job -> cluster.fail(
                                job, EXIT_CODES.get(event.b() % EXIT_CODES.size()), "Error", event.b() / 8 % 3));
            case VANISH -> one(a, SimulatedJob::ours).ifPresent(cluster::gone);
            case ORPHAN ->
                one(a, ours(Running.class)).ifPresent(job -> {
                    seen.add(Seen.ORPHANED);
                    cluster.put(job.with(new Orphaned(job.name() + "-x2k")));
                });
            case GONE -> one(a, ours(Terminating.class)).ifPresent(cluster::gone);
            case LOSE ->
                one(a, ours(Running.class)).ifPresent(job -> {
                    seen.add(Seen.LOST);
                    cluster.put(job.with(new Lost("n1")));
                });
            case OUTDATE ->
                one(a, ours(Waiting.class)).ifPresent(job -> {
                    seen.add(Seen.OUTDATED);
                    cluster.put(job.outdate());
                });
            case HOLD ->
                one(a, ours(Running.class)).ifPresent(job -> cluster.put(job.with(new Waiting(obstacle(event.b())))));
            case RELEASE -> one(a, ours(Waiting.class)).ifPresent(job -> cluster.put(job.with(new Running())));
            case OTHER_STARTS -> otherStarts(a % cluster.store.plan.lists().size(), event.b());
            case OTHER_ENDS ->
                one(a, job -> !job.ours() && job.isActive()).ifPresent(job -> {
                    if (event.b() % 3 == 0) {
                        cluster.fail(job, 1, "Error", 1);
                    } else {
                        cluster.succeed(job, true);
                    }
                });
            case TIME -> cluster.pass(Duration.ofSeconds(1L + event.b() % 600));
            case SKEW -> skew = Duration.ofSeconds(SKEWS.get(a % SKEWS.size()));
            case SUSPEND -> spec(execution.parallelism(), true, execution.onFailure(), execution.retries());
            case RESUME -> spec(execution.parallelism(), false, execution.onFailure(), execution.retries());
            case PARALLELISM -> spec(1 + a % 4, execution.suspend(), execution.onFailure(), execution.retries());
            case RETRIES -> spec(execution.parallelism(), execution.suspend(), execution.onFailure(), a % 3);
            case ON_FAILURE ->
                spec(
                        execution.parallelism(),
                        execution.suspend(),
                        a % 2 == 0 ? OnFailure.STOP : OnFailure.CONTINUE,
                        execution.retries());
            case OBSTACLE ->
                cluster.obstacle = cluster.obstacle.isPresent() ? Optional.empty() : Optional.of(obstacle(event.b()));
        }
        if (cluster.jobs().stream().anyMatch(job -> !job.ours() && job.isActive())) {
            seen.add(Seen.ELSEWHERE);
        }
    }

    /** Nothing fails any more and everything is seen at once: it comes to an end, and nothing is left to do. */
    void end() {
        cluster.obstacle = Optional.empty();
        operators.forEach(SimulatedOperator::restart);
        int most = 100 + 30 * cluster.store.plan.lists().size();
        for (int step = 0; ; step++) {
            assertThat(step).as("steps until it ended").isLessThan(most);
            Optional<Duration> wake = quieten();
            List<SimulatedJob> active = cluster.active();
            if (!active.isEmpty()) {
                end(active.get(0));
            } else if (wake.isPresent()) {
                cluster.pass(wake.get());
            } else {
                break;
            }
        }
        ExperimentStatus status = cluster.experiment().status();
        boolean complete = Conditions.isTrue(status, Conditions.COMPLETE);
        boolean failed = Conditions.isTrue(status, Conditions.FAILED);
        assertThat(complete || failed || cluster.experiment().execution().suspend())
                .as("ended: %s", status)
                .isTrue();
        if (complete) {
            assertThat(cluster.store.isAllSettled()).isTrue();
            assertThat(status.report()).isNotNull();
        }
        if (failed) {
            checkFailures(status);
        }
    }

    private void checkFailures(ExperimentStatus status) {
        int retries = cluster.experiment().execution().retries();
        assertThat(status.failures()).anyMatch(failure -> failure.forGood());
        status.failures().stream().filter(failure -> failure.forGood()).forEach(failure -> {
            Predicate<SimulatedJob> same = job -> job.ours()
                    && (failure.list() == null
                            ? job.stem().equals("report")
                            : job.task().equals(new DoList(failure.list())));
            long counted = cluster.jobs().stream()
                    .filter(same)
                    .filter(job -> SimulatedOperator.counts(job.observed()))
                    .count();
            assertThat(failure.list() != null && failure.exitCode() != null && failure.exitCode() == 2
                            || counted > retries)
                    .as("%s failed for good with %s retries after %s", failure, retries, counted)
                    .isTrue();
        });
    }

    private void end(SimulatedJob job) {
        if (job.state() instanceof Terminating) {
            cluster.gone(job);
        } else if (job.state() instanceof Waiting) {
            cluster.put(job.with(new Running()));
        } else {
            assertThat(job.state()).as("what nobody else ends").isInstanceOf(Running.class);
            cluster.succeed(job, true);
        }
    }

    /** Acts until nothing is left to do though nothing happened: soon, and what is done is not said twice. */
    private Optional<Duration> quieten() {
        for (int pass = 0; ; pass++) {
            assertThat(pass).as("passes until nothing was left to do").isLessThan(8);
            Snapshot before = cluster.snapshot();
            Decision decision = operators.get(0).passFresh(skew);
            look(decision);
            if (before.equals(cluster.snapshot())) {
                assertThat(decision.starts()).isEmpty();
                assertThat(decision.deletions()).isEmpty();
                assertThat(decision.orphans()).isEmpty();
                assertThat(decision.events()).isEmpty();
                assertThat(decision.status()).isEqualTo(before.status());
                checkRest(decision);
                return decision.wake();
            }
        }
    }

    private void checkRest(Decision decision) {
        long staying = cluster.active().stream()
                .filter(job -> job.ours() && !(job.state() instanceof Terminating))
                .count();
        if (!Conditions.isTrue(decision.status(), Conditions.COMPLETE)) {
            assertThat(staying)
                    .as("Jobs that stay when nothing is left to do")
                    .isLessThanOrEqualTo(
                            isSuspended(decision.status())
                                    ? 0
                                    : cluster.experiment().execution().parallelism());
        }
        decision.wake().ifPresent(wake -> assertThat(wake)
                .as("even where the clock is behind, nobody waits for long")
                .isLessThanOrEqualTo(Backoff.MOST.multipliedBy(2)));
    }

    private void look(Decision decision) {
        ExperimentStatus status = decision.status();
        mark(Seen.COMPLETE, Conditions.isTrue(status, Conditions.COMPLETE));
        mark(Seen.WENT_ON, seen.contains(Seen.FAILED) && !Conditions.isTrue(status, Conditions.FAILED));
        mark(Seen.FAILED, Conditions.isTrue(status, Conditions.FAILED));
        mark(
                Seen.STALLED,
                Conditions.isTrue(status, Conditions.STALLED) && !Conditions.isTrue(status, Conditions.FAILED));
        mark(Seen.SUSPENDED, isSuspended(status));
        mark(Seen.SKIPPED, !StageMarks.of(status).skipped().isEmpty());
        Snapshot snapshot = cluster.snapshot();
        SettledStages settled = SettledStages.of(snapshot, MessageReader.of(snapshot));
        ListStates lists = ListStates.of(snapshot, settled, cluster.clock.plus(skew));
        mark(Seen.BLOCKED, lists.count(ListState.Standing.BLOCKED) > 0);
        mark(Seen.STOPPED, lists.count(ListState.Standing.STOPPED) > 0);
    }

    private static boolean isSuspended(ExperimentStatus status) {
        return Conditions.find(status, Conditions.READY)
                .orElseThrow()
                .getReason()
                .equals("Suspended");
    }

    private void mark(Seen what, boolean is) {
        if (is) {
            seen.add(what);
        }
    }

    private void otherStarts(int list, int how) {
        boolean busy = cluster.active().stream().anyMatch(job -> job.places().stream()
                .anyMatch(cluster.store.plan.lists().get(list).places()::contains));
        if (busy || !cluster.store.needsAreSettled(list)) {
            return;
        }
        List<Integer> places = cluster.store.plan.lists().get(list).places();
        boolean same = how % 2 == 0;
        String stem = same ? "list-" + list : "other-" + list;
        int attempt = 1
                + cluster.jobs().stream()
                        .filter(job -> job.stem().equals(stem))
                        .mapToInt(SimulatedJob::attempt)
                        .max()
                        .orElse(0);
        cluster.create(stem, attempt, 1, false, new DoList(list), same ? places : places.subList(0, 1));
    }

    private void spec(int parallelism, boolean suspend, OnFailure onFailure, int retries) {
        int history = cluster.experiment().execution().history();
        cluster.spec(new Execution(parallelism, suspend, onFailure, retries, history));
    }

    private Optional<SimulatedJob> one(int which, Predicate<SimulatedJob> such) {
        List<SimulatedJob> jobs = cluster.jobs().stream().filter(such).toList();
        return jobs.isEmpty() ? Optional.empty() : Optional.of(jobs.get(which % jobs.size()));
    }

    private static Predicate<SimulatedJob> ours(Class<? extends JobState> state) {
        return job -> job.ours() && state.isInstance(job.state());
    }

    private static Obstacle obstacle(int which) {
        return which % 2 == 0
                ? new Obstacle(Obstacle.Kind.NEEDS_ACTION, "FailedMount", "secret s3 is not there: make it")
                : new Obstacle(Obstacle.Kind.NEEDS_TIME, "Unschedulable", "0 of 3 nodes have nvidia.com/gpu: 1");
    }
}
