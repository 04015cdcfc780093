package io.robusttransfer.worker.certify;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Draws noisy copies of images until heads on one extractor are certified or refused at every radius. The heads share the copies, so
 * that an image is drawn until the last of them is decided.
 *
 * <p>Draws are those of a {@link Sampler} of the same measure: in blocks of {@value BlockCounts#DRAWS} keyed by (measure, image,
 * block). A pass holds draws of several images. Where there are not images enough to fill it, it holds draws beyond the next look;
 * those that come after a decision change nothing. So the batch size, the other images and the other heads do not change what is
 * decided.
 *
 * @param measure identifies what is measured
 * @param sigma standard deviation of the noise
 * @param radii L2, each decided for itself
 * @param alpha probability of a wrong certificate, and of a wrong refusal
 * @param selection draws that choose the class (n0), never used again
 * @param most fresh draws at most
 * @param batch noisy images in one pass at most
 */
public record AnytimeSampler(
        String measure, double sigma, List<Double> radii, double alpha, int selection, int most, int batch) {
    /** Given each image as soon as its heads are decided. */
    public interface Listener {
        /** @param certificates in the order of the heads */
        void decided(int row, List<AnytimeCertificate> certificates);
    }

    /** Copies that an image contributes to a pass. */
    private record Share(AnytimeDraws image, NoisyPass.Copies copies) {}

    /**
     * Certifies images.
     *
     * @param f frozen extractor, (N, C, H, W) to features
     * @param heads frozen heads, features to logits (N, K)
     * @param rows of the images that are wanted
     * @param places of all images in their dataset, by which their noise is keyed
     * @param stop asked before each pass
     * @return whether all images were done
     */
    public boolean sample(
            UnaryOperator<Tensor> f,
            List<UnaryOperator<Tensor>> heads,
            Images images,
            int[] rows,
            int[] places,
            BooleanSupplier stop,
            Listener listener) {
        NoisyPass noisy = new NoisyPass(f, heads, images, sigma);
        List<ConfidenceSequence> sequences = radii.stream()
                .map(radius -> ConfidenceSequence.at(radius, sigma, alpha))
                .toList();
        List<AnytimeDraws> open = new ArrayList<>();
        int next = 0;
        while (next < rows.length || !open.isEmpty()) {
            if (stop.getAsBoolean()) {
                return false;
            }
            List<Share> pass = new ArrayList<>();
            int room = batch - share(open, batch, pass);
            while (room > 0 && next < rows.length) {
                AnytimeDraws image = new AnytimeDraws(
                        this,
                        sequences,
                        new AnytimeDraws.Image(rows[next], places[rows[next]], images.classes()),
                        heads.size());
                open.add(image);
                room -= share(List.of(image), room, pass);
                next++;
            }
            int ahead = room;
            while (room > 0 && ahead > 0) {
                ahead = share(open, room, pass);
                room -= ahead;
            }
            count(noisy, pass);
            open.removeIf(image -> {
                image.certificates().ifPresent(all -> listener.decided(image.row(), all));
                return image.certificates().isPresent();
            });
        }
        return true;
    }

    /** Adds the next draws of each of these, up to a look of each. */
    private static int share(List<AnytimeDraws> images, int room, List<Share> pass) {
        int added = 0;
        for (AnytimeDraws image : images) {
            if (added < room) {
                NoisyPass.Copies copies = image.next(room - added);
                if (copies.draws() > 0) {
                    pass.add(new Share(image, copies));
                    added += copies.draws();
                }
            }
        }
        return added;
    }

    private static void count(NoisyPass noisy, List<Share> pass) {
        long[] counts = noisy.counts(pass.stream().map(Share::copies).toList());
        int width = noisy.heads().size() * noisy.images().classes();
        for (int i = 0; i < pass.size(); i++) {
            Share share = pass.get(i);
            share.image().add(share.copies().draws(), Arrays.copyOfRange(counts, i * width, (i + 1) * width));
        }
    }
}
