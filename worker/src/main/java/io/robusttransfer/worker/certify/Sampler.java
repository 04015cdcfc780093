package io.robusttransfer.worker.certify;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Counts how often heads on one extractor predict each class when Gaussian noise is added to an image: the Monte Carlo
 * half of Cohen et al. (2019).
 *
 * <p>Noise is added to pixels of [0, 1], before normalisation, and not clipped. Draws come in blocks keyed by (measure,
 * image, block), so that the batch size, the model and the number of blocks do not change them.
 *
 * @param measure identifies what is measured
 * @param sigma standard deviation of the noise
 * @param selection draws that choose the class (n0)
 * @param samples fresh draws that estimate its probability (n)
 * @param batch noisy images in one pass; blocks are not mixed, so more than {@value BlockCounts#DRAWS} is no faster
 */
public record Sampler(String measure, double sigma, int selection, int samples, int batch) {
    /**
     * The votes of every head on one image; the extractor sees each noisy image once.
     *
     * @param f frozen extractor, (N, C, H, W) to features
     * @param heads frozen heads, features to logits (N, K)
     * @param row of the image among {@code images}
     * @param place of the image in its dataset, by which its noise is keyed
     * @return in the order of the heads
     */
    public List<Votes> sample(
            UnaryOperator<Tensor> f, List<UnaryOperator<Tensor>> heads, Images images, int row, int place) {
        var clean = pixels(images, row);
        var chosen = new ArrayList<List<BlockCounts>>();
        var estimated = new ArrayList<List<BlockCounts>>();
        for (int drawn = 0; drawn < selection; drawn += BlockCounts.DRAWS) {
            int block = -1 - drawn / BlockCounts.DRAWS;
            chosen.add(count(f, heads, images, clean, place, block, Math.min(BlockCounts.DRAWS, selection - drawn)));
        }
        for (int drawn = 0; drawn < samples; drawn += BlockCounts.DRAWS) {
            int block = drawn / BlockCounts.DRAWS;
            estimated.add(count(f, heads, images, clean, place, block, Math.min(BlockCounts.DRAWS, samples - drawn)));
        }
        var votes = new ArrayList<Votes>();
        for (int head = 0; head < heads.size(); head++) {
            int own = head;
            votes.add(new Votes(
                    chosen.stream().map(counts -> counts.get(own)).toList(),
                    estimated.stream().map(counts -> counts.get(own)).toList()));
        }
        return votes;
    }

    private List<BlockCounts> count(
            UnaryOperator<Tensor> f,
            List<UnaryOperator<Tensor>> heads,
            Images images,
            float[] clean,
            int place,
            int block,
            int draws) {
        var counts = new int[heads.size()][images.classes()];
        var stream = Streams.draws(measure, place, block);
        for (int from = 0; from < draws; from += batch) {
            int size = Math.min(batch, draws - from);
            var noisy = stream.gaussian(size * clean.length);
            for (int i = 0; i < noisy.length; i++) {
                noisy[i] = clean[i % clean.length] + (float) sigma * noisy[i];
            }
            Scope.run(() -> {
                var z = f.apply(Tensor.images(noisy, size, images.height(), images.width(), images.channels()));
                for (int head = 0; head < counts.length; head++) {
                    for (long predicted : heads.get(head).apply(z).argMax(1).longs()) {
                        counts[head][(int) predicted]++;
                    }
                }
            });
        }
        return Arrays.stream(counts)
                .map(perClass ->
                        new BlockCounts(block, Arrays.stream(perClass).boxed().toList()))
                .toList();
    }

    private static float[] pixels(Images images, int row) {
        var pixels = new float[images.stride()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (images.pixels()[row * images.stride() + i] & 0xff) / 255f;
        }
        return pixels;
    }
}
