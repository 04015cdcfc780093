package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.store.FolderStore;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What stands in a store, read without the program's own ways. */
public record StoredResults(Store store) {
    static final ObjectMapper JSON = new ObjectMapper();

    public static StoredResults in(Path folder) {
        return new StoredResults(new FolderStore(folder));
    }

    /** Outcome and hashes of the outputs of every finished stage, by key; the bytes are those that the hashes name. */
    public Map<String, String> stages() {
        return finished("stages/");
    }

    public Map<String, String> parts() {
        return finished("parts/");
    }

    private Map<String, String> finished(String shelf) {
        Map<String, String> results = new TreeMap<>();
        for (String name : names(shelf)) {
            if (name.endsWith("/manifest.json")) {
                JsonNode manifest = json(name);
                String folder = name.substring(0, name.lastIndexOf('/') + 1);
                manifest.get("outputs").forEach(output -> {
                    byte[] bytes = bytes(folder + output.get("file").asText());
                    assertThat(CanonicalJson.sha256(bytes))
                            .isEqualTo(output.get("sha256").asText());
                });
                results.put(folder, manifest.get("outcome").asText() + " " + manifest.get("outputs"));
            }
        }
        return results;
    }

    public List<String> names(String prefix) {
        return store.list(prefix).stream().map(Store.Entry::name).toList();
    }

    public byte[] bytes(String name) {
        return store.read(name).orElseThrow(() -> new AssertionError("no " + name));
    }

    /** The text of a file of a report; two runs never take the same time. */
    public String withoutTimes(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8)
                .replaceFirst("(?s)<section id=\"time\">.*?</section>", "");
    }

    public JsonNode json(String name) {
        try {
            return JSON.readTree(bytes(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key of the planned stage of this title, such as {@code train ce, seed 0}. */
    String key(String experiment, String title) {
        for (JsonNode stage : json(plan(experiment)).get("stages")) {
            if (stage.get("title").asText().equals(title)) {
                return stage.get("key").asText();
            }
        }
        throw new AssertionError(
                "no stage " + title + " in " + json(plan(experiment)).get("stages"));
    }

    /** The name of its one plan. */
    String plan(String experiment) {
        List<String> plans = names("experiments/local/" + experiment + "/").stream()
                .filter(name -> name.endsWith("/plan.json"))
                .toList();
        assertThat(plans).hasSize(1);
        return plans.get(0);
    }
}
