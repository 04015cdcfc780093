package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;

/**
 * SimCLR (Chen et al., ICML 2020): the loss NT-Xent, which is that of {@link Supcon} with each image a class of its own, so that the
 * one positive of a view is the other view of its image. No label enters.
 *
 * @param temperature t
 */
public record Simclr(double temperature) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        long n = s.y().size();
        Tensor image = Tensor.of(LongStream.range(0, n).toArray(), n);
        Tensor u = Supcon.directions(s.net(), Tensor.cat(List.of(s.view(0), s.view(1)), 0));
        return Supcon.contrast(u, Tensor.cat(List.of(image, image), 0), temperature);
    }

    @Override
    public Needs needs() {
        return Needs.contrastive(Supcon.PROJECTOR);
    }

    @Override
    public Trainable trains(Trainable usual, int epoch, int epochs) {
        return Trainable.EXTRACTOR;
    }
}
