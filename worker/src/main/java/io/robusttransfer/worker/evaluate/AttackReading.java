package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.attack.Attacks;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.model.Net;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/** Reads, head by head, which images stay right at the worst point that an attack finds in a ball. */
record AttackReading(Measure.InBall measure, Subject subject, int batchSize, BooleanSupplier stop)
        implements AccuracyReading {
    private static final Measure CLEAN = new Measure.Clean();

    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        for (Map.Entry<String, Net> head : heads.entrySet()) {
            if (stop.getAsBoolean()) {
                return false;
            }
            boolean[] right = right(head.getValue(), before.get(Column.of(head.getKey(), CLEAN)));
            done.accept(
                    head.getKey(),
                    SampleFiles.write(Map.of(Column.of(head.getKey(), measure), subject.samples(right))));
        }
        return true;
    }

    private boolean[] right(Net net, List<Sample> clean) {
        boolean[] right = new boolean[clean.size()];
        boolean[] mistakes = new boolean[clean.size()];
        IntStream.range(0, mistakes.length)
                .forEach(i -> mistakes[i] = !clean.get(i).correct());
        boolean[] broken = new Robustness(measure.stream(), measure.restarts(), batchSize)
                .broken(net, subject.images(), subject.places(), Attacks.evaluation(measure), mistakes);
        IntStream.range(0, right.length).forEach(i -> right[i] = !broken[i]);
        return right;
    }
}
