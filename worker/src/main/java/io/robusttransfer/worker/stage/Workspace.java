package io.robusttransfer.worker.stage;

import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder for the files of one attempt, gone with it. */
final class Workspace implements AutoCloseable {
    private final Path folder;

    private Workspace(Path folder) {
        this.folder = folder;
    }

    static Workspace open() {
        try {
            return new Workspace(Files.createTempDirectory("robust-transfer-"));
        } catch (IOException e) {
            throw new Failure.OutOfReach(
                    "cannot make a temporary folder in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage(),
                    e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new Failure.OutOfReach("cannot remove " + folder + ": " + e.getMessage(), e);
        }
    }
}
