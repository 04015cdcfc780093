package io.robusttransfer.operator.observe;

import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Task;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Obstacles from the messages with which the API server refuses a Job or a pod. They read the same as long as the cause is the
 * same: names that are drawn, and counts that go up and down, are left out. Pure.
 *
 * @param resources the field that says what the pods ask for; empty for those of another experiment
 */
public record AdmissionErrors(Optional<String> resources) {
    /** What is left out or said in other words, in this order. */
    private static final Map<Pattern, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put(Pattern.compile("^Error creating: "), "");
        WORDS.put(Pattern.compile("(?i)\\bpods? \"[^\"]*\" is "), "a pod is ");
        WORDS.put(Pattern.compile("(?i)\\bjobs?\\.batch \"[^\"]*\" is "), "the Job is ");
        WORDS.put(Pattern.compile(", used: [^ ]+(?=, limited: )"), "");
        WORDS.put(Pattern.compile("\\b(read|write) (tcp|udp) [^ ]+->"), "$1 $2 ");
    }

    /** How the API server names the worker's container, in a pod and in a Job. */
    private static final String CONTAINER = "\\bspec\\.(template\\.spec\\.)?containers\\[0]\\.";

    private static final Pattern IMAGE = Pattern.compile(CONTAINER + "image\\b");
    private static final Pattern RESOURCES = Pattern.compile(CONTAINER + "resources\\b");
    private static final Pattern ACCOUNT =
            Pattern.compile("\\bspec\\.(template\\.spec\\.)?serviceAccountName\\b|(?=\\bserviceaccount \")");
    /** A quota of Jobs that are there, also of those that have ended. */
    private static final Pattern ABOUT_JOBS =
            Pattern.compile("exceeded quota: .*\\brequested: ([^ ]*,)?(count/)?jobs\\.batch=");

    private static final Pattern ABOUT_RESOURCES = Pattern.compile(
            "exceeded quota|insufficient quota|failed quota|(maximum|minimum) \\S+ usage per|limit to request");

    /** Of a Job of the experiment. */
    public static AdmissionErrors ofOwn(Task task) {
        return new AdmissionErrors(
                Optional.of(task instanceof Task.DoList ? "spec.worker.resources" : "spec.worker.planResources"));
    }

    static AdmissionErrors ofOthers() {
        return new AdmissionErrors(Optional.empty());
    }

    /** @param message of a quota, of Pod Security, of a webhook, or about a service account that does not exist */
    public Obstacle of(String message) {
        String lasting = message.strip();
        for (Map.Entry<Pattern, String> words : WORDS.entrySet()) {
            lasting = words.getKey().matcher(lasting).replaceAll(words.getValue());
        }
        return new Obstacle(kind(lasting), "FailedCreate", "not allowed in this namespace: " + withFields(lasting));
    }

    private static Obstacle.Kind kind(String message) {
        if (ABOUT_JOBS.matcher(message).find()) {
            return Obstacle.Kind.NEEDS_ACTION_WHEN_IDLE;
        }
        boolean room = message.contains("exceeded quota") || message.contains("insufficient quota");
        return room ? Obstacle.Kind.NEEDS_TIME : Obstacle.Kind.NEEDS_ACTION;
    }

    private String withFields(String message) {
        if (resources.isEmpty()) {
            return message;
        }
        String named = IMAGE.matcher(message).replaceAll("spec.worker.image");
        named = RESOURCES.matcher(named).replaceAll(resources.get());
        if (ACCOUNT.matcher(named).find() && !named.contains("spec.worker.serviceAccountName")) {
            named = named + " (spec.worker.serviceAccountName names it)";
        }
        if (ABOUT_JOBS.matcher(named).find()) {
            return named + " (finished Jobs that stay count as well: spec.execution.jobsHistory says how many)";
        }
        return ABOUT_RESOURCES.matcher(named).find() && named.matches("(?s).*\\b(cpu|memory|storage|gpu)\\b.*")
                ? named + " (" + resources.get() + " says what such a pod asks for)"
                : named;
    }
}
