package io.robusttransfer.worker.certify;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Counts what heads on one extractor predict of noisy copies of images, which the extractor sees once. Noise is added to pixels of
 * [0, 1], before normalisation, and not clipped.
 *
 * @param f frozen extractor, (N, C, H, W) to features
 * @param heads frozen heads, features to logits (N, K)
 * @param sigma standard deviation of the noise
 */
record NoisyPass(UnaryOperator<Tensor> f, List<UnaryOperator<Tensor>> heads, Images images, double sigma) {
    /** Consecutive draws of noise on one image; they go through f together. */
    record Copies(int row, Noise noise, int draws) {}

    /** @return predictions per class, for each of the copies and in it for each head; counted where the tensors live */
    long[] counts(List<Copies> pass) {
        return Scope.value(() -> {
            Tensor z = f.apply(Tensor.cat(pass.stream().map(this::noisy).toList(), 0));
            Tensor classes = Tensor.of(LongStream.range(0, images.classes()).toArray(), 1, images.classes());
            List<Tensor> predicted = heads.stream()
                    .map(head -> {
                        Tensor label = head.apply(z).argMax(1);
                        return label.reshape(label.size(), 1).eq(classes);
                    })
                    .toList();
            List<Tensor> sums = new ArrayList<>();
            int from = 0;
            for (Copies copies : pass) {
                for (Tensor ones : predicted) {
                    sums.add(ones.slice(0, from, from + copies.draws()).sum(false, 0));
                }
                from += copies.draws();
            }
            return Tensor.stack(sums, 0).longs();
        });
    }

    /** x + sigma n. */
    private Tensor noisy(Copies copies) {
        return Scope.within(() -> {
            Tensor x = Batch.of(images, copies.row()).x();
            long[] shape = x.shape();
            Tensor repeated = x.expand(copies.draws(), shape[1], shape[2], shape[3]);
            return copies.noise().gaussian(repeated).mul(sigma).add(repeated);
        });
    }
}
