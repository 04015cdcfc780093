package io.robusttransfer.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaterDefinitionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesSerialization serialization = serialization();

    @Test
    void fields_of_a_later_release_that_the_answer_does_not_hang_on_are_left_out_and_named() {
        RobustTransferExperiment read = read(later(Map.of(
                "/spec/execution", "deadline",
                "/spec/worker", "priority",
                "/spec/worker/resources", "claims")));
        assertThat(LaterDefinition.obstacle(read)).isEmpty();
        assertThat(read.getSpec()).isEqualTo(read(later(Map.of())).getSpec());
        assertThat(LaterDefinition.unknown(read))
                .contains("spec.execution.deadline, spec.worker.priority, spec.worker.resources.claims");
        assertThat(LaterDefinition.unknown(serialization.clone(read))).isEqualTo(LaterDefinition.unknown(read));
        assertThat(LaterDefinition.unknown(read(later(Map.of())))).isEmpty();
    }

    @Test
    void what_a_later_release_writes_into_the_status_is_written_back() throws Exception {
        RobustTransferExperiment read =
                read(later(Map.of("/status", "cost", "/status/settled", "diverged", "/status/report", "pdf")));
        JsonNode written = JSON.readTree(serialization.asJson(read.getStatus()));
        for (String place : List.of("/cost/a", "/settled/diverged/a", "/report/pdf/a")) {
            assertThat(written.at(place).asInt()).as(place).isEqualTo(1);
        }
    }

    @Test
    void a_status_that_cannot_be_read_spoils_its_own_experiment_only_and_is_not_written() {
        ObjectNode foreign = later(Map.of());
        ((ObjectNode) foreign.path("status")).put("runningLists", "all");
        ObjectNode list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "robusttransfer.io/v1alpha1");
        list.putArray("items").add(foreign).add(later(Map.of()));
        List<RobustTransferExperiment> read =
                serialization.unmarshal(list.toString(), Experiments.class).getItems();
        assertThat(read).map(LaterDefinition::hasReadableStatus).containsExactly(false, true);
        assertThat(LaterDefinition.obstacle(read.get(0)))
                .get()
                .matches(obstacle -> obstacle.reason().equals("StatusUnreadable"))
                .matches(obstacle ->
                        obstacle.message().startsWith("status.runningLists: this operator knows it in another form: "));
        assertThat(LaterDefinition.obstacle(read.get(1))).isEmpty();
    }

    @Test
    void what_cannot_be_read_is_said_without_names_of_the_program() {
        Map<String, JsonNode> wrong = Map.of(
                "/spec/execution#onFailure", JSON.getNodeFactory().textNode("Ask"),
                "/spec/execution#parallelism", JSON.createArrayNode(),
                "/spec/study#targets", JSON.createObjectNode(),
                "/spec/study/source/dataset#validation", JSON.getNodeFactory().textNode("a tenth"));
        wrong.forEach((place, value) -> {
            ObjectNode foreign = later(Map.of());
            String[] at = place.split("#");
            ((ObjectNode) foreign.at(at[0])).set(at[1], value);
            assertThat(LaterDefinition.obstacle(read(foreign)))
                    .as(place)
                    .get()
                    .matches(obstacle ->
                            obstacle.message().startsWith(place.substring(1).replaceAll("[/#]", ".") + ": "))
                    .matches(obstacle -> !obstacle.message().contains("robusttransfer.")
                            && !obstacle.message().contains("java"));
        });
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
                .startsWith("spec.execution.onFailure: this operator knows no value 'Ask' of it: ");
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
