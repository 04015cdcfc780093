package io.robusttransfer.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.robusttransfer.operator.decide.Obstacle;
import org.junit.jupiter.api.Test;

class ApiErrorsTest {
    @Test
    void a_field_that_the_installed_definition_has_not_is_said_with_what_to_do() {
        Obstacle obstacle = ApiErrors.obstacle(error(
                500,
                "failed to create typed patch object (research/x; robusttransfer.io/v1alpha1, Kind=RobustTransferExperiment):"
                        + " .status.report.answers: field not declared in schema"));
        assertThat(obstacle.reason()).isEqualTo("DefinitionTooOld");
        assertThat(obstacle.message())
                .startsWith("status.report.answers: the installed definition is of an earlier release")
                .endsWith("kubectl apply --server-side -k crds/crd");
    }

    @Test
    void any_other_error_is_said_in_the_api_server_s_words() {
        Obstacle obstacle = ApiErrors.obstacle(error(403, "podtemplates is forbidden"));
        assertThat(obstacle.reason()).isEqualTo("ApiError");
        assertThat(obstacle.message()).isEqualTo("the API server says: podtemplates is forbidden");
    }

    private static KubernetesClientException error(int code, String message) {
        return new KubernetesClientException(
                message,
                code,
                new StatusBuilder().withCode(code).withMessage(message).build());
    }
}
