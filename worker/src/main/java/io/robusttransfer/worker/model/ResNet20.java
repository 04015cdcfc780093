package io.robusttransfer.worker.model;

import static io.robusttransfer.worker.model.Forward.after;
import static io.robusttransfer.worker.model.Forward.relu;

import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The residual network of 20 layers for small images (He et al., 2016, section 4.2): a 3 by 3 stem, three stages of three
 * blocks with 16, 32 and 64 channels; shortcuts that change shape are 1 by 1 convolutions (option B).
 */
final class ResNet20 implements Extractor {
    private static final int FEATURES = 64;
    private static final int STAGES = 3;
    private static final int BLOCKS = 3;
    private static final int WIDTH = 16;

    @Override
    public void declare(Declaration f, Input input) {
        f.convNorm("conv1", "bn1", input.channels(), WIDTH, 3);
        int in = WIDTH;
        for (int stage = 0; stage < STAGES; stage++) {
            int out = WIDTH << stage;
            for (int block = 0; block < BLOCKS; block++) {
                String name = name(stage, block);
                f.convNorm(name + ".conv1", name + ".bn1", in, out, 3);
                f.convNorm(name + ".conv2", name + ".bn2", out, out, 3);
                if (in != out) {
                    f.convNorm(name + ".downsample.0", name + ".downsample.1", in, out, 1);
                }
                in = out;
            }
        }
    }

    @Override
    public int features() {
        return FEATURES;
    }

    /** Residual blocks, from the first. */
    @Override
    public List<String> blocks() {
        return IntStream.range(0, STAGES * BLOCKS)
                .mapToObj(i -> name(i / BLOCKS, i % BLOCKS))
                .toList();
    }

    @Override
    public Tensor stem(Forward p, Tensor x) {
        Tensor z = p.normalize(x);
        return relu(after(z, p.convNorm(z, "conv1", "bn1", 1, 1)));
    }

    @Override
    public Tensor block(Forward p, Tensor z, int block) {
        int stage = block / BLOCKS;
        return residual(p, z, name(stage, block % BLOCKS), stage > 0 && block % BLOCKS == 0 ? 2 : 1);
    }

    @Override
    public Tensor end(Forward p, Tensor z) {
        return after(z, z.globalAvgPool());
    }

    private static Tensor residual(Forward p, Tensor x, String name, int stride) {
        Tensor z = relu(p.convNorm(x, name + ".conv1", name + ".bn1", stride, 1));
        z = after(z, p.convNorm(z, name + ".conv2", name + ".bn2", 1, 1));
        Tensor shortcut = p.has(name + ".downsample.0.weight")
                ? after(x, p.convNorm(x, name + ".downsample.0", name + ".downsample.1", stride, 0))
                : x;
        return relu(after(shortcut, after(z, z.add(shortcut))));
    }

    private static String name(int stage, int block) {
        return "layer" + (stage + 1) + "." + block;
    }
}
