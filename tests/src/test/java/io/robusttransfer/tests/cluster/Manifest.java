package io.robusttransfer.tests.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** An experiment of a study file, to be applied; each change makes another. */
record Manifest(ObjectNode json) {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** The quickstart with fewer images and seeds. */
    static Manifest reduced() {
        return of("reduced.yaml");
    }

    /** Eight stages in four Jobs, each done within seconds. */
    static Manifest small() {
        return of("cluster/small.yaml");
    }

    /** Three trainings of a minute each on an idle core, and what hangs on them. */
    static Manifest slow() {
        return of("cluster/slow.yaml");
    }

    /** The same, but for trainings of twenty seconds. */
    static Manifest lessSlow() {
        return slow().with("/spec/study/source/training", "epochs", number(25));
    }

    private static Manifest of(String file) {
        try {
            return new Manifest((ObjectNode) YAML.readTree(Files.readString(study(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path study(String file) {
        return Path.of("src", "test", "resources", "studies").resolve(file).toAbsolutePath();
    }

    String name() {
        return json.at("/metadata/name").asText();
    }

    Manifest named(String name) {
        return with("/metadata", "name", text(name));
    }

    Manifest parallel(int jobs) {
        return with("/spec/execution", "parallelism", number(jobs));
    }

    Manifest retries(int retries) {
        return with("/spec/execution", "retries", number(retries));
    }

    Manifest labelled(String key, String value) {
        return with("/metadata/labels", key, text(value));
    }

    Manifest limits(String resource, String quantity) {
        return with("/spec/worker/resources/limits", resource, text(quantity));
    }

    Manifest requests(String resource, String quantity) {
        return with("/spec/worker/resources/requests", resource, text(quantity));
    }

    Manifest image(String image) {
        return with("/spec/worker", "image", text(image));
    }

    Manifest podTemplate(String name) {
        return with("/spec/worker", "podTemplate", text(name));
    }

    Manifest serviceAccount(String name) {
        return with("/spec/worker", "serviceAccountName", text(name));
    }

    /** Results under this prefix of the tests' bucket. */
    Manifest keptIn(String prefix) {
        Manifest kept = with("/spec/results", "uri", text("s3://" + ResultsBucket.NAME + "/" + prefix));
        ObjectNode store = (ObjectNode) kept.json.at("/spec/stores/0");
        ((ObjectNode) kept.json.at("/spec/results"))
                .put("store", store.get("name").asText());
        ((ObjectNode) store.get("s3")).put("endpoint", ResultsBucket.INSIDE).put("secretName", Lab.SECRET);
        return kept;
    }

    /** Only these source schemes of the study, by name. */
    Manifest ofSources(String... names) {
        Manifest some = new Manifest(json.deepCopy());
        Iterator<JsonNode> schemes = some.json.at("/spec/study/source/schemes").elements();
        while (schemes.hasNext()) {
            if (!List.of(names).contains(schemes.next().get("name").asText())) {
                schemes.remove();
            }
        }
        return some;
    }

    Manifest seeds(int... seeds) {
        ArrayNode list = YAML.createArrayNode();
        IntStream.of(seeds).forEach(list::add);
        return with("/spec/study", "seeds", list);
    }

    Manifest with(String object, String field, JsonNode value) {
        ObjectNode changed = json.deepCopy();
        changed.withObject(object).set(field, value);
        return new Manifest(changed);
    }

    /** The file that a laptop runs. */
    String yaml() {
        try {
            return YAML.writeValueAsString(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode study() {
        return json.at("/spec/study");
    }

    private static JsonNode text(String value) {
        return YAML.getNodeFactory().textNode(value);
    }

    private static JsonNode number(int value) {
        return YAML.getNodeFactory().numberNode(value);
    }
}
