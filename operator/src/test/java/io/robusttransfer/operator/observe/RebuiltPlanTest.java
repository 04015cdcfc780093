package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.JobInput;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.WorkerJobs;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RebuiltPlanTest {
    private static final Map<String, String> DIGESTS =
            Map.of("source", "d".repeat(64), "target/letters", "e".repeat(64));

    private final RobustTransferExperiment experiment = SampleExperiment.asServed();

    @Test
    void a_worker_that_reads_its_environment_comes_to_the_operator_s_plan() {
        Plan workers = plan(environment());
        RebuiltPlan rebuilt = RebuiltPlan.of(experiment, pin(workers.hash()));
        assertThat(rebuilt.problem()).isEmpty();
        ExperimentPlan plan = rebuilt.plan().orElseThrow();
        assertThat(plan.hash()).isEqualTo(workers.hash());
        assertThat(plan.lists()).extracting(StageList::places).isEqualTo(workers.lists());
        assertThat(plan.lists()).extracting(StageList::jobName).doesNotHaveDuplicates();
        assertThat(plan.lists())
                .allMatch(list -> list.keys().size() == list.places().size());
    }

    @Test
    void a_plan_of_another_hash_is_refused_with_a_remedy() {
        RebuiltPlan rebuilt = RebuiltPlan.of(experiment, pin("f".repeat(64)));
        assertThat(rebuilt.plan()).isEmpty();
        assertThat(rebuilt.problem())
                .get()
                .matches(obstacle -> obstacle.reason().equals("PlanMismatch")
                        && obstacle.message().contains("status.plan.hash")
                        && obstacle.message().contains("create the experiment anew"));
    }

    @Test
    void an_experiment_that_an_earlier_release_planned_keeps_its_lists() {
        Plan first = ExperimentInput.parse(environment()).plan(DIGESTS, Revisions.CURRENT, Layout.BY_MODEL);
        PinnedPlan pin = new PinnedPlan(first.hash(), null, null, null, DIGESTS, Revisions.CURRENT.of(), null, null);
        assertThat(RebuiltPlan.of(experiment, pin).plan().orElseThrow().lists())
                .extracting(StageList::places)
                .isEqualTo(first.lists())
                .isNotEqualTo(plan(environment()).lists());
    }

    @Test
    void a_layout_that_an_earlier_operator_left_out_of_the_status_is_found_again() {
        Plan plan = plan(environment());
        PinnedPlan pin = new PinnedPlan(plan.hash(), null, null, null, DIGESTS, Revisions.CURRENT.of(), null, null);
        RebuiltPlan rebuilt = RebuiltPlan.of(experiment, pin);
        assertThat(rebuilt.problem()).isEmpty();
        assertThat(rebuilt.plan().orElseThrow().layout()).isEqualTo(Layout.CURRENT);
        assertThat(rebuilt.plan().orElseThrow().lists())
                .extracting(StageList::places)
                .isEqualTo(plan.lists());
    }

    @Test
    void lists_of_a_later_release_are_refused_rather_than_thrown() {
        PinnedPlan pin = new PinnedPlan("f".repeat(64), null, null, 99, DIGESTS, Revisions.CURRENT.of(), null, null);
        assertThat(RebuiltPlan.of(experiment, pin).problem())
                .get()
                .matches(obstacle -> obstacle.reason().equals("PlanMismatch")
                        && obstacle.message().contains("layout: 99"));
    }

    @Test
    void a_plan_that_lacks_a_digest_is_refused_rather_than_thrown() {
        PinnedPlan pin = new PinnedPlan("f".repeat(64), 1, 1, null, Map.of(), Revisions.CURRENT.of(), null, null);
        assertThat(RebuiltPlan.of(experiment, pin).problem()).isPresent();
    }

    private String environment() {
        Decision.Start start = new Decision.Start(new Task.MakePlan(), 1, 1);
        return new WorkerJobs("worker:1")
                        .job(experiment, Optional.empty(), Optional.empty(), start, Optional.empty())
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
        return ExperimentInput.parse(environment).plan(DIGESTS, Revisions.CURRENT, Layout.CURRENT);
    }

    private static PinnedPlan pin(String hash) {
        return new PinnedPlan(hash, null, null, Layout.CURRENT.number(), DIGESTS, Revisions.CURRENT.of(), null, null);
    }
}
