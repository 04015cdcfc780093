package io.robusttransfer.worker.model;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;

/** Batch normalisation divides by the spread of each channel's values in a batch, and one value has none. */
public final class BatchSpread {
    private BatchSpread() {}

    /** Whether a network can be trained by batches of so many images of this shape. */
    public static boolean isThere(Architecture architecture, Input input, int images) {
        return architecture == Architecture.SMALL_CNN || images * smallestMap(architecture, input) > 1;
    }

    /** Pixels of the last, smallest map: each strided layer halves both sides, rounding up. */
    private static int smallestMap(Architecture architecture, Input input) {
        int shrinking = 1
                << switch (architecture) {
                    case SMALL_CNN, RESNET20 -> 2;
                    case PREACT_RESNET18 -> 3;
                    case RESNET18 -> 5;
                };
        return ((input.height() + shrinking - 1) / shrinking) * ((input.width() + shrinking - 1) / shrinking);
    }
}
