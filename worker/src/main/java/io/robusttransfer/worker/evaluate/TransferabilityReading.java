package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.TransferabilityScore;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import io.robusttransfer.worker.transferability.Embedding;
import io.robusttransfer.worker.transferability.Score;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/** Reads how well f suits a target, from the target's training images: the same numbers for every head on that f. */
record TransferabilityReading(Measure.Transferability measure, ScoredModel scored, int batchSize, BooleanSupplier stop)
        implements NumbersReading {
    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        Optional<Embedding> seen = embedding();
        if (seen.isEmpty()) {
            return false;
        }
        Map<String, Double> numbers = new TreeMap<>();
        for (TransferabilityScore score : seen.get().isFinite() ? measure.scores() : List.<TransferabilityScore>of()) {
            numbers.put(score.number().id(), Score.of(score).of(seen.get()));
        }
        // a number that is none has no line
        numbers.values().removeIf(number -> !Double.isFinite(number));
        byte[] part = SampleFiles.write(Map.of(), numbers);
        heads.keySet().forEach(head -> done.accept(head, part));
        return true;
    }

    /** Empty when it was stopped. */
    private Optional<Embedding> embedding() {
        Images images = scored.images();
        Net net = scored.source();
        RealMatrix features = MatrixUtils.createRealMatrix(images.count(), net.features());
        RealMatrix theta = MatrixUtils.createRealMatrix(images.count(), net.classes());
        return Scope.value(() -> {
            Net frozen = net.frozen();
            for (int[] rows : Batch.rows(images.count(), batchSize)) {
                if (stop.getAsBoolean()) {
                    return Optional.empty();
                }
                Scope.run(() -> {
                    Tensor f = frozen.f(Batch.of(images, rows).x());
                    fill(features, rows, f.to(Type.FLOAT64));
                    fill(theta, rows, frozen.h(f).to(Type.FLOAT64).softmax(1));
                });
            }
            return Optional.of(new Embedding(features, theta, images.labels()));
        });
    }

    private static void fill(RealMatrix matrix, int[] rows, Tensor values) {
        double[] all = values.doubles();
        int width = matrix.getColumnDimension();
        for (int i = 0; i < rows.length; i++) {
            for (int column = 0; column < width; column++) {
                matrix.setEntry(rows[i], column, all[i * width + column]);
            }
        }
    }

    @Override
    public Map<String, Double> numbers(byte[] part) {
        return SampleFiles.numbers(part);
    }
}
