package io.robusttransfer.operator.observe;

import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.job.JobName;
import io.robusttransfer.operator.job.ResultsLocation;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The plan that a status pins, computed again from what the status keeps of it.
 *
 * @param key what it was computed from
 * @param plan empty when there is a problem, or none is needed
 * @param problem why the plan cannot be used
 */
public record RebuiltPlan(Optional<Key> key, Optional<ExperimentPlan> plan, Optional<Obstacle> problem) {
    /** As long as none is pinned, and when everything is over. */
    static final RebuiltPlan NONE = new RebuiltPlan(Optional.empty(), Optional.empty(), Optional.empty());

    /** The study of an experiment never changes; the location of its results may. */
    public record Key(String hash, ResultsLocation results) {}

    static Key key(RobustTransferExperiment experiment, PinnedPlan pin) {
        return new Key(pin.hash(), ResultsLocation.of(experiment.getSpec()));
    }

    static RebuiltPlan of(RobustTransferExperiment experiment, PinnedPlan pin) {
        Key key = key(experiment, pin);
        try {
            Layout pinned = Layout.of(pin.layout());
            Tried first = tried(experiment, pin, key, pinned);
            // an operator of an earlier release may have written the status without the layout
            return first.fits()
                    .or(() -> EnumSet.complementOf(EnumSet.of(pinned)).stream()
                            .flatMap(other -> tried(experiment, pin, key, other).fits().stream())
                            .findFirst())
                    .orElseGet(() -> unusable(
                            key,
                            "status.plan.hash: the worker planned " + pin.hash() + ", this operator comes to "
                                    + first.hash()));
        } catch (IllegalArgumentException e) {
            return unusable(key, "status.plan does not fit spec.study (" + e.getMessage() + ")");
        }
    }

    /** What came of one layout; the plan itself, which is large, is not kept. */
    private record Tried(String hash, Optional<RebuiltPlan> fits) {}

    private static Tried tried(RobustTransferExperiment experiment, PinnedPlan pin, Key key, Layout layout) {
        Plan plan = plan(experiment, pin, layout);
        String hash = plan.hash();
        return new Tried(hash, hash.equals(pin.hash()) ? Optional.of(usable(key, plan, layout)) : Optional.empty());
    }

    private static Plan plan(RobustTransferExperiment experiment, PinnedPlan pin, Layout layout) {
        return new ExperimentInput(
                        experiment.getMetadata().getNamespace(),
                        experiment.getMetadata().getName(),
                        experiment.getMetadata().getUid(),
                        experiment.getSpec())
                .plan(pin.digests(), new Revisions(pin.revisions()), layout);
    }

    private static RebuiltPlan usable(Key key, Plan plan, Layout layout) {
        return new RebuiltPlan(
                Optional.of(key),
                Optional.of(
                        new ExperimentPlan(plan.hash(), layout, plan.stages().size(), lists(plan, key.results()))),
                Optional.empty());
    }

    private static List<StageList> lists(Plan plan, ResultsLocation location) {
        List<Set<Integer>> needs = plan.needs();
        return IntStream.range(0, needs.size())
                .mapToObj(list -> list(plan, plan.lists().get(list), needs.get(list), location))
                .toList();
    }

    private static StageList list(Plan plan, List<Integer> places, Set<Integer> needs, ResultsLocation location) {
        String first = plan.stages().get(places.get(0)).title();
        List<String> keys =
                places.stream().map(place -> plan.stages().get(place).key()).toList();
        return new StageList(
                places.size() == 1 ? first : first + " and " + (places.size() - 1) + " more",
                places,
                needs,
                keys,
                JobName.ofList(location, keys).stem());
    }

    private static RebuiltPlan unusable(Key key, String what) {
        Obstacle obstacle = new Obstacle(
                Obstacle.Kind.NEEDS_ACTION,
                "PlanMismatch",
                what
                        + ": if the operator is of another release than the worker, use the worker's; or create the"
                        + " experiment anew: stages that are done are not computed again");
        return new RebuiltPlan(Optional.of(key), Optional.empty(), Optional.of(obstacle));
    }
}
