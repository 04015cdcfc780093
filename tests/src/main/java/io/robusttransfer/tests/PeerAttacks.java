package io.robusttransfer.tests;

import io.robusttransfer.crds.api.AdamWSpec;
import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.OneCycle;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.attack.Attacks;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.data.Preparation;
import io.robusttransfer.worker.data.Synthetic;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.scheme.Ce;
import io.robusttransfer.worker.scheme.CeA;
import io.robusttransfer.worker.scheme.Scheme;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The Java side of tests/peers/attacks.py: trains a small-cnn on drawn digits and writes its checkpoint, images of the test part, and
 * which of them each of our attacks breaks.
 */
public final class PeerAttacks {
    private static final String PURPOSE = "peer attacks";
    private static final int BATCH = 250;

    private final boolean robust;
    private final int classes;
    private final Norm norm;
    private final String epsilon;
    private final int images;

    /**
     * @param robust trained by ceA in the Linf ball of .1, else by ce
     * @param classes the first so many digits
     * @param images of the test part, from the first
     */
    public PeerAttacks(boolean robust, int classes, Norm norm, String epsilon, int images) {
        this.robust = robust;
        this.classes = classes;
        this.norm = norm;
        this.epsilon = epsilon;
        this.images = images;
    }

    public void export(Path folder) throws IOException {
        Input input = new Input(1, 16, 16);
        Domain digits = Preparation.prepare(
                "uri",
                Synthetic.parse("uri", "synthetic://digits?seed=0&train=3000&test=2500")
                        .domain(),
                new Dataset(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        IntStream.range(0, classes).boxed().toList()),
                input);
        Images attacked = digits.test().select(IntStream.range(0, images).toArray());
        Scope scope = Scope.open();
        try {
            Net net = trained(digits, input);
            Map<String, Tensor> results = new LinkedHashMap<>();
            Batch batch = Batch.of(attacked);
            results.put("x", batch.x());
            results.put("y", batch.y());
            boolean[] mistakes = Robustness.mistakes(net, attacked, BATCH);
            results.put("clean", flags(mistakes));
            Fraction radius = Fraction.of(epsilon);
            Fraction step = Fraction.of(String.valueOf(Pgd.usualStep(radius.toDouble(), 20)));
            for (Measure.InBall measure : List.of(
                    new Measure.Fgsm(norm, radius, null),
                    new Measure.Pgd(norm, radius, 20, step, 1, null),
                    new Measure.Square(norm, radius, 5000, null),
                    new Measure.AutoAttack(norm, radius, null))) {
                results.put(measure.algorithm(), broken(net, attacked, measure, mistakes));
            }
            Safetensors.write(
                    folder.resolve("checkpoint.safetensors"), net.state(), Map.of("architecture", "small-cnn"));
            Safetensors.write(
                    folder.resolve("results.safetensors"),
                    results,
                    Map.of("norm", norm.toString(), "epsilon", epsilon, "model", robust ? "robust" : "standard"));
        } finally {
            scope.close();
        }
    }

    private static Tensor broken(Net net, Images images, Measure.InBall measure, boolean[] mistakes) {
        int[] places = IntStream.range(0, images.count()).toArray();
        return flags(
                new Robustness(Attacks.series(measure, images.classes()), BATCH).broken(net, images, places, mistakes));
    }

    private static Tensor flags(boolean[] values) {
        return Tensor.of(values, values.length).to(Type.INT64);
    }

    private Net trained(Domain digits, Input input) {
        Net net = Net.initial(
                Architecture.SMALL_CNN,
                input,
                classes,
                new float[] {0.3f},
                new float[] {0.25f},
                Stream.of(PURPOSE, "f"),
                Stream.of(PURPOSE, "h"));
        Training training = new Training(
                10,
                100,
                OptimizerSpec.of(new AdamWSpec(
                        Fraction.of("0.002"), Fraction.of("0"), Fraction.of("0.9"), Fraction.of("0.999"))),
                ScheduleSpec.of(new OneCycle(Fraction.of("0.3"), Fraction.of("25"), Fraction.of("10000"))),
                Checkpoint.of(new LastEpoch()));
        Scheme scheme = robust ? new CeA(new Pgd(Norm.LINF, .1, .05, 5, true), 4) : new Ce();
        Recipe recipe = new Recipe(
                Trainable.ALL, scheme, training, new Threat(Norm.LINF, Fraction.of("0.1")), 0, Set.of(), 0, PURPOSE);
        new Trainer(recipe, digits.train())
                .train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
        return net;
    }
}
