package io.robusttransfer.worker.transferability;

import io.robusttransfer.crds.api.TransferabilityScore;

/** A score of a source model on the training part of a target: the higher it is, the better a head should do there. */
@FunctionalInterface
public interface Score {
    /** @return NaN where it has no value */
    double of(Embedding seen);

    static Score of(TransferabilityScore score) {
        return switch (score) {
            case LEEP -> new Leep();
            case NCE -> new Nce();
            case LOGME -> new LogMe();
            case HSCORE -> new HScore();
            case TRANSRATE -> new TransRate(TransRate.DISTORTION);
            case GBC -> new Gbc();
            case CKA -> new LinearCka();
        };
    }
}
