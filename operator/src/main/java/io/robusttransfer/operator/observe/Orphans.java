package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.ObservedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds pods that were left of an experiment's Jobs. */
final class Orphans {
    /** No event tells that a pod has gone whose Job went before. */
    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final Jobs jobs;
    private final Pods pods;

    Orphans(Jobs jobs, Pods pods) {
        this.jobs = jobs;
        this.pods = pods;
    }

    /** @param known uids of the experiment's Jobs */
    List<ObservedJob> of(
            RobustTransferExperiment experiment, Set<String> known, Optional<ExperimentPlan> plan, Instant now) {
        return new OrphanReading(plan, pod -> hasJob(pod, known), now)
                .of(pods.ofExperiment(
                        experiment.getMetadata().getNamespace(),
                        experiment.getMetadata().getUid()));
    }

    /** A Job that is not known may have lost its label, or be another operator's, which this one will see. */
    private boolean hasJob(Pod pod, Set<String> known) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> known.contains(owner.getUid())
                        || jobs.exists(pod.getMetadata().getNamespace(), owner.getName(), owner.getUid()));
    }
}
