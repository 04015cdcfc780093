package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Revisions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlansTest {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final PlanMemory memory = new PlanMemory();
    private final Plans plans = new Plans(memory);
    private final ExperimentCache cache = new ExperimentCache();
    private final RobustTransferExperiment planned = planned();

    @Test
    void a_plan_is_made_once_until_what_it_is_made_from_changes() {
        RebuiltPlan made = plans.of(planned, cache).orElseThrow();
        assertThat(plans.of(planned(), cache)).containsSame(made);

        RobustTransferExperiment elsewhere = JSON.unmarshal(
                JSON.asJson(planned).replace("http://s3.s3", "http://s3.elsewhere"), RobustTransferExperiment.class);
        assertThat(plans.of(elsewhere, cache).orElseThrow()).isNotSameAs(made);
    }

    @Test
    void where_others_take_the_memory_a_plan_that_is_known_serves_and_one_that_is_not_is_made_later() {
        assertThat(memory.within(null, () -> plans.of(planned, cache)).orElseThrow())
                .isEmpty();
        RebuiltPlan made = plans.of(planned, cache).orElseThrow();
        assertThat(memory.within(null, () -> plans.of(planned, cache)).orElseThrow())
                .containsSame(made);
    }

    @Test
    void an_experiment_without_a_plan_waits_for_no_memory() {
        assertThat(memory.within(null, () -> plans.of(SampleExperiment.asServed(), cache)))
                .get()
                .matches(plan -> plan.filter(RebuiltPlan.NONE::equals).isPresent());
    }

    private static RobustTransferExperiment planned() {
        RobustTransferExperiment experiment = SampleExperiment.asServed();
        PinnedPlan pin = new PinnedPlan(
                "f".repeat(64),
                60,
                4,
                Layout.CURRENT.number(),
                Map.of("source", "d".repeat(64), "target/letters", "e".repeat(64)),
                Revisions.CURRENT.of(),
                null,
                null);
        experiment.setStatus(
                new ExperimentStatus(null, null, null, null, null, null, pin, null, null, null, null, null, null));
        return experiment;
    }
}
