package io.robusttransfer.worker.train;

import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.scheme.Scheme;
import java.util.Set;

/**
 * How a network is trained.
 *
 * @param training with every field given
 * @param threat by which a checkpoint is chosen for its robust accuracy
 * @param validation the share of the images that is held out to choose a checkpoint
 * @param domain content of the images, by which their order and variation are keyed
 */
public record Recipe(
        Part part,
        Scheme scheme,
        Training training,
        Threat threat,
        double validation,
        Set<Augmentation> augment,
        long seed,
        String domain) {
    /** What changes: everything, or the head behind a frozen extractor (its running statistics frozen too). */
    public enum Part {
        ALL,
        HEAD
    }
}
