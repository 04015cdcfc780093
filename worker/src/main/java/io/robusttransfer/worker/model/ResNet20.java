package io.robusttransfer.worker.model;

import static io.robusttransfer.worker.model.Forward.after;
import static io.robusttransfer.worker.model.Forward.relu;

import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;

/**
 * The residual network of 20 layers for small images (He et al., 2016, section 4.2): a 3 by 3 stem, three stages of three
 * blocks with 16, 32 and 64 channels.
 */
final class ResNet20 implements Extractor {
    private static final BasicBlocks BLOCKS = new BasicBlocks(3, 3, 16);

    @Override
    public void declare(Declaration f, Input input) {
        f.convNorm("conv1", "bn1", input.channels(), BLOCKS.width(), 3);
        BLOCKS.declare(f);
    }

    @Override
    public int features() {
        return BLOCKS.features();
    }

    @Override
    public List<String> blocks() {
        return BLOCKS.names();
    }

    @Override
    public Tensor stem(Forward p, Tensor x) {
        Tensor z = p.normalize(x);
        return relu(after(z, p.convNorm(z, "conv1", "bn1", 1, 1)));
    }

    @Override
    public Tensor block(Forward p, Tensor z, int block) {
        return BLOCKS.apply(p, z, block);
    }

    @Override
    public Tensor end(Forward p, Tensor z) {
        return after(z, z.globalAvgPool());
    }
}
