package io.robusttransfer.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.crds.api.Settled;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Waiting;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However large an experiment is and whatever others say, its status stays small. */
class BoundsTest {
    /** Each kind of character that takes more room in JSON than it seems to. */
    private static final String ENDLESS = "\"\\\u0001\n\u00e9\u4e2d\ud83d\ude00\ud800".repeat(2000);

    @ParameterizedTest
    @ValueSource(ints = {10_000, 20_000})
    void a_status_is_below_64_kB_at_its_worst(int stages) throws JsonProcessingException {
        Scene scene = new Scene(plan(stages));
        scene.execution = new Execution(10_000, false, OnFailure.CONTINUE, 0, Scene.HISTORY);
        scene.succeeded(new MakePlan(), 1, planned(scene.plan));
        scene.decideAndWrite();
        scene.job(new MakePlan(), 2, new Waiting(new Obstacle(Obstacle.Kind.NEEDS_ACTION, ENDLESS, ENDLESS)));
        for (int list = 0; list < 200; list++) {
            if (list % 2 == 0) {
                scene.list(list, 1_000_000_000, new Waiting(new Obstacle(Obstacle.Kind.NEEDS_TIME, ENDLESS, ENDLESS)));
            } else {
                scene.list(
                        list,
                        1_000_000_000,
                        new Failed(scene.now, Optional.of(137), ENDLESS, ENDLESS, Optional.empty()));
            }
        }
        ExperimentStatus status = scene.decide().status();
        assertThat(status.runningLists()).hasSize(ExperimentStatus.MOST_RUNNING);
        assertThat(status.failures()).hasSize(ExperimentStatus.MOST_FAILURES);
        assertThat(json(status).length).isBetween(30_000, 64_000);
    }

    @Test
    void a_report_s_words_are_cut_as_the_definition_has_them() {
        Scene scene = Scene.planned(0, 1, 2, 3, 4, 5);
        scene.succeeded(
                new WriteReport(),
                1,
                new TerminationMessage(
                        null, null, null, new ReportResult(ENDLESS, ENDLESS, ENDLESS, ENDLESS, ENDLESS, ENDLESS)));
        ExperimentStatus status = scene.decide().status();
        assertThat(status.best().length()).isLessThanOrEqualTo(256);
        assertThat(status.report().uri().length()).isLessThanOrEqualTo(1024);
        assertThat(status.report().sha256().length()).isLessThanOrEqualTo(64);
        assertThat(status.report().verdict().length()).isLessThanOrEqualTo(64);
        assertThat(status.report().sentence().length()).isLessThanOrEqualTo(512);
        assertThat(status.report().answers().length()).isLessThanOrEqualTo(128);
    }

    @Test
    void a_text_is_cut_at_bytes_of_json_between_characters_and_stays_on_one_line() throws JsonProcessingException {
        for (int bytes = 3; bytes < 100; bytes++) {
            String cut = StatusText.cut(ENDLESS, bytes);
            assertThat(json(cut).length - 2).isLessThanOrEqualTo(bytes);
            assertThat(cut).endsWith("…").doesNotContain("\n");
        }
        assertThat(StatusText.cut("short", 5)).isEqualTo("short");
        assertThat(StatusText.cut("longer", 5)).isEqualTo("lo…");
    }

    @Test
    void spoilt_marks_are_as_good_as_none() {
        Scene scene = Scene.planned(0);
        ExperimentStatus s = scene.status;
        scene.status = new ExperimentStatus(
                s.observedGeneration(),
                s.phase(),
                s.done(),
                s.running(),
                s.failed(),
                s.best(),
                s.plan(),
                new Settled("no marks at all", "!"),
                s.runningLists(),
                s.failures(),
                s.report(),
                s.conditions(),
                Map.of());
        assertThat(scene.decide().status().done()).isEqualTo("1/6");
    }

    @Test
    void ten_thousand_lists_are_decided_in_well_under_a_second() {
        Scene scene = new Scene(plan(20_000));
        scene.execution = new Execution(10_000, false, OnFailure.CONTINUE, 3, Scene.HISTORY);
        scene.succeeded(new MakePlan(), 1, planned(scene.plan));
        scene.decideAndWrite();
        for (int list = 0; list < 10_000; list += 2) {
            scene.succeeded(new DoList(list), 1, scene.saysDone(list));
        }
        scene.decide();
        long start = System.nanoTime();
        scene.decide();
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }

    private static ExperimentPlan plan(int stages) {
        return new ExperimentPlan(
                "a".repeat(64),
                Layout.BY_MODEL,
                stages,
                IntStream.range(0, stages / 2)
                        .mapToObj(i -> Scene.stageList(ENDLESS, List.of(2 * i, 2 * i + 1), Set.of()))
                        .toList());
    }

    /** Half of all, at random, which no deflating makes smaller; and as many datasets and algorithms as a study can have. */
    private static TerminationMessage planned(ExperimentPlan plan) {
        Random random = new Random(1);
        List<Integer> done = IntStream.range(0, plan.stages())
                .filter(i -> i % 2 == 0 && i >= 400 && random.nextBoolean())
                .boxed()
                .toList();
        List<Integer> skipped = IntStream.range(0, plan.stages())
                .filter(i -> i % 2 == 1 && i >= 400 && random.nextBoolean())
                .boxed()
                .toList();
        Map<String, String> digests = new HashMap<>();
        Map<String, Integer> revisions = new HashMap<>();
        for (int i = 0; i < 17; i++) {
            digests.put("target/" + "n".repeat(60) + i, "d".repeat(64));
        }
        for (int i = 0; i < 40; i++) {
            revisions.put("algorithm/" + "n".repeat(20) + i, 1);
        }
        return new TerminationMessage(
                null,
                new PlanResult(plan.hash(), digests, revisions, plan.stages(), IndexSet.of(done), IndexSet.of(skipped)),
                null,
                null);
    }

    private static byte[] json(Object value) throws JsonProcessingException {
        return new ObjectMapper().writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    }
}
