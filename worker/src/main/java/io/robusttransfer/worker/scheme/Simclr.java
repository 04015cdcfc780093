package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.tensor.Tensor;
import java.util.stream.LongStream;

/**
 * SimCLR (Chen et al., ICML 2020): the loss NT-Xent, which is that of {@link Supcon} with each image a class of its own, so that the
 * one positive of a view is the other view of its image. No label enters.
 *
 * @param temperature t
 */
public record Simclr(double temperature) implements Contrastive {
    @Override
    public Tensor loss(Step s) {
        long n = s.y().size();
        Tensor image = Tensor.of(LongStream.range(0, n).toArray(), n);
        return Contrastive.loss(s.net(), s.view(0), s.view(1), image, temperature);
    }
}
