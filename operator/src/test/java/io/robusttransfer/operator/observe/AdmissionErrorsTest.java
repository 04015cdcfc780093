package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Task;
import org.junit.jupiter.api.Test;

class AdmissionErrorsTest {
    private static final AdmissionErrors OF_LISTS = AdmissionErrors.ofOwn(new Task.DoList(3));
    private static final AdmissionErrors OF_PLANS = AdmissionErrors.ofOwn(new Task.MakePlan());

    @Test
    void a_quota_reads_the_same_however_much_of_it_is_used_and_names_the_field_that_asks() {
        Obstacle early =
                OF_LISTS.of("Error creating: pods \"rt-a-1-x2k\" is forbidden: exceeded quota: small, requested:"
                        + " cpu=500m,memory=1Gi, used: cpu=3,memory=4Gi, limited: cpu=3,memory=8Gi");
        Obstacle late =
                OF_LISTS.of("Error creating: pods \"rt-a-1-9zz\" is forbidden: exceeded quota: small, requested:"
                        + " cpu=500m,memory=1Gi, used: cpu=2900m,memory=3Gi, limited: cpu=3,memory=8Gi");
        assertThat(late).isEqualTo(early);
        assertThat(early.kind()).isEqualTo(Obstacle.Kind.NEEDS_TIME);
        assertThat(early.message())
                .isEqualTo("not allowed in this namespace: a pod is forbidden: exceeded quota: small, requested:"
                        + " cpu=500m,memory=1Gi, limited: cpu=3,memory=8Gi (spec.worker.resources says what such a pod"
                        + " asks for)");
    }

    @Test
    void a_pod_that_plans_is_asked_for_by_another_field() {
        assertThat(OF_PLANS.of(
                                "pods \"rt-plan-a-1-x\" is forbidden: maximum memory usage per Container is 1Gi, but limit is"
                                        + " 2Gi")
                        .message())
                .isEqualTo(
                        "not allowed in this namespace: a pod is forbidden: maximum memory usage per Container is 1Gi,"
                                + " but limit is 2Gi (spec.worker.planResources says what such a pod asks for)");
    }

    @Test
    void the_containers_field_is_said_as_the_experiments() {
        assertThat(OF_LISTS.of(
                                "Pod \"rt-a-1-x2k\" is invalid: spec.containers[0].image: Invalid value: \" a\": must not have"
                                        + " leading or trailing whitespace")
                        .message())
                .startsWith("not allowed in this namespace: a pod is invalid: spec.worker.image: Invalid value");
        assertThat(OF_LISTS.of(
                                "Job.batch \"rt-a-1\" is invalid: spec.template.spec.containers[0].resources.requests: Invalid"
                                        + " value: \"2\": must be less than or equal to cpu limit of 1")
                        .message())
                .startsWith(
                        "not allowed in this namespace: the Job is invalid: spec.worker.resources.requests: Invalid");
    }

    @Test
    void a_job_that_is_forbidden_reads_the_same_whichever_it_is() {
        String one = "jobs.batch \"rt-a-1\" is forbidden: exceeded quota: few, requested: count/jobs.batch=1, used:"
                + " count/jobs.batch=3, limited: count/jobs.batch=3";
        assertThat(OF_LISTS.of(one).message())
                .isEqualTo(OF_LISTS.of(one.replace("rt-a-1", "rt-b-7")).message())
                .isEqualTo("not allowed in this namespace: the Job is forbidden: exceeded quota: few, requested:"
                        + " count/jobs.batch=1, limited: count/jobs.batch=3 (finished Jobs that stay count as well:"
                        + " spec.execution.jobsHistory says how many)");
    }

    @Test
    void a_quota_of_jobs_needs_action_once_none_runs_since_finished_jobs_fill_it_for_ever() {
        String jobs = "jobs.batch \"rt-a-1\" is forbidden: exceeded quota: few, requested: count/jobs.batch=1, used:"
                + " count/jobs.batch=3, limited: count/jobs.batch=3";
        assertThat(OF_LISTS.of(jobs).kind()).isEqualTo(Obstacle.Kind.NEEDS_ACTION_WHEN_IDLE);
        assertThat(AdmissionErrors.ofOthers().of(jobs).message()).doesNotContain("spec.");
        assertThat(OF_LISTS.of("pods \"rt-a-1-x\" is forbidden: exceeded quota: few, requested: pods=1, used: pods=3,"
                                + " limited: pods=3")
                        .kind())
                .isEqualTo(Obstacle.Kind.NEEDS_TIME);
    }

    @Test
    void a_missing_service_account_is_named_with_its_field() {
        assertThat(OF_LISTS.of(
                                "pods \"rt-a-1-x\" is forbidden: error looking up service account lab/w: serviceaccount \"w\""
                                        + " not found")
                        .message())
                .endsWith("serviceaccount \"w\" not found (spec.worker.serviceAccountName names it)");
    }

    @Test
    void a_webhook_out_of_reach_reads_the_same_from_every_port() {
        String one = OF_LISTS.of(
                        "failed calling webhook \"v.example.org\": read tcp 10.0.0.1:40112->10.0.0.9:443: reset")
                .message();
        String other = OF_LISTS.of(
                        "failed calling webhook \"v.example.org\": read tcp 10.0.0.1:51000->10.0.0.9:443: reset")
                .message();
        assertThat(one).isEqualTo(other).contains("10.0.0.9:443");
    }

    @Test
    void of_anothers_job_no_field_is_named() {
        assertThat(AdmissionErrors.ofOthers()
                        .of("pods \"x\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=3, limited:"
                                + " pods=3")
                        .message())
                .doesNotContain("spec.worker");
    }
}
