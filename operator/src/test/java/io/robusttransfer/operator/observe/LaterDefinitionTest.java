package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaterDefinitionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesSerialization serialization = serialization();

    @Test
    void fields_of_a_later_release_that_the_answer_does_not_hang_on_are_left_out() {
        RobustTransferExperiment read = read(later(Map.of(
                "/spec/execution", "deadline",
                "/spec/worker", "priority",
                "/spec/worker/resources", "claims",
                "/status", "cost",
                "/status/settled", "diverged",
                "/status/report", "pdf")));
        assertThat(LaterDefinition.obstacle(read)).isEmpty();
        assertThat(read.getSpec()).isEqualTo(read(later(Map.of())).getSpec());
        assertThat(read.getStatus()).isEqualTo(read(later(Map.of())).getStatus());
    }

    @Test
    void a_question_that_has_an_unknown_part_is_left_alone_with_the_field_named() {
        Map.of(
                        "/spec", "spec.unknown",
                        "/spec/study", "spec.study.unknown",
                        "/spec/study/evaluation/attacks/0", "spec.study.evaluation.attacks[0].unknown",
                        "/spec/stores/0", "spec.stores[0].unknown",
                        "/spec/results", "spec.results.unknown")
                .forEach((place, field) -> {
                    RobustTransferExperiment read = read(later(Map.of(place, "unknown")));
                    assertThat(read.getSpec()).as(field).isNull();
                    assertThat(LaterDefinition.obstacle(read))
                            .get()
                            .matches(obstacle -> obstacle.reason().equals("SpecUnreadable")
                                    && obstacle.message().startsWith(field + ": this operator knows no such field: "));
                });
    }

    @Test
    void a_word_of_a_later_release_spoils_its_own_experiment_only() {
        ObjectNode foreign = later(Map.of());
        ((ObjectNode) foreign.at("/spec/execution")).put("onFailure", "Ask");
        ObjectNode list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "robusttransfer.io/v1alpha1");
        list.putArray("items").add(foreign).add(later(Map.of()));
        DefaultKubernetesResourceList<RobustTransferExperiment> read =
                serialization.unmarshal(list.toString(), Experiments.class);
        assertThat(read.getItems())
                .map(LaterDefinition::obstacle)
                .map(Optional::isPresent)
                .containsExactly(true, false);
        assertThat(LaterDefinition.obstacle(read.getItems().get(0))
                        .orElseThrow()
                        .message())
                .startsWith("spec.execution.onFailure: ")
                .contains("Ask");
    }

    @Test
    void a_copy_of_what_cannot_be_read_is_none_the_more_readable() {
        RobustTransferExperiment read = read(later(Map.of("/spec/study", "unknown")));
        assertThat(LaterDefinition.obstacle(serialization.clone(read))).isEqualTo(LaterDefinition.obstacle(read));
    }

    @Test
    void what_a_later_release_pins_of_the_plan_is_written_back() throws Exception {
        RobustTransferExperiment read = read(later(Map.of("/status/plan", "seedOfLists")));
        JsonNode written = JSON.readTree(serialization.asJson(read.getStatus()));
        assertThat(written.at("/plan/seedOfLists/a").asInt()).isEqualTo(1);
        assertThat(written.at("/plan/hash").asText()).isEqualTo("f".repeat(64));
    }

    private static final class Experiments extends DefaultKubernetesResourceList<RobustTransferExperiment> {
        private static final long serialVersionUID = 1;
    }

    /** The quickstart, with a field of this name in each of these places. */
    private static ObjectNode later(Map<String, String> fields) {
        ObjectNode experiment = JSON.valueToTree(SampleExperiment.asServed());
        ((ObjectNode) experiment.path("spec")).putObject("worker").putObject("resources");
        ObjectNode status = experiment.putObject("status");
        status.putObject("plan").put("hash", "f".repeat(64));
        status.putObject("settled").put("done", "AA");
        status.putObject("report").put("uri", "s3://results/report.html");
        fields.forEach((place, field) ->
                ((ObjectNode) experiment.at(place)).putObject(field).put("a", 1));
        return experiment;
    }

    private RobustTransferExperiment read(ObjectNode experiment) {
        return serialization.unmarshal(experiment.toString(), RobustTransferExperiment.class);
    }

    /** As Quarkus makes it. */
    private static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper();
        new LaterDefinition().customize(mapper);
        return new KubernetesSerialization(mapper, false);
    }
}
