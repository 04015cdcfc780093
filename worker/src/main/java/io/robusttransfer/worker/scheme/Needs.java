package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.OwnParts;
import io.robusttransfer.worker.model.Projector;
import io.robusttransfer.worker.model.Reparametrisation;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.Map;

/**
 * The needs of a loss: batches are made, features are cached and efforts are estimated by them.
 *
 * @param featuresAlone whether it sees images through their clean features f(x) alone, which a frozen f computes once
 * @param fullBatches whether the last batch of an epoch is left out where it is not full
 * @param views whether it compares independent variations of one image
 * @param cached what it asks for by {@link Step#cached}
 * @param own what it brings to the net
 */
public record Needs(
        boolean featuresAlone, boolean fullBatches, boolean views, Map<String, PerImage> cached, OwnParts own) {
    /** The batch's images. */
    public static final Needs IMAGES = new Needs(false, false, false, Map.of(), OwnParts.NONE);

    /** f(x) alone. */
    public static final Needs FEATURES = new Needs(true, false, false, Map.of(), OwnParts.NONE);

    /** A value of each image that depends on the image and on the net as it was before training. */
    @FunctionalInterface
    public interface PerImage {
        /**
         * @param x (N, C, H, W)
         * @return (N, D)
         */
        Tensor of(Net first, Tensor x);
    }

    public Needs {
        cached = Map.copyOf(cached);
    }

    /** Whether f(x) is computed once for all epochs. */
    public boolean cachesFeatures(boolean extractorMoves, boolean imagesVary) {
        return featuresAlone && !extractorMoves && !imagesVary;
    }

    /** A loss that compares views of the images of a batch through a projector. */
    public static Needs contrastive(Projector projector) {
        return new Needs(false, true, true, Map.of(), OwnParts.of(projector));
    }

    /** A loss on a net whose layers compute with other weights than the raw ones. */
    public static Needs reparametrised(Reparametrisation reparametrisation) {
        return new Needs(false, false, false, Map.of(), OwnParts.of(reparametrisation));
    }

    public static Needs cached(String name, PerImage value) {
        return new Needs(false, false, false, Map.of(name, value), OwnParts.NONE);
    }
}
