package io.robusttransfer.tests.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A finished run of {@link SmallManifest#tiny}, made once for all tests; each works on a copy. */
record FinishedRun(Path folder) {
    private static FinishedRun tiny;

    static synchronized FinishedRun tiny() {
        if (tiny == null) {
            try {
                Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "finished-");
                Program.run(folder, "run", SmallManifest.tiny().write(folder, "tiny"))
                        .as(0);
                tiny = new FinishedRun(folder.resolve("results"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return tiny;
    }

    StoredResults results() {
        return StoredResults.in(folder);
    }

    StoredResults copyTo(Path place) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> parentsFirst = files.sorted().toList();
            for (Path file : parentsFirst) {
                Files.copy(file, place.resolve(folder.relativize(file)));
            }
            return StoredResults.in(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
