package io.robusttransfer.worker.certify;

import java.util.List;

/**
 * The votes of one model on noisy copies of one image: from them any alpha and any radius can be decided with no new
 * draws.
 *
 * @param selection votes that choose the class, never counted again
 * @param estimation fresh votes that estimate its probability
 */
public record Votes(List<BlockCounts> selection, List<BlockCounts> estimation) {
    public Votes {
        selection = List.copyOf(selection);
        estimation = List.copyOf(estimation);
    }
}
