package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.attack.Change;
import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.hipparchus.stat.descriptive.rank.Median;

/**
 * Reads how far features and centred logits move, and what is still right, where PGD moves one of them as far as it can; of several
 * restarts the one that moves it farthest. Changes are in median distances of two different images ({@link Change#medianDistance}).
 */
record RepresentationReading(Measure.Representation measure, Subject subject, int batchSize, BooleanSupplier stop)
        implements Reading {
    /** What one image came to. */
    private record Moved(double features, double logits, boolean right) {}

    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        Images images = subject.images(measure.images(subject.images().count()));
        for (Map.Entry<String, Net> head : heads.entrySet()) {
            List<Moved> moved = new ArrayList<>();
            for (int[] rows : Batch.rows(images.count(), batchSize)) {
                if (stop.getAsBoolean()) {
                    return false;
                }
                moved.addAll(Scope.value(() -> attacked(head.getValue().frozen(), images, rows)));
                progress.accept((double) rows.length / images.count());
            }
            double[] units = Scope.value(() -> units(head.getValue().frozen(), images));
            done.accept(head.getKey(), part(head.getKey(), outcomes(head.getKey(), images, moved, units)));
        }
        return true;
    }

    private List<Moved> attacked(Net net, Images images, int[] rows) {
        Batch batch = Batch.of(images, rows);
        Tensor f = net.f(batch.x());
        Tensor z = Change.centred(net.h(f));
        Objective goal =
                switch (measure.goal()) {
                    case FEATURES -> Change.ofFeatures(f);
                    case LOGITS -> Change.ofLogits(z);
                    case LABEL -> Objective.logOdds(batch.y());
                };
        Pgd pgd = new Pgd(
                measure.norm(), measure.epsilon().toDouble(), measure.stepSize().toDouble(), measure.steps(), true);
        int[] keys = Arrays.stream(rows).map(row -> subject.places()[row]).toArray();
        double[] farthest = new double[rows.length];
        Moved[] moved = new Moved[rows.length];
        for (int restart = 0; restart < measure.restarts(); restart++) {
            Tensor at = pgd.maximise(net, batch.x(), goal, Noise.restart(measure.stream(), keys, restart));
            float[] reached = goal.loss(net, at).floats();
            Tensor features = net.f(at);
            Tensor logits = net.h(features);
            float[] byFeatures = Change.squared(features, f).floats();
            float[] byLogits = Change.squared(Change.centred(logits), z).floats();
            long[] right = logits.argMax(1).eq(batch.y()).longs();
            for (int i = 0; i < rows.length; i++) {
                if (moved[i] == null || reached[i] > farthest[i]) {
                    farthest[i] = reached[i];
                    moved[i] = new Moved(Math.sqrt(byFeatures[i]), Math.sqrt(byLogits[i]), right[i] == 1);
                }
            }
        }
        return List.of(moved);
    }

    /** Median distances of features and of centred logits. */
    private double[] units(Net net, Images images) {
        List<double[]> features = new ArrayList<>();
        List<double[]> logits = new ArrayList<>();
        for (int[] rows : Batch.rows(images.count(), batchSize)) {
            Scope.run(() -> {
                Tensor f = net.f(Batch.of(images, rows).x());
                features.addAll(rows(f));
                logits.addAll(rows(Change.centred(net.h(f))));
            });
        }
        return new double[] {
            Change.medianDistance(features.toArray(double[][]::new)),
            Change.medianDistance(logits.toArray(double[][]::new))
        };
    }

    private static List<double[]> rows(Tensor matrix) {
        float[] all = matrix.floats();
        int width = Math.toIntExact(matrix.size(1));
        return IntStream.range(0, all.length / width)
                .mapToObj(row -> IntStream.range(row * width, (row + 1) * width)
                        .mapToDouble(i -> all[i])
                        .toArray())
                .toList();
    }

    private Map<Column, List<Sample>> outcomes(String head, Images images, List<Moved> moved, double[] units) {
        List<Sample> right = new ArrayList<>();
        List<Sample> features = new ArrayList<>();
        List<Sample> logits = new ArrayList<>();
        for (int i = 0; i < moved.size(); i++) {
            Moved one = moved.get(i);
            int place = subject.places()[i];
            int label = images.labels()[i];
            right.add(Sample.of(place, label, one.right()));
            features.add(new Sample(place, label, one.right(), share(one.features(), units[0])));
            logits.add(new Sample(place, label, one.right(), share(one.logits(), units[1])));
        }
        return Map.of(
                Column.of(head, measure), right,
                Column.features(head, measure), features,
                Column.logits(head, measure), logits);
    }

    /** No number where the unit is 0: an output that is the same for most images moves from none to another. */
    private static double share(double change, double unit) {
        return unit == 0 ? Double.NaN : change / unit;
    }

    @Override
    public List<Column> columns(String head) {
        return List.of(Column.of(head, measure), Column.features(head, measure), Column.logits(head, measure));
    }

    @Override
    public Map<Column, List<Sample>> outcomes(String head, byte[] part) {
        return SampleFiles.read(part);
    }

    @Override
    public Map<String, Double> figures(String head, Map<Column, List<Sample>> outcomes) {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("accuracy", Reading.accuracy(outcomes.get(Column.of(head, measure))));
        figures.put(headline(), median(outcomes.get(Column.features(head, measure))));
        figures.put("logitChange", median(outcomes.get(Column.logits(head, measure))));
        figures.values().removeIf(value -> !Double.isFinite(value));
        return figures;
    }

    @Override
    public String headline() {
        return "featureChange";
    }

    private static double median(List<Sample> samples) {
        return new Median().evaluate(samples.stream().mapToDouble(Sample::value).toArray());
    }
}
