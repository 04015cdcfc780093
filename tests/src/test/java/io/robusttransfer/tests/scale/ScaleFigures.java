package io.robusttransfer.tests.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.tests.cluster.AuditLog;
import io.robusttransfer.tests.cluster.Kit;
import io.robusttransfer.tests.scale.PretendedWorkers.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Many experiments at once on a real API server, with pods that only pretend, beside a bare client that creates the same Jobs.
 * Prints figures and judges none but that everything ended. Needs one operator on this machine and nodes of KWOK.
 */
@Tag("scale")
@EnabledIfSystemProperty(named = "cluster", matches = "scale", disabledReason = "asked for by -Dcluster=scale")
class ScaleFigures {
    private static final String UID = "robusttransfer.io/uid";
    private static final String LIST = "robusttransfer.io/list";
    private static final String TASK = "robusttransfer.io/task";
    private static final String EXPERIMENT = "robusttransfer.io/experiment";
    private static final String OURS = "scale-operator";
    private static final String BARE = "scale-bare";
    private static final Map<String, String> DIGESTS =
            Map.of(Planner.SOURCE, "0".repeat(64), "target/letters", "1".repeat(64));
    private static final int BARE_THREADS = 8;
    private static final String OPERATOR = "system:serviceaccount:robust-transfer-system:robust-transfer-operator";
    private static final Map<String, String> READS = Map.of(
            "LIST pods", "resource=\"pods\"",
            "LIST events", "resource=\"events\"",
            "GET podtemplates", "resource=\"podtemplates\"");

    private final int experiments = Integer.getInteger("experiments", 100);

    @Test
    @Timeout(3600)
    void figures() throws IOException, InterruptedException {
        Config config = new ConfigBuilder(Config.autoConfigure(null))
                .withMaxConcurrentRequests(256)
                .withMaxConcurrentRequestsPerHost(256)
                .build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            Kit kit = Kit.orSkip("what the operator writes is counted in the audit log");
            PretendedWorkers.takeOver(client);
            OperatorProcess operator = OperatorProcess.running();
            List<Job> jobs;
            try {
                namespace(client, OURS);
                jobs = ours(client, operator, kit);
            } finally {
                delete(client, OURS);
            }
            try {
                namespace(client, BARE);
                bare(client, jobs);
            } finally {
                delete(client, BARE);
            }
        }
    }

    private List<Job> ours(KubernetesClient client, OperatorProcess operator, Kit kit)
            throws InterruptedException, IOException {
        AuditLog log = AuditLog.begin(kit);
        OperatorProcess.Usage before = operator.usage();
        Map<String, Long> readsBefore = reads(client);
        try (Watched watched = new Watched(client, OURS);
                PretendedWorkers workers =
                        new PretendedWorkers(client, OURS, pod -> Ending.done(says(client, watched, pod)))) {
            long start = System.nanoTime();
            for (int i = 0; i < experiments; i++) {
                client.resource(experiment(i)).inNamespace(OURS).create();
            }
            double applied = (System.nanoTime() - start) / 1e9;
            long most = 0;
            int complete = 0;
            for (int second = 0; complete < experiments; second++) {
                Thread.sleep(1000);
                most = Math.max(most, operator.usage().resident());
                if (second % 10 == 0) {
                    complete = complete(client);
                    System.out.printf(
                            "%4d s  %5d Jobs, %5d pods ended, %5d Jobs ended, %3d of %d experiments complete%n",
                            second, watched.jobs().size(), workers.ended(), watched.ended(), complete, experiments);
                }
            }
            OperatorProcess.Usage after = operator.usage();
            List<Double> delays = watched.delays(LIST, UID);
            int jobs = watched.jobs().size();
            System.out.printf(
                    "operator: %d experiments applied in %.1f s; %d Jobs in %.1f s: %.2f Jobs a second%n",
                    experiments, applied, jobs, watched.seconds(), jobs / watched.seconds());
            System.out.printf(
                    "operator: from a Job's end to its dependant's creation: p50 %.0f ms, p99 %.0f ms, of %d%n",
                    quantile(delays, 0.5), quantile(delays, 0.99), delays.size());
            System.out.printf(
                    "operator: %.1f CPU seconds, %.1f ms a Job; resident at most %d MiB%n",
                    after.cpuSeconds() - before.cpuSeconds(),
                    (after.cpuSeconds() - before.cpuSeconds()) * 1000 / jobs,
                    most >> 20);
            Map<String, Long> calls = calls(log, readsBefore, reads(client));
            System.out.printf(
                    "operator: %.2f API calls a Job: %s%n",
                    calls.values().stream().mapToLong(Long::longValue).sum() / (double) jobs, calls);
            assertThat(delays).hasSize(experiments * 30);
            return List.copyOf(watched.jobs());
        }
    }

    private void bare(KubernetesClient client, List<Job> jobs) throws InterruptedException {
        try (Watched watched = new Watched(client, BARE);
                PretendedWorkers workers = new PretendedWorkers(client, BARE, pod -> Ending.done("done"))) {
            ExecutorService threads = Executors.newFixedThreadPool(BARE_THREADS);
            long start = System.nanoTime();
            jobs.forEach(job -> threads.execute(
                    () -> client.resource(copy(job)).inNamespace(BARE).create()));
            threads.shutdown();
            while (!threads.isTerminated()) {
                Thread.sleep(100);
            }
            double created = (System.nanoTime() - start) / 1e9;
            while (watched.ended() < jobs.size()) {
                Thread.sleep(200);
            }
            assertThat(workers.ended()).isEqualTo(jobs.size());
            System.out.printf(
                    "bare client: %d Jobs created in %.1f s (%.1f a second), ended in %.1f s: %.2f Jobs a second%n",
                    jobs.size(), created, jobs.size() / created, watched.seconds(), jobs.size() / watched.seconds());
        }
    }

    private static Job copy(Job job) {
        return new JobBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withName(job.getMetadata().getName())
                        .build())
                .withNewSpecLike(job.getSpec())
                .withSelector(null)
                .editTemplate()
                .editMetadata()
                .withLabels(Map.of())
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** What a worker of this pod would say: everything done, its list's places marked. */
    private String says(KubernetesClient client, Watched watched, Pod pod) {
        String named = pod.getMetadata().getLabels().get("batch.kubernetes.io/job-name");
        // its pod may be told of before the Job is
        Job job = Optional.ofNullable(watched.job(named)).orElseGet(() -> client.batch()
                .v1()
                .jobs()
                .inNamespace(OURS)
                .withName(named)
                .get());
        String task = job.getMetadata().getLabels().get(TASK);
        if (task.equals("list")) {
            // more than any list has
            IndexSet all = IndexSet.of(IntStream.range(0, 100).boxed().toList());
            int list = Integer.parseInt(job.getMetadata().getAnnotations().get(LIST));
            return CanonicalJson.text(new TerminationMessage(null, null, new ListResult(list, all, null), null));
        }
        String name = job.getMetadata().getAnnotations().get(EXPERIMENT);
        Plan plan = plan(client, name);
        int stages = plan.stages().size();
        IndexSet done = task.equals("plan")
                ? IndexSet.none()
                : IndexSet.of(IntStream.range(0, stages).boxed().toList());
        PlanResult of =
                new PlanResult(plan.hash(), DIGESTS, Revisions.CURRENT.of(), plan.layout(), stages, done, null, null);
        return CanonicalJson.text(
                task.equals("plan")
                        ? new TerminationMessage(null, of, null, null)
                        : new TerminationMessage(
                                null,
                                of,
                                null,
                                new ReportResult(
                                        "s3://results/report.html", "0".repeat(64), "ceA", "yes", "Yes.", "yes 5")));
    }

    private static Plan plan(KubernetesClient client, String name) {
        ExperimentSpec spec = client.resources(RobustTransferExperiment.class)
                .inNamespace(OURS)
                .withName(name)
                .get()
                .getSpec();
        return new ExperimentInput(null, name, null, spec).plan(DIGESTS, Revisions.CURRENT, Layout.CURRENT);
    }

    /** Ten source schemes, three seeds: 90 lists. Every experiment has a place of its own, so that nothing is shared. */
    private static GenericKubernetesResource experiment(int number) {
        String schemes = IntStream.rangeClosed(1, 10)
                .mapToObj(s -> "{name: n" + s + ", ceN: {sigma: \"" + s + "/100\"}}")
                .collect(Collectors.joining(", "));
        return Serialization.unmarshal("""
            apiVersion: robusttransfer.io/v1alpha1
            kind: RobustTransferExperiment
            metadata: {name: scale-%d}
            spec:
              study:
                seeds: [0, 1, 2]
                input: {channels: 1, height: 16, width: 16}
                model: {architecture: small-cnn}
                threat: {norm: Linf, epsilon: "0.1"}
                source: {dataset: {uri: "synthetic://digits"}, schemes: [%s]}
                targets:
                - name: letters
                  dataset: {uri: "synthetic://letters"}
                  schemes: [{name: ce, ce: {}}, {name: n, ceN: {sigma: "0.25"}}, {name: a, ceA: {steps: 5}}]
                evaluation: {images: 100, attacks: [{name: pgd, pgd: {epsilons: ["0.1"]}}]}
              results: {uri: "s3://results/scale-%d", store: r}
              stores: [{name: r, s3: {endpoint: "http://s3.s3:9000", pathStyle: true}}]
              execution: {parallelism: 60}
              worker: {podTemplate: pretended}
            """.formatted(number, schemes, number), GenericKubernetesResource.class);
    }

    private static int complete(KubernetesClient client) {
        return (int) client.resources(RobustTransferExperiment.class).inNamespace(OURS).list().getItems().stream()
                .filter(e -> e.getStatus() != null
                        && e.getStatus().conditions().stream()
                                .anyMatch(c -> c.getType().equals("Complete")
                                        && c.getStatus().equals("True")))
                .count();
    }

    /** All the operator's requests but its watches and its Lease: writes by the audit log, reads by what only it reads here. */
    private static Map<String, Long> calls(AuditLog log, Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> calls = new TreeMap<>(log.by(OPERATOR, OURS).stream()
                .collect(Collectors.groupingBy(write -> write.verb() + " " + write.resource(), Collectors.counting())));
        after.forEach((what, count) -> calls.put(what, count - before.getOrDefault(what, 0L)));
        return calls;
    }

    /** As the API server counts them since it started. */
    private static Map<String, Long> reads(KubernetesClient client) {
        String metrics = client.raw("/metrics");
        return READS.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, read -> metrics.lines()
                .filter(line -> line.startsWith("apiserver_request_total{") && line.contains(read.getValue()))
                .filter(line -> line.contains("verb=\"" + read.getKey().split(" ")[0] + "\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum()));
    }

    private static double quantile(List<Double> rising, double share) {
        return rising.get((int) Math.min(rising.size() - 1, Math.floor(share * rising.size())));
    }

    private static void namespace(KubernetesClient client, String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        client.resource(Serialization.unmarshal("""
            apiVersion: v1
            kind: PodTemplate
            metadata: {name: pretended}
            template:
              spec:
                nodeSelector: {type: kwok}
                tolerations: [{key: kwok.x-k8s.io/node, operator: Exists}]
                containers: [{name: worker, image: worker}]
            """, io.fabric8.kubernetes.api.model.PodTemplate.class))
                .inNamespace(name)
                .create();
    }

    private static void delete(KubernetesClient client, String name) throws InterruptedException {
        client.namespaces().withName(name).delete();
        for (int second = 0; second < 600 && client.namespaces().withName(name).get() != null; second++) {
            Thread.sleep(1000);
        }
    }

    /** The one operator on this machine, in a pod or not. */
    private record OperatorProcess(Path proc) {
        record Usage(double cpuSeconds, long resident) {}

        static OperatorProcess running() throws IOException {
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                List<Path> found = processes
                        .filter(p -> p.getFileName().toString().matches("\\d+"))
                        .filter(p -> commandLine(p).contains("quarkus-run.jar"))
                        .filter(p -> System.getProperty(
                                        "operator.pid", p.getFileName().toString())
                                .equals(p.getFileName().toString()))
                        .toList();
                assertThat(found).as("operators on this machine").hasSize(1);
                return new OperatorProcess(found.get(0));
            }
        }

        private static String commandLine(Path process) {
            try {
                return Files.readString(process.resolve("cmdline"));
            } catch (IOException gone) {
                return "";
            }
        }

        Usage usage() throws IOException {
            String[] stat = Files.readString(proc.resolve("stat"))
                    .replaceFirst(".*\\) ", "")
                    .split(" ");
            long resident = Files.readAllLines(proc.resolve("status")).stream()
                    .filter(l -> l.startsWith("VmRSS:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
            return new Usage((Long.parseLong(stat[11]) + Long.parseLong(stat[12])) / 100.0, resident);
        }
    }
}
