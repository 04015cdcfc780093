package io.robusttransfer.operator.decide;

import static io.robusttransfer.operator.decide.Scene.condition;
import static io.robusttransfer.operator.decide.Scene.deletions;
import static io.robusttransfer.operator.decide.Scene.is;
import static io.robusttransfer.operator.decide.Scene.ready;
import static io.robusttransfer.operator.decide.Scene.starts;
import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.Decision.StatusEvent;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From nothing to a plan, and back to a plan where nobody knows what is done. */
class PlanningTest {
    @Test
    void what_has_no_plan_gets_a_plan_job_and_no_other() {
        Decision decision = Scene.atTheBeginning().decide();
        assertThat(starts(decision)).containsExactly("plan-1");
        assertThat(ready(decision)).isEqualTo("Planning");
        assertThat(is(decision, Conditions.RECONCILING)).isTrue();
        assertThat(decision.status().done()).isNull();
        assertThat(decision.status().observedGeneration()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1,10", "2,20", "3,40", "5,160", "6,300", "40,300"})
    void a_plan_job_is_tried_again_ever_more_slowly_whatever_it_ended_with(int attempt, int seconds) {
        for (int exitCode : new int[] {1, 2, 4, 137}) {
            Scene scene = Scene.atTheBeginning();
            scene.failed(new MakePlan(), attempt, exitCode, "Error", "broken");
            scene.after(Duration.ofSeconds(seconds - 1));
            assertThat(starts(scene.decide())).isEmpty();
            assertThat(scene.decide().wake()).contains(Duration.ofSeconds(1));
            assertThat(starts(scene.after(Duration.ofSeconds(1)).decide())).containsExactly("plan-" + (attempt + 1));
        }
    }

    @Test
    void what_the_plan_job_could_not_use_or_reach_stalls_until_a_later_one_ends_better() {
        Scene scene = Scene.atTheBeginning();
        scene.failed(new MakePlan(), 1, 2, "Error", "spec.study.source.dataset.uri: no such object: upload it");
        Decision wrong = scene.decideAndWrite();
        assertThat(ready(wrong)).isEqualTo("WrongInput");
        assertThat(is(wrong, Conditions.STALLED)).isTrue();
        assertThat(is(wrong, Conditions.RECONCILING)).isFalse();
        assertThat(condition(wrong, Conditions.STALLED).getMessage())
                .contains("spec.study.source.dataset.uri: no such object: upload it");

        scene.after(Duration.ofMinutes(1));
        ObservedJob second = scene.job(new MakePlan(), 2, new Running());
        assertThat(is(scene.decideAndWrite(), Conditions.STALLED)).isTrue();
        scene.without(second);
        scene.failed(new MakePlan(), 2, 4, "Error", "https://s3 does not answer");
        Decision unreachable = scene.decideAndWrite();
        assertThat(ready(unreachable)).isEqualTo("OutOfReach");
        assertThat(deletions(unreachable)).containsExactly("rt-plan-1");

        scene.succeeded(new MakePlan(), 3, scene.saysPlanned());
        assertThat(is(scene.decideAndWrite(), Conditions.STALLED)).isFalse();
        assertThat(ready(scene.decide())).isEqualTo("Running");
    }

    @Test
    void a_plan_job_that_dies_again_and_again_stalls_after_as_many_attempts_as_a_list_would_get() {
        Scene scene = Scene.atTheBeginning().retries(1);
        scene.failed(new MakePlan(), 1, 137, "OOMKilled", "killed");
        assertThat(is(scene.decide(), Conditions.STALLED)).isFalse();
        scene.failed(new MakePlan(), 2, 137, "OOMKilled", "killed");
        assertThat(ready(scene.decide())).isEqualTo("OOMKilled");
        assertThat(is(scene.decide(), Conditions.STALLED)).isTrue();
    }

    @Test
    void a_plan_job_that_fails_again_and_again_is_not_called_failed_as_it_goes_on_being_tried() {
        Scene scene = Scene.atTheBeginning().retries(0);
        scene.failed(new MakePlan(), 1, 1, "Error", "java.lang.IllegalStateException");
        assertThat(ready(scene.decide())).isEqualTo("PlanFailed");
        assertThat(is(scene.decide(), Conditions.FAILED)).isFalse();
        assertThat(starts(scene.after(Backoff.FIRST).decide())).containsExactly("plan-2");
    }

    @Test
    void a_plan_job_that_failed_for_want_of_something_stalls_until_a_later_one_runs_well() {
        Scene scene = Scene.atTheBeginning().retries(0);
        scene.failed(new MakePlan(), 1, 2, "Error", "spec.study.source.dataset.uri: no such bucket");
        assertThat(is(scene.decideAndWrite(), Conditions.STALLED)).isTrue();
        scene.after(Backoff.MOST).job(new MakePlan(), 2, new JobState.Running());
        assertThat(is(scene.decide(), Conditions.STALLED)).isTrue();
        assertThat(scene.decide().wake()).contains(Attempts.RUNS_WELL);
        Decision well = scene.after(Attempts.RUNS_WELL).decide();
        assertThat(is(well, Conditions.STALLED)).isFalse();
        assertThat(ready(well)).isEqualTo("Planning");
        assertThat(well.wake()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 10})
    void a_plan_job_whose_pods_never_run_stalls_from_the_third_in_a_row_on_as_a_list_does(int retries) {
        Scene scene = Scene.atTheBeginning().retries(retries);
        for (int attempt = 1; attempt <= 5; attempt++) {
            scene.failed(new MakePlan(), attempt, null, "OutOfcpu", "no room for cpu");
            assertThat(ready(scene.decide()))
                    .as("attempt " + attempt)
                    .isEqualTo(attempt < 3 ? "BackingOff" : "OutOfcpu");
        }
    }

    @Test
    void the_first_plan_is_pinned_with_all_that_it_was_made_from_and_looked_at_at_once() {
        Scene scene = Scene.atTheBeginning();
        scene.succeeded(new MakePlan(), 1, scene.saysPlanned(0, 3));
        Decision decision = scene.decideAndWrite();
        assertThat(decision.status().plan()).satisfies(plan -> {
            assertThat(plan.hash()).isEqualTo("a".repeat(64));
            assertThat(plan.stages()).isEqualTo(6);
            assertThat(plan.digests()).containsEntry("source", "c".repeat(64));
            assertThat(plan.revisions()).containsEntry("training", 1);
            assertThat(plan.image()).isEqualTo("worker:1");
            assertThat(plan.imageId()).isEqualTo("worker@sha256:1");
        });
        assertThat(decision.status().done()).isEqualTo("2/6");
        assertThat(decision.wake()).contains(Duration.ZERO);
        assertThat(decision.events()).extracting(StatusEvent::reason).containsExactly("Planned");

        Decision next = scene.decideAndWrite();
        assertThat(next.status().plan().lists()).isEqualTo(4);
        assertThat(starts(next)).containsExactly("1-1", "3-1");
    }

    @Test
    void what_is_all_done_already_is_complete_after_the_plan_job_alone() {
        Scene scene = Scene.atTheBeginning();
        TerminationMessage planned = scene.saysPlanned(0, 1, 2, 3, 4, 5);
        scene.succeeded(new MakePlan(), 1, new TerminationMessage(null, planned.planned(), null, Scene.REPORTED));
        Decision decision = scene.decideAndWrite();
        assertThat(starts(decision)).isEmpty();
        assertThat(is(decision, Conditions.COMPLETE)).isTrue();
        assertThat(decision.status().report().sha256()).isEqualTo("b".repeat(64));
        assertThat(decision.status().report().answers()).isEqualTo("yes 3, undecided 2");
        assertThat(decision.status().best()).isEqualTo("pgd: 41 % under pgd20");
    }

    @Test
    void a_list_that_ended_well_and_said_nothing_is_looked_for_in_the_store() {
        Scene scene = Scene.planned().parallelism(1);
        scene.succeeded(new DoList(0), 1, null);
        assertThat(starts(scene.after(Duration.ofSeconds(10)).decideAndWrite())).containsExactly("plan-2");

        scene.after(Duration.ofSeconds(1));
        scene.succeeded(new MakePlan(), 2, scene.saysPlanned(0));
        Decision found = scene.decideAndWrite();
        assertThat(found.status().done()).isEqualTo("1/6");
        assertThat(starts(found)).containsExactly("1-1");
        assertThat(deletions(found)).containsExactly("rt-plan-1");
    }

    @Test
    void a_list_that_ended_well_and_left_nothing_in_the_store_has_failed() {
        Scene scene = Scene.planned().execution(1, false, OnFailure.CONTINUE, 1);
        for (int attempt = 1; attempt <= 2; attempt++) {
            scene.succeeded(new DoList(0), attempt, null);
            scene.after(Duration.ofSeconds(1));
            scene.succeeded(new MakePlan(), 1 + attempt, scene.saysPlanned());
            scene.after(Duration.ofMinutes(5));
            assertThat(starts(scene.decideAndWrite())).containsExactly(attempt == 1 ? "0-2" : "2-1");
        }
        assertThat(scene.status.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.forGood()).isTrue();
            assertThat(failure.reason()).isEqualTo("NothingDone");
        });
    }

    @Test
    void a_plan_in_the_store_that_is_not_the_pinned_one_stalls() {
        Scene scene = Scene.planned();
        scene.succeeded(new DoList(0), 1, null);
        scene.after(Duration.ofSeconds(1));
        scene.succeeded(
                new MakePlan(),
                2,
                new TerminationMessage(
                        null,
                        new PlanResult("f".repeat(64), Map.of(), Map.of(), 6, IndexSet.of(List.of(0)), null),
                        null,
                        null));
        Decision decision = scene.decide();
        assertThat(ready(decision)).isEqualTo("PlanChanged");
        assertThat(decision.status().done()).isEqualTo("0/6");

        scene.job(new MakePlan(), 3, new Running());
        scene.after(Duration.ofSeconds(20));
        assertThat(scene.decideAndWrite().wake()).contains(Duration.ofSeconds(40));
        scene.after(Duration.ofMinutes(2));
        assertThat(scene.decideAndWrite().wake())
                .as("nothing is due before it ends")
                .isEmpty();
    }

    @Test
    void a_status_that_was_emptied_is_filled_again() {
        Scene scene = Scene.planned().done(0, 1);
        scene.decideAndWrite();
        scene.status = ExperimentStatus.empty();
        scene.decideAndWrite();
        assertThat(scene.decideAndWrite().status().done()).isEqualTo("3/6");
    }
}
