package io.robusttransfer.worker.model;

import static io.robusttransfer.worker.model.Forward.after;
import static io.robusttransfer.worker.model.Forward.relu;

import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Residual blocks of two 3 by 3 convolutions (He et al., 2016, "Deep residual learning"), in stages: from the second stage on, the
 * first block halves both sides and doubles the channels, and its shortcut is a 1 by 1 convolution (option B). Names are torchvision's.
 *
 * @param perStage blocks of each stage
 * @param width channels before and in the first stage
 */
record BasicBlocks(int stages, int perStage, int width) {
    void declare(Declaration f) {
        int in = width;
        for (int block = 0; block < stages * perStage; block++) {
            int out = width << block / perStage;
            String name = name(block);
            f.convNorm(name + ".conv1", name + ".bn1", in, out, 3);
            f.convNorm(name + ".conv2", name + ".bn2", out, out, 3);
            if (in != out) {
                f.convNorm(name + ".downsample.0", name + ".downsample.1", in, out, 1);
            }
            in = out;
        }
    }

    /** Channels after the last stage. */
    int features() {
        return width << stages - 1;
    }

    /** From the first. */
    List<String> names() {
        return IntStream.range(0, stages * perStage).mapToObj(this::name).toList();
    }

    /** Consumes x. */
    Tensor apply(Forward p, Tensor x, int block) {
        String name = name(block);
        int stride = block >= perStage && block % perStage == 0 ? 2 : 1;
        Tensor z = relu(p.convNorm(x, name + ".conv1", name + ".bn1", stride, 1));
        z = after(z, p.convNorm(z, name + ".conv2", name + ".bn2", 1, 1));
        Tensor shortcut = p.has(name + ".downsample.0.weight")
                ? after(x, p.convNorm(x, name + ".downsample.0", name + ".downsample.1", stride, 0))
                : x;
        return relu(after(shortcut, after(z, z.add(shortcut))));
    }

    private String name(int block) {
        return "layer" + (block / perStage + 1) + "." + block % perStage;
    }
}
