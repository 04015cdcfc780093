package io.robusttransfer.worker.transferability;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * NCE (Tran et al. 2019): −H(y | z), where z is the source class that the source's own head gives an image. In nats per image, from −ln K
 * to 0, where every source class has images of one label.
 */
record Nce() implements Score {
    @Override
    public double of(Embedding seen) {
        List<Integer> z = IntStream.range(0, seen.count())
                .mapToObj(image -> seen.theta().getRowVector(image).getMaxIndex())
                .toList();
        List<List<Integer>> both = IntStream.range(0, seen.count())
                .mapToObj(image -> List.of(seen.y()[image], z.get(image)))
                .toList();
        return entropy(z) - entropy(both);
    }

    /** In nats. */
    private static double entropy(List<?> values) {
        Map<?, Long> counts =
                values.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.values().stream()
                .mapToDouble(count -> (double) count / values.size())
                .map(share -> -share * Math.log(share))
                .sum();
    }
}
