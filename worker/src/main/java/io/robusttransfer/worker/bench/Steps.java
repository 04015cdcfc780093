package io.robusttransfer.worker.bench;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Corruption;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.SgdSpec;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.certify.Sampler;
import io.robusttransfer.worker.certify.Votes;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.shift.Shift;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.train.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The steps that an experiment repeats most, on made-up images of 3 x 32 x 32. Each step ends by reading a number from the
 * device, so that its work is complete.
 */
public final class Steps {
    /** Batches that steps take in turns. */
    public static final int BATCHES = 5;

    private static final int CLASSES = 10;
    private static final Input INPUT = new Input(3, 32, 32);
    private static final double RATE = 0.1;
    private static final Pgd PGD = new Pgd(Norm.LINF, 8 / 255.0, 2 / 255.0, 10, false);

    /** What is measured. */
    public enum Kind {
        /** A training step on clean images: cross-entropy, gradients, SGD. */
        CE,
        /** PGD-10 and a training step on what it made. */
        PGD,
        /** The loss of frozen weights. */
        FORWARD,
        /** A batch of noisy copies of one image, made, classified and counted. */
        CERTIFY,
        /** A batch's Gaussian numbers, made on the CPU whatever the device. */
        NOISE,
        /** SGD's change of all weights. */
        OPTIMIZER,
        /** A batch under each of the changes that {@code shifts} knows, in one severity; on the CPU whatever the device. */
        SHIFT
    }

    private final int batch;
    private final Net net;
    private final Net frozen;
    private final Optimizer optimizer;
    private final Map<String, Tensor> gradients = new LinkedHashMap<>();
    private final List<Tensor> images = new ArrayList<>();
    private final List<Tensor> labels = new ArrayList<>();
    private final Images certified;
    private final Sampler sampler;
    private final Images changed;

    /** All that it keeps belongs to the present scope. */
    public Steps(Architecture architecture, int batch) {
        this.batch = batch;
        net = Net.initial(
                architecture,
                INPUT,
                CLASSES,
                new float[] {0.49f, 0.48f, 0.45f},
                new float[] {0.25f, 0.24f, 0.26f},
                Stream.of("bench f"),
                Stream.of("bench h"));
        frozen = net.frozen();
        optimizer = Optimizer.of(
                new SgdSpec(Fraction.of("0.1"), Fraction.of("0.9"), Fraction.of("0.0005")), net.parameters());
        net.parameters().forEach((name, weights) -> gradients.put(name, weights.mul(0.001)));
        for (int i = 0; i < BATCHES; i++) {
            Stream stream = Stream.of("bench batch", i);
            images.add(upload(stream.uniform(values())));
            long[] classes = new long[batch];
            for (int k = 0; k < batch; k++) {
                classes[k] = stream.below(CLASSES);
            }
            labels.add(Tensor.of(classes, batch));
        }
        int stride = values() / batch;
        certified =
                new Images(1, INPUT.height(), INPUT.width(), INPUT.channels(), CLASSES, new byte[stride], new int[1]);
        sampler = new Sampler("bench", 0.25, 0, batch, batch);
        byte[] pixels = new byte[values()];
        Stream grey = Stream.of("bench pixels");
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) grey.below(256);
        }
        changed = new Images(batch, INPUT.height(), INPUT.width(), INPUT.channels(), CLASSES, pixels, new int[batch]);
    }

    /** Writes weights.safetensors and batches.safetensors (x0, y0, x1, …), for others to do the same work. */
    public void write(Path folder) throws IOException {
        Map<String, Tensor> batches = new LinkedHashMap<>();
        for (int i = 0; i < BATCHES; i++) {
            batches.put("x" + i, images.get(i));
            batches.put("y" + i, labels.get(i));
        }
        Safetensors.write(folder.resolve("weights.safetensors"), net.state(), Map.of());
        Safetensors.write(folder.resolve("batches.safetensors"), batches, Map.of());
    }

    /**
     * Does one step.
     *
     * @param turn of the batches
     * @return the loss of the step's batch, where it has one
     */
    public double run(Kind kind, int turn) {
        Tensor x = images.get(turn % BATCHES);
        Tensor y = labels.get(turn % BATCHES);
        return Scope.value(() -> switch (kind) {
            case CE -> train(x, y);
            case PGD -> train(PGD.maximise(net, x, Objective.crossEntropy(y), Noise.of(Stream.of("no start"))), y);
            case FORWARD -> CrossEntropy.perImage(frozen.logits(x), y).mean().item();
            case CERTIFY -> {
                List<Votes> votes = new ArrayList<>();
                sampler.sample(frozen::f, List.of(frozen::h), certified, 1, new int[] {turn}, votes::addAll);
                yield (double) votes.get(0).estimation().get(0).perClass().get(0);
            }
            case NOISE -> (double) Stream.of("bench noise", turn).gaussian(values())[0];
            case OPTIMIZER -> {
                optimizer.step(net.parameters(), gradients, RATE, turn);
                yield net.parameters().values().iterator().next().max().item();
            }
            case SHIFT -> shifted(turn);
        });
    }

    private double shifted(int turn) {
        int[] places = IntStream.range(0, batch).toArray();
        double sum = 0;
        for (Corruption corruption : Corruption.values()) {
            sum += Shift.of(corruption, 1 + turn % BATCHES)
                    .images(changed, places, "bench")
                    .pixels()[0];
        }
        return sum;
    }

    private double train(Tensor x, Tensor y) {
        Net live = net.training(Trainable.ALL);
        Grad.Result result =
                Grad.of(() -> CrossEntropy.perImage(live.logits(x), y).mean(), live.leaves());
        Map<String, Tensor> each = new LinkedHashMap<>();
        Iterator<Tensor> gradient = result.gradients().iterator();
        live.parameters().keySet().forEach(name -> each.put(name, gradient.next()));
        optimizer.step(live.parameters(), each, RATE, 0);
        return result.value().item();
    }

    private Tensor upload(float[] pixels) {
        return Tensor.images(pixels, batch, INPUT.height(), INPUT.width(), INPUT.channels());
    }

    private int values() {
        return batch * INPUT.height() * INPUT.width() * INPUT.channels();
    }
}
