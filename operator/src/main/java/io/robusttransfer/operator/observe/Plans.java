package io.robusttransfer.operator.observe;

import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.JobInput;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Outline;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.JobMetadata;
import io.robusttransfer.operator.job.JobName;
import io.robusttransfer.operator.job.Pinned;
import io.robusttransfer.operator.job.ResultsLocation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** The plan that a status pins, made once more from what the status has of it. */
final class Plans {
    /** A plan takes a hundred times the memory of what is kept of it: one is made at a time. */
    private static final ReentrantLock ONE = new ReentrantLock();

    private Plans() {}

    /**
     * What is needed of a plan again and again.
     *
     * @param of what it was made from
     * @param problem why it cannot be worked on; the others are empty then
     * @param stems names of the lists' Jobs without the attempt
     * @param stages of each list, as a {@link JobMetadata} names them
     */
    record Known(
            Key of,
            Optional<Obstacle> problem,
            Optional<Outline> outline,
            Optional<Pinned> pinned,
            List<String> stems,
            List<List<String>> stages) {}

    /** The study of an experiment never changes, the place of its results may. */
    record Key(String hash, ResultsLocation results) {}

    static Known known(RobustTransferExperiment experiment, PinnedPlan pin, ExperimentCache cache) {
        Key key = new Key(pin.hash(), ResultsLocation.of(experiment.getSpec()));
        return cache.plan(key).orElseGet(() -> {
            ONE.lock();
            try {
                Known known = again(experiment, pin, key);
                cache.plan(known);
                return known;
            } finally {
                ONE.unlock();
            }
        });
    }

    private static Known again(RobustTransferExperiment experiment, PinnedPlan pin, Key key) {
        Plan plan;
        try {
            plan = new JobInput.Experiment(
                            experiment.getMetadata().getNamespace(),
                            experiment.getMetadata().getName(),
                            experiment.getMetadata().getUid(),
                            experiment.getSpec())
                    .plan(pin.digests(), new Revisions(pin.revisions()));
        } catch (IllegalArgumentException e) {
            return unusable(key, "status.plan does not fit spec.study (" + e.getMessage() + ")");
        }
        Outline outline = Outline.of(plan);
        if (!outline.hash().equals(pin.hash())) {
            return unusable(
                    key,
                    "status.plan.hash: the worker planned " + pin.hash() + ", this operator comes to "
                            + outline.hash());
        }
        Pinned pinned = Pinned.of(pin, plan);
        ResultsLocation location = ResultsLocation.of(experiment.getSpec());
        List<String> stems = IntStream.range(0, pinned.keys().size())
                .mapToObj(list -> JobName.of(
                                experiment.getMetadata().getUid(), location, new Task.DoList(list), pinned.keys())
                        .stem())
                .toList();
        return new Known(
                key,
                Optional.empty(),
                Optional.of(outline),
                Optional.of(pinned),
                stems,
                pinned.keys().stream().map(JobMetadata::cut).toList());
    }

    private static Known unusable(Key key, String what) {
        Obstacle obstacle = new Obstacle(
                Obstacle.Kind.NEEDS_SOMEBODY,
                "PlanMismatch",
                what
                        + ": if the operator is of another release than the worker, use the worker's; or create the"
                        + " experiment anew: stages that are done are not computed again");
        return new Known(key, Optional.of(obstacle), Optional.empty(), Optional.empty(), List.of(), List.of());
    }
}
