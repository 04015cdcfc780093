package io.robusttransfer.tests;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.OwnParts;
import io.robusttransfer.worker.model.Projector;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.scheme.Fdm;
import io.robusttransfer.worker.scheme.Scheme;
import io.robusttransfer.worker.scheme.Simclr;
import io.robusttransfer.worker.scheme.Step;
import io.robusttransfer.worker.scheme.Supcon;
import io.robusttransfer.worker.scheme.Trades;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.LongStream;

/**
 * The Java side of tests/peers/losses.py: what an untrained network makes of images of noise, and the losses of our schemes on it, in
 * 64 bits.
 */
record Losses(Architecture architecture) {
    private static final String STREAM = "losses";
    private static final int IMAGES = 12;
    private static final int CLASSES = 5;
    private static final Input INPUT = new Input(1, 16, 16);
    private static final Step.Clock CLOCK = new Step.Clock(3, 5, 0);
    private static final Pgd ATTACK = new Pgd(Norm.LINF, .2, .1, 2, true);

    private static final double LOGITS = 2;
    private static final int PASSES = 50;

    /** Of the block whose input {@link Fdm} holds, counted from the end. */
    private static final int BLOCK = 1;

    private record Views(Tensor one, Tensor other) implements Step.Inputs {
        @Override
        public Tensor view(int index) {
            return index == 0 ? one : other;
        }

        @Override
        public Tensor features(Net net) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tensor cached(String name) {
            throw new UnsupportedOperationException();
        }
    }

    void export(Path folder) throws IOException {
        Scope scope = Scope.open();
        try {
            Tensor one = noise("one");
            Views views = new Views(one, one.mul(.5).add(noise("other").mul(.5)));
            // classes of 3, 5 and 4 images
            Tensor y = Tensor.of(
                    LongStream.range(0, IMAGES).map(i -> i * i % CLASSES).toArray(), IMAGES);
            Map<String, Tensor> results = new LinkedHashMap<>();
            results.put("y", y);
            contrastive(views, y, results);
            trades(views, y, results);
            fdm(views, y, results);
            Safetensors.write(
                    folder.resolve("results.safetensors"), results, Map.of("architecture", architecture.spelling()));
        } finally {
            scope.close();
        }
    }

    private void contrastive(Views views, Tensor y, Map<String, Tensor> results) {
        Net net = net().with(OwnParts.of(new Projector(16)), Stream.of(STREAM, "projector"))
                .to(Type.FLOAT64);
        Tensor both = Tensor.cat(List.of(views.one(), views.other()), 0);
        Tensor bias = net.state().get("projector.2.bias");
        // so that they point into all directions
        bias.subInPlace(embeddings(net, both).mean(false, 0));
        results.put("embeddings", embeddings(net, both));
        double[] temperatures = {.07, .1, .5, 1, 5};
        results.put("temperatures", Tensor.of(temperatures, temperatures.length));
        results.put("supcon", losses(temperatures, Supcon::new, net, Trainable.EXTRACTOR, views, y));
        results.put("simclr", losses(temperatures, Simclr::new, net, Trainable.EXTRACTOR, views, y));
    }

    private static Tensor embeddings(Net net, Tensor x) {
        Net live = net.copy().training(Trainable.EXTRACTOR);
        return live.projected(live.f(x)).detach();
    }

    private void trades(Views views, Tensor y, Map<String, Tensor> results) {
        Net net = settled(views.one());
        double[] betas = {.5, 1, 6};
        results.put("betas", Tensor.of(betas, betas.length));
        results.put("trades", losses(betas, beta -> new Trades(beta, ATTACK, 0), net, Trainable.ALL, views, y));
        Tensor before = net.frozen().logits(views.one());
        Tensor moved = moved(net, views, y, (live, x) -> before.softmax(1)
                .mul(before.logSoftmax(1).sub(live.logits(x).logSoftmax(1)))
                .sum(false, 1));
        Tensor logits = net.copy().training(Trainable.ALL).logits(Tensor.cat(List.of(views.one(), moved), 0));
        results.put("trades.natural", logits.slice(0, 0, IMAGES).detach());
        results.put("trades.adversarial", logits.slice(0, IMAGES, 2 * IMAGES).detach());
    }

    private void fdm(Views views, Tensor y, Map<String, Tensor> results) {
        Net net = settled(views.one());
        double[] lambdas = {.5, 5, 50};
        results.put("lambdas", Tensor.of(lambdas, lambdas.length));
        results.put("fdm", losses(lambdas, lambda -> new Fdm(lambda, BLOCK, ATTACK, 0), net, Trainable.ALL, views, y));
        Tensor both = Tensor.cat(List.of(moved(net, views, y, Objective.crossEntropy(y)), views.one()), 0);
        Tensor inner = net.copy().training(Trainable.ALL).before(BLOCK, both);
        results.put("fdm.adversarialFeatures", inner.slice(0, 0, IMAGES).detach());
        results.put("fdm.naturalFeatures", inner.slice(0, IMAGES, 2 * IMAGES).detach());
        results.put(
                "fdm.adversarial",
                net.copy()
                        .training(Trainable.ALL)
                        .logits(both)
                        .slice(0, 0, IMAGES)
                        .detach());
    }

    private static Tensor moved(Net net, Views views, Tensor y, Objective objective) {
        return ATTACK.maximise(net, views.one(), objective, new Step(net, views, y, CLOCK).starts("attack"));
    }

    private static Tensor losses(
            double[] parameters, DoubleFunction<Scheme> scheme, Net net, Trainable trained, Views views, Tensor y) {
        double[] losses = Arrays.stream(parameters)
                .map(parameter -> Scope.value(() -> scheme.apply(parameter)
                        .loss(new Step(net.copy().training(trained), views, y, CLOCK))
                        .item()))
                .toArray();
        return Tensor.of(losses, losses.length);
    }

    private Net net() {
        return Net.initial(
                architecture,
                INPUT,
                CLASSES,
                new float[] {.5f},
                new float[] {.3f},
                Stream.of(STREAM, "f"),
                Stream.of(STREAM, "h"));
    }

    /** With running statistics of these images and logits about as large as those of a trained net, so that an attack moves the predictions. */
    private Net settled(Tensor x) {
        Net net = net().to(Type.FLOAT64);
        Net training = net.training(Trainable.ALL);
        for (int pass = 0; pass < PASSES; pass++) {
            Scope.run(() -> training.logits(x));
        }
        double size = Math.sqrt(net.logits(x).square().mean().item());
        net.state().get("fc.weight").mulInPlace(LOGITS / size);
        net.state().get("fc.bias").mulInPlace(LOGITS / size);
        return net;
    }

    private static Tensor noise(String name) {
        float[] values = Stream.of(STREAM, name).uniform(IMAGES * INPUT.height() * INPUT.width());
        return Tensor.images(values, IMAGES, INPUT.height(), INPUT.width(), INPUT.channels())
                .to(Type.FLOAT64);
    }
}
