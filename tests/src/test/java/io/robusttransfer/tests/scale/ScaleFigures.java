package io.robusttransfer.tests.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.tests.cluster.AuditLog;
import io.robusttransfer.tests.cluster.AuditLog.Write;
import io.robusttransfer.tests.cluster.Kit;
import io.robusttransfer.tests.scale.PretendedWorkers.Ending;
import io.robusttransfer.tests.scale.Ranges.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Many experiments at once on a real API server, with pods that only pretend, in turns with a bare client that creates the same
 * Jobs. The cluster has one processor, the operator and this process another. Every figure is compared with ranges.yaml. Needs
 * one operator on this machine and nodes of KWOK.
 */
@Tag("scale")
@EnabledIfSystemProperty(named = "cluster", matches = "scale", disabledReason = "asked for by -Dcluster=scale")
class ScaleFigures {
    private static final String SIZES = "30x60,100x60,1000x3";
    private static final String OURS = "scale-operator";
    private static final String BARE = "scale-bare";
    private static final String OPERATOR = "system:serviceaccount:robust-transfer-system:robust-transfer-operator";
    private static final int BARE_THREADS = 8;
    private static final String TURNS = "2";
    /** Of the bare client's rate. */
    private static final double PACE = 0.7;
    /** As many at once are more than the API server takes. */
    private static final int OVERLOAD = 100;

    private static final int MANY = 500;
    private static final Duration IDLE = Duration.ofMinutes(1);

    private static final Set<String> OF_THE_API_SERVER =
            Set.of("controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name");

    private final String sizes = System.getProperty("sizes", SIZES);
    private final int turns = Integer.parseInt(System.getProperty("turns", TURNS));
    private final String[] processors = System.getProperty("processors", "0,1").split(",");
    private final Map<String, Double> figures = new TreeMap<>();
    private final List<Ours> all = new ArrayList<>();

    /**
     * What came of one turn of the operator.
     *
     * @param waits of its lists for their Jobs
     */
    private record Ours(
            List<Job> jobs, double seconds, double cpuSeconds, long residentMebibytes, long calls, List<Wait> waits) {
        double jobsASecond() {
            return jobs.size() / seconds;
        }
    }

    @Test
    @Timeout(3600)
    void figures() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Config config = new ConfigBuilder(Config.autoConfigure(null))
                .withMaxConcurrentRequests(256)
                .withMaxConcurrentRequestsPerHost(256)
                .build();
        List<Size> wanted = Stream.of(sizes.split(",")).map(Size::parse).toList();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            Kit kit = Kit.orSkip("what the operator writes is counted in the audit log");
            PretendedWorkers.takeOver(client);
            LocalProcess operator = LocalProcess.operator();
            pin(operator);
            for (Size size : wanted) {
                turns(client, kit, operator, size);
            }
        }
        figures.put(
                "cpu-ms-a-job",
                new Sample(each(ours -> ours.cpuSeconds() * 1000 / ours.jobs().size())).median());
        figures.put(
                "api-calls-a-job",
                new Sample(each(ours -> ours.calls() / (double) ours.jobs().size())).median());
        figures.put("resident-mib", new Sample(each(ours -> (double) ours.residentMebibytes())).most());
        figures.put("minutes-in-all", (System.nanoTime() - start) / 60e9);
        judge();
    }

    private List<Double> each(Function<Ours, Double> figure) {
        return all.stream().map(figure).toList();
    }

    private void pin(LocalProcess operator) throws IOException, InterruptedException {
        assertThat(processors)
                .as("processors: of the cluster, and of operator and client")
                .hasSize(2);
        for (LocalProcess process : LocalProcess.cluster()) {
            process.pinTo(processors[0]);
        }
        operator.pinTo(processors[1]);
        LocalProcess.self().pinTo(processors[1]);
    }

    /** Ours, bare, ours, bare; then, of the first size alone, ours at a part of the bare client's rate. */
    private void turns(KubernetesClient client, Kit kit, LocalProcess operator, Size size)
            throws IOException, InterruptedException {
        List<Double> ratios = new ArrayList<>();
        List<Double> bareRates = new ArrayList<>();
        List<Wait> waits = new ArrayList<>();
        for (int turn = 1; turn <= turns; turn++) {
            boolean idles = turn == turns && size.experiments() >= MANY;
            Ours ours = inNamespace(client, OURS, () -> {
                Ours done = ours(client, operator, kit, size, Duration.ZERO);
                if (idles) {
                    idle(client, operator, kit);
                }
                return done;
            });
            double bare = inNamespace(client, BARE, () -> bare(client, ours.jobs()));
            ratios.add(ours.jobsASecond() / bare);
            bareRates.add(bare);
            waits.addAll(ours.waits());
            all.add(ours);
        }
        figures.put("jobs-a-second-to-bare-" + size, new Sample(ratios).median());
        if (size.experiments() == OVERLOAD) {
            double dependants = new Sample(seconds(waits, true)).median();
            double first = new Sample(seconds(waits, false)).median();
            figures.put("overload-dependant-wait-to-first-wait", dependants / first);
            figures.put(
                    "overload-oldest-wait-s",
                    new Sample(waits.stream().map(Wait::seconds).toList()).most());
        }
        if (size.toString().equals(SIZES.split(",")[0])) {
            double bare = new Sample(bareRates).median();
            double pause = size.jobs() / size.experiments() / (PACE * bare);
            Ours paced = inNamespace(
                    client, OURS, () -> ours(client, operator, kit, size, Duration.ofMillis(Math.round(pause * 1000))));
            figures.put("paced-jobs-a-second-to-bare", paced.jobsASecond() / bare);
            figures.put("paced-dependant-wait-p99-s", new Sample(seconds(paced.waits(), true)).p99());
        }
    }

    private static List<Double> seconds(List<Wait> waits, boolean dependants) {
        return waits.stream()
                .filter(wait -> wait.dependant() == dependants)
                .map(Wait::seconds)
                .toList();
    }

    /** @param between two experiments are applied */
    private Ours ours(KubernetesClient client, LocalProcess operator, Kit kit, Size size, Duration between)
            throws InterruptedException, IOException {
        AuditLog log = AuditLog.begin(kit);
        LocalProcess.Usage before = operator.usage();
        Map<String, Double> clusterBefore = LocalProcess.clusterCpuSeconds();
        Reads readsBefore = Reads.now(client);
        try (Watched watched = new Watched(client, OURS)) {
            PretendedStudy study = new PretendedStudy(client, OURS, watched);
            try (PretendedWorkers workers = new PretendedWorkers(client, OURS, pod -> Ending.done(study.says(pod)))) {
                for (int i = 0; i < size.experiments(); i++) {
                    client.resource(size.experiment(i)).inNamespace(OURS).create();
                    Thread.sleep(between.toMillis());
                }
                long resident = 0;
                int complete = 0;
                for (int second = 0; complete < size.experiments(); second++) {
                    Thread.sleep(1000);
                    resident = Math.max(resident, operator.usage().residentMebibytes());
                    if (second % 10 == 0) {
                        complete = complete(client);
                        System.out.printf(
                                "%s %4d s  %5d Jobs, %5d pods ended, %5d Jobs ended, %d experiments complete%n",
                                size, second, watched.jobs().size(), workers.ended(), watched.ended(), complete);
                    }
                }
                double cpuSeconds = operator.usage().cpuSeconds() - before.cpuSeconds();
                String cluster = since(clusterBefore);
                List<Write> writes = log.in(OURS);
                Map<String, Long> calls = calls(writes, Reads.now(client).since(readsBefore));
                Ours ours = new Ours(
                        List.copyOf(watched.jobs()),
                        watched.seconds(),
                        cpuSeconds,
                        resident,
                        calls.values().stream().mapToLong(Long::longValue).sum(),
                        Wait.of(writes, needs(client)));
                System.out.printf(
                        "%s operator: %d Jobs, %.2f a second; %.1f CPU seconds beside the cluster's %s; %d MiB; calls %s%n",
                        size, ours.jobs().size(), ours.jobsASecond(), ours.cpuSeconds(), cluster, resident, calls);
                assertThat(ours.jobs()).hasSize(size.jobs());
                assertThat(ours.waits()).hasSize(size.experiments() * size.lists());
                return ours;
            }
        }
    }

    /** @return Jobs a second */
    private static double bare(KubernetesClient client, List<Job> jobs) throws IOException, InterruptedException {
        Map<String, Double> clusterBefore = LocalProcess.clusterCpuSeconds();
        try (Watched watched = new Watched(client, BARE);
                PretendedWorkers workers = new PretendedWorkers(client, BARE, pod -> Ending.done("done"))) {
            ExecutorService threads = Executors.newFixedThreadPool(BARE_THREADS);
            jobs.forEach(job -> threads.execute(
                    () -> client.resource(copy(job)).inNamespace(BARE).create()));
            threads.shutdown();
            while (watched.ended() < jobs.size()) {
                Thread.sleep(200);
            }
            assertThat(workers.ended()).isEqualTo(jobs.size());
            double rate = jobs.size() / watched.seconds();
            System.out.printf(
                    "bare client: %d Jobs, %.2f a second; the cluster's CPU seconds %s%n",
                    jobs.size(), rate, since(clusterBefore));
            return rate;
        }
    }

    /** CPU seconds of the cluster, in all and of each program. */
    private static String since(Map<String, Double> before) throws IOException {
        Map<String, Double> now = LocalProcess.clusterCpuSeconds();
        now.replaceAll((program, seconds) -> seconds - before.getOrDefault(program, 0.0));
        double all = now.values().stream().mapToDouble(Double::doubleValue).sum();
        return now.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %.1f", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", String.format(Locale.ROOT, "%.1f (", all), ")"));
    }

    /** Beside many experiments that have come to their end. */
    private void idle(KubernetesClient client, LocalProcess operator, Kit kit)
            throws InterruptedException, IOException {
        Thread.sleep(IDLE.toMillis() / 2);
        AuditLog log = AuditLog.begin(kit);
        Reads readsBefore = Reads.now(client);
        LocalProcess.Usage before = operator.usage();
        Thread.sleep(IDLE.toMillis());
        double cpuSeconds = operator.usage().cpuSeconds() - before.cpuSeconds();
        Map<String, Long> calls = calls(log.by(OPERATOR), Reads.now(client).since(readsBefore));
        System.out.printf("idle: %.2f CPU seconds in %d s; calls %s%n", cpuSeconds, IDLE.toSeconds(), calls);
        figures.put("idle-percent-of-a-processor", cpuSeconds * 100 / IDLE.toSeconds());
        figures.put("idle-calls", (double)
                calls.values().stream().mapToLong(Long::longValue).sum());
    }

    private void judge() {
        List<Verdict> verdicts = Ranges.checkedIn().judge(figures);
        verdicts.forEach(System.out::println);
        assertThat(verdicts.stream().filter(Verdict::measured))
                .as("figures inside their ranges")
                .allMatch(Verdict::inside);
        if (sizes.equals(SIZES)) {
            assertThat(verdicts).as("figures that were measured").allMatch(Verdict::measured);
        }
    }

    /** The same, with names of labels that no operator watches, and without an owner. */
    private static Job copy(Job job) {
        return new JobBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withName(job.getMetadata().getName())
                        .withLabels(renamed(job.getMetadata().getLabels()))
                        .withAnnotations(job.getMetadata().getAnnotations())
                        .build())
                .withNewSpecLike(job.getSpec())
                .withSelector(null)
                .editTemplate()
                .editMetadata()
                .withLabels(renamed(job.getSpec().getTemplate().getMetadata().getLabels()))
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** Without those that the API server adds itself. */
    private static Map<String, String> renamed(Map<String, String> labels) {
        return labels.entrySet().stream()
                .filter(label -> !OF_THE_API_SERVER.contains(label.getKey()))
                .collect(Collectors.toMap(label -> label.getKey() + "_", Map.Entry::getValue));
    }

    /** All experiments have the same. */
    private static List<Set<Integer>> needs(KubernetesClient client) {
        return Size.plan(client.resources(RobustTransferExperiment.class)
                        .inNamespace(OURS)
                        .withName("scale-0")
                        .get())
                .needs();
    }

    private static int complete(KubernetesClient client) {
        return (int) client.resources(RobustTransferExperiment.class).inNamespace(OURS).list().getItems().stream()
                .filter(experiment -> experiment.getStatus() != null
                        && "Complete".equals(experiment.getStatus().phase()))
                .count();
    }

    /** All the operator's requests but its watches and its Lease: writes by the audit log, reads by what only it reads here. */
    private static Map<String, Long> calls(List<Write> writes, Map<String, Long> reads) {
        Map<String, Long> calls = new TreeMap<>(reads);
        calls.putAll(writes.stream()
                .filter(write -> write.user().equals(OPERATOR))
                .collect(Collectors.groupingBy(write -> write.verb() + " " + write.resource(), Collectors.counting())));
        return calls;
    }

    private interface InNamespace<T> {
        T run() throws IOException, InterruptedException;
    }

    private static <T> T inNamespace(KubernetesClient client, String name, InNamespace<T> what)
            throws IOException, InterruptedException {
        try {
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
                """, PodTemplate.class))
                    .inNamespace(name)
                    .create();
            return what.run();
        } finally {
            delete(client, name);
        }
    }

    private static void delete(KubernetesClient client, String name) throws InterruptedException {
        client.namespaces().withName(name).delete();
        for (int second = 0; second < 600 && client.namespaces().withName(name).get() != null; second++) {
            Thread.sleep(1000);
        }
    }
}
