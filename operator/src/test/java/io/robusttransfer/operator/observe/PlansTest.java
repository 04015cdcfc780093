package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.JobInput;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.WorkerJobs;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlansTest {
    private static final Map<String, String> DIGESTS =
            Map.of("source", "d".repeat(64), "target/letters", "e".repeat(64));

    private final RobustTransferExperiment experiment = SampleExperiment.asServed();
    private final ExperimentCache cache = new ExperimentCache();

    @Test
    void a_worker_that_reads_its_environment_comes_to_the_operator_s_plan() {
        Plan workers = plan(environment());
        Plans.Known known = Plans.known(experiment, pin(workers.hash()), cache);
        assertThat(known.problem()).isEmpty();
        assertThat(known.outline()).get().matches(outline -> outline.hash().equals(workers.hash()));
        assertThat(known.stems()).hasSameSizeAs(workers.lists()).doesNotHaveDuplicates();
        assertThat(known.stages()).hasSameSizeAs(workers.lists());
    }

    @Test
    void a_plan_of_another_hash_is_refused_with_a_remedy() {
        Plans.Known known = Plans.known(experiment, pin("f".repeat(64)), cache);
        assertThat(known.outline()).isEmpty();
        assertThat(known.problem())
                .get()
                .matches(obstacle -> obstacle.reason().equals("PlanMismatch")
                        && obstacle.message().contains("status.plan.hash")
                        && obstacle.message().contains("create the experiment anew"));
    }

    @Test
    void a_plan_that_lacks_a_digest_is_refused_rather_than_thrown() {
        PinnedPlan pin = new PinnedPlan("f".repeat(64), 1, 1, Map.of(), Revisions.CURRENT.of(), null, null);
        assertThat(Plans.known(experiment, pin, cache).problem()).isPresent();
    }

    @Test
    void a_plan_is_made_once_until_what_it_is_made_from_changes() {
        Plan plan = plan(environment());
        Plans.Known known = Plans.known(experiment, pin(plan.hash()), cache);
        assertThat(Plans.known(SampleExperiment.asServed(), pin(plan.hash()), cache))
                .isSameAs(known);

        RobustTransferExperiment elsewhere = new KubernetesSerialization()
                .unmarshal(
                        new KubernetesSerialization().asJson(experiment).replace("minio.minio", "minio.elsewhere"),
                        RobustTransferExperiment.class);
        assertThat(Plans.known(elsewhere, pin(plan.hash()), cache)).isNotSameAs(known);
    }

    private String environment() {
        var start = new Decision.Start(new Task.MakePlan(), 1);
        return new WorkerJobs("worker:1")
                        .job(experiment, Optional.empty(), start, Optional.empty())
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getEnv()
                        .stream()
                        .filter(variable -> variable.getName().equals(JobInput.EXPERIMENT))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
    }

    private static Plan plan(String environment) {
        return JobInput.Experiment.parse(environment).plan(DIGESTS, Revisions.CURRENT);
    }

    private static PinnedPlan pin(String hash) {
        return new PinnedPlan(hash, null, null, DIGESTS, Revisions.CURRENT.of(), null, null);
    }
}
