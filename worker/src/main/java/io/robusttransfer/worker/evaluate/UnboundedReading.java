package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.attack.Gradients;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/** Reads which images stay right in a ball that holds a grey image for every image, and which have a gradient to attack by. */
record UnboundedReading(Measure.Unbounded measure, Subject subject, int batchSize, BooleanSupplier stop)
        implements AccuracyReading {
    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        double epsilon = Measure.Unbounded.EPSILON.toDouble();
        int steps = Measure.Unbounded.STEPS;
        Pgd pgd = new Pgd(Norm.LINF, epsilon, Pgd.usualStep(epsilon, steps), steps, true);
        Robustness robustness = Robustness.of(measure.stream(), pgd, 1, batchSize);
        Images images = subject.images(measure.images(subject.images().count()));
        for (Map.Entry<String, Net> head : heads.entrySet()) {
            if (stop.getAsBoolean()) {
                return false;
            }
            Net net = head.getValue();
            boolean[] mistakes = Reading.mistakes(before.get(Column.clean(head.getKey())), images.count());
            boolean[] broken = robustness.broken(net, images, subject.places(), mistakes);
            boolean[] zero = Gradients.zero(net, images, batchSize);
            done.accept(
                    head.getKey(),
                    part(
                            head.getKey(),
                            Map.of(
                                    Column.of(head.getKey(), measure), subject.without(broken),
                                    Column.gradients(head.getKey(), measure), subject.without(zero))));
        }
        return true;
    }

    @Override
    public List<Column> columns(String head) {
        return List.of(Column.of(head, measure), Column.gradients(head, measure));
    }

    @Override
    public Map<Column, List<Sample>> outcomes(String head, byte[] part) {
        return SampleFiles.read(part);
    }

    @Override
    public Map<String, Double> figures(String head, Map<Column, List<Sample>> outcomes) {
        return Map.of(
                headline(),
                Reading.accuracy(outcomes.get(Column.of(head, measure))),
                "zeroGradients",
                1 - Reading.accuracy(outcomes.get(Column.gradients(head, measure))));
    }
}
