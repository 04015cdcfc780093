package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.manifest.BadManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be known wrong from the manifest alone comes back from the API server at once, in the laptop's words. */
@OnCluster
class ApiServerRefusesTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** What the API server cannot decode it names in Go's terms; it then looks no further, and names nothing else. */
    private static final Map<String, String> WORDS_OF_DECODING =
            Map.of("metadata.labels.team", "ObjectMeta.labels", "apiVersion", "in version \"v1\"");

    private static Lab lab;

    private record Cause(String field, String message) {}

    @BeforeAll
    static void open() {
        lab = Lab.open("refused");
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
    }

    static Stream<BadManifest> bad() throws IOException {
        return BadManifest.all().stream().filter(bad -> !bad.expects("syntax"));
    }

    static Stream<BadManifest> bad_by_a_rule() throws IOException {
        return bad().filter(bad -> !bad.expects("schema"));
    }

    static Stream<BadManifest> bad_by_the_schema() throws IOException {
        return bad().filter(bad -> bad.expects("schema"));
    }

    @ParameterizedTest
    @MethodSource("bad_by_a_rule")
    void a_rules_message_is_the_laptops_letter_by_letter(BadManifest bad) {
        Cluster.Response answer = create(bad.text().replace("namespace: research", "namespace: " + lab.namespace()));
        assertThat(answer.code()).as(answer.message()).isEqualTo(422);
        assertThat(causes(answer)).as(answer.message()).hasSameSizeAs(bad.expected());
        assertThat(bad.expected()).allSatisfy(each -> assertThat(causes(answer)).anySatisfy(cause -> {
            assertThat(cause.field()).isEqualTo(each.field());
            assertThat(cause.message()).endsWith(each.message());
        }));
    }

    @ParameterizedTest
    @MethodSource("bad_by_the_schema")
    void what_the_schema_refuses_is_named_by_its_field(BadManifest bad) {
        Cluster.Response answer = create(bad.text().replace("namespace: research", "namespace: " + lab.namespace()));
        assertThat(answer.code()).as(answer.message()).isBetween(400, 422);
        assertThat(bad.expected()).as(answer.message()).anySatisfy(each -> assertThat(answer.message())
                .contains(WORDS_OF_DECODING.getOrDefault(each.field(), each.field())));
    }

    private static Cluster.Response create(String yaml) {
        return lab.cluster()
                .send(
                        "POST",
                        Cluster.experiments(lab.namespace()) + "?dryRun=All&fieldValidation=Strict",
                        "application/yaml",
                        yaml);
    }

    private static Set<Cause> causes(Cluster.Response answer) {
        return StreamSupport.stream(answer.body().path("details").path("causes").spliterator(), false)
                .map(cause -> new Cause(
                        // a key of a map stands in brackets there
                        cause.path("field").asText().replaceFirst("(limits|requests)\\[(.*)]$", "$1.$2"),
                        cause.path("message").asText()))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{op: add, path: /seeds/-, value: 7}",
                "{op: remove, path: /seeds/2}",
                "{op: replace, path: /input/height, value: 33}",
                "{op: replace, path: /model/architecture, value: small-cnn}",
                "{op: replace, path: /threat/norm, value: L2}",
                "{op: replace, path: /source/dataset/uri, value: 's3://datasets/other'}",
                "{op: remove, path: /source/dataset/classes}",
                "{op: replace, path: /source/training/epochs, value: 101}",
                "{op: remove, path: /source/training/checkpoint}",
                "{op: add, path: /source/schemes/-, value: {name: more, ce: {}}}",
                "{op: remove, path: /source/schemes/0}",
                "{op: replace, path: /source/schemes/0/name, value: other}",
                "{op: replace, path: /source/schemes/2/ceA/steps, value: 11}",
                "{op: add, path: /source/schemes/0/training, value: {epochs: 3}}",
                "{op: replace, path: /targets/0/dataset/samplesPerClass, value: 99}",
                "{op: remove, path: /targets/0/dataset/samplesPerClass}",
                "{op: remove, path: /targets/1}",
                "{op: add, path: /evaluation/attacks/-, value: {name: more, fgsm: {epsilons: ['0.1']}}}",
                "{op: replace, path: /evaluation/images, value: 999}",
                "{op: remove, path: /evaluation/smoothing}",
            })
    void a_study_stays_as_it_was_created(String change) throws IOException {
        String name = lab.create(full("fixed")).name();
        Cluster.Response answer = patch(name, "/spec/study", change);
        assertThat(answer.code()).as(answer.message()).isEqualTo(422);
        assertThat(causes(answer)).singleElement().satisfies(cause -> {
            assertThat(cause.field()).isEqualTo("spec.study");
            assertThat(cause.message()).endsWith(immutable());
        });
    }

    @Test
    void whatever_of_a_study_is_taken_away_it_stays_as_it_was() throws IOException {
        JsonNode full = full("whole");
        String name = lab.create(full).name();
        JsonNode study = lab.read(name).at("/spec/study");
        for (String place : places("", study)) {
            Cluster.Response answer = patch(name, "/spec/study", "{op: remove, path: '" + place + "'}");
            if (answer.ok()) {
                assertThat(answer.body().at("/spec/study"))
                        .as("what %s is without being written", place)
                        .isEqualTo(study);
            } else {
                assertThat(answer.code()).as(place + answer.message()).isEqualTo(422);
            }
        }
    }

    @Test
    void the_place_of_results_may_change_until_there_is_a_plan() throws IOException {
        String name = lab.create(full("kept")).name();
        String elsewhere = "{op: replace, path: /results/uri, value: 's3://results/other'}";
        Cluster.Response early = patch(name, "/spec", elsewhere);
        assertThat(early.ok()).as(early.message()).isTrue();

        Cluster.Response planned = lab.cluster()
                .send(
                        "PATCH",
                        Cluster.experiments(lab.namespace()) + "/" + name + "/status",
                        "application/merge-patch+json",
                        "{\"status\": {\"plan\": {\"hash\": \"00\", \"stages\": 1}}}");
        assertThat(planned.ok()).as(planned.message()).isTrue();
        Cluster.Response late = patch(name, "/spec", elsewhere);
        assertThat(late.code()).as(late.message()).isEqualTo(422);
        assertThat(causes(late)).singleElement().satisfies(cause -> assertThat(cause.field())
                .isEqualTo("spec.results.uri"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{op: replace, path: /execution/parallelism, value: 3}",
                "{op: replace, path: /execution/suspend, value: false}",
                "{op: replace, path: /execution/onFailure, value: Stop}",
                "{op: replace, path: /execution/retries, value: 0}",
                "{op: remove, path: /execution}",
            })
    void how_it_is_worked_out_may_change_at_any_time(String change) throws IOException {
        String name = lab.create(full("free")).name();
        Cluster.Response answer = patch(name, "/spec", change);
        assertThat(answer.ok()).as(answer.message()).isTrue();
    }

    private static Cluster.Response patch(String name, String below, String change) throws IOException {
        ObjectNode operation = (ObjectNode) YAML.readTree(change);
        operation.put("path", below + operation.get("path").asText());
        return lab.cluster()
                .send(
                        "PATCH",
                        Cluster.experiments(lab.namespace()) + "/" + name + "?dryRun=All&fieldValidation=Strict",
                        "application/json-patch+json",
                        "[" + operation + "]");
    }

    /** The manifest that uses every field, suspended, so that no operator works on it. */
    private static ObjectNode full(String name) throws IOException {
        ObjectNode full =
                (ObjectNode) YAML.readTree(Files.readString(Path.of("src/test/resources/manifests/good/full.yaml")));
        ObjectNode metadata = (ObjectNode) full.get("metadata");
        metadata.remove(List.of("namespace", "name"));
        metadata.put("generateName", name + "-");
        ((ObjectNode) full.at("/spec/execution")).put("suspend", true);
        return full;
    }

    private static String immutable() throws IOException {
        try (InputStream yaml = RobustTransferExperiment.class.getResourceAsStream(
                "/io/robusttransfer/crds/robusttransferexperiments.robusttransfer.io.yaml")) {
            return StreamSupport.stream(
                            YAML.readTree(yaml)
                                    .findValues("x-kubernetes-validations")
                                    .spliterator(),
                            false)
                    .flatMap(rules -> StreamSupport.stream(rules.spliterator(), false))
                    .filter(rule -> rule.path("rule").asText().equals("self == oldSelf"))
                    .map(rule -> rule.path("message").asText())
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Every object, list and leaf, by its pointer. */
    private static List<String> places(String pointer, JsonNode node) {
        Stream<String> below = node.isObject()
                ? node.properties().stream()
                        .flatMap(field -> places(pointer + "/" + field.getKey(), field.getValue()).stream())
                : IntStream.range(0, node.size()).boxed().flatMap(i -> places(pointer + "/" + i, node.get(i)).stream());
        return Stream.concat(Stream.of(pointer), below).toList();
    }
}
