package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.certify.Certificate;
import io.robusttransfer.worker.certify.Cohen;
import io.robusttransfer.worker.certify.Sampler;
import io.robusttransfer.worker.certify.Votes;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.function.UnaryOperator;

/**
 * Reads certificates by randomized smoothing, and predictions of the smoothed classifier beside them. Heads on one f see the
 * same noisy images; their votes are kept, so that alpha can be chosen again.
 */
record SmoothingReading(Measure.Draws measure, double alpha, Subject subject, int batchSize, BooleanSupplier stop)
        implements Reading {
    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        int images = Math.min(measure.images(), subject.images().count());
        Sampler sampler = new Sampler(
                measure.stream(), measure.sigma().toDouble(), measure.selectionSamples(), measure.samples(), batchSize);
        Map<String, List<Sample.Drawn>> drawn = new LinkedHashMap<>();
        heads.keySet().forEach(head -> drawn.put(head, new ArrayList<>()));
        boolean finished = Scope.value(() -> {
            List<Net> frozen = heads.values().stream().map(Net::frozen).toList();
            List<UnaryOperator<Tensor>> hs =
                    frozen.stream().<UnaryOperator<Tensor>>map(net -> net::h).toList();
            return !stop.getAsBoolean()
                    && sampler.sample(frozen.get(0)::f, hs, subject.images(), images, subject.places(), votes -> {
                        add(votes, drawn);
                        progress.accept((double) heads.size() / images);
                        return !stop.getAsBoolean();
                    });
        });
        if (finished) {
            drawn.forEach((head, all) -> done.accept(head, SampleFiles.writeDraws(all)));
        }
        return finished;
    }

    /** Of the next image, one for each head. */
    private void add(List<Votes> votes, Map<String, List<Sample.Drawn>> drawn) {
        int head = 0;
        for (List<Sample.Drawn> before : drawn.values()) {
            int row = before.size();
            before.add(new Sample.Drawn(subject.places()[row], subject.images().labels()[row], votes.get(head++)));
        }
    }

    @Override
    public List<Column> columns(String head) {
        return List.of(Column.of(head, measure), Column.predictions(head, measure));
    }

    @Override
    public Map<Column, List<Sample>> outcomes(String head, byte[] part) {
        List<Sample.Drawn> drawn = SampleFiles.readDraws(part);
        return Map.of(
                Column.of(head, measure), drawn.stream().map(this::certificate).toList(),
                Column.predictions(head, measure),
                        drawn.stream().map(this::prediction).toList());
    }

    @Override
    public Map<String, Double> figures(String head, Map<Column, List<Sample>> outcomes) {
        return Map.of(
                headline(),
                certifiedAccuracy(outcomes.get(Column.of(head, measure))),
                "averageCertifiedRadius",
                averageRadius(outcomes.get(Column.of(head, measure))),
                "smoothedAccuracy",
                Reading.accuracy(outcomes.get(Column.predictions(head, measure))));
    }

    @Override
    public String headline() {
        return "certifiedAccuracy@" + measure.sigma();
    }

    /** At the radius sigma. */
    private double certifiedAccuracy(List<Sample> samples) {
        double radius = measure.sigma().toDouble();
        return samples.stream()
                        .filter(sample -> sample.correct() && sample.value() >= radius)
                        .count()
                / (double) samples.size();
    }

    private Sample certificate(Sample.Drawn drawn) {
        Certificate certificate = Cohen.certify(drawn.votes(), measure.sigma().toDouble(), alpha);
        return new Sample(
                drawn.image(),
                drawn.label(),
                certificate.is(drawn.label()),
                certificate.label().isPresent() ? certificate.radius() : Double.NaN);
    }

    private Sample prediction(Sample.Drawn drawn) {
        OptionalInt label = Cohen.predict(drawn.votes(), alpha);
        return Sample.of(drawn.image(), drawn.label(), label.isPresent() && label.getAsInt() == drawn.label());
    }

    /** The mean over images of the radius, 0 where it abstained or is wrong. */
    static double averageRadius(List<Sample> samples) {
        return samples.stream()
                        .filter(Sample::correct)
                        .mapToDouble(Sample::value)
                        .sum()
                / samples.size();
    }
}
