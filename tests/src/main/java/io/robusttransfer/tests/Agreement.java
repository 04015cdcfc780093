package io.robusttransfer.tests;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.Constant;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.SgdSpec;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.certify.BlockCounts;
import io.robusttransfer.worker.certify.Certificate;
import io.robusttransfer.worker.certify.Cohen;
import io.robusttransfer.worker.certify.Sampler;
import io.robusttransfer.worker.certify.Votes;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.data.Synthetic;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.scheme.Ce;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The Java side of tests/peers/agree.py: trains a network briefly on digits and writes its checkpoint, the images, the
 * noise, and what our attack and our certificate said of them.
 */
public final class Agreement {
    private static final String MEASURE = "agreement";
    private static final double EPSILON = 0.015;
    private static final int STEPS = 10;
    private static final int RESTARTS = 2;
    private static final double SIGMA = 0.25;
    private static final double ALPHA = 0.001;
    private static final int SELECTION = 100;
    private static final int SAMPLES = 1000;

    private final Architecture architecture;
    private final int epochs;
    private final int attacked;
    private final int certified;

    /**
     * @param attacked images of the test part, from the first
     * @param certified of them
     */
    public Agreement(Architecture architecture, int epochs, int attacked, int certified) {
        this.architecture = architecture;
        this.epochs = epochs;
        this.attacked = attacked;
        this.certified = certified;
    }

    public void export(Path folder) throws IOException {
        Domain digits = Synthetic.parse("uri", "synthetic://digits?seed=0&train=1000&test=200")
                .domain();
        Images images = digits.test().select(IntStream.range(0, attacked).toArray());
        Scope scope = Scope.open();
        try {
            Net net = trained(digits);
            Net frozen = net.frozen();
            Map<String, Tensor> results = new LinkedHashMap<>();
            Batch batch = Batch.of(images);
            results.put("x", batch.x());
            results.put("y", batch.y());
            results.put("logits", frozen.logits(batch.x()));
            attack(net, images, results);
            certify(frozen, images, results);
            Safetensors.write(
                    folder.resolve("checkpoint.safetensors"),
                    net.state(),
                    Map.of(
                            "architecture",
                            architecture.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            Safetensors.write(
                    folder.resolve("results.safetensors"),
                    results,
                    Map.of(
                            "epsilon", String.valueOf(EPSILON),
                            "step", String.valueOf(Pgd.usualStep(EPSILON, STEPS)),
                            "steps", String.valueOf(STEPS),
                            "selection", String.valueOf(SELECTION),
                            "sigma", String.valueOf(SIGMA),
                            "alpha", String.valueOf(ALPHA)));
        } finally {
            scope.close();
        }
    }

    private Net trained(Domain digits) {
        Net net = Net.initial(
                architecture,
                new Input(1, 16, 16),
                digits.classes(),
                new float[] {0.3f},
                new float[] {0.25f},
                Stream.of(MEASURE, "f"),
                Stream.of(MEASURE, "h"));
        Training training = new Training(
                epochs,
                100,
                OptimizerSpec.of(new SgdSpec(Fraction.of("0.05"), Fraction.of("0.9"), Fraction.of("0.0005"))),
                ScheduleSpec.of(new Constant()),
                Checkpoint.of(new LastEpoch()));
        Recipe recipe = new Recipe(
                Trainable.ALL,
                new Ce(),
                training,
                new Threat(Norm.LINF, Fraction.of("0.015")),
                0,
                Set.of(),
                0,
                MEASURE);
        new Trainer(recipe, digits.train())
                .train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
        return net;
    }

    /** The starts of restart r are the tensor "start.r": the image moved by its own uniform numbers, not clipped. */
    private void attack(Net net, Images images, Map<String, Tensor> results) {
        int[] places = IntStream.range(0, images.count()).toArray();
        Pgd attack = new Pgd(Norm.LINF, EPSILON, Pgd.usualStep(EPSILON, STEPS), STEPS, true);
        boolean[] broken = Robustness.of(MEASURE, attack, RESTARTS, 50)
                .broken(net, images, places, Robustness.mistakes(net, images, 50));
        results.put("broken", Tensor.of(broken, broken.length).to(Type.INT64));
        for (int restart = 0; restart < RESTARTS; restart++) {
            float[] moves = new float[images.pixels().length];
            for (int row = 0; row < images.count(); row++) {
                Stream stream = Streams.restart(MEASURE, row, restart);
                for (int i = row * images.stride(); i < (row + 1) * images.stride(); i++) {
                    moves[i] = (float) (EPSILON * (2.0 * stream.uniform() - 1));
                }
            }
            results.put(
                    "start." + restart, images(moves, images.count(), images).add(results.get("x")));
        }
    }

    /** Standard normal numbers "noise.i": those of image i that select first, then those that estimate. */
    private void certify(Net frozen, Images images, Map<String, Tensor> results) {
        Sampler sampler = new Sampler(MEASURE, SIGMA, SELECTION, SAMPLES, 250);
        long[] labels = new long[certified];
        double[] radii = new double[certified];
        List<Votes> votes = new ArrayList<>();
        int[] places = IntStream.range(0, certified).toArray();
        sampler.sample(frozen::f, List.of(frozen::h), images, certified, places, each -> votes.addAll(each));
        for (int i = 0; i < certified; i++) {
            Certificate certificate = Cohen.certify(votes.get(i), SIGMA, ALPHA);
            labels[i] = certificate.label().orElse(-1);
            radii[i] = certificate.radius();
            results.put(
                    "noise." + i,
                    Tensor.cat(List.of(noise(images, i, -1, SELECTION), noise(images, i, 0, SAMPLES)), 0));
        }
        results.put("label", Tensor.of(labels, certified));
        results.put("radius", Tensor.of(radii, certified));
    }

    private static Tensor noise(Images images, int image, int block, int draws) {
        if (draws > BlockCounts.DRAWS) {
            throw new IllegalArgumentException(draws + " draws are more than one block");
        }
        return images(Streams.draws(MEASURE, image, block).gaussian(draws * images.stride()), draws, images);
    }

    private static Tensor images(float[] values, int count, Images like) {
        return Tensor.images(values, count, like.height(), like.width(), like.channels());
    }
}
