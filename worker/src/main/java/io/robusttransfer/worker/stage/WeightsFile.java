package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.PretrainedSpec;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.model.StateDict;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A file of weights that a manifest names. What is wrong with it is told by the manifest's fields.
 *
 * @param field of the manifest, such as {@code spec.study.source.schemes[0].pretrained}
 * @param file on this machine
 */
public record WeightsFile(String field, PretrainedSpec spec, Path file) {
    /**
     * What the file was when it was looked at.
     *
     * @param layout where the network's tensors are
     */
    public record Found(StateDict layout, byte[] bytes) {}

    /** Looks at the file, which has to be the one that is meant. */
    public Found find(Architecture architecture, Input input, int classes) {
        long most = StateDict.mostBytes(architecture, input, classes);
        long size = told(() -> Files.size(file));
        if (size > most) {
            throw new Failure.WrongInput(field + ".uri: '" + spec.uri() + "' has " + size + " bytes, and "
                    + architecture.spelling() + " for this input at most " + most
                    + ": save the network's state_dict alone");
        }
        byte[] bytes = told(() -> Files.readAllBytes(file));
        String found = CanonicalJson.sha256(bytes);
        if (!found.equals(spec.sha256())) {
            throw new Failure.WrongInput(field + ".sha256: " + spec.sha256() + " is not that of '" + spec.uri()
                    + "', which is " + found + ": it is another file, or not all of it; bring the right one, or write "
                    + found);
        }
        StateDict layout = told(() -> StateDict.of(Safetensors.shapes(bytes), architecture, input, classes));
        if (layout.normaliser().isEmpty() && spec.normalization() == null) {
            throw new Failure.WrongInput(field + ".normalization: '" + spec.uri()
                    + "' has no normaliser inside: write what the network does to pixels first, such as {mean: "
                    + figures(input, "0.5") + ", std: " + figures(input, "0.25") + "}");
        }
        return new Found(layout, bytes);
    }

    /** Looks at the values, too, without computing anything. */
    public void requireUsable(Found found) {
        told(() -> {
            found.layout().requireUsable(Safetensors.numbers(found.bytes()), mean(), std());
            return null;
        });
    }

    /** The network's state, in the present scope. */
    Map<String, Tensor> state(Found found) {
        requireUsable(found);
        return told(() -> found.layout().state(Safetensors.tensors(found.bytes()), mean(), std()));
    }

    private float[] mean() {
        return spec.normalization() == null ? null : floats(spec.normalization().mean());
    }

    private float[] std() {
        return spec.normalization() == null ? null : floats(spec.normalization().std());
    }

    private interface Reader<T> {
        T read() throws IOException;
    }

    private <T> T told(Reader<T> reader) {
        try {
            return reader.read();
        } catch (Failure.WrongInput e) {
            throw new Failure.WrongInput(field + ".uri: '" + spec.uri() + "': " + e.getMessage(), e);
        } catch (IOException e) {
            throw new Failure.OutOfReach("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static String figures(Input input, String each) {
        return "[" + String.join(", ", Collections.nCopies(input.channels(), "\"" + each + "\"")) + "]";
    }

    private static float[] floats(List<Fraction> fractions) {
        float[] floats = new float[fractions.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) fractions.get(i).toDouble();
        }
        return floats;
    }
}
