package io.robusttransfer.operator.job;

import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.Obstacle;
import java.util.Optional;

/** The Jobs of experiments: a pure function of the experiment, its plan and the PodTemplate that it names. */
public final class WorkerJobs {
    private final String defaultImage;

    /** @param defaultImage the worker's, where an experiment names none */
    public WorkerJobs(String defaultImage) {
        this.defaultImage = defaultImage;
    }

    /**
     * Why no Job can be made of this.
     *
     * @param template the one of the name that the experiment names, if it names one and there is one
     */
    public static Optional<Obstacle> obstacle(RobustTransferExperiment experiment, Optional<PodTemplate> template) {
        throw new UnsupportedOperationException("follows within minutes");
    }

    /** The worker's image that the experiment asks for now. */
    public String image(RobustTransferExperiment experiment) {
        throw new UnsupportedOperationException("follows within minutes");
    }

    /**
     * The Job that {@code start} asks for.
     *
     * @param pinned empty for a plan Job
     * @param template without an {@link #obstacle}
     */
    public Job job(
            RobustTransferExperiment experiment,
            Optional<Pinned> pinned,
            Decision.Start start,
            Optional<PodTemplate> template) {
        throw new UnsupportedOperationException("follows within minutes");
    }
}
