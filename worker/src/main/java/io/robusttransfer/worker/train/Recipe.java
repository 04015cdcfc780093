package io.robusttransfer.worker.train;

import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.scheme.Scheme;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The recipe of a training: the scheme, its parameters, and which weights change.
 *
 * @param usual what changes unless the scheme says otherwise
 * @param training with every field given
 * @param threat by which a checkpoint is chosen for its robust accuracy
 * @param validation the share of the images that is held out to choose a checkpoint
 * @param domain content of the images, by which their order and variation are keyed
 */
public record Recipe(
        Trainable usual,
        Scheme scheme,
        Training training,
        Threat threat,
        double validation,
        Set<Augmentation> augment,
        long seed,
        String domain) {
    /** What an epoch changes; after the last one, what that changed. */
    Trainable trains(int epoch) {
        return scheme.trains(usual, Math.max(0, Math.min(epoch, training.epochs() - 1)), training.epochs());
    }

    /** Those that are trained; of a training without any the first, which says what it would change. */
    private IntStream epochs() {
        return IntStream.range(0, Math.max(1, training.epochs()));
    }

    /** Whether f changes in any epoch. */
    public boolean movesExtractor() {
        return epochs().anyMatch(epoch -> trains(epoch).extractor());
    }

    /** Whether h changes in any epoch. */
    public boolean fitsHead() {
        return epochs().anyMatch(epoch -> trains(epoch).head());
    }
}
