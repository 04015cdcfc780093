package io.robusttransfer.operator.job;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.Resources;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.Worker;
import io.robusttransfer.crds.protocol.JobInput;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.crds.protocol.JobInput.ResultsInput;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Task;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Jobs of experiments: a pure function of the experiment, its plan and the PodTemplate that it names. */
public final class WorkerJobs {
    /** One variable of a process is at most 128 KiB on Linux, its name included. */
    static final int MOST_BYTES = 128 * 1024 - 64;

    private static final int STOPPED_AFTER_SAVING = 143;
    private static final int MOST_REFUSALS = 3;

    private final String defaultImage;

    /**
     * @param defaultImage the worker's, where an experiment names none
     * @throws IllegalArgumentException where that is no name of an image
     */
    public WorkerJobs(String defaultImage) {
        if (!WorkerImage.isImage(defaultImage)) {
            throw new IllegalArgumentException("RT_WORKER_IMAGE: '" + defaultImage + "' is no name of an image");
        }
        this.defaultImage = defaultImage;
    }

    /**
     * Why no Job can be made of this.
     *
     * @param template the one of the name that the experiment names, if it names one and there is one
     */
    public static Optional<Obstacle> obstacle(RobustTransferExperiment experiment, Optional<PodTemplate> template) {
        int bytes = described(experiment).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            return Optional.of(
                    mend(
                            "SpecTooLarge",
                            "spec: " + bytes + " bytes, but a pod can be given at most " + MOST_BYTES
                                    + "; split the study into several experiments; the stages that they share are computed once"));
        }
        Optional<Obstacle> early = ofEarlierDefinitions(experiment.getSpec().worker());
        if (early.isPresent()) {
            return early;
        }
        String name = templateName(experiment.getSpec());
        if (name == null) {
            return Optional.empty();
        }
        if (template.isEmpty()) {
            return Optional.of(mend(
                    "PodTemplateMissing",
                    "spec.worker.podTemplate: there is no PodTemplate " + name + " in namespace "
                            + experiment.getMetadata().getNamespace() + ": create it, or leave this field out"));
        }
        List<String> refusals = TemplateRules.refusals(template.get());
        if (refusals.isEmpty()) {
            return Optional.empty();
        }
        String more = refusals.size() > MOST_REFUSALS ? "; and " + (refusals.size() - MOST_REFUSALS) + " more" : "";
        return Optional.of(mend(
                "PodTemplateRefused",
                "spec.worker.podTemplate: PodTemplate " + name + ": "
                        + String.join("; ", refusals.subList(0, Math.min(refusals.size(), MOST_REFUSALS))) + more));
    }

    /** What the definition refuses today. */
    private static Optional<Obstacle> ofEarlierDefinitions(Worker worker) {
        if (worker == null) {
            return Optional.empty();
        }
        if (worker.image() != null && !WorkerImage.isImage(worker.image())) {
            return Optional.of(mend(
                    "InvalidImageName", "spec.worker.image: '" + worker.image() + "': write the name of an image"));
        }
        Optional<String> ofLists = Optional.ofNullable(worker.resources())
                .flatMap(Resources::problem)
                .map("resources."::concat);
        return ofLists.or(() -> Optional.ofNullable(worker.planResources())
                        .flatMap(Resources::problem)
                        .map("planResources."::concat))
                .map(problem -> mend("WrongResources", "spec.worker." + problem));
    }

    /**
     * The Job that {@code start} asks for.
     *
     * @param pinned empty as long as there is no plan
     * @param plan needed for a Job of a list only
     * @param template without an {@link #obstacle}
     */
    public Job job(
            RobustTransferExperiment experiment,
            Optional<PinnedPlan> pinned,
            Optional<ExperimentPlan> plan,
            Decision.Start start,
            Optional<PodTemplate> template) {
        ExperimentSpec spec = experiment.getSpec();
        Task task = start.task();
        ResultsLocation location = ResultsLocation.of(spec);
        List<String> keys = task instanceof Task.DoList list
                ? plan.orElseThrow().lists().get(list.number()).keys()
                : List.of();
        JobName name = name(experiment, location, task, keys);
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withNamespace(experiment.getMetadata().getNamespace())
                .withName(name.attempt(start.attempt()))
                .withLabels(CopiedLabels.of(experiment.getMetadata().getLabels()))
                .withAnnotations(new TreeMap<>())
                .withOwnerReferences(owner(experiment))
                .build();
        String image = image(spec, pinned);
        JobMetadata.write(experiment, location, start, name, keys, image, metadata);
        return new JobBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withBackoffLimit(0)
                .withPodReplacementPolicy("Failed")
                .withPodFailurePolicy(failurePolicy())
                .withTemplate(WorkerPod.of(
                        spec,
                        image,
                        arguments(task),
                        environment(experiment, pinned, task),
                        !(task instanceof Task.DoList),
                        template.filter(any -> templateName(spec) != null),
                        Map.of(
                                JobMetadata.UID,
                                experiment.getMetadata().getUid(),
                                JobMetadata.TASK,
                                JobMetadata.word(task))))
                .endSpec()
                .build();
    }

    /**
     * The image that a Job created now would run.
     *
     * @param pinned empty as long as there is no plan
     */
    public String image(ExperimentSpec spec, Optional<PinnedPlan> pinned) {
        return WorkerImage.toRun(spec, pinned, defaultImage);
    }

    private static JobName name(
            RobustTransferExperiment experiment, ResultsLocation location, Task task, List<String> keys) {
        if (task instanceof Task.DoList) {
            return JobName.ofList(location, keys);
        }
        String uid = experiment.getMetadata().getUid();
        return task instanceof Task.MakePlan ? JobName.ofPlan(uid) : JobName.ofReport(uid);
    }

    /** Not one that blocks the owner's deletion: that would need a right on the experiment's finalizers. */
    private static OwnerReference owner(RobustTransferExperiment experiment) {
        return new OwnerReferenceBuilder()
                .withApiVersion(experiment.getApiVersion())
                .withKind(experiment.getKind())
                .withName(experiment.getMetadata().getName())
                .withUid(experiment.getMetadata().getUid())
                .withController(true)
                .build();
    }

    /** The first rule that applies is taken: what is ignored, the Job controller starts again; all else ends the Job. */
    private static PodFailurePolicy failurePolicy() {
        return new PodFailurePolicyBuilder()
                .addNewRule()
                .withAction("Ignore")
                .addNewOnPodCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endOnPodCondition()
                .addNewOnPodCondition()
                .withType("PodScheduled") // deleted while it waited for a node
                .withStatus("False")
                .endOnPodCondition()
                .endRule()
                .addNewRule()
                .withAction("Ignore")
                .withNewOnExitCodes()
                .withContainerName(WorkerPod.CONTAINER)
                .withOperator("In")
                .withValues(STOPPED_AFTER_SAVING)
                .endOnExitCodes()
                .endRule()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withOperator("NotIn")
                .withValues(0)
                .endOnExitCodes()
                .endRule()
                .build();
    }

    private static List<String> arguments(Task task) {
        return task instanceof Task.DoList list
                ? List.of("pod", "list", Integer.toString(list.number()))
                : List.of("pod", JobMetadata.word(task));
    }

    private static Map<String, String> environment(
            RobustTransferExperiment experiment, Optional<PinnedPlan> pinned, Task task) {
        if (!(task instanceof Task.DoList)) {
            return Map.of(JobInput.EXPERIMENT, described(experiment));
        }
        ObjectMeta metadata = experiment.getMetadata();
        return Map.of(
                JobInput.RESULTS,
                ResultsInput.of(experiment.getSpec()).text(),
                JobInput.PLAN,
                String.join(
                        "/",
                        "experiments",
                        metadata.getNamespace(),
                        metadata.getName(),
                        metadata.getUid(),
                        "plan.json"),
                JobInput.PLAN_HASH,
                pinned.orElseThrow().hash());
    }

    private static String described(RobustTransferExperiment experiment) {
        ObjectMeta metadata = experiment.getMetadata();
        return new ExperimentInput(
                        metadata.getNamespace(),
                        metadata.getName(),
                        metadata.getUid(),
                        experiment.getSpec().forWorkers())
                .text();
    }

    private static String templateName(ExperimentSpec spec) {
        return spec.worker() == null ? null : spec.worker().podTemplate();
    }

    private static Obstacle mend(String reason, String message) {
        return new Obstacle(Obstacle.Kind.NEEDS_ACTION, reason, message);
    }
}
