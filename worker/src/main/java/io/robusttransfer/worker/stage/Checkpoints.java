package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.CorruptResult;
import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Writes networks for the store, and reads them from it into the present scope. */
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

    /** What a stage gives of a network. */
    static Product product(Stage stage, Architecture architecture, Map<String, Tensor> state, Workspace workspace) {
        Path file = workspace.file(CHECKPOINT);
        try {
            Safetensors.write(file, state, Map.of("architecture", architecture.spelling(), "stage", stage.key()));
        } catch (IOException e) {
            throw new Failure.OutOfReach("cannot write " + file + ": " + e.getMessage(), e);
        }
        return new Product.OfFile(CHECKPOINT, "safetensors", file);
    }
}
