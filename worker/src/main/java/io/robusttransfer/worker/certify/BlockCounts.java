package io.robusttransfer.worker.certify;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each class was predicted in one seeded block of at most {@value #DRAWS} draws.
 *
 * @param block counted from 0 where the draws estimate, from -1 downwards where they select
 */
public record BlockCounts(int block, List<Integer> perClass) {
    public static final int DRAWS = 1000;

    /** Draws after which certificates that may stop at any time look at their counts. */
    public static final int LOOK = 100;

    public BlockCounts {
        perClass = List.copyOf(perClass);
    }

    /** This block with more of its draws. */
    BlockCounts plus(List<Integer> more) {
        return new BlockCounts(
                block,
                IntStream.range(0, perClass.size())
                        .mapToObj(i -> perClass.get(i) + more.get(i))
                        .toList());
    }

    /** Votes per class over all blocks. */
    public static int[] sum(List<BlockCounts> blocks) {
        int[] sum = new int[blocks.get(0).perClass().size()];
        for (BlockCounts block : blocks) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += block.perClass().get(i);
            }
        }
        return sum;
    }
}
