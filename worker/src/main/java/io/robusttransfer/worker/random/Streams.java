package io.robusttransfer.worker.random;

/**
 * Every stream that trainings and evaluations draw from, by what it is keyed by. What is not a key is shared: schemes are
 * absent everywhere, so that they can be compared in pairs; models, seeds and epsilons are absent from evaluation. The drawn
 * datasets, the report's bootstrap over images and {@code bench} make streams of their own where they draw.
 *
 * <p>{@code domain}, {@code target}, {@code dataset} and {@code measure} identify content (digests), never names that a
 * person chose. A target seed s uses source seed s.
 */
public final class Streams {
    private Streams() {}

    /** First weights of the extractor. */
    public static Stream initialF(long seed, String domain) {
        return Stream.of("initial f", seed, domain);
    }

    /** First weights of the head; the source domain is the target of its own head. */
    public static Stream initialH(long seed, String target) {
        return Stream.of("initial h", seed, target);
    }

    /** First values of what a scheme brings to f and h, such as the weights of a projector. */
    public static Stream initialProjector(long seed, String domain) {
        return Stream.of("initial projector", seed, domain);
    }

    /** Which training images are held out to choose a checkpoint. */
    public static Stream validationSplit(long seed, String domain) {
        return Stream.of("validation split", seed, domain);
    }

    /** In which order an epoch visits the training images. */
    public static Stream order(long seed, String domain, int epoch) {
        return Stream.of("order", seed, domain, epoch);
    }

    /**
     * Crop and flip of one view of one training image in one epoch; {@code sample} is its place in the domain's training images.
     * View 0 is the image that schemes with one view train on.
     */
    public static Stream augmentation(long seed, String domain, int epoch, int sample, int view) {
        return view == 0
                ? Stream.of("augmentation", seed, domain, epoch, sample)
                : Stream.of("augmentation", seed, domain, epoch, sample, view);
    }

    /** Any other kind of variation, such as rotation, of one view of one training image; keyed as {@link #augmentation}, and by kind. */
    public static Stream variation(String kind, long seed, String domain, int epoch, int sample, int view) {
        return Stream.of("variation", kind, seed, domain, epoch, sample, view);
    }

    /** Which images of a target are used for training, where it gives only so many per class. */
    public static Stream targetSubset(long seed, String target) {
        return Stream.of("target subset", seed, target);
    }

    /** Noise that a scheme adds in training. */
    public static Stream trainingNoise(long seed, long step, String purpose) {
        return Stream.of("training noise", seed, step, purpose);
    }

    /** Random start of a training attack. */
    public static Stream attackStart(long seed, long step, String purpose) {
        return Stream.of("attack start", seed, step, purpose);
    }

    /** Which test images are evaluated: a prefix of this stream's permutation. */
    public static Stream evaluatedImages(String dataset) {
        return Stream.of("evaluated images", dataset);
    }

    /** Which training images of a target its scores are made of: a prefix of this stream's permutation. */
    public static Stream scoredImages(String target) {
        return Stream.of("scored images", target);
    }

    /** Start of one restart of an attack on one image; {@code image} is its place in the dataset. */
    public static Stream restart(String measure, int image, int restart) {
        return Stream.of("restart", measure, image, restart);
    }

    /** Noise of one block of a certificate's draws on one image; {@code image} is its place in the dataset. */
    public static Stream draws(String measure, int image, int block) {
        return Stream.of("draws", measure, image, block);
    }

    /** What a change of images that no one meant draws for one image; {@code image} is its place in the dataset. */
    public static Stream shift(String measure, int image) {
        return Stream.of("shift", measure, image);
    }
}
