package io.robusttransfer.tests.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.robusttransfer.tests.run.Program;
import io.robusttransfer.tests.run.StoredResults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The same study worked out by the worker program on this machine, with no cluster: once for all tests. */
final class LaptopRun {
    private static final Map<JsonNode, StoredResults> DONE = new HashMap<>();

    private LaptopRun() {}

    static synchronized StoredResults of(Manifest manifest) {
        return DONE.computeIfAbsent(manifest.study(), study -> run(manifest));
    }

    private static StoredResults run(Manifest manifest) {
        try {
            Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "laptop-");
            Files.writeString(folder.resolve("study.yaml"), manifest.yaml());
            try (Program program = Program.start(folder, Map.of(), "run", "study.yaml")) {
                program.end(Applied.LONG).as(0);
            }
            return StoredResults.in(folder.resolve("results"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
