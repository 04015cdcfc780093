package io.robusttransfer.worker.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A training's state in a file, as a stopped training leaves it and one that goes on finds it. */
public final class StateFile {
    private StateFile() {}

    public static void write(TrainingState state, Path file) {
        try {
            state.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static TrainingState read(Path file) {
        try {
            return TrainingState.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
