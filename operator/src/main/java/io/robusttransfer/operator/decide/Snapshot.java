package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.crds.api.ExperimentStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one experiment at one moment. It may lag behind the cluster, but contains what this operator itself wrote.
 *
 * @param generation of the spec that {@code execution} is of
 * @param status as it was last written
 * @param plan that the status pins; empty as long as it pins none, or one that cannot be computed again
 * @param own the experiment's Jobs, sorted
 * @param others by number of list: a Job of another experiment that has not ended and does one of its stages
 * @param attempts by number of list: the highest attempt among Jobs of this name of any experiment; absent for none
 * @param succeededElsewhere by number of list: the last Job of this name of another experiment that succeeded
 * @param undeleted by uid: why a Job, or a pod that was left of one, could not be deleted when it was last tried
 * @param unknown fields of the spec that the operator does not know, and leaves out
 * @param obstacle why no Job can be created now, as far as it is known before the decision, such as a missing PodTemplate
 */
public record Snapshot(
        long generation,
        Execution execution,
        ExperimentStatus status,
        Optional<ExperimentPlan> plan,
        List<ObservedJob> own,
        Map<Integer, ObservedJob> others,
        Map<Integer, Integer> attempts,
        Map<Integer, ObservedJob> succeededElsewhere,
        Map<String, Obstacle> undeleted,
        Optional<String> unknown,
        Optional<Obstacle> obstacle) {
    public Snapshot {
        own = own.stream().sorted(ObservedJob.BY_TASK).toList();
        others = Map.copyOf(others);
        attempts = Map.copyOf(attempts);
        succeededElsewhere = Map.copyOf(succeededElsewhere);
        undeleted = Map.copyOf(undeleted);
    }

    LiveJobs live() {
        return LiveJobs.of(own);
    }

    /** How many Jobs may be created now. */
    int room() {
        return obstacle.isPresent()
                ? 0
                : Math.max(0, execution.parallelism() - live().jobs().size());
    }
}
