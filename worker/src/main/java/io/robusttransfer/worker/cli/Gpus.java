package io.robusttransfer.worker.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The GPUs that child processes take in turns. CUDA shows a process only the GPUs that an environment variable names.
 *
 * @param names as that variable has them
 */
record Gpus(List<String> names) {
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

    /** @param count how many this process is shown */
    static Gpus visible(int count, Map<String, String> environment) {
        String named = environment.get(VISIBLE);
        return new Gpus(
                named == null
                        ? IntStream.range(0, count).mapToObj(String::valueOf).toList()
                        : Stream.of(named.split(","))
                                .map(String::strip)
                                .limit(count)
                                .toList());
    }

    /** The environment variables that each of several processes gets beside those of this one. */
    List<Map<String, String>> environments(int processes) {
        return IntStream.range(0, processes)
                .mapToObj(
                        i -> names.size() < 2 ? Map.<String, String>of() : Map.of(VISIBLE, names.get(i % names.size())))
                .toList();
    }
}
