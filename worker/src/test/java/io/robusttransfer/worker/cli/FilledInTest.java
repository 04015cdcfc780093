package io.robusttransfer.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.worker.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilledInTest {
    private final ExperimentSpec spec =
            new ManifestReader().read(Path.of("../deploy/samples/schemes.yaml")).getSpec();

    @Test
    void a_study_that_says_all_is_planned_as_the_one_that_leaves_it_out() throws IOException {
        Study filled = CanonicalJson.read(CanonicalJson.bytes(new FilledIn(spec.study()).tree()), Study.class);
        assertThat(filled).isNotEqualTo(spec.study());
        assertThat(plan(filled).stages()).isEqualTo(plan(spec.study()).stages());
    }

    @Test
    void what_is_taken_from_the_threat_and_how_every_head_trains_is_said() {
        JsonNode study = new FilledIn(spec.study()).tree();
        JsonNode ceA = study.at("/source/schemes/2");
        assertThat(ceA.at("/ceA/norm").asText()).isEqualTo("Linf");
        assertThat(ceA.at("/ceA/epsilon").asText()).isEqualTo("0.1");
        // 2.5 · 0.1 / 5
        assertThat(ceA.at("/ceA/stepSize").asText()).isEqualTo("0.05");
        assertThat(ceA.at("/training/batchSize").asInt()).isEqualTo(100);
        JsonNode supcon = study.at("/source/schemes/3");
        assertThat(supcon.at("/head/ce").isObject()).isTrue();
        assertThat(supcon.at("/head/training/epochs").asInt()).isEqualTo(20);
        assertThat(study.at("/targets/0/schemes/0/training/optimizer/adamw/learningRate")
                        .asText())
                .isEqualTo("0.01");
        assertThat(study.at("/evaluation/attacks/0/pgd/norm").asText()).isEqualTo("Linf");
        assertThat(study.at("/source/training").isMissingNode()).isTrue();
    }

    private Plan plan(Study study) {
        return Planner.plan(
                "schemes",
                new ExperimentSpec(study, spec.results(), spec.stores(), spec.execution(), spec.worker()),
                Map.of("source", "aa", "target/letters", "bb"),
                Revisions.CURRENT,
                Layout.CURRENT);
    }
}
