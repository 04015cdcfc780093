package io.robusttransfer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.observe.Jobs;
import io.robusttransfer.operator.observe.PlanMemory;
import io.robusttransfer.operator.observe.Pods;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What one reconciliation costs that finds nothing to do, of an experiment of 102 lists and 60 Jobs in a namespace where 10 and 100
 * others have 60 Jobs each, and 1,000 others six. They take turns, so that what else the machine does meets all three.
 */
class PassFigures {
    private static final int WARM_UP = 100;
    private static final int TURNS = 51;
    private static final int PASSES_A_TURN = 5;
    private static final Duration MOST = Duration.ofMillis(20);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<Scene> scenes = new ArrayList<>();

    @AfterEach
    void close() {
        scenes.forEach(Scene::close);
    }

    @Test
    void a_pass_takes_less_than_twenty_milliseconds_and_as_much_beside_a_thousand_experiments_as_beside_ten() {
        scenes.add(new Scene(10, 60));
        scenes.add(new Scene(100, 60));
        scenes.add(new Scene(1000, 6));
        for (int i = 0; i < WARM_UP; i++) {
            scenes.forEach(Scene::pass);
        }
        for (int turn = 0; turn < TURNS; turn++) {
            scenes.forEach(Scene::turn);
        }
        for (Scene scene : scenes) {
            System.out.printf(
                    "a pass beside %,d experiments with %,d Jobs: %.2f ms of CPU (%.2f to %.2f), %,d KiB allocated%n",
                    scene.others,
                    scene.namespace.jobs() - BusyNamespace.JOBS,
                    scene.quantile(0.5),
                    scene.quantile(0.1),
                    scene.quantile(0.9),
                    scene.allocated >> 10);
        }
        assertThat(scenes).allSatisfy(scene -> assertThat(scene.quantile(0.5)).isLessThan(MOST.toMillis()));
        assertThat(scenes.get(2).quantile(0.5))
                .as("milliseconds beside 1,000 experiments, of those beside 10")
                .isLessThan(1.5 * scenes.get(0).quantile(0.5));
    }

    /** One operator, beside so many other experiments. */
    private final class Scene implements AutoCloseable {
        final int others;
        final BusyNamespace namespace;
        final KubernetesClient client;
        final Jobs jobs;
        final Pods pods;
        final Reconciliation reconciliation;
        final RobustTransferExperiment experiment;
        /** Milliseconds of each turn's passes, of one. */
        final List<Double> times = new ArrayList<>();

        long allocated;

        Scene(int others, int jobsOfOthers) {
            this.others = others;
            namespace = new BusyNamespace(others, jobsOfOthers);
            client = namespace.client();
            InstantSource clock = () -> Instant.parse("2026-01-01T00:10:00Z");
            jobs = new Jobs(client, clock, Set.of("research"));
            pods = new Pods(client, Set.of("research"));
            jobs.setEventHandler(event -> {});
            jobs.start();
            pods.start();
            experiment = namespace.experiment();
            assertThat(jobs.ownedBy(experiment.getMetadata().getUid())).hasSize(BusyNamespace.JOBS);
            reconciliation = ReconciliationTest.reconciliation(
                    client, clock, jobs, pods, new PlanMemory(), new ExperimentCaches(name -> true));
            pass(); // writes the status
        }

        void pass() {
            assertThat(reconciliation.run(experiment)).isEmpty();
        }

        void turn() {
            long thread = Thread.currentThread().getId();
            long bytes = threads.getThreadAllocatedBytes(thread);
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < PASSES_A_TURN; i++) {
                pass();
            }
            times.add((threads.getCurrentThreadCpuTime() - start) / 1e6 / PASSES_A_TURN);
            allocated = (threads.getThreadAllocatedBytes(thread) - bytes) / PASSES_A_TURN;
        }

        double quantile(double share) {
            List<Double> rising = times.stream().sorted().toList();
            return rising.get((int) Math.round(share * (rising.size() - 1)));
        }

        @Override
        public void close() {
            Stream.<Runnable>of(jobs::stop, pods::stop, client::close, namespace::close)
                    .forEach(Runnable::run);
        }
    }
}
