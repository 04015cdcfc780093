package io.robusttransfer.worker.model;

import java.util.Optional;

/**
 * What a scheme brings to a net. It is saved with an unfinished training and dropped with a finished one, which holds what
 * layers computed with.
 *
 * @param projector is trained beside f and h
 * @param secondNorms whether {@link Net#secondNorms} is asked for
 * @param reparametrisation what layers compute with in place of their raw weights
 */
public record OwnParts(Optional<Projector> projector, boolean secondNorms, Reparametrisation reparametrisation) {
    public static final OwnParts NONE = new OwnParts(Optional.empty(), false, Reparametrisation.NONE);

    public static OwnParts of(Projector projector) {
        return new OwnParts(Optional.of(projector), false, Reparametrisation.NONE);
    }

    public static OwnParts of(Reparametrisation reparametrisation) {
        return new OwnParts(Optional.empty(), false, reparametrisation);
    }

    Declaration declared(Weights extractor, Weights head, int features) {
        Declaration own = new Declaration();
        projector.ifPresent(each -> each.declare(own, features));
        if (secondNorms) {
            SecondNorms.declare(own, extractor);
        }
        reparametrisation.declare(own, extractor);
        reparametrisation.declare(own, head);
        return own;
    }
}
