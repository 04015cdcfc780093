package io.robusttransfer.worker.stage;

import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.CorruptResult;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Reads trained networks from the store into the present scope. */
public final class Checkpoints {
    private static final String CHECKPOINT = "checkpoint";

    private final StageStore store;

    public Checkpoints(StageStore store) {
        this.store = store;
    }

    /** The tensors that the stage trained, in the present scope. */
    Map<String, Tensor> tensors(String key, StageManifest manifest, Workspace workspace) throws CorruptResult {
        Path file = workspace.file(key + ".safetensors");
        store.stage(key).fetch(manifest, CHECKPOINT, file);
        try {
            return Safetensors.read(file).tensors();
        } catch (IOException e) {
            throw new Failure.OutOfReach("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
