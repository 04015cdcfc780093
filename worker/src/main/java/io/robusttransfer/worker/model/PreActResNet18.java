package io.robusttransfer.worker.model;

import static io.robusttransfer.worker.model.Forward.after;
import static io.robusttransfer.worker.model.Forward.relu;

import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The pre-activation residual network of 18 layers for small images (He et al., 2016, "Identity mappings"): a 3 by 3 stem,
 * four stages of two blocks with 64 to 512 channels, normalisation and ReLU before each convolution and once at the end.
 */
final class PreActResNet18 implements Extractor {
    private static final int FEATURES = 512;
    private static final int STAGES = 4;
    private static final int BLOCKS = 2;
    private static final int WIDTH = 64;

    @Override
    public void declare(Declaration f, Input input) {
        f.bareConv("conv1", input.channels(), WIDTH, 3);
        int in = WIDTH;
        for (int stage = 0; stage < STAGES; stage++) {
            int out = WIDTH << stage;
            for (int block = 0; block < BLOCKS; block++) {
                String name = name(stage, block);
                f.norm(name + ".bn1", in);
                f.convNorm(name + ".conv1", name + ".bn2", in, out, 3);
                f.bareConv(name + ".conv2", out, out, 3);
                if (in != out) {
                    f.bareConv(name + ".downsample.0", in, out, 1);
                }
                in = out;
            }
        }
        f.norm("bn", in);
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
        return after(z, p.conv(z, "conv1", 1, 1));
    }

    @Override
    public Tensor block(Forward p, Tensor z, int block) {
        int stage = block / BLOCKS;
        return residual(p, z, name(stage, block % BLOCKS), stage > 0 && block % BLOCKS == 0 ? 2 : 1);
    }

    @Override
    public Tensor end(Forward p, Tensor z) {
        Tensor active = relu(after(z, p.norm(z, "bn")));
        return after(active, active.globalAvgPool());
    }

    private static Tensor residual(Forward p, Tensor x, String name, int stride) {
        Tensor active = relu(p.norm(x, name + ".bn1"));
        Tensor shortcut =
                p.has(name + ".downsample.0.weight") ? after(x, p.conv(active, name + ".downsample.0", stride, 0)) : x;
        Tensor z = relu(after(active, p.convNorm(active, name + ".conv1", name + ".bn2", stride, 1)));
        z = after(z, p.conv(z, name + ".conv2", 1, 1));
        return after(shortcut, after(z, z.add(shortcut)));
    }

    private static String name(int stage, int block) {
        return "layer" + (stage + 1) + "." + block;
    }
}
