package io.robusttransfer.operator.decide;

import static io.robusttransfer.operator.decide.Scene.condition;
import static io.robusttransfer.operator.decide.Scene.deletions;
import static io.robusttransfer.operator.decide.Scene.is;
import static io.robusttransfer.operator.decide.Scene.ready;
import static io.robusttransfer.operator.decide.Scene.starts;
import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.ReportPlace;
import io.robusttransfer.crds.api.Settled;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.JobState.Lost;
import io.robusttransfer.operator.decide.JobState.Orphaned;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.JobState.Terminating;
import io.robusttransfer.operator.decide.JobState.Waiting;
import io.robusttransfer.operator.decide.Obstacle.Kind;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which Jobs run, wait, go and stay. */
class RunningTest {
    private static final Obstacle NO_SECRET =
            new Obstacle(Kind.NEEDS_ACTION, "FailedMount", "secret s3 is not there: make it");
    private static final Obstacle NO_ROOM = new Obstacle(Kind.NEEDS_TIME, "Unschedulable", "0 of 3 nodes have a GPU");

    @Test
    void lists_start_in_the_order_of_the_plan_as_many_as_may_run() {
        assertThat(starts(Scene.planned().decide())).containsExactly("0-1", "2-1");
        assertThat(starts(Scene.planned().parallelism(1).decide())).containsExactly("0-1");
    }

    @Test
    void a_list_starts_once_all_it_needs_is_settled() {
        Scene scene = Scene.planned();
        scene.list(2, 1, new Running());
        assertThat(starts(scene.done(0).decide())).containsExactly("1-1");
    }

    @Test
    void whose_finalizer_keeps_a_job_is_said() {
        Scene scene = Scene.planned();
        scene.list(0, 1, new Terminating(List.of("example.com/hold")));
        assertThat(scene.decide().status().runningLists()).singleElement().satisfies(list -> assertThat(list.waiting())
                .endsWith("until these finalizers are removed: example.com/hold"));
    }

    @Test
    void where_nothing_but_jobs_that_leave_has_a_place_that_is_said_instead_of_running() {
        Scene scene = Scene.planned().parallelism(1);
        scene.list(0, 1, new Terminating(List.of("example.com/hold")));
        Decision decision = scene.decide();
        assertThat(ready(decision)).isEqualTo("Terminating");
        assertThat(decision.status().phase()).isEqualTo(Conditions.WAITING);
        assertThat(condition(decision, Conditions.RECONCILING).getMessage())
                .startsWith("1 of 1 Jobs wait: ")
                .endsWith("until these finalizers are removed: example.com/hold");
        assertThat(ready(scene.parallelism(2).decide()))
                .as("another Job is started beside it")
                .isEqualTo("Running");
    }

    @Test
    void jobs_that_wait_or_leave_keep_their_place() {
        Scene scene = Scene.planned().parallelism(2);
        scene.list(0, 1, new Waiting(NO_ROOM));
        ObservedJob leaving = scene.list(2, 1, new Terminating(List.of()));
        assertThat(starts(scene.decide())).isEmpty();
        assertThat(starts(scene.without(leaving).decide())).containsExactly("2-1");
    }

    @Test
    void a_pod_that_was_left_of_a_job_is_ended_before_its_list_begins_again() {
        Scene scene = Scene.planned().parallelism(2);
        ObservedJob left = scene.list(0, 1, new Orphaned("rt-0-1-x2k"));
        Decision decision = scene.decide();
        assertThat(decision.orphans()).containsExactly(new Decision.Orphan("rt-0-1-x2k", left.uid(), "rt-0-1"));
        assertThat(deletions(decision)).isEmpty();
        assertThat(starts(decision)).as("it keeps its place").containsExactly("2-1");
        assertThat(decision.status().running()).isZero();
        assertThat(decision.status().runningLists()).singleElement().satisfies(list -> assertThat(list.waiting())
                .startsWith("Orphaned: ")
                .contains("rt-0-1-x2k"));

        Decision suspended = scene.execution(2, true, OnFailure.CONTINUE, 3).decide();
        assertThat(suspended.orphans()).hasSize(1);
        assertThat(deletions(suspended)).isEmpty();

        scene.parallelism(2);
        assertThat(starts(scene.without(left).decide())).containsExactly("0-1", "2-1");
        scene.list(0, 1, new Terminating(List.of())); // it saves
        assertThat(scene.decide().orphans()).isEmpty();
        assertThat(starts(scene.decide())).containsExactly("2-1");
    }

    @Test
    void a_list_that_another_experiment_computes_is_waited_for_and_named_after_its_attempts() {
        Scene scene = Scene.planned(3, 4, 5);
        ObservedJob other = scene.list(0, 3, new Running());
        scene.without(other);
        scene.others.put(0, other);
        scene.attempts.put(0, 3);
        Decision waits = scene.decideAndWrite();
        assertThat(starts(waits)).isEmpty();
        assertThat(ready(waits)).isEqualTo("DoneElsewhere");
        assertThat(condition(waits, Conditions.READY).getMessage()).contains("rt-0-3");

        scene.others.clear();
        assertThat(starts(scene.decide())).containsExactly("0-4");
    }

    @Test
    void what_another_experiment_computed_needs_no_job_to_look_at_it() {
        Scene scene = Scene.planned(3, 4, 5);
        scene.attempts.put(0, 1);
        TerminationMessage said =
                new TerminationMessage(null, null, new ListResult(7, IndexSet.of(List.of(0)), null), null);
        ObservedJob other = scene.succeeded(new DoList(7), 1, said);
        scene.without(other).succeededElsewhere.put(0, other);
        Decision decision = scene.decide();
        assertThat(decision.status().done()).isEqualTo("4/6");
        assertThat(starts(decision)).containsExactly("1-1");
    }

    @Test
    void a_job_that_waits_to_do_what_has_been_done_meanwhile_goes() {
        Scene scene = Scene.planned(0, 1, 2, 3, 4, 5);
        scene.list(0, 1, new Waiting(NO_ROOM));
        scene.list(2, 1, new Running());
        assertThat(deletions(scene.decide())).containsExactly("rt-0-1 saving");
        scene.reported().decideAndWrite();
        scene.list(1, 1, new Lost("n1"));
        assertThat(deletions(scene.decide())).containsExactlyInAnyOrder("rt-0-1 saving", "rt-1-1");
    }

    @Test
    void what_keeps_another_s_job_from_running_is_said() {
        Scene scene = Scene.planned(3, 4, 5);
        ObservedJob other = scene.list(0, 1, new Waiting(NO_SECRET));
        scene.without(other).others.put(0, other);
        assertThat(ready(scene.decide())).isEqualTo("FailedMount");
    }

    @Test
    void suspending_lets_jobs_save_and_go_starts_nothing_and_then_waits_for_nothing() {
        Scene scene = Scene.planned();
        ObservedJob running = scene.list(0, 1, new Running());
        scene.list(2, 1, new Waiting(NO_SECRET));
        scene.execution(8, true, OnFailure.CONTINUE, 3);
        Decision decision = scene.decideAndWrite();
        assertThat(deletions(decision)).containsExactlyInAnyOrder("rt-0-1 saving", "rt-2-1 saving");
        assertThat(ready(decision)).isEqualTo("Suspended");
        assertThat(is(decision, Conditions.STALLED)).isFalse();
        assertThat(is(decision, Conditions.RECONCILING)).isFalse();
        assertThat(decision.wake()).isEmpty();

        scene.now(running, new Terminating(List.of()));
        assertThat(condition(scene.decideAndWrite(), Conditions.READY).getMessage())
                .contains("Jobs still saving: 1");
        assertThat(starts(scene.decide())).isEmpty();
    }

    @Test
    void lowering_parallelism_lets_the_newest_jobs_save_and_go() {
        Scene scene = Scene.planned();
        scene.list(2, 1, new Running());
        scene.after(Duration.ofSeconds(5));
        ObservedJob newest = scene.list(0, 1, new Running());
        scene.parallelism(1);
        assertThat(deletions(scene.decide())).containsExactly("rt-0-1 saving");
        scene.now(newest, new Terminating(List.of()));
        assertThat(deletions(scene.decide())).isEmpty();
        assertThat(starts(scene.decide())).isEmpty();
    }

    @Test
    void a_job_whose_node_is_silent_is_removed_at_once_and_tried_again_at_once_without_being_counted() {
        Scene scene = Scene.planned(3, 4, 5).retries(0);
        ObservedJob lost = scene.list(0, 1, new Lost("n1"));
        Decision decision = scene.decideAndWrite();
        assertThat(deletions(decision)).containsExactly("rt-0-1");
        assertThat(decision.status().runningLists().get(0).waiting()).contains("n1");
        assertThat(starts(scene.without(lost).decide())).containsExactly("0-1");
    }

    @Test
    void a_job_that_has_not_started_goes_once_another_pod_is_asked_for_and_is_made_anew_without_being_counted() {
        Scene scene = Scene.planned(3, 4, 5).retries(0);
        ObservedJob outdated = scene.outdated(scene.list(0, 1, new Waiting(NO_ROOM)));
        Decision decision = scene.decideAndWrite();
        assertThat(deletions(decision)).containsExactly("rt-0-1 saving");
        assertThat(starts(decision)).isEmpty();
        assertThat(starts(scene.without(outdated).decide())).containsExactly("0-1");
    }

    @Test
    void what_only_a_person_can_mend_stalls_in_its_own_words_and_is_forgotten_once_mended() {
        Scene scene = Scene.planned();
        ObservedJob job = scene.list(0, 1, new Waiting(NO_SECRET));
        scene.list(2, 1, new Running());
        Decision stalled = scene.decideAndWrite();
        assertThat(ready(stalled)).isEqualTo("FailedMount");
        assertThat(condition(stalled, Conditions.STALLED).getMessage()).contains("secret s3 is not there: make it");
        assertThat(stalled.status().runningLists())
                .extracting(r -> r.waiting())
                .containsExactly("FailedMount: secret s3 is not there: make it", null);
        assertThat(stalled.status().running()).isEqualTo(1);
        assertThat(stalled.events()).extracting(e -> e.reason()).containsExactly("FailedMount");
        assertThat(scene.decideAndWrite().events()).isEmpty();

        Decision mended = scene.now(job, new Running()).decideAndWrite();
        assertThat(ready(mended)).isEqualTo("Running");
        assertThat(is(mended, Conditions.STALLED)).isFalse();
        assertThat(mended.events()).extracting(e -> e.reason()).containsExactly("GoesOn");
    }

    @Test
    void what_time_may_mend_is_said_and_does_not_stall() {
        Scene scene = Scene.planned();
        ObservedJob first = scene.list(0, 1, new Waiting(NO_ROOM));
        scene.list(2, 1, new Waiting(NO_ROOM));
        Decision none = scene.decide();
        assertThat(ready(none)).isEqualTo("Unschedulable");
        assertThat(is(none, Conditions.STALLED)).isFalse();

        Decision one = scene.now(first, new Running()).decide();
        assertThat(ready(one)).isEqualTo("Running");
        assertThat(condition(one, Conditions.RECONCILING).getReason()).isEqualTo("Unschedulable");
        assertThat(condition(one, Conditions.RECONCILING).getMessage())
                .isEqualTo("1 of 2 Jobs wait: 0 of 3 nodes have a GPU");
    }

    @Test
    void what_keeps_a_job_of_another_experiment_from_running_is_said() {
        Scene scene = Scene.planned(3, 4, 5);
        ObservedJob other = scene.list(0, 1, new Waiting(NO_ROOM));
        scene.without(other);
        scene.others.put(0, other);
        Decision waits = scene.decideAndWrite();
        assertThat(ready(waits)).isEqualTo("DoneElsewhere");
        assertThat(condition(waits, Conditions.RECONCILING).getMessage())
                .endsWith("the first is rt-0-1, which waits: Unschedulable: 0 of 3 nodes have a GPU");
    }

    @Test
    void while_no_job_can_be_made_none_starts_and_the_status_says_why() {
        Scene scene = Scene.planned();
        scene.obstacle = Optional.of(new Obstacle(
                Kind.NEEDS_ACTION, "NoPodTemplate", "spec.worker.podTemplate: no PodTemplate gpu: make it"));
        assertThat(starts(scene.decide())).isEmpty();
        assertThat(ready(scene.decide())).isEqualTo("NoPodTemplate");
        scene.obstacle = Optional.empty();
        assertThat(starts(scene.decide())).containsExactly("0-1", "2-1");
    }

    @Test
    void a_quota_of_jobs_stalls_once_no_job_runs_whose_end_might_make_room() {
        Scene scene = Scene.planned();
        scene.obstacle = Optional.of(new Obstacle(Kind.NEEDS_ACTION_WHEN_IDLE, "FailedCreate", "exceeded quota: few"));
        ObservedJob runs = scene.list(0, 1, new Running());
        assertThat(is(scene.decide(), Conditions.STALLED)).isFalse();
        assertThat(ready(scene.decide())).isEqualTo("Running");
        assertThat(condition(scene.decide(), Conditions.RECONCILING).getReason())
                .isEqualTo("FailedCreate");
        scene.without(runs);
        assertThat(is(scene.decide(), Conditions.STALLED)).isTrue();
        assertThat(ready(scene.decide())).isEqualTo("FailedCreate");
    }

    @Test
    void finished_jobs_beyond_the_newest_go_once_the_status_says_what_they_did() {
        Scene scene = new Scene(singles(20));
        scene.succeeded(new Task.MakePlan(), 1, scene.saysPlanned());
        scene.decideAndWrite();
        scene.done(IntStream.range(0, Scene.HISTORY + 5).toArray());
        assertThat(deletions(scene.decideAndWrite())).isEmpty();
        assertThat(deletions(scene.decideAndWrite()))
                .containsExactlyInAnyOrder("rt-0-1", "rt-1-1", "rt-2-1", "rt-3-1", "rt-4-1");
    }

    @Test
    void the_report_follows_when_all_is_settled_and_then_it_is_complete() {
        Scene scene = Scene.planned().done(0, 1, 2, 3);
        Decision reporting = scene.decideAndWrite();
        assertThat(starts(reporting)).containsExactly("report-1");
        assertThat(ready(reporting)).isEqualTo("Reporting");

        Decision complete = scene.reported().decideAndWrite();
        assertThat(ready(complete)).isEqualTo("Complete");
        assertThat(is(complete, Conditions.READY)).isTrue();
        assertThat(is(complete, Conditions.RECONCILING)).isFalse();
        assertThat(complete.status().done()).isEqualTo("6/6");
        assertThat(complete.events()).extracting(e -> e.reason()).containsExactly("Complete");
        assertThat(complete.wake()).isEmpty();
    }

    @Test
    void fields_that_the_operator_does_not_know_are_named_beside_how_far_it_is() {
        Scene scene = Scene.planned();
        scene.unknown = Optional.of("spec.execution.deadline");
        assertThat(condition(scene.decide(), Conditions.READY).getMessage())
                .isEqualTo(
                        "0 of 6 stages are done; without effect, since they are of a later release than this operator:"
                                + " spec.execution.deadline");
    }

    @Test
    void what_a_later_release_wrote_into_the_status_is_written_back_though_the_rest_moves_on() {
        Scene scene = Scene.planned().done(0, 1, 2, 3).reported();
        scene.decideAndWrite();
        ExperimentStatus s = scene.status;
        scene.status = new ExperimentStatus(
                s.observedGeneration(),
                s.phase(),
                "0/6",
                s.running(),
                s.failed(),
                s.best(),
                s.plan(),
                new Settled(null, null, Map.of("diverged", "AA")),
                s.runningLists(),
                s.failures(),
                new ReportPlace(
                        s.report().uri(),
                        s.report().sha256(),
                        null,
                        null,
                        null,
                        Map.of("pdf", "s3://results/report.pdf")),
                List.of(),
                Map.of("cost", 7));
        ExperimentStatus written = scene.decide().status();
        assertThat(written.done()).isEqualTo("6/6");
        assertThat(written.later()).containsEntry("cost", 7);
        assertThat(written.settled().later()).containsEntry("diverged", "AA");
        assertThat(written.report().later()).containsEntry("pdf", "s3://results/report.pdf");
        scene.status = written;
        assertThat(scene.decide().status().later()).as("once it is complete").containsEntry("cost", 7);
    }

    @Test
    void what_is_complete_stays_so_though_its_jobs_go_and_its_plan_is_unknown() {
        Scene scene = Scene.planned().done(0, 1, 2, 3).reported();
        scene.decideAndWrite();
        Snapshot bare = new Snapshot(
                2,
                scene.execution,
                scene.status,
                Optional.empty(),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.of(NO_SECRET));
        Decision decision = Decider.decide(bare, scene.now);
        assertThat(starts(decision)).isEmpty();
        assertThat(is(decision, Conditions.COMPLETE)).isTrue();
        assertThat(decision.status().observedGeneration()).isEqualTo(2);
        assertThat(condition(decision, Conditions.READY).getObservedGeneration())
                .isEqualTo(2);
    }

    @Test
    void what_a_diverged_training_leaves_undone_is_settled_and_counted_apart() {
        Scene scene = Scene.planned().done(0, 2, 3);
        scene.succeeded(new DoList(1), 1, scene.saysSkipped(1));
        Decision decision = scene.reported().decideAndWrite();
        assertThat(is(decision, Conditions.COMPLETE)).isTrue();
        assertThat(decision.status().done()).isEqualTo("4/6");
        assertThat(condition(decision, Conditions.COMPLETE).getMessage())
                .isEqualTo("4 of 6 stages are done, 2 skipped, since a training that they need diverged");
    }

    @Test
    void a_report_from_before_a_list_ended_is_written_anew() {
        Scene scene = Scene.planned().done(0, 1, 2);
        ObservedJob report = scene.job(new WriteReport(), 1, new Running());
        scene.done(3);
        scene.now(
                report,
                new JobState.Succeeded(
                        scene.now,
                        Optional.of(new TerminationMessage(null, null, null, Scene.REPORTED)),
                        "worker:1",
                        Optional.empty()));
        assertThat(is(scene.decide(), Conditions.COMPLETE)).isFalse();
        assertThat(starts(scene.after(Backoff.FIRST).decide())).containsExactly("report-2");
        scene.succeeded(new WriteReport(), 2, new TerminationMessage(null, null, null, Scene.REPORTED));
        assertThat(deletions(scene.decide())).containsExactly("rt-report-1");
        assertThat(is(scene.decide(), Conditions.COMPLETE)).isTrue();
    }

    @Test
    void what_the_store_has_lost_by_the_time_of_the_report_is_done_again() {
        Scene scene = Scene.planned().done(0, 1, 2, 3);
        scene.decideAndWrite();
        TerminationMessage lacks =
                new TerminationMessage(null, scene.saysPlanned(0, 1, 2, 3).planned(), null, Scene.REPORTED);
        scene.after(Duration.ofSeconds(5)).succeeded(new WriteReport(), 1, lacks);
        assertThat(starts(scene.after(Backoff.FIRST).decideAndWrite())).containsExactly("report-2");
        scene.succeeded(new WriteReport(), 2, lacks);

        Decision again = scene.decideAndWrite();
        assertThat(starts(again)).containsExactly("3-2");
        assertThat(again.status().done()).isEqualTo("4/6");
        assertThat(deletions(again)).containsExactly("rt-report-1");
        ObservedJob running = scene.list(3, 2, new Running());
        assertThat(starts(scene.decideAndWrite())).isEmpty();

        scene.without(running).after(Duration.ofSeconds(5)).succeeded(new DoList(3), 2, scene.saysDone(3));
        assertThat(starts(scene.after(Duration.ofMinutes(1)).decideAndWrite())).containsExactly("report-3");
        scene.succeeded(
                new WriteReport(),
                3,
                new TerminationMessage(null, scene.saysPlanned(0, 1, 2, 3, 4, 5).planned(), null, Scene.REPORTED));
        assertThat(is(scene.decideAndWrite(), Conditions.COMPLETE)).isTrue();
    }

    @Test
    void a_store_that_has_lost_everything_by_the_time_of_the_report_leaves_nothing_settled() {
        Scene scene = Scene.planned().done(0, 1, 2, 3);
        scene.decideAndWrite();
        TerminationMessage lacks =
                new TerminationMessage(null, scene.saysPlanned().planned(), null, Scene.REPORTED);
        scene.after(Duration.ofSeconds(5)).succeeded(new WriteReport(), 1, lacks);
        scene.after(Backoff.FIRST).decideAndWrite();
        scene.succeeded(new WriteReport(), 2, lacks);
        Decision again = scene.decideAndWrite();
        assertThat(again.status().done()).isEqualTo("0/6");
        assertThat(again.status().settled()).isNull();
        assertThat(starts(again)).isNotEmpty();

        scene.list(0, 2, new Waiting(NO_ROOM));
        assertThat(deletions(scene.decideAndWrite())).containsExactly("rt-report-1");
    }

    @Test
    void a_number_of_stages_and_a_layout_that_the_status_lost_are_put_back() {
        Scene scene = Scene.planned().done(0, 1);
        scene.decideAndWrite();
        ExperimentStatus old = scene.status;
        PinnedPlan pin = old.plan();
        scene.status = new ExperimentStatus(
                old.observedGeneration(),
                old.phase(),
                old.done(),
                old.running(),
                old.failed(),
                old.best(),
                new PinnedPlan(
                        pin.hash(), null, null, null, pin.digests(), pin.revisions(), pin.image(), pin.imageId()),
                old.settled(),
                old.runningLists(),
                old.failures(),
                old.report(),
                old.conditions(),
                Map.of());
        Decision mended = scene.decideAndWrite();
        assertThat(mended.status().plan()).isEqualTo(pin);
        assertThat(mended.status().done()).isEqualTo(old.done());
        assertThat(condition(mended, Conditions.READY).getMessage()).contains("of 6 stages");
    }

    @Test
    void a_condition_s_time_is_that_of_its_last_change_of_status() {
        Scene scene = Scene.planned();
        scene.decideAndWrite();
        String before = condition(scene.decide(), Conditions.READY).getLastTransitionTime();
        scene.after(Duration.ofHours(1)).done(0, 1, 2, 3);
        assertThat(condition(scene.decideAndWrite(), Conditions.READY).getLastTransitionTime())
                .isEqualTo(before);
        assertThat(condition(scene.reported().decideAndWrite(), Conditions.READY)
                        .getLastTransitionTime())
                .isGreaterThan(before);
    }

    static ExperimentPlan singles(int lists) {
        return new ExperimentPlan(
                "a".repeat(64),
                Layout.BY_MODEL,
                lists,
                IntStream.range(0, lists)
                        .mapToObj(i -> Scene.stageList("train " + i, List.of(i), Set.of()))
                        .toList());
    }
}
