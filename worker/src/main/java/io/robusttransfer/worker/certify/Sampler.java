package io.robusttransfer.worker.certify;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Counts how often heads on one extractor predict each class when Gaussian noise is added to images: the Monte Carlo half of
 * Cohen et al. (2019).
 *
 * <p>Draws come in blocks keyed by (measure, image, block), so that the batch size, the model, the other images and the number of
 * blocks do not change them.
 *
 * @param measure identifies what is measured
 * @param sigma standard deviation of the noise
 * @param selection draws that choose the class (n0)
 * @param samples fresh draws that estimate its probability (n)
 * @param batch noisy images in one pass at most; a pass holds pieces of several blocks and images
 */
public record Sampler(String measure, double sigma, int selection, int samples, int batch) {
    /** Draws of one block of one image. */
    private record Piece(NoisyPass.Copies copies, int block, boolean endsImage) {}

    /**
     * The votes of every head on each image, in the order of the images; the extractor sees each noisy image once.
     *
     * @param f frozen extractor, (N, C, H, W) to features
     * @param heads frozen heads, features to logits (N, K)
     * @param count how many images, from the first
     * @param places of the images in their dataset, by which their noise is keyed
     * @param each is given an image's votes, in the order of the heads; false ends the work
     * @return whether all images were done
     */
    public boolean sample(
            UnaryOperator<Tensor> f,
            List<UnaryOperator<Tensor>> heads,
            Images images,
            int count,
            int[] places,
            Predicate<List<Votes>> each) {
        NoisyPass noisy = new NoisyPass(f, heads, images, sigma);
        Tally tally = new Tally(heads.size(), images.classes());
        List<Piece> pass = new ArrayList<>();
        int size = 0;
        for (int row = 0; row < count; row++) {
            for (Piece piece : pieces(row, places[row])) {
                if (size + piece.copies().draws() > batch) {
                    if (!count(noisy, pass, tally, each)) {
                        return false;
                    }
                    pass.clear();
                    size = 0;
                }
                pass.add(piece);
                size += piece.copies().draws();
            }
        }
        return count(noisy, pass, tally, each);
    }

    /** In the order of their draws; a block's pieces share its noise. */
    private List<Piece> pieces(int row, int place) {
        List<Piece> pieces = new ArrayList<>();
        for (int drawn = 0; drawn < selection; drawn += BlockCounts.DRAWS) {
            cut(row, place, -1 - drawn / BlockCounts.DRAWS, selection - drawn, false, pieces);
        }
        for (int drawn = 0; drawn < samples; drawn += BlockCounts.DRAWS) {
            cut(row, place, drawn / BlockCounts.DRAWS, samples - drawn, drawn + BlockCounts.DRAWS >= samples, pieces);
        }
        return pieces;
    }

    private void cut(int row, int place, int block, int left, boolean last, List<Piece> pieces) {
        int draws = Math.min(BlockCounts.DRAWS, left);
        Noise noise = Noise.draws(measure, place, block);
        for (int from = 0; from < draws; from += batch) {
            int size = Math.min(batch, draws - from);
            pieces.add(new Piece(new NoisyPass.Copies(row, noise, size), block, last && from + size == draws));
        }
    }

    /** One pass. */
    private static boolean count(NoisyPass noisy, List<Piece> pass, Tally tally, Predicate<List<Votes>> each) {
        long[] counts = noisy.counts(pass.stream().map(Piece::copies).toList());
        int width = noisy.heads().size() * noisy.images().classes();
        for (int i = 0; i < pass.size(); i++) {
            tally.add(pass.get(i).block(), Arrays.copyOfRange(counts, i * width, (i + 1) * width));
            if (pass.get(i).endsImage() && !each.test(tally.take())) {
                return false;
            }
        }
        return true;
    }

    /** The counts of the image that is being drawn. */
    private static final class Tally {
        private final int heads;
        private final int classes;
        private final List<List<BlockCounts>> selection = new ArrayList<>();
        private final List<List<BlockCounts>> estimation = new ArrayList<>();

        Tally(int heads, int classes) {
            this.heads = heads;
            this.classes = classes;
            for (int head = 0; head < heads; head++) {
                selection.add(new ArrayList<>());
                estimation.add(new ArrayList<>());
            }
        }

        /** @param counts heads × classes */
        void add(int block, long[] counts) {
            for (int head = 0; head < heads; head++) {
                List<BlockCounts> blocks = (block < 0 ? selection : estimation).get(head);
                List<Integer> perClass = Arrays.stream(counts, head * classes, (head + 1) * classes)
                        .mapToInt(Math::toIntExact)
                        .boxed()
                        .toList();
                BlockCounts last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
                if (last != null && last.block() == block) {
                    blocks.set(blocks.size() - 1, last.plus(perClass));
                } else {
                    blocks.add(new BlockCounts(block, perClass));
                }
            }
        }

        List<Votes> take() {
            List<Votes> votes = new ArrayList<>();
            for (int head = 0; head < heads; head++) {
                votes.add(new Votes(selection.get(head), estimation.get(head)));
                selection.get(head).clear();
                estimation.get(head).clear();
            }
            return votes;
        }
    }
}
