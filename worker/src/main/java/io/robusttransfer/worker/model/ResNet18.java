package io.robusttransfer.worker.model;

import static io.robusttransfer.worker.model.Forward.after;
import static io.robusttransfer.worker.model.Forward.relu;

import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;

/**
 * torchvision's residual network of 18 layers (He et al., 2016, section 4.1), made for images of 224 by 224: a 7 by 7 stem and max
 * pooling, which quarter both sides, then four stages of two blocks with 64 to 512 channels.
 */
final class ResNet18 implements Extractor {
    private static final BasicBlocks BLOCKS = new BasicBlocks(4, 2, 64);

    @Override
    public void declare(Declaration f, Input input) {
        f.convNorm("conv1", "bn1", input.channels(), BLOCKS.width(), 7);
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
        Tensor active = relu(after(z, p.convNorm(z, "conv1", "bn1", 2, 3)));
        return after(active, active.maxPool(3, 2, 1));
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
