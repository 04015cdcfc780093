package io.robusttransfer.operator.job;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.ResultsSpec;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.crds.api.Worker;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Labels and annotations of a Job, as they are written and read again.
 *
 * @param uid of the experiment
 * @param inARow see {@link io.robusttransfer.operator.decide.ObservedJob}; 1 for a Job of an earlier operator, which did not write it
 * @param stages the first {@value #KEY_LENGTH} digits of the key of each stage it does, of at most {@value #MOST_STAGES}
 */
public record JobMetadata(String uid, Task task, int attempt, int inARow, Set<String> stages) {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String MANAGER = "robust-transfer";
    public static final String PREFIX = "robusttransfer.io/";
    /** Label: of the experiment. */
    public static final String UID = PREFIX + "uid";
    /** Label: plan, list or report. */
    public static final String TASK = PREFIX + "task";
    /** Label: see {@link ResultsLocation#label}. */
    public static final String PLACE = PREFIX + "place";
    /** Annotation: name of the experiment. */
    public static final String EXPERIMENT = PREFIX + "experiment";
    /** Annotation: number of the list. */
    public static final String LIST = PREFIX + "list";
    /** Annotation: which attempt, 1 for the first. */
    public static final String ATTEMPT = PREFIX + "attempt";
    /** Annotation: which attempt of this experiment since the last that counts as a failure, 1 for the first. */
    public static final String IN_A_ROW = PREFIX + "in-a-row";
    /** Annotation: see {@link JobName#hash}. */
    public static final String HASH = PREFIX + "hash";
    /** Annotation: see {@link #stages}. */
    public static final String STAGES = PREFIX + "stages";
    /** Annotation: see {@link #asked}. */
    public static final String ASKED = PREFIX + "asked";

    /** Annotation: see {@link #image}. */
    public static final String IMAGE = PREFIX + "image";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final int KEY_LENGTH = 16;
    private static final int MOST_STAGES = 10_000;

    public JobMetadata {
        stages = Set.copyOf(stages);
    }

    /** Read from a Job; empty for a Job that the operator did not create, or whose labels or annotations were removed. */
    public static Optional<JobMetadata> of(Job job) {
        Map<String, String> labels = orEmpty(job.getMetadata().getLabels());
        Map<String, String> annotations = orEmpty(job.getMetadata().getAnnotations());
        String uid = labels.get(UID);
        Optional<Integer> attempt = number(annotations.get(ATTEMPT));
        Optional<Task> task = task(labels.getOrDefault(TASK, ""), annotations.get(LIST));
        if (uid == null || attempt.isEmpty() || task.isEmpty()) {
            return Optional.empty();
        }
        String stages = annotations.getOrDefault(STAGES, "");
        return Optional.of(new JobMetadata(
                uid,
                task.get(),
                attempt.get(),
                number(annotations.get(IN_A_ROW)).orElse(1),
                stages.isEmpty() ? Set.of() : Set.copyOf(List.of(stages.split(" ")))));
    }

    /** How {@link #stages} names the stages of these keys. */
    public static List<String> cut(List<String> keys) {
        return keys.stream()
                .limit(MOST_STAGES)
                .map(key -> key.substring(0, KEY_LENGTH))
                .toList();
    }

    /** A hash of the fields of an experiment that may change and that its Jobs and pods are made from. */
    public static String asked(RobustTransferExperiment experiment) {
        return asked(experiment, CopiedLabels.of(experiment.getMetadata().getLabels()));
    }

    private static String asked(RobustTransferExperiment experiment, Map<String, String> labels) {
        ExperimentSpec spec = experiment.getSpec();
        return CanonicalJson.key(new Asked(spec.results(), spec.stores(), spec.worker(), labels))
                .substring(0, KEY_LENGTH);
    }

    private record Asked(ResultsSpec results, List<StoreSpec> stores, Worker worker, Map<String, String> labels) {}

    /** Every value of {@link #ASKED} that this or an earlier operator writes for what the experiment asks now. */
    public static Set<String> possiblyAsked(RobustTransferExperiment experiment) {
        return Set.copyOf(List.of(
                asked(experiment),
                asked(
                        experiment,
                        CopiedLabels.ofEarlierOperators(experiment.getMetadata().getLabels()))));
    }

    /**
     * Whether a Job created now would differ from this one, other than by the operator's default image.
     *
     * @param asked by {@link #possiblyAsked}
     */
    public static boolean isOutdated(Job job, Set<String> asked) {
        String made = orEmpty(job.getMetadata().getAnnotations()).get(ASKED);
        return made != null && !asked.contains(made);
    }

    /** The image that the operator asked for, whatever another client made of it; empty for a Job of an earlier operator. */
    public static Optional<String> image(Job job) {
        return Optional.ofNullable(orEmpty(job.getMetadata().getAnnotations()).get(IMAGE));
    }

    /** Whether operators watch it. */
    public static boolean isLabelled(Job job) {
        return MANAGER.equals(orEmpty(job.getMetadata().getLabels()).get(MANAGED_BY));
    }

    /** Whether two Jobs of one name do the same. */
    public static boolean sameWork(Job one, Job other) {
        String hash = orEmpty(one.getMetadata().getAnnotations()).get(HASH);
        return hash != null
                && hash.equals(orEmpty(other.getMetadata().getAnnotations()).get(HASH));
    }

    /** Writes labels and annotations to a Job. */
    static void write(
            RobustTransferExperiment experiment,
            ResultsLocation location,
            Decision.Start start,
            JobName name,
            List<String> keys,
            String image,
            ObjectMeta job) {
        Map<String, String> labels = job.getLabels();
        labels.put(MANAGED_BY, MANAGER);
        labels.put(UID, experiment.getMetadata().getUid());
        labels.put(TASK, word(start.task()));
        labels.put(PLACE, location.label());
        Map<String, String> annotations = job.getAnnotations();
        annotations.put(EXPERIMENT, experiment.getMetadata().getName());
        annotations.put(ATTEMPT, Integer.toString(start.attempt()));
        annotations.put(IN_A_ROW, Integer.toString(start.inARow()));
        annotations.put(HASH, name.hash());
        annotations.put(ASKED, asked(experiment));
        annotations.put(IMAGE, image);
        if (start.task() instanceof Task.DoList list) {
            annotations.put(LIST, Integer.toString(list.number()));
            annotations.put(STAGES, String.join(" ", cut(keys)));
        }
    }

    /** The value of {@link #TASK}. */
    static String word(Task task) {
        if (task instanceof Task.DoList) {
            return "list";
        }
        return task instanceof Task.MakePlan ? "plan" : "report";
    }

    /**
     * @param word the value of {@link #TASK}
     * @param list the value of {@link #LIST}; null where there is none
     */
    public static Optional<Task> task(String word, String list) {
        return switch (word) {
            case "plan" -> Optional.of(new Task.MakePlan());
            case "report" -> Optional.of(new Task.WriteReport());
            case "list" -> number(list).map(Task.DoList::new);
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> number(String text) {
        return text != null && NUMBER.matcher(text).matches() ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static Map<String, String> orEmpty(Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
