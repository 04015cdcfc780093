package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.tests.cluster.AuditLog.Write;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Suspended experiments save, leave the cluster and go on where they were. */
@OnCluster
class SuspendTest {
    private static final int MOST_WRITES = 5;
    private static final Manifest SLOW = Manifest.slow().ofSources("ceA", "ceA-more");

    private static Operator operator;

    @BeforeAll
    static void deploy() {
        operator = Operator.deploy();
    }

    @Test
    void a_suspended_experiment_saves_is_left_alone_and_goes_on_where_it_was() {
        Kit kit = Kit.orSkip("what the operator writes is read from the audit log");
        try (Lab lab = Lab.open("suspend")) {
            Applied experiment = lab.apply(SLOW.parallel(2).retries(0));
            int cycles = AskedForCluster.all() ? 5 : 1;
            for (int cycle = 1; cycle <= cycles; cycle++) {
                int before = lab.history().saved().size();
                Set<String> running = awaitSaved(experiment, before);
                experiment.suspend(true);
                experiment.await(
                        "it is Suspended, its pods gone",
                        now -> now.reason().equals("Suspended")
                                && lab.activePods().isEmpty());
                AuditLog log = AuditLog.begin(kit);
                Duration quiet = Duration.ofSeconds(AskedForCluster.all() ? 120 : 30);
                Await.during(quiet, () -> assertThat(lab.activePods()).isEmpty());
                List<Write> writes = log.by(operator.user(), lab.namespace());
                assertThat(writes).hasSizeLessThanOrEqualTo(MOST_WRITES);
                assertThat(lab.jobs())
                        .allSatisfy(job -> assertThat(job.getStatus().getSucceeded())
                                .as(job.getMetadata().getName())
                                .isEqualTo(1));
                int attempts = lab.history().attempts().size();
                experiment.suspend(false);
                experiment.await("its trainings go on", now -> lab.history().attempts().stream()
                        .skip(attempts)
                        .map(ResultsBucket.Attempt::key)
                        .collect(Collectors.toSet())
                        .containsAll(running));
                assertThat(lab.history().attempts().stream().skip(attempts))
                        .filteredOn(attempt -> running.contains(attempt.key()))
                        .allSatisfy(attempt -> assertThat(attempt.resumedFrom()).isPositive());
            }
            assertThat(experiment.status().path("failures")).isEmpty();
            assertThat(experiment.status().path("failed").asInt()).isZero();
            assertThat(lab.history().wasted()).isEmpty();
            if (AskedForCluster.all()) {
                experiment.awaitComplete();
                assertThat(lab.results().stages()).isEqualTo(LaptopRun.of(SLOW).stages());
            }
        }
    }

    /** @return the two stages that are in training now, each past a save */
    private static Set<String> awaitSaved(Applied experiment, int before) {
        experiment.await("both have saved", now -> inTraining(now.lab(), before).size() == 2);
        return inTraining(experiment.lab(), before);
    }

    /** Those that saved a state since so many had been saved, and are not done. */
    private static Set<String> inTraining(Lab lab, int before) {
        return lab.history().saved().stream()
                .skip(before)
                .map(ResultsBucket.Saved::key)
                .filter(key -> !lab.results().names("stages/" + key + "/").contains("stages/" + key + "/manifest.json"))
                .collect(Collectors.toSet());
    }

    @OnCluster.Long
    @Test
    void parallelism_raised_and_lowered_while_it_runs_changes_how_many_run_and_nothing_else() {
        Kit kit = Kit.orSkip("how many Jobs were active is read from the audit log");
        try (Lab lab = Lab.open("parallel")) {
            AuditLog log = AuditLog.begin(kit);
            Manifest slow = Manifest.slow().parallel(1).retries(0);
            Applied experiment = lab.apply(slow.requests("cpu", "50m").requests("memory", "300Mi"));
            experiment.await("one training has saved", now -> inTraining(lab, 0).size() == 1);
            assertThat(ActiveJobs.most(log, lab)).isEqualTo(1);
            experiment.execution("parallelism", 3);
            experiment.await(
                    "three trainings have saved", now -> inTraining(lab, 0).size() == 3);
            assertThat(ActiveJobs.most(log, lab)).isEqualTo(3);
            experiment.execution("parallelism", 1);
            experiment.await("one runs", now -> lab.activePods().size() == 1);
            AuditLog lowered = AuditLog.begin(kit);
            Set<String> left = lab.activePods().stream()
                    .map(pod -> pod.getMetadata().getLabels().get("job-name"))
                    .collect(Collectors.toSet());
            experiment.awaitComplete();
            assertThat(ActiveJobs.most(lowered, lab, left)).isEqualTo(1);
            assertThat(lab.history().attempts())
                    .filteredOn(attempt -> attempt.resumedFrom() > 0)
                    .as("trainings that had to make room and went on")
                    .hasSize(2);
            assertThat(lab.history().wasted()).isEmpty();
            assertThat(lab.results().stages()).isEqualTo(LaptopRun.of(slow).stages());
        }
    }
}
