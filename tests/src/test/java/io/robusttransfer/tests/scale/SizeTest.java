package io.robusttransfer.tests.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.worker.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTest {
    @ParameterizedTest
    @ValueSource(strings = {"30x60", "1000x3"})
    void an_experiment_is_valid_and_has_as_many_lists_as_its_size_says_a_third_of_which_need_no_other(
            String text, @TempDir Path folder) throws IOException {
        Size size = Size.parse(text);
        Path manifest = folder.resolve("scale.yaml");
        Files.writeString(manifest, Serialization.asYaml(size.experiment(7)));
        Plan plan = Size.plan(new ManifestReader().read(manifest));
        assertThat(plan.needs()).hasSize(size.lists());
        assertThat(plan.needs().stream().filter(needs -> needs.isEmpty())).hasSize(size.lists() / 3);
        assertThat(size.jobs()).isEqualTo(size.experiments() * (size.lists() + 2));
        assertThat(size).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "30x61", "30x0", "0x3", "ax3", "30x60x2"})
    void a_size_that_cannot_be_made_is_refused_with_what_would_be_right(String text) {
        assertThatThrownBy(() -> Size.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write experiments x lists");
    }

    @Test
    void reads_are_those_of_the_operator_s_resources_and_verbs_since_before() {
        String metrics = """
                # HELP apiserver_request_total Counter
                apiserver_request_total{code="200",resource="pods",verb="LIST"} 5
                apiserver_request_total{code="410",resource="pods",verb="LIST"} 2
                apiserver_request_total{code="200",resource="pods",verb="WATCH"} 9
                apiserver_request_total{code="200",resource="podtemplates",verb="GET"} 1e+02
                """;
        Reads before = Reads.of(metrics);
        Reads after = Reads.of(metrics.replace("} 5", "} 8"));
        assertThat(before.counts()).containsEntry("LIST pods", 7L).containsEntry("GET podtemplates", 100L);
        assertThat(after.since(before)).containsEntry("LIST pods", 3L).containsEntry("LIST events", 0L);
    }
}
