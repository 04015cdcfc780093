package io.robusttransfer.worker.model;

import java.util.Optional;

/**
 * What a scheme trains for itself beside f and h. It is saved with an unfinished training and dropped with a finished one.
 *
 * @param secondNorms whether {@link Net#secondNorms} is asked for
 */
public record OwnParts(Optional<Projector> projector, boolean secondNorms) {
    public static final OwnParts NONE = new OwnParts(Optional.empty(), false);

    Declaration declared(Weights extractor, int features) {
        Declaration own = new Declaration();
        projector.ifPresent(each -> each.declare(own, features));
        if (secondNorms) {
            SecondNorms.declare(own, extractor);
        }
        return own;
    }
}
