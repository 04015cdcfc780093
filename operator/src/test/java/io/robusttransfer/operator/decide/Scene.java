package io.robusttransfer.operator.decide;

import io.fabric8.kubernetes.api.model.Condition;
import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A snapshot to decide in, and its clock: two models, each trained in one list and judged in the next. */
final class Scene {
    static final ExperimentPlan TWO_MODELS = new ExperimentPlan(
            "a".repeat(64),
            Layout.BY_MODEL_AND_KIND,
            6,
            List.of(
                    stageList("train ce, seed 0", List.of(0), Set.of()),
                    stageList("evaluate ce, seed 0 and 1 more", List.of(1, 2), Set.of(0)),
                    stageList("train pgd, seed 0", List.of(3), Set.of()),
                    stageList("evaluate pgd, seed 0 and 1 more", List.of(4, 5), Set.of(2))));

    static final ReportResult REPORTED = new ReportResult(
            "s3://results/report.html", "b".repeat(64), "pgd: 41 % under pgd20", "yes", "It is.", "yes 3, undecided 2");

    /** Of the Jobs that stay. */
    static final int HISTORY = 10;

    static StageList stageList(String title, List<Integer> places, Set<Integer> needs) {
        return new StageList(title, places, needs, List.of(), "");
    }

    final ExperimentPlan plan;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    ExperimentStatus status = ExperimentStatus.empty();
    Execution execution = new Execution(8, false, OnFailure.CONTINUE, 3, HISTORY);
    Optional<Obstacle> obstacle = Optional.empty();
    Optional<String> unknown = Optional.empty();
    final Map<Integer, ObservedJob> others = new HashMap<>();
    final Map<Integer, Integer> attempts = new HashMap<>();
    final Map<Integer, ObservedJob> succeededElsewhere = new HashMap<>();
    final Map<String, Obstacle> undeleted = new HashMap<>();
    private final List<ObservedJob> own = new ArrayList<>();
    private int uids;

    Scene(ExperimentPlan plan) {
        this.plan = plan;
    }

    /** Nothing is known yet. */
    static Scene atTheBeginning() {
        return new Scene(TWO_MODELS);
    }

    /** The plan is pinned, these places are done, and its Job is still there. */
    static Scene planned(Integer... done) {
        Scene scene = atTheBeginning();
        scene.succeeded(new MakePlan(), 1, scene.saysPlanned(done));
        scene.decideAndWrite();
        return scene;
    }

    Snapshot snapshot() {
        return new Snapshot(
                1,
                execution,
                status,
                status.plan() == null ? Optional.empty() : Optional.of(plan),
                own,
                others,
                attempts,
                succeededElsewhere,
                undeleted,
                unknown,
                obstacle);
    }

    Decision decide() {
        return Decider.decide(snapshot(), now);
    }

    /** As an operator does that then crashes before anything else happens. */
    Decision decideAndWrite() {
        Decision decision = decide();
        status = decision.status();
        return decision;
    }

    Scene after(Duration time) {
        now = now.plus(time);
        return this;
    }

    Scene parallelism(int jobs) {
        return execution(jobs, false, OnFailure.CONTINUE, 3);
    }

    Scene retries(int retries) {
        return execution(8, false, OnFailure.CONTINUE, retries);
    }

    Scene execution(int parallelism, boolean suspend, OnFailure onFailure, int retries) {
        execution = new Execution(parallelism, suspend, onFailure, retries, HISTORY);
        return this;
    }

    ObservedJob job(Task task, int attempt, JobState state) {
        String name = task instanceof DoList list
                ? "rt-" + list.number()
                : task instanceof MakePlan ? "rt-plan" : "rt-report";
        int inARow =
                Attempts.of(own.stream().filter(job -> job.task().equals(task))).nextInARow();
        ObservedJob job = new ObservedJob(name + "-" + attempt, "u" + uids++, task, attempt, inARow, now, state, false);
        own.add(job);
        return job;
    }

    ObservedJob list(int number, int attempt, JobState state) {
        return job(new DoList(number), attempt, state);
    }

    /** It ran a second. */
    ObservedJob succeeded(Task task, int attempt, TerminationMessage said) {
        Instant end = now.plusSeconds(1);
        ObservedJob job = job(
                task,
                attempt,
                new Succeeded(end, Optional.ofNullable(said), "worker:1", Optional.of("worker@sha256:1")));
        now = end;
        return job;
    }

    ObservedJob failed(Task task, int attempt, Integer exitCode, String reason, String message) {
        Instant end = now.plusSeconds(1);
        ObservedJob job =
                job(task, attempt, new Failed(end, Optional.ofNullable(exitCode), reason, message, Optional.empty()));
        now = end;
        return job;
    }

    ObservedJob failed(int list, int attempt, int exitCode) {
        return failed(new DoList(list), attempt, exitCode, "Error", "exit " + exitCode);
    }

    /** All stages of these lists are done. */
    Scene done(int... lists) {
        for (int list : lists) {
            succeeded(new DoList(list), 1, saysDone(list));
        }
        return this;
    }

    Scene reported() {
        Snapshot snapshot = snapshot();
        StageMarks known =
                SettledStages.of(snapshot, MessageReader.of(snapshot)).marks();
        PlanResult planned = saysPlanned().planned().with(known.done(), known.skipped());
        succeeded(new WriteReport(), 1, new TerminationMessage(null, planned, null, REPORTED));
        return this;
    }

    TerminationMessage saysDone(int list) {
        int size = plan.lists().get(list).places().size();
        return new TerminationMessage(null, null, new ListResult(list, IndexSet.of(numbers(size)), null), null);
    }

    TerminationMessage saysSkipped(int list) {
        int size = plan.lists().get(list).places().size();
        return new TerminationMessage(
                null, null, new ListResult(list, IndexSet.none(), IndexSet.of(numbers(size))), null);
    }

    TerminationMessage saysPlanned(Integer... done) {
        return new TerminationMessage(
                null,
                new PlanResult(
                        plan.hash(),
                        Map.of("source", "c".repeat(64)),
                        Map.of("training", 1),
                        plan.stages(),
                        IndexSet.of(List.of(done)),
                        null),
                null,
                null);
    }

    Scene without(ObservedJob job) {
        own.remove(job);
        return this;
    }

    /** What was decided to be deleted is gone. */
    Scene withoutDeleted(Decision decision) {
        own.removeIf(job -> decision.deletions().stream()
                .anyMatch(deletion -> deletion.uid().equals(job.uid())));
        return this;
    }

    /** The experiment comes to ask for another pod than that of this Job. */
    ObservedJob outdated(ObservedJob job) {
        ObservedJob outdated = with(job, job.state(), true);
        own.set(own.indexOf(job), outdated);
        return outdated;
    }

    Scene now(ObservedJob job, JobState state) {
        own.set(own.indexOf(job), with(job, state, job.outdated()));
        return this;
    }

    private static ObservedJob with(ObservedJob job, JobState state, boolean outdated) {
        return new ObservedJob(
                job.name(), job.uid(), job.task(), job.attempt(), job.inARow(), job.created(), state, outdated);
    }

    static Condition condition(Decision decision, String type) {
        return Conditions.find(decision.status(), type).orElseThrow();
    }

    static String ready(Decision decision) {
        return condition(decision, Conditions.READY).getReason();
    }

    static boolean is(Decision decision, String type) {
        return Conditions.isTrue(decision.status(), type);
    }

    static List<String> starts(Decision decision) {
        return decision.starts().stream()
                .map(start -> (start.task() instanceof DoList list
                                ? String.valueOf(list.number())
                                : start.task() instanceof MakePlan ? "plan" : "report")
                        + "-" + start.attempt())
                .toList();
    }

    static List<String> deletions(Decision decision) {
        return decision.deletions().stream()
                .map(deletion -> deletion.name() + (deletion.saving() ? " saving" : ""))
                .toList();
    }

    private static List<Integer> numbers(int size) {
        return IntStream.range(0, size).boxed().toList();
    }
}
