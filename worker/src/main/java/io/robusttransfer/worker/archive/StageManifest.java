package io.robusttransfer.worker.archive;

import io.robusttransfer.crds.json.CanonicalJson;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The manifest of a finished stage or part: its outputs and what they were made from. It exists as soon as the stage is done.
 *
 * @param key of the stage or part
 * @param outputs by kind, such as {@code checkpoint}
 * @param parents {@link #identity()} of the parents' manifests, by key
 * @param environment versions and devices, for people and for reports that mix them
 * @param seconds how long each kind of work took
 * @param finished UTC time by the clock of the machine; nothing depends on it
 */
public record StageManifest(
        int schema,
        String key,
        StageOutcome outcome,
        SortedMap<String, Output> outputs,
        SortedMap<String, String> parents,
        SortedMap<String, String> environment,
        SortedMap<String, Double> seconds,
        String finished) {
    public static final int SCHEMA = 1;

    /**
     * A file that the stage wrote.
     *
     * @param file within the stage's folder; named by its hash
     */
    public record Output(String file, String sha256, long bytes) {
        static Output of(String kind, String extension, String sha256, long bytes) {
            return new Output(kind + "." + sha256 + "." + extension, sha256, bytes);
        }
    }

    public StageManifest {
        outputs = sorted(outputs);
        parents = sorted(parents);
        environment = sorted(environment);
        seconds = sorted(seconds);
    }

    /**
     * SHA-256 of outcome and outputs: the same when the same work is done again with the same bits, at another time and place.
     * A child records it of each of its parents.
     */
    public String identity() {
        return CanonicalJson.key(Map.of("outcome", outcome, "outputs", outputs));
    }

    public Output output(String kind) {
        Output output = outputs.get(kind);
        if (output == null) {
            throw new IllegalArgumentException("no output '" + kind + "' among " + outputs.keySet());
        }
        return output;
    }

    private static <T> SortedMap<String, T> sorted(Map<String, T> map) {
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
    }
}
