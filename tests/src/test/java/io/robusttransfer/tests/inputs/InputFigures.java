package io.robusttransfer.tests.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.tests.cluster.Cluster;
import io.robusttransfer.tests.inputs.Mutants.Mutant;
import io.robusttransfer.tests.scale.PretendedWorkers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of manifests with a mistake in each, sent to a real API server by dry run and read by the laptop; some of those that
 * were accepted are created beside a healthy experiment, on nodes that pretend. Needs one operator and nodes of KWOK.
 */
@Tag("inputs")
@EnabledIfSystemProperty(named = "cluster", matches = "inputs", disabledReason = "asked for by -Dcluster=inputs")
class InputFigures {
    private static final int SENDERS = 6;
    private static final Duration LIST_TAKES = Duration.ofSeconds(20);

    private final String namespace = "t-inputs-" + UUID.randomUUID().toString().substring(0, 5);
    private final long seed = Long.getLong("seed", 20);
    private final int mutants = Integer.getInteger("mutants", 10_000);
    private final int created = Integer.getInteger("created", 300);

    private final Tally tally = new Tally();
    private final List<Mutant> accepted = new ArrayList<>();
    private final AtomicInteger tooLarge = new AtomicInteger();
    private final List<String> thrown = new ArrayList<>();
    private Cluster cluster;

    @Test
    @Timeout(1800)
    void figures(@TempDir Path folder) throws IOException, InterruptedException, ExecutionException {
        cluster = Cluster.open();
        KubernetesClient client = cluster.client();
        System.out.printf("seed %d, %d manifests, %d to create%n", seed, mutants, created);
        List<Mutant> all = Mutants.some(mutants, seed);
        try {
            prepare(client);
            said(all, folder);
            assertThat(thrown).as("what the laptop did not expect").isEmpty();
            if (created > 0) {
                create(client, drawn());
            }
            assertThat(tally.disagreements()).isEmpty();
            assertThat(tally.count(Answer.Sort.NEITHER)
                            + tally.count(Answer.Sort.FIELD_ALONE)
                            + tally.count(Answer.Sort.ERROR))
                    .as("refusals of the definition without field or remedy, and errors")
                    .isZero();
        } finally {
            client.namespaces().withName(namespace).delete();
        }
    }

    // ------------------------------------------------------------------ what is said

    /**
     * What both say of a manifest.
     *
     * @param thrown by the laptop, which is to refuse in words
     */
    private record Both(Answer answer, Laptop.Said said, RuntimeException thrown) {}

    private void said(List<Mutant> all, Path folder) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        ThreadLocal<Laptop> laptops = ThreadLocal.withInitial(() -> new Laptop(folder));
        List<Future<Both>> answers = all.stream()
                .map(mutant -> senders.submit(() -> both(mutant, laptops.get())))
                .toList();
        senders.shutdown();
        for (int i = 0; i < all.size(); i++) {
            Mutant mutant = all.get(i);
            Both both = answers.get(i).get();
            if (both.thrown() != null) {
                thrown.add(mutant.described() + ": " + both.thrown() + "\n" + mutant.yaml());
            } else {
                tally.add(mutant, both.answer(), both.said());
            }
            if (both.answer().accepted() && both.said().experiment().isPresent()) {
                accepted.add(mutant);
            }
        }
        tally.print();
        System.out.printf(
                "%d accepted and planned, %d with too many stages; the laptop threw something else %d times; %.0f s%n",
                accepted.size() - tooLarge.get(), tooLarge.get(), thrown.size(), (System.nanoTime() - start) / 1e9);
        thrown.forEach(System.out::println);
    }

    private Both both(Mutant mutant, Laptop laptop) throws IOException {
        Answer answer = answer(mutant);
        Laptop.Said said = new Laptop.Said(Optional.empty(), List.of());
        try {
            said = laptop.read(mutant.yaml());
            said.experiment().ifPresent(Laptop::plan);
            return new Both(answer, said, null);
        } catch (Planner.TooManyStages e) {
            tooLarge.incrementAndGet();
            return new Both(answer, said, null);
        } catch (RuntimeException e) {
            return new Both(answer, said, e);
        }
    }

    private Answer answer(Mutant mutant) {
        try {
            return Answer.of(cluster.send(
                    "POST",
                    Cluster.experiments(namespace) + "?dryRun=All&fieldValidation=Strict",
                    "application/yaml",
                    mutant.yaml()));
        } catch (Cluster.Unanswered e) {
            return Answer.error(e.getMessage());
        }
    }

    // ------------------------------------------------------------------ what is created

    /** Of every kind as many, as far as so many were accepted. */
    private List<Mutant> drawn() {
        Map<Mutation, List<Mutant>> byKind = new EnumMap<>(Mutation.class);
        accepted.forEach(mutant ->
                byKind.computeIfAbsent(mutant.kind(), kind -> new ArrayList<>()).add(mutant));
        byKind.values().forEach(some -> Collections.shuffle(some, new Random(seed)));
        List<Mutant> drawn = new ArrayList<>();
        for (int i = 0; drawn.size() < created && i < accepted.size(); i++) {
            for (Mutation kind : Mutation.values()) {
                List<Mutant> some = byKind.getOrDefault(kind, List.of());
                if (i < some.size() && drawn.size() < created) {
                    drawn.add(some.get(i));
                }
            }
        }
        return drawn;
    }

    private void create(KubernetesClient client, List<Mutant> drawn) throws InterruptedException, ExecutionException {
        PretendedWorkers.takeOver(client);
        PretendedStore store = new PretendedStore(LIST_TAKES);
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (PretendedNodes nodes = new PretendedNodes(client);
                PretendedWorkers workers = new PretendedWorkers(client, namespace, store::ending)) {
            assertThat(nodes.count()).as("nodes of KWOK").isPositive();
            double alone = healthy("healthy-alone");
            System.out.printf("a healthy experiment alone: %.1f s%n", alone);

            long start = System.nanoTime();
            Created others = new Created(cluster, namespace);
            Future<List<Double>> healthy = beside.submit(() -> {
                List<Double> seconds = new ArrayList<>();
                Thread.sleep(5000);
                for (int i = 1; i <= 2; i++) {
                    seconds.add(healthy("healthy-" + i));
                }
                return seconds;
            });
            others.run(drawn);
            System.out.printf(
                    "%d created, in %.0f s: %s; the slowest had come to it after %.0f s; %d stuck; %d pods ended%n",
                    drawn.size(),
                    (System.nanoTime() - start) / 1e9,
                    others.ends(),
                    others.longest(),
                    others.stuck().size(),
                    workers.ended());
            others.stuck().forEach(each -> System.out.println("STUCK " + each));
            List<Double> seconds = healthy.get();
            seconds.forEach(each -> System.out.printf("beside them: %.1f s, %.2f times%n", each, each / alone));
            assertThat(others.stuck()).isEmpty();
            assertThat(seconds).allSatisfy(each -> assertThat(each).isLessThan(1.2 * alone));
        } finally {
            beside.shutdownNow();
        }
    }

    /** @return seconds until it is complete: four lists, one after another */
    private double healthy(String name) throws InterruptedException {
        long start = System.nanoTime();
        Cluster.Response response =
                cluster.send("POST", Cluster.experiments(namespace), "application/yaml", """
                apiVersion: robusttransfer.io/v1alpha1
                kind: RobustTransferExperiment
                metadata: {name: %1$s}
                spec:
                  study:
                    seeds: [0]
                    input: {channels: 1, height: 16, width: 16}
                    model: {architecture: small-cnn}
                    threat: {norm: Linf, epsilon: "0.1"}
                    source:
                      dataset: {uri: "synthetic://digits"}
                      schemes: [{name: ce, ce: {}}, {name: ceN, ceN: {sigma: "0.25"}}]
                    targets:
                    - name: letters
                      dataset: {uri: "synthetic://letters"}
                      schemes: [{name: ce, ce: {}}]
                    evaluation:
                      attacks: [{name: pgd, pgd: {epsilons: ["0.1"]}}]
                  results: {uri: "s3://results/%1$s", store: lab}
                  stores: [{name: lab, s3: {endpoint: "http://minio.s3:9000"}}]
                """.formatted(name));
        assertThat(response.ok()).as(response.message()).isTrue();
        String phase = "";
        while (!phase.equals("Complete")) {
            Thread.sleep(200);
            phase = cluster.send("GET", Cluster.experiments(namespace) + "/" + name, null, null)
                    .body()
                    .at("/status/phase")
                    .asText();
            assertThat(phase).isNotIn("Failed", "Stalled");
            assertThat(System.nanoTime() - start)
                    .as("nanoseconds of %s, now %s: does an operator run?", name, phase)
                    .isLessThan(Duration.ofMinutes(5).toNanos());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** A namespace with what the good manifests name in theirs. */
    private void prepare(KubernetesClient client) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("research")
                        .endMetadata()
                        .build())
                .inNamespace(namespace)
                .create();
        client.resource(Serialization.unmarshal("""
                apiVersion: v1
                kind: PodTemplate
                metadata: {name: gpu}
                template:
                  spec:
                    containers: [{name: worker, image: worker}]
                """, PodTemplate.class))
                .inNamespace(namespace)
                .create();
    }
}
