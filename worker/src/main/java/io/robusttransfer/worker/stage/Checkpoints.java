package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Trained networks, out of the store into the present scope. */
public final class Checkpoints {
    private static final String CHECKPOINT = "checkpoint";

    private final StageStore store;

    public Checkpoints(StageStore store) {
        this.store = store;
    }

    /** f and h as they were trained on the source. */
    Net source(String key, Manifest manifest, Architecture architecture, Input input, Workspace workspace)
            throws CorruptResult {
        return Net.of(architecture, input, tensors(key, manifest, workspace));
    }

    /** f of the source with an h that was fitted on a target. */
    Net withHead(
            Map<String, Tensor> source,
            String head,
            Manifest manifest,
            Architecture architecture,
            Input input,
            Workspace workspace)
            throws CorruptResult {
        Map<String, Tensor> state = new LinkedHashMap<>(source);
        state.putAll(tensors(head, manifest, workspace));
        return Net.of(architecture, input, state);
    }

    Map<String, Tensor> tensors(String key, Manifest manifest, Workspace workspace) throws CorruptResult {
        Path file = workspace.file(key + ".safetensors");
        store.stage(key).fetch(manifest, CHECKPOINT, file);
        try {
            return Safetensors.read(file).tensors();
        } catch (IOException e) {
            throw new Failure.OutOfReach("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
