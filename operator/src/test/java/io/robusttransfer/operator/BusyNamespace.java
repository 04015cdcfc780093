package io.robusttransfer.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.Settled;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.operator.decide.Decision.Start;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.JobMetadata;
import io.robusttransfer.operator.job.ResultsLocation;
import io.robusttransfer.operator.job.WorkerJobs;
import io.robusttransfer.operator.observe.ExperimentCache;
import io.robusttransfer.operator.observe.PlanMemory;
import io.robusttransfer.operator.observe.Plans;
import io.robusttransfer.operator.observe.RebuiltPlan;
import io.robusttransfer.operator.observe.SampleJobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An API server with a namespace of experiments in full work: it lists their Jobs and pods, has no news of them, and takes a
 * status. The first experiment has 102 lists: all trainings are done and a part of what needs them; 49 Jobs run, 10 that have
 * succeeded and the plan's are still there. The others have copies of some of its Jobs under other names in places of their own.
 */
final class BusyNamespace implements AutoCloseable {
    static final int JOBS = 60;

    private static final int MODELS = 34;
    private static final int LISTS_OF_A_MODEL = 3;
    private static final int FINISHED_MODELS = 9;
    private static final int RUNNING = 49;
    private static final int PAGE = 200;
    private static final String VERSION = "9";
    private static final String UID = "uid-of-e0";
    private static final Map<String, String> DIGESTS =
            Map.of("source", "d".repeat(64), "target/letters", "e".repeat(64));

    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final RobustTransferExperiment experiment = planned();
    private final String place = ResultsLocation.of(experiment.getSpec()).label();
    private final List<String> jobs;
    private final List<String> pods;
    private final int others;
    private final int jobsOfOthers;
    private final PretendedApi server;

    /** @param jobsOfOthers of each of the others, at most {@value #JOBS} */
    BusyNamespace(int others, int jobsOfOthers) {
        this.others = others;
        this.jobsOfOthers = jobsOfOthers;
        ExperimentPlan plan = new Plans(new PlanMemory())
                .of(experiment, new ExperimentCache())
                .flatMap(RebuiltPlan::plan)
                .orElseThrow();
        List<Task> tasks = tasks();
        jobs = IntStream.range(0, JOBS)
                .mapToObj(index -> JSON.asJson(job(plan, tasks.get(index), index)))
                .toList();
        pods = IntStream.range(0, JOBS)
                .mapToObj(index -> JSON.asJson(pod(index)))
                .toList();
        server = PretendedApi.atOnce(this::answer);
    }

    KubernetesClient client() {
        return server.client();
    }

    /** The first one, before the operator has observed anything but its plan. */
    RobustTransferExperiment experiment() {
        return experiment;
    }

    /** Of all experiments. */
    int jobs() {
        return JOBS + others * jobsOfOthers;
    }

    /** Of the experiment's Jobs, those that run last. */
    private static List<Task> tasks() {
        Stream<Task> finished = finished().limit(JOBS - RUNNING - 1).mapToObj(Task.DoList::new);
        Stream<Task> running = lists().filter(list -> finished().noneMatch(done -> done == list))
                .limit(RUNNING)
                .mapToObj(Task.DoList::new);
        return Stream.of(Stream.<Task>of(new Task.MakePlan()), finished, running)
                .flatMap(some -> some)
                .toList();
    }

    private Job job(ExperimentPlan plan, Task task, int index) {
        Job made = new WorkerJobs("worker:1")
                .job(
                        experiment,
                        Optional.of(experiment.getStatus().plan()),
                        Optional.of(plan),
                        new Start(task, 1, 1),
                        Optional.empty());
        Job job = new JobBuilder(made)
                .editMetadata()
                .withUid(UID + "-job-" + index)
                .withResourceVersion("8")
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .withNewStatus()
                .withReady(runs(index) ? 1 : 0)
                .withStartTime("2026-01-01T00:00:00Z")
                .endStatus()
                .build();
        return runs(index) ? job : SampleJobs.ended(job, "Complete", "CompletionsReached", "");
    }

    private static Pod pod(int index) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("research")
                .withName("rt-pod-" + index)
                .withUid(UID + "-pod-" + index)
                .withResourceVersion("8")
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .addToLabels(JobMetadata.UID, UID)
                .addToLabels(JobMetadata.TASK, "list")
                .addNewOwnerReference()
                .withKind("Job")
                .withUid(UID + "-job-" + index)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNodeName("node")
                .endSpec()
                .withNewStatus()
                .withPhase(runs(index) ? "Running" : "Succeeded")
                .endStatus()
                .build();
    }

    private static boolean runs(int index) {
        return index >= JOBS - RUNNING;
    }

    private static RobustTransferExperiment planned() {
        RobustTransferExperiment experiment = JSON.unmarshal(study(), RobustTransferExperiment.class);
        Plan plan = new ExperimentInput("research", "e0", UID, experiment.getSpec())
                .plan(DIGESTS, Revisions.CURRENT, Layout.CURRENT);
        IndexSet done = IndexSet.of(finished()
                .boxed()
                .flatMap(list -> plan.lists().get(list).stream())
                .toList());
        PinnedPlan pin = new PinnedPlan(
                plan.hash(),
                plan.stages().size(),
                plan.lists().size(),
                Layout.CURRENT.number(),
                DIGESTS,
                Revisions.CURRENT.of(),
                "worker:1",
                null);
        experiment.setStatus(new ExperimentStatus(
                null,
                null,
                null,
                null,
                null,
                null,
                pin,
                new Settled(done.text(), null, null),
                null,
                null,
                null,
                null,
                null));
        return experiment;
    }

    private static String study() {
        try {
            ObjectNode experiment =
                    (ObjectNode) MAPPER.readTree(BusyNamespace.class.getResourceAsStream("quickstart-as-served.json"));
            experiment.withObject("/metadata").put("name", "e0").put("uid", UID);
            ObjectNode spec = experiment.withObject("/spec");
            spec.withObject("/execution").put("parallelism", RUNNING);
            ArrayNode seeds = spec.withObject("/study").putArray("seeds");
            IntStream.range(0, MODELS).forEach(seeds::add);
            ArrayNode schemes = (ArrayNode) spec.at("/study/source/schemes");
            while (schemes.size() > 1) {
                schemes.remove(1);
            }
            return experiment.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IntStream lists() {
        return IntStream.range(0, MODELS * LISTS_OF_A_MODEL);
    }

    private static IntStream finished() {
        return lists().filter(list -> list % LISTS_OF_A_MODEL == 0 || list < FINISHED_MODELS * LISTS_OF_A_MODEL);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (exchange.getRequestMethod().equals("PATCH")) {
            ObjectNode status = (ObjectNode) MAPPER.readTree(exchange.getRequestBody());
            status.withObject("/metadata").put("resourceVersion", VERSION);
            respond(exchange, status.toString());
        } else if (query.contains("watch=true")) {
            PretendedApi.watch(exchange);
        } else if (exchange.getRequestURI().getPath().endsWith("/jobs")) {
            respond(exchange, page("batch/v1", "JobList", query, jobs));
        } else {
            respond(exchange, page("v1", "PodList", query, pods));
        }
    }

    /** @param own of the first experiment */
    private String page(String version, String kind, String query, List<String> own) {
        int first = Stream.of(query.split("&"))
                .filter(part -> part.startsWith("continue="))
                .map(part -> Integer.valueOf(part.substring("continue=".length())))
                .findFirst()
                .orElse(0);
        int end = Math.min(first + PAGE, jobs());
        String next = end < jobs() ? ", \"continue\": \"" + end + "\"" : "";
        return IntStream.range(first, end)
                .mapToObj(number -> number < JOBS ? own.get(number) : ofAnother(number - JOBS, own))
                .collect(Collectors.joining(
                        ",",
                        "{\"apiVersion\": \"" + version + "\", \"kind\": \"" + kind
                                + "\", \"metadata\": {\"resourceVersion\": \"" + VERSION + "\"" + next
                                + "}, \"items\": [",
                        "]}"));
    }

    private String ofAnother(int number, List<String> own) {
        int another = 1 + number / jobsOfOthers;
        return own.get(number % jobsOfOthers)
                .replace(UID, "uid-of-e" + another)
                .replace("\"rt-", "\"rt-" + another + "-")
                .replace(place, "place-" + another);
    }

    private static void respond(HttpExchange exchange, String answer) throws IOException {
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        PretendedApi.respond(exchange, 200, body);
    }

    @Override
    public void close() {
        server.close();
    }
}
