package io.robusttransfer.operator.observe;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Task;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Cache of one experiment between two reconciliations, which saves requests: how its Jobs ended, what its pods wait for, its
 * plan, its last status, what was refused and the last events. All of it may be lost. One reconciliation at a time uses it.
 */
public final class ExperimentCache {
    private static final int MOST_SAID = 200;

    private final Map<String, JobState> endings = new HashMap<>();
    private final Map<String, Look> looks = new HashMap<>();
    private final Map<String, Boolean> said = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_SAID;
        }
    };
    private final FailedDeletions failedDeletions = new FailedDeletions();
    private SoftReference<RebuiltPlan> plan = new SoftReference<>(null);
    private WrittenStatus written;
    private Refusal refusal;
    private int failedInARow;
    private volatile String phase = "";
    private volatile Map<Task, Instant> wanted = Map.of();

    /**
     * A status and when this operator last wrote one.
     *
     * @param version resourceVersion of the experiment with this status
     */
    public record WrittenStatus(ExperimentStatus status, String version, Instant at) {}

    /**
     * What the last look at the pods of a Job found.
     *
     * @param state empty where nothing keeps the pod
     * @param podless when it was first seen to have no pod; empty where it has one
     */
    record Look(Optional<JobState> state, Instant at, Optional<Instant> podless) {}

    private record Refusal(long generation, Setback last) {}

    /** The latest status, whether this operator or another client wrote it. */
    public WrittenStatus status(RobustTransferExperiment experiment) {
        String version = experiment.getMetadata().getResourceVersion();
        if (written != null && older(version, written.version)) {
            return written;
        }
        ExperimentStatus status = experiment.getStatus() == null ? ExperimentStatus.empty() : experiment.getStatus();
        return new WrittenStatus(status, version, written == null ? Instant.MIN : written.at);
    }

    public void wrote(ExperimentStatus status, String version, Instant at) {
        written = new WrittenStatus(status, version, at);
    }

    /**
     * A Job was not started: none is created for a while, unless the spec changes.
     *
     * @param refused whether it is not allowed, rather than not answered as it should be, which may be over in a moment
     */
    public void notStarted(Obstacle why, boolean refused, long generation, Instant now) {
        Optional<Setback> before = Optional.ofNullable(refusal)
                .filter(last -> last.generation == generation)
                .map(Refusal::last);
        refusal = new Refusal(generation, Setback.after(before, why, refused, now));
    }

    /** Whether the last Job was not allowed, even if it is time to try again. */
    public boolean wasRefused(long generation) {
        return refusal != null && refusal.generation == generation;
    }

    public void allowed() {
        refusal = null;
    }

    Optional<Obstacle> refusal(long generation, Instant now) {
        return stands(generation, now).map(Setback::why);
    }

    /** When a Job is to be tried again. */
    public Optional<Duration> refusedFor(long generation, Instant now) {
        return stands(generation, now).map(still -> still.left(now));
    }

    private Optional<Setback> stands(long generation, Instant now) {
        return Optional.ofNullable(refusal)
                .filter(last -> last.generation == generation)
                .map(Refusal::last)
                .filter(last -> last.lasts(now));
    }

    public FailedDeletions failedDeletions() {
        return failedDeletions;
    }

    /** Counts a reconciliation that failed. @return how many have failed since the last that did not, this one included */
    public int countFailure() {
        return ++failedInARow;
    }

    public void reconciled() {
        failedInARow = 0;
    }

    /** Whether no event of this name was written recently. */
    public boolean say(String name) {
        return said.put(name, true) == null;
    }

    /** The phase that the experiment is counted under; empty before the first reconciliation. */
    public String phase() {
        return phase;
    }

    /** @param now null where the status is of an operator that knew no phases */
    public void phase(String now) {
        phase = now == null ? "" : now;
    }

    /** @param tasks that may be started and of which no Job is there yet */
    public void wants(Set<Task> tasks, Instant now) {
        Map<Task, Instant> before = wanted;
        wanted = tasks.stream()
                .collect(Collectors.toUnmodifiableMap(task -> task, task -> before.getOrDefault(task, now)));
    }

    /** Since when the first of the tasks that are wanted is. */
    public Optional<Instant> wantsSince() {
        return wanted.values().stream().min(Instant::compareTo);
    }

    Map<String, JobState> endings() {
        return endings;
    }

    Map<String, Look> looks() {
        return looks;
    }

    /** Forgets Jobs that do not exist any more. */
    void keepJobs(Set<String> uids) {
        endings.keySet().retainAll(uids);
        looks.keySet().retainAll(uids);
    }

    Optional<RebuiltPlan> plan(RebuiltPlan.Key key) {
        return Optional.ofNullable(plan.get())
                .filter(rebuilt -> rebuilt.key().filter(key::equals).isPresent());
    }

    void plan(RebuiltPlan rebuilt) {
        plan = new SoftReference<>(rebuilt);
    }

    /** Resource versions are numbers that grow. */
    static boolean older(String one, String other) {
        return one.length() != other.length() ? one.length() < other.length() : one.compareTo(other) < 0;
    }
}
