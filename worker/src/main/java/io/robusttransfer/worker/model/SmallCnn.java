package io.robusttransfer.worker.model;

import static io.robusttransfer.worker.model.Forward.after;
import static io.robusttransfer.worker.model.Forward.relu;

import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;

/** Three convolutions and a linear layer, each with ReLU; no batch normalisation. Made for images of 16 by 16. */
final class SmallCnn implements Extractor {
    private static final int FEATURES = 64;

    @Override
    public void declare(Declaration f, Input input) {
        f.conv("conv1", input.channels(), 12, 3);
        f.conv("conv2", 12, 24, 4);
        f.conv("conv3", 24, 32, 4);
        f.linear("linear", 32 * (input.height() / 4) * (input.width() / 4), FEATURES);
        f.chain(layers(input));
    }

    /** f is these layers, each followed by ReLU, after the normalisation. */
    private static List<LinearMap> layers(Input input) {
        int height = input.height();
        int width = input.width();
        return List.of(
                LinearMap.conv("conv1", input.channels(), height, width, 1, 1),
                LinearMap.conv("conv2", 12, height, width, 2, 1),
                LinearMap.conv("conv3", 24, height / 2, width / 2, 2, 1),
                LinearMap.linear("linear", 32 * (height / 4) * (width / 4)));
    }

    @Override
    public int features() {
        return FEATURES;
    }

    @Override
    public List<String> blocks() {
        return List.of("conv1", "conv2", "conv3", "linear");
    }

    @Override
    public Tensor stem(Forward p, Tensor x) {
        return p.normalize(x);
    }

    @Override
    public Tensor block(Forward p, Tensor z, int block) {
        return switch (block) {
            case 0 -> relu(after(z, p.conv(z, "conv1", 1, 1)));
            case 1, 2 -> relu(after(z, p.conv(z, "conv" + (block + 1), 2, 1)));
            default -> {
                Tensor flat = after(z, z.reshape(z.size(0), -1));
                yield relu(after(flat, p.linear(flat, "linear")));
            }
        };
    }

    @Override
    public Tensor end(Forward p, Tensor z) {
        return z;
    }
}
