package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.ObservedJob;
import io.robusttransfer.operator.decide.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrphanReadingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final ExperimentPlan PLAN = new ExperimentPlan(
            "hash",
            Layout.BY_MODEL,
            2,
            List.of(
                    new StageList("train", List.of(0), Set.of(), List.of("k0"), "rt-a"),
                    new StageList("evaluate", List.of(1), Set.of(0), List.of("k1"), "rt-b")));

    @Test
    void a_pod_without_an_owner_is_what_was_left_of_the_job_whose_name_it_has() {
        Pod pod = SlimPods.slim(pod("list", "rt-b-3", ""));
        assertThat(read(false, pod))
                .containsExactly(new ObservedJob(
                        "rt-b-3",
                        "pod-uid",
                        new Task.DoList(1),
                        3,
                        1,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        new JobState.Orphaned("x2k"),
                        false));
        assertThat(read(false, pod("plan", "rt-plan-c-1", "")))
                .extracting(ObservedJob::task)
                .containsExactly(new Task.MakePlan());
        assertThat(read(false, pod("report", "rt-report-c-1", "")))
                .extracting(ObservedJob::task)
                .containsExactly(new Task.WriteReport());
    }

    @Test
    void a_pod_that_names_a_job_that_is_gone_or_that_was_deleted_itself_is_waited_for() {
        Pod owned =
                pod("list", "rt-a-1", "ownerReferences: [{kind: Job, name: rt-a-1, uid: job-uid, controller: true}]");
        assertThat(read(false, owned))
                .extracting(ObservedJob::state)
                .containsExactly(new JobState.Terminating(List.of()));
        assertThat(read(true, owned)).isEmpty();

        Pod deleted = pod("list", "rt-a-1", "deletionTimestamp: \"2026-01-01T01:00:20Z\"");
        assertThat(read(false, deleted))
                .extracting(ObservedJob::state)
                .containsExactly(new JobState.Terminating(List.of()));
    }

    @Test
    void a_pod_that_has_ended_or_is_on_a_silent_node_is_not_waited_for() {
        Pod ended = pod("list", "rt-a-1", "");
        ended.getStatus().setPhase("Failed");
        Pod lost = pod("list", "rt-a-1", "deletionTimestamp: \"2026-01-01T00:58:00Z\"");
        assertThat(read(false, ended, lost)).isEmpty();
    }

    @Test
    void a_pod_of_a_list_that_the_plan_does_not_have_is_left_alone() {
        assertThat(read(false, pod("list", "rt-z-1", ""))).isEmpty();
    }

    private static List<ObservedJob> read(boolean jobExists, Pod... pods) {
        return new OrphanReading(Optional.of(PLAN), pod -> jobExists, NOW).of(List.of(pods));
    }

    private static Pod pod(String task, String job, String metadata) {
        return Serialization.unmarshal("""
            apiVersion: v1
            kind: Pod
            metadata:
              namespace: research
              name: x2k
              uid: pod-uid
              creationTimestamp: "2026-01-01T00:00:00Z"
              labels: {robusttransfer.io/uid: e, robusttransfer.io/task: %s, batch.kubernetes.io/job-name: %s, team: vision}
              %s
            spec:
              nodeName: node1
              containers: [{name: worker, image: "worker:1"}]
            status: {phase: Running}
            """.formatted(task, job, metadata), Pod.class);
    }
}
