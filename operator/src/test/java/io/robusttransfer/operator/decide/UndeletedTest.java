package io.robusttransfer.operator.decide;

import static io.robusttransfer.operator.decide.Scene.condition;
import static io.robusttransfer.operator.decide.Scene.deletions;
import static io.robusttransfer.operator.decide.Scene.is;
import static io.robusttransfer.operator.decide.Scene.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.JobState.Waiting;
import org.junit.jupiter.api.Test;

/** Jobs that are to be deleted and cannot be. */
class UndeletedTest {
    private static final Obstacle DENIED = Obstacle.action("FailedDelete", "Job rt-2-1 cannot be deleted: no");

    @Test
    void a_job_that_cannot_be_deleted_is_said_while_another_runs_and_stalls_nothing() {
        Scene scene = Scene.planned().parallelism(1);
        scene.list(0, 1, new Running());
        ObservedJob kept = scene.list(2, 1, new Running());
        scene.undeleted.put(kept.uid(), DENIED);
        Decision decision = scene.decide();
        assertThat(deletions(decision)).containsExactly("rt-2-1 saving");
        assertThat(is(decision, Conditions.STALLED)).isFalse();
        assertThat(ready(decision)).isEqualTo("Running");
        assertThat(condition(decision, Conditions.RECONCILING).getReason()).isEqualTo("FailedDelete");
        assertThat(condition(decision, Conditions.RECONCILING).getMessage()).isEqualTo(DENIED.message());
        assertThat(decision.status().runningLists())
                .anyMatch(list ->
                        list.job().equals("rt-2-1") && ("FailedDelete: " + DENIED.message()).equals(list.waiting()));
    }

    @Test
    void where_nothing_else_goes_on_the_experiment_is_stalled_once_a_person_has_to_act() {
        Scene scene = Scene.planned().parallelism(1);
        ObservedJob kept = scene.outdated(scene.list(2, 1, new Waiting(Obstacle.time("Unschedulable", "no room"))));
        scene.undeleted.put(kept.uid(), Obstacle.time("FailedDelete", "no answer"));
        assertThat(is(scene.decide(), Conditions.STALLED)).isFalse();
        assertThat(ready(scene.decide())).isEqualTo("FailedDelete");
        scene.undeleted.put(kept.uid(), DENIED);
        assertThat(is(scene.decide(), Conditions.STALLED)).isTrue();
        assertThat(condition(scene.decide(), Conditions.STALLED).getReason()).isEqualTo("FailedDelete");
    }

    @Test
    void a_suspended_experiment_says_that_a_job_of_it_goes_on() {
        Scene scene = Scene.planned().execution(8, true, OnFailure.CONTINUE, 3);
        ObservedJob kept = scene.list(2, 1, new Running());
        scene.undeleted.put(kept.uid(), DENIED);
        assertThat(ready(scene.decide())).isEqualTo("Suspended");
        assertThat(condition(scene.decide(), Conditions.READY).getMessage()).endsWith("; but " + DENIED.message());
    }

    @Test
    void of_a_job_that_is_to_stay_after_all_nothing_is_said() {
        Scene scene = Scene.planned();
        ObservedJob kept = scene.list(2, 1, new Running());
        Decision without = scene.decide();
        scene.undeleted.put(kept.uid(), DENIED);
        assertThat(scene.decide()).isEqualTo(without);
    }

    @Test
    void a_job_that_has_ended_and_cannot_be_deleted_is_said_where_nothing_more_is_to_be_said_and_stalls_nothing() {
        Scene scene = Scene.planned();
        ObservedJob uncounted = scene.failed(0, 1, 4);
        scene.failed(0, 2, 1);
        scene.undeleted.put(uncounted.uid(), DENIED);
        scene.list(2, 1, new Running());
        Decision backingOff = scene.decideAndWrite();
        assertThat(deletions(scene.decide())).containsExactly("rt-0-1");
        assertThat(is(backingOff, Conditions.STALLED)).isFalse();
        assertThat(condition(backingOff, Conditions.RECONCILING).getReason()).isEqualTo("FailedDelete");
    }

    @Test
    void a_pod_that_stays_after_its_job_is_said_and_stalls_the_experiment_where_nothing_else_goes_on() {
        Obstacle stays = Obstacle.action("OrphanStays", "Job rt-0-1 was deleted without its pod rt-0-1-x");
        Scene scene = Scene.planned().parallelism(1);
        ObservedJob orphan = scene.list(0, 1, new JobState.Orphaned("rt-0-1-x"));
        scene.undeleted.put(orphan.uid(), stays);
        Decision decision = scene.decide();
        assertThat(is(decision, Conditions.STALLED)).isTrue();
        assertThat(ready(decision)).isEqualTo("OrphanStays");
        assertThat(decision.status().runningLists()).singleElement().matches(list -> list.waiting()
                .startsWith("OrphanStays: Job rt-0-1 was deleted without"));
        scene.parallelism(2).list(2, 1, new Running());
        assertThat(is(scene.decide(), Conditions.STALLED)).isFalse();
        assertThat(condition(scene.decide(), Conditions.RECONCILING).getMessage())
                .isEqualTo(stays.message());
    }
}
