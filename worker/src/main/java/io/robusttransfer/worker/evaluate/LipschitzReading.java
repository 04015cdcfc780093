package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.certify.Certificate;
import io.robusttransfer.worker.certify.LinearHead;
import io.robusttransfer.worker.certify.LipschitzBound;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.DoubleConsumer;

/** Reads certified radii of heads on one f from that f's Lipschitz bound, in 64 bits; and the bound, which is one number of f. */
record LipschitzReading(Measure.Lipschitz measure, Subject subject, int batchSize) implements Reading {
    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        Map<String, List<Sample>> certified = new LinkedHashMap<>();
        heads.keySet().forEach(head -> certified.put(head, new ArrayList<>()));
        LipschitzBound bound = Scope.value(() -> {
            Net shared = heads.values().iterator().next();
            LipschitzBound found = LipschitzBound.of(shared);
            certify(heads, shared.to(Type.FLOAT64), found, certified);
            return found;
        });
        certified.forEach((head, samples) -> done.accept(
                head,
                SampleFiles.write(
                        Map.of(Column.of(head, measure), samples),
                        Map.of(Measure.Lipschitz.BOUND.id(), bound.constant()))));
        return true;
    }

    private void certify(Map<String, Net> heads, Net exact, LipschitzBound bound, Map<String, List<Sample>> certified) {
        Map<String, Net> wide = new LinkedHashMap<>();
        Map<String, LinearHead> linear = new LinkedHashMap<>();
        heads.forEach((head, net) -> {
            wide.put(head, net.to(Type.FLOAT64));
            linear.put(head, LinearHead.of(net));
        });
        Images images = subject.images();
        for (int[] rows : Batch.rows(images.count(), batchSize)) {
            Scope.run(() -> {
                Tensor x = Batch.of(images, rows).x().to(Type.FLOAT64);
                Tensor z = exact.f(x);
                wide.forEach((head, net) -> {
                    double[] logits = net.h(z).doubles();
                    int classes = logits.length / rows.length;
                    for (int i = 0; i < rows.length; i++) {
                        Certificate certificate = linear.get(head)
                                .certify(
                                        Arrays.copyOfRange(logits, i * classes, (i + 1) * classes),
                                        bound,
                                        images.stride());
                        certified.get(head).add(sample(rows[i], certificate));
                    }
                });
            });
        }
    }

    private Sample sample(int row, Certificate certificate) {
        int label = subject.images().labels()[row];
        return new Sample(subject.places()[row], label, certificate.is(label), certificate.radius());
    }

    @Override
    public List<Column> columns(String head) {
        return List.of(Column.of(head, measure));
    }

    @Override
    public Map<Column, List<Sample>> outcomes(String head, byte[] part) {
        return Map.of(Column.of(head, measure), SampleFiles.only(part));
    }

    @Override
    public Map<String, Double> numbers(byte[] part) {
        return SampleFiles.numbers(part);
    }

    @Override
    public Map<String, Double> figures(String head, Map<Column, List<Sample>> outcomes) {
        return Map.of(headline(), SmoothingReading.averageRadius(outcomes.get(Column.of(head, measure))));
    }

    @Override
    public String headline() {
        return "averageCertifiedRadius";
    }
}
