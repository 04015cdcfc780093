package io.robusttransfer.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestCorpusTest {
    private static final Path MANIFESTS = BadManifest.MANIFESTS;
    private static final Path SAMPLES = Path.of("..", "deploy", "samples");
    private static final ManifestReader READER = new ManifestReader();

    static Stream<BadManifest> bad() throws IOException {
        return BadManifest.all().stream();
    }

    static Stream<Path> good() throws IOException {
        return Files.list(MANIFESTS.resolve("good")).sorted();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_manifest_is_refused_for_the_reasons_that_it_names(BadManifest bad) {
        Path manifest = bad.file();
        List<BadManifest.Expected> expected = bad.expected();
        assertThat(expected).as("expectations of %s", manifest).isNotEmpty();
        assertThatThrownBy(() -> READER.read(manifest))
                .isInstanceOfSatisfying(Failure.WrongInput.class, failure -> assertThat(failure.exitCode())
                        .isEqualTo(2))
                .satisfies(failure -> {
                    List<String> lines = failure.getMessage()
                            .lines()
                            .map(line -> line.substring(manifest.toString().length() + 1))
                            .toList();
                    assertThat(lines).hasSameSizeAs(expected);
                    assertThat(expected).allSatisfy(each -> assertThat(lines).anyMatch(each::isSaidBy));
                });
    }

    @ParameterizedTest
    @MethodSource("good")
    void a_good_manifest_is_read_with_its_name(Path manifest) {
        RobustTransferExperiment experiment = READER.read(manifest);
        assertThat(experiment.getMetadata().getName() + ".yaml")
                .isEqualTo(manifest.getFileName().toString());
    }

    static Stream<Path> samples() {
        return Stream.of("quickstart", "schemes", "cifar").map(name -> SAMPLES.resolve(name + ".yaml"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_sample_is_read(Path sample) {
        assertThat(READER.read(sample).getSpec().study().source().schemes()).isNotEmpty();
    }

    @Test
    void defaults_are_filled_in_where_objects_are_present() {
        ExperimentSpec spec =
                READER.read(MANIFESTS.resolve("good/minimal.yaml")).getSpec();
        assertThat(spec.execution().parallelism()).isEqualTo(1);
        assertThat(spec.study().source().schemes().get(1).ceA().steps()).isEqualTo(10);
        assertThat(spec.study().evaluation().images()).isEqualTo(1000);
        assertThat(spec.worker()).isNull();
    }

    @Test
    void the_manifest_of_the_readme_is_the_minimal_one() throws IOException {
        String readme = Files.readString(Path.of("..", "crds", "README.md"));
        String minimal = Files.readString(MANIFESTS.resolve("good/minimal.yaml"));
        assertThat(readme).contains("```yaml\n" + minimal.substring(minimal.indexOf("apiVersion")) + "```\n");
    }

    @Test
    void every_rule_of_the_definition_is_broken_by_a_manifest() throws IOException {
        Set<String> said = BadManifest.all().stream()
                .flatMap(bad -> bad.expected().stream())
                .filter(each -> each.kind().equals("cel") || each.message().contains("Duplicate value"))
                .map(each -> each.message().replaceFirst("^Duplicate value: .*: ", ""))
                .map(ManifestCorpusTest::ofAnyScheme)
                .collect(Collectors.toSet());
        assertThat(said).containsAll(messages());
    }

    /** The same rule is written for every scheme that has the field. */
    private static String ofAnyScheme(String message) {
        return message.replaceFirst("^a [\\w.]+[.]warmupEpochs", "a scheme's warmupEpochs");
    }

    /** Of all rules but those about a change, which a file alone cannot break; those with words of their own are expected above. */
    private static Set<String> messages() {
        return DefinitionWords.schema().findValues("x-kubernetes-validations").stream()
                .flatMap(rules -> StreamSupport.stream(rules.spliterator(), false))
                .filter(rule -> !rule.path("rule").asText().contains("oldSelf"))
                .filter(rule -> !rule.has("messageExpression"))
                .map(rule -> rule.path("message"))
                .map(JsonNode::asText)
                .map(ManifestCorpusTest::ofAnyScheme)
                .collect(Collectors.toSet());
    }
}
