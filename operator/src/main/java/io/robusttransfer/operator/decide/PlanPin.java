package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.Task.MakePlan;
import java.util.Comparator;
import java.util.Optional;

/** The plan that a status pins: for good, what the first plan Job found. */
final class PlanPin {
    private PlanPin() {}

    /** @return empty before the first plan Job has succeeded */
    static Optional<PinnedPlan> of(Snapshot snapshot) {
        Optional<PinnedPlan> kept = Optional.ofNullable(snapshot.status().plan());
        return kept.map(pin -> snapshot.plan().map(plan -> completed(pin, plan)).orElse(pin))
                .or(() -> snapshot.own().stream()
                        .filter(job -> job.task() instanceof MakePlan
                                && job.state() instanceof Succeeded
                                && job.planned().isPresent())
                        .min(Comparator.comparingInt(ObservedJob::attempt))
                        .map(job -> pin(job.planned().get(), (Succeeded) job.state())));
    }

    /** The pin with what the computed plan tells of itself: an operator of an earlier release may have written the status without it. */
    private static PinnedPlan completed(PinnedPlan pin, ExperimentPlan plan) {
        return new PinnedPlan(
                pin.hash(),
                plan.stages(),
                plan.lists().size(),
                plan.layout().number(),
                pin.digests(),
                pin.revisions(),
                pin.image(),
                pin.imageId(),
                pin.later());
    }

    private static PinnedPlan pin(PlanResult planned, Succeeded job) {
        return new PinnedPlan(
                StatusText.cut(planned.plan(), 64),
                planned.stages(),
                null,
                planned.layout(),
                planned.digests(),
                planned.revisions(),
                StatusText.cut(job.image(), 512),
                job.imageId().map(id -> StatusText.cut(id, 512)).orElse(null));
    }
}
