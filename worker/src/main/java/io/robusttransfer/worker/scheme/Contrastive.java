package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Projector;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;

/** A scheme that compares two views of each image through a projector, and so trains f alone. */
interface Contrastive extends Scheme {
    Projector PROJECTOR = new Projector(128);

    /**
     * The contrast of two views of a batch, through one forward.
     *
     * @param y which views belong together: a label of each image, (N), INT64
     */
    static Tensor loss(Net net, Tensor one, Tensor other, Tensor y, double temperature) {
        Tensor u = Supcon.directions(net, Tensor.cat(List.of(one, other), 0));
        return Supcon.contrast(u, Tensor.cat(List.of(y, y), 0), temperature);
    }

    @Override
    default Needs needs() {
        return Needs.contrastive(PROJECTOR);
    }

    @Override
    default Trainable trains(Trainable usual, int epoch, int epochs) {
        return Trainable.EXTRACTOR;
    }
}
