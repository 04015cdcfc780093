package io.robusttransfer.worker.certify;

import java.util.List;

/**
 * The votes of one model on noisy copies of one image: from them any alpha and any radius can be decided with no new
 * draws.
 *
 * @param selection votes that choose the class, never counted again
 * @param blocks fresh votes that estimate its probability, in blocks of {@value BlockCounts#DRAWS} (the last may be
 *     smaller)
 */
public record Votes(BlockCounts selection, List<BlockCounts> blocks) {
    public Votes {
        blocks = List.copyOf(blocks);
    }

    /** The estimation's votes per class. */
    public int[] estimation() {
        var sum = new int[selection.perClass().size()];
        for (var block : blocks) {
            var counts = block.counts();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += counts[i];
            }
        }
        return sum;
    }
}
