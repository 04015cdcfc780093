package io.robusttransfer.worker.certify;

import java.util.List;

/**
 * How often each class was predicted in one seeded block of draws.
 *
 * @param block 0 is the selection's, 1 and on are the estimation's
 */
public record BlockCounts(int block, List<Integer> perClass) {
    public static final int DRAWS = 1000;

    public BlockCounts {
        perClass = List.copyOf(perClass);
    }

    public int[] counts() {
        return perClass.stream().mapToInt(Integer::intValue).toArray();
    }
}
