package io.robusttransfer.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.OnFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What Flux and others make of an experiment, by the code that they use: RT_KSTATUS names the program of src/test/kstatus, built. */
@EnabledIfEnvironmentVariable(
        named = "RT_KSTATUS",
        matches = ".+",
        disabledReason = "RT_KSTATUS names no program: cd operator/src/test/kstatus && go build -o PLACE .")
class KstatusTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    @Timeout(60)
    void each_phase_is_what_tools_that_wait_should_take_it_for() throws IOException, InterruptedException {
        Map<String, ExperimentStatus> phases = new LinkedHashMap<>();
        phases.put("as the API server makes it: InProgress", notSeen());
        phases.put("Planning: InProgress", decided(Scene.atTheBeginning()));
        phases.put("Running: InProgress", decided(Scene.planned(0)));
        phases.put("Reporting: InProgress", decided(Scene.planned().done(0, 1, 2, 3)));
        phases.put("Suspended: InProgress", decided(Scene.planned(0).execution(8, true, OnFailure.CONTINUE, 3)));
        phases.put("Waiting: InProgress", decided(obstructed(Obstacle.time("FailedCreate", "exceeded quota"))));
        phases.put("Stalled: Failed", decided(obstructed(Obstacle.action("PodTemplateMissing", "none of the name"))));
        phases.put("Complete: Current", decided(Scene.planned().done(0, 1, 2, 3).reported()));
        phases.put("Failed: Failed", failed());
        assertThat(kstatus(List.copyOf(phases.values())))
                .containsExactlyElementsOf(phases.keySet().stream()
                        .map(said -> said.substring(said.indexOf(": ") + 2))
                        .toList());
        phases.entrySet().stream().skip(1).forEach(each -> assertThat(each.getKey())
                .startsWith(each.getValue().phase() + ": "));
    }

    /** The definition's default. */
    private static ExperimentStatus notSeen() {
        return new ExperimentStatus(-1L, null, null, null, null, null, null, null, null, null, null, null, Map.of());
    }

    private static ExperimentStatus decided(Scene scene) {
        return scene.decideAndWrite().status();
    }

    private static Scene obstructed(Obstacle obstacle) {
        Scene scene = Scene.planned(0);
        scene.obstacle = Optional.of(obstacle);
        return scene;
    }

    private static ExperimentStatus failed() {
        Scene scene = Scene.planned().retries(0);
        scene.failed(0, 1, 1);
        scene.failed(2, 1, 1);
        scene.reported();
        return decided(scene);
    }

    private static List<String> kstatus(List<ExperimentStatus> statuses) throws IOException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        for (ExperimentStatus status : statuses) {
            ObjectNode object = JSON.createObjectNode()
                    .put("apiVersion", "robusttransfer.io/v1alpha1")
                    .put("kind", "RobustTransferExperiment");
            object.putObject("metadata").put("name", "one").put("generation", 1);
            object.set("status", JSON.valueToTree(status));
            lines.append(JSON.writeValueAsString(object)).append('\n');
        }
        Process process = new ProcessBuilder(System.getenv("RT_KSTATUS"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().write(lines.toString().getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said.lines().toList();
    }
}
