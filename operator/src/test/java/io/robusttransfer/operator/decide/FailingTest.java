package io.robusttransfer.operator.decide;

import static io.robusttransfer.operator.decide.Scene.condition;
import static io.robusttransfer.operator.decide.Scene.deletions;
import static io.robusttransfer.operator.decide.Scene.is;
import static io.robusttransfer.operator.decide.Scene.ready;
import static io.robusttransfer.operator.decide.Scene.starts;
import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.Decision.Start;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens after a Job failed. */
class FailingTest {
    @Test
    void wrong_input_is_not_tried_again_and_blocks_what_needs_it() {
        Scene scene = Scene.planned().done(2, 3);
        scene.failed(new DoList(0), 1, 2, "Error", "spec.study.model: no such thing");
        Decision decision = scene.after(Duration.ofHours(1)).decideAndWrite();
        assertThat(starts(decision)).containsExactly("report-1");
        assertThat(decision.status().failed()).isEqualTo(3);
        assertThat(decision.status().failures())
                .containsExactly(new FailedList(
                        0, "train ce, seed 0", "rt-0-1", 1, true, 2, "WrongInput", "spec.study.model: no such thing"));
        assertThat(decision.events()).extracting(e -> e.reason()).containsExactly("FailedForGood");

        Decision failed = scene.reported().decideAndWrite();
        assertThat(is(failed, Conditions.FAILED)).isTrue();
        assertThat(is(failed, Conditions.STALLED)).as("kstatus: over for good").isTrue();
        assertThat(ready(failed)).isEqualTo("Failed");
        assertThat(condition(failed, Conditions.FAILED).getMessage())
                .contains("3 of 6 stages are done", "3 failed for good", "delete Job rt-0-1", "no such thing");
        assertThat(failed.status().report()).isNotNull();
        assertThat(failed.wake()).isEmpty();
    }

    @Test
    void two_retries_are_three_attempts_each_later_than_the_one_before() {
        Scene scene = Scene.planned(3, 4, 5).retries(2);
        for (int attempt = 1; attempt <= 2; attempt++) {
            scene.failed(new DoList(0), attempt, 137, "OOMKilled", "killed");
            Duration wait = Duration.ofSeconds(attempt == 1 ? 10 : 20);
            assertThat(scene.decideAndWrite().wake()).contains(wait);
            assertThat(ready(scene.decide())).isEqualTo("BackingOff");
            assertThat(starts(scene.after(wait).decide())).containsExactly("0-" + (attempt + 1));
        }
        scene.failed(new DoList(0), 3, 137, "OOMKilled", "killed");
        Decision decision = scene.after(Duration.ofHours(1)).decide();
        assertThat(starts(decision)).containsExactly("report-1");
        assertThat(deletions(decision)).as("what counts stays").isEmpty();
        assertThat(decision.status().failures()).singleElement().satisfies(failure -> {
            assertThat(failure.attempts()).isEqualTo(3);
            assertThat(failure.reason()).isEqualTo("OOMKilled");
            assertThat(failure.forGood()).isTrue();
        });
    }

    @Test
    void out_of_reach_is_tried_for_ever_ever_more_slowly_and_stalls_until_a_job_runs_well() {
        Scene scene = Scene.planned(3, 4, 5).retries(0);
        for (int attempt = 1; attempt <= 12; attempt++) {
            scene.failed(0, attempt, 4);
            Decision decision = scene.decideAndWrite();
            assertThat(ready(decision)).isEqualTo("OutOfReach");
            Duration wait = decision.wake().orElseThrow();
            assertThat(wait).isEqualTo(Backoff.after(attempt)).isLessThanOrEqualTo(Backoff.MOST);
            assertThat(starts(scene.after(wait).decide())).containsExactly("0-" + (attempt + 1));
        }
        scene.list(0, 13, new Running());
        Decision running = scene.decideAndWrite();
        assertThat(is(running, Conditions.STALLED)).isTrue();
        assertThat(running.wake()).contains(Attempts.RUNS_WELL);
        assertThat(deletions(running))
                .as("those that do not count go, but for the last")
                .hasSize(11);
        scene.withoutDeleted(running);
        assertThat(is(scene.decide(), Conditions.STALLED)).isTrue();
        assertThat(is(scene.after(Attempts.RUNS_WELL).decide(), Conditions.STALLED))
                .isFalse();
    }

    @Test
    void the_attempts_of_another_experiment_at_shared_stages_do_not_lengthen_the_pause() {
        Scene scene = Scene.planned(3, 4, 5);
        ObservedJob first = scene.failed(0, 1, 4);
        scene.attempts.put(0, 7);
        assertThat(scene.decide().wake()).contains(Backoff.FIRST);
        Start next = scene.after(Backoff.FIRST).decide().starts().get(0);
        assertThat(next).isEqualTo(new Start(new DoList(0), 8, 2));

        scene.failed(0, 8, 4);
        scene.without(first); // it does not count, and is deleted
        assertThat(scene.decide().wake()).contains(Backoff.after(2));
        scene.after(Backoff.after(2));
        assertThat(scene.decide().starts()).containsExactly(new Start(new DoList(0), 9, 3));
    }

    @Test
    void after_a_failure_that_counts_those_that_do_not_are_counted_anew() {
        Scene scene = Scene.planned(3, 4, 5);
        scene.failed(0, 1, 4);
        scene.failed(0, 2, 4);
        scene.failed(0, 3, 1);
        assertThat(scene.after(Backoff.MOST).decide().starts()).containsExactly(new Start(new DoList(0), 4, 1));
    }

    @Test
    void a_job_whose_worker_never_ran_is_no_attempt_and_stalls_from_the_third_in_a_row() {
        Scene scene = Scene.planned(3, 4, 5).retries(0);
        for (int attempt = 1; attempt <= 4; attempt++) {
            scene.failed(new DoList(0), attempt, null, "OutOfcpu", "no room for cpu");
            Decision decision = scene.decideAndWrite();
            assertThat(ready(decision)).isEqualTo(attempt < 3 ? "BackingOff" : "OutOfcpu");
            assertThat(is(decision, Conditions.STALLED)).isEqualTo(attempt >= 3);
            assertThat(decision.wake()).contains(Backoff.after(attempt));
            assertThat(starts(scene.after(Backoff.after(attempt)).decide())).containsExactly("0-" + (attempt + 1));
        }
        assertThat(scene.decide().status().failures()).singleElement().satisfies(failure -> {
            assertThat(failure.attempts()).isZero();
            assertThat(failure.forGood()).isFalse();
        });
        scene.failed(0, 5, 1);
        assertThat(starts(scene.after(Backoff.MOST).decide())).containsExactly("report-1");
    }

    @Test
    void after_a_change_that_asks_for_another_pod_the_rest_is_that_after_a_first_failure() {
        Scene scene = Scene.planned(3, 4, 5);
        scene.failed(0, 1, 4);
        ObservedJob second = scene.failed(0, 2, 4);
        assertThat(starts(scene.after(Backoff.FIRST).decide())).isEmpty();
        scene.outdated(second);
        assertThat(starts(scene.decide())).containsExactly("0-3");

        Scene first = Scene.atTheBeginning();
        ObservedJob plan = first.failed(new Task.MakePlan(), 2, 4, "Error", "no such bucket");
        assertThat(starts(first.after(Backoff.FIRST).decide())).isEmpty();
        first.outdated(plan);
        assertThat(starts(first.decide())).containsExactly("plan-3");
    }

    @Test
    void the_last_job_that_does_not_count_stays_to_say_how_long_to_wait() {
        Scene scene = Scene.planned(3, 4, 5);
        scene.failed(0, 1, 4);
        scene.failed(0, 2, 143);
        assertThat(deletions(scene.decide())).containsExactly("rt-0-1");
    }

    @Test
    void stages_that_a_failed_job_did_are_done() {
        Scene scene = Scene.planned(0, 3, 4, 5);
        TerminationMessage said = scene.saysDone(1);
        scene.list(1, 1, new JobState.Failed(scene.now, Optional.of(1), "Error", "x", Optional.of(said)));
        assertThat(scene.decide().status().done()).isEqualTo("6/6");
    }

    @Test
    void a_clock_that_went_back_neither_hangs_an_attempt_nor_lets_it_come_early() {
        Scene scene = Scene.planned(3, 4, 5);
        scene.failed(0, 1, 1);
        scene.after(Duration.ofDays(-1));
        assertThat(starts(scene.decide())).containsExactly("0-2");
        scene.after(Duration.ofDays(1).minusSeconds(60));
        assertThat(scene.decide().wake()).contains(Duration.ofSeconds(70));
    }

    @Test
    void on_failure_stop_starts_nothing_new_but_the_report() {
        Scene scene = Scene.planned().execution(8, false, OnFailure.STOP, 0);
        ObservedJob running = scene.list(2, 1, new Running());
        scene.failed(0, 1, 1);
        assertThat(starts(scene.decideAndWrite())).isEmpty();
        scene.without(running).done(2);
        assertThat(starts(scene.decideAndWrite())).containsExactly("report-1");
        Decision failed = scene.reported().decideAndWrite();
        assertThat(condition(failed, Conditions.FAILED).getMessage()).contains("spec.execution.onFailure is Stop");

        Decision goesOn = scene.retries(0).decide();
        assertThat(starts(goesOn)).containsExactly("3-1");
        assertThat(deletions(goesOn)).containsExactly("rt-report-1");
    }

    @Test
    void a_report_that_could_not_be_written_stalls_until_a_later_job_for_it_runs_well() {
        Scene scene = Scene.planned(0, 1, 2, 3, 4, 5);
        scene.failed(new WriteReport(), 1, 4, "Error", "spec.results.uri: no answer");
        assertThat(is(scene.decideAndWrite(), Conditions.STALLED)).isTrue();
        scene.after(Duration.ofMinutes(5)).job(new WriteReport(), 2, new Running());
        assertThat(is(scene.decide(), Conditions.STALLED)).isTrue();
        assertThat(scene.decide().wake()).contains(Attempts.RUNS_WELL);
        Decision well = scene.after(Attempts.RUNS_WELL).decide();
        assertThat(is(well, Conditions.STALLED)).isFalse();
        assertThat(ready(well)).isEqualTo("Reporting");
    }

    @Test
    void raising_retries_resumes_what_failed() {
        Scene scene = Scene.planned(3, 4, 5).retries(0);
        scene.failed(0, 1, 1);
        scene.decideAndWrite();
        assertThat(is(scene.reported().decideAndWrite(), Conditions.FAILED)).isTrue();

        Decision resumed = scene.retries(1).after(Duration.ofMinutes(1)).decideAndWrite();
        assertThat(starts(resumed)).containsExactly("0-2");
        assertThat(deletions(resumed)).containsExactly("rt-report-1");
        assertThat(is(resumed, Conditions.FAILED)).isFalse();
        assertThat(is(resumed, Conditions.STALLED)).isFalse();
        assertThat(resumed.events()).extracting(e -> e.reason()).containsExactly("GoesOn");
    }

    @Test
    void deleting_the_job_that_failed_for_good_tries_it_again() {
        Scene scene = Scene.planned(3, 4, 5);
        ObservedJob failed = scene.failed(0, 1, 2);
        scene.decideAndWrite();
        scene.reported().decideAndWrite();
        assertThat(starts(scene.without(failed).decide())).containsExactly("0-1");
    }

    @Test
    void a_report_that_cannot_be_written_fails_the_experiment_after_as_many_attempts_as_a_list() {
        Scene scene = Scene.planned(0, 1, 2, 3, 4, 5).retries(1);
        scene.failed(new WriteReport(), 1, 1, "Error", "no room");
        scene.failed(new WriteReport(), 2, 4, "Error", "https://s3 does not answer");
        assertThat(ready(scene.decideAndWrite())).isEqualTo("OutOfReach");
        assertThat(starts(scene.after(Backoff.MOST).decide())).containsExactly("report-3");
        scene.failed(new WriteReport(), 3, 1, "Error", "no room");
        Decision decision = scene.decideAndWrite();
        assertThat(is(decision, Conditions.FAILED)).isTrue();
        assertThat(condition(decision, Conditions.FAILED).getReason()).isEqualTo("ReportFailed");
        assertThat(condition(decision, Conditions.FAILED).getMessage()).contains("no room");

        assertThat(starts(scene.retries(2).after(Backoff.MOST).decide())).containsExactly("report-4");
    }

    @Test
    void reports_that_failed_before_it_went_on_do_not_count_at_the_next_end() {
        Scene scene = Scene.planned(3, 4, 5).retries(0);
        ObservedJob failed = scene.failed(0, 1, 1);
        ObservedJob report = scene.failed(new WriteReport(), 1, 1, "Error", "no room");
        assertThat(condition(scene.decideAndWrite(), Conditions.FAILED).getReason())
                .isEqualTo("ReportFailed");

        Decision goesOn = scene.without(failed).decideAndWrite();
        assertThat(deletions(goesOn)).containsExactly("rt-report-1");
        assertThat(starts(goesOn)).containsExactly("0-1");
        assertThat(starts(scene.without(report).done(0, 1).decide())).containsExactly("report-1");
    }

    @Test
    void a_report_job_that_said_nothing_is_tried_again_however_often() {
        Scene scene = Scene.planned(0, 1, 2, 3, 4, 5).retries(0);
        scene.succeeded(new WriteReport(), 1, null);
        assertThat(ready(scene.decide())).isEqualTo("NothingSaid");
        assertThat(starts(scene.after(Backoff.FIRST).decide())).containsExactly("report-2");
    }
}
