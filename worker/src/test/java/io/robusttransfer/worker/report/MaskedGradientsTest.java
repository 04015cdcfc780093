package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.evaluate.Column;
import io.robusttransfer.worker.evaluate.Evaluation;
import io.robusttransfer.worker.evaluate.ForgottenParts;
import io.robusttransfer.worker.evaluate.Sample;
import io.robusttransfer.worker.evaluate.Subject;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.report.Experiment.Attack;
import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Outcome.Completed;
import io.robusttransfer.worker.report.Signs.Sign;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The signs on nets that mask their gradients on purpose, attacked by the attacks themselves. */
@OnTorch
class MaskedGradientsTest {
    private static final String HEAD = "head";
    private static final Images IMAGES = Toy.images(60);
    private static final Measure.Pgd PGD =
            new Measure.Pgd(Norm.LINF, Fraction.of("0.12"), 20, Fraction.of("0.015"), 5, null);
    private static final Measure.Square SQUARE = new Measure.Square(Norm.LINF, Fraction.of("0.12"), 1000, null);
    private static final Measure.Unbounded CHECK = new Measure.Unbounded();

    @Test
    void a_net_that_hides_nothing_shows_no_sign() {
        assertThat(signs(judged(Toy.trained(2)))).isEmpty();
    }

    @Test
    void rounding_before_f_shows_although_its_gradients_are_small_numbers_and_no_zeros() {
        Completed cell = judged(rounding());
        assertThat(share(cell, Series.CLEAN)).isGreaterThan(.9);
        assertThat(share(cell, Series.attack("pgd", "0.12")))
                .isGreaterThan(share(cell, Series.attack("square", "0.12")));
        assertThat(signs(cell)).extracting(Sign::id).containsExactly("right-at-one-half", "square-below-white-box");
    }

    @Test
    void saturated_logits_mask_nothing_from_attacks_on_log_odds() {
        Net net = Toy.trained(2);
        Map<String, Tensor> state = new LinkedHashMap<>(net.state());
        state.put("fc.weight", state.get("fc.weight").mul(1e4));
        state.put("fc.bias", state.get("fc.bias").mul(1e4));
        Completed plain = judged(net);
        Completed saturated = judged(net.withHead(state));
        assertThat(signs(saturated)).isEmpty();
        assertThat(share(saturated, Series.attack("pgd", "0.12")))
                .isBetween(.05, .95)
                .isCloseTo(share(plain, Series.attack("pgd", "0.12")), within(.034));
    }

    /**
     * A small-cnn on pixels rounded to 0 and 1 at .47: of its first layer two channels alone are read, relu(s (x − .47)) and
     * relu(s (x − .47) − 1), with opposite weights, so that a step of width 1/s is left of each pixel.
     */
    private static Net rounding() {
        Map<String, Tensor> state = new LinkedHashMap<>(Toy.net(0).state());
        double steepness = 1e4;
        double threshold = (.47 - .4) / .2;
        float[] kernels = new float[12 * 9];
        kernels[4] = (float) steepness;
        kernels[9 + 4] = (float) steepness;
        float[] biases = new float[12];
        biases[0] = (float) (-steepness * threshold);
        biases[1] = biases[0] - 1;
        state.put("conv1.weight", Tensor.of(kernels, 12, 1, 3, 3));
        state.put("conv1.bias", Tensor.of(biases, 12));
        Net net = Net.of(Architecture.SMALL_CNN, new Input(1, 8, 8), state);
        tie(net.parameters().get("conv2.weight"));
        Images images = Toy.images(90);
        for (int step = 0; step < 60; step++) {
            Scope.run(() -> {
                Batch batch = Batch.of(images);
                Net live = net.training(Trainable.ALL);
                Iterator<Tensor> gradients = Grad.of(
                                () -> CrossEntropy.perImage(live.logits(batch.x()), batch.y())
                                        .mean(),
                                live.leaves())
                        .gradients()
                        .iterator();
                live.parameters().forEach((name, weight) -> {
                    Tensor gradient = gradients.next();
                    if (name.equals("conv2.weight")) {
                        weight.subInPlace(tied(gradient).mul(.2));
                    } else if (!name.startsWith("conv1")) {
                        weight.subInPlace(gradient.mul(.2));
                    }
                });
            });
        }
        return net;
    }

    private static void tie(Tensor weight) {
        Scope.run(() -> weight.assign(tied(weight)));
    }

    /** Of channels 0 and 1 half their difference and its opposite; nothing of the others. */
    private static Tensor tied(Tensor weight) {
        Tensor half = weight.slice(1, 0, 1).sub(weight.slice(1, 1, 2)).mul(.5);
        return Tensor.cat(List.of(half, half.neg(), weight.slice(1, 2, 12).mul(0)), 1);
    }

    private static Completed judged(Net net) {
        Measures measures = new Measures(IMAGES.count(), 60, List.of(PGD, SQUARE), null, List.of(CHECK), null);
        int[] places = IntStream.range(0, IMAGES.count()).toArray();
        Map<Column, List<Sample>> outcomes = new Evaluation(
                        new Subject(Map.of(HEAD, net), Map.of(), IMAGES, places),
                        measures,
                        new ForgottenParts(),
                        (share, text) -> {},
                        () -> false)
                .run()
                .orElseThrow()
                .outcomes();
        return new Completed(Map.of(
                Series.CLEAN,
                perImage(outcomes.get(Column.of(HEAD, new Measure.Clean()))),
                Series.attack("pgd", "0.12"),
                perImage(outcomes.get(Column.of(HEAD, PGD))),
                Series.attack("square", "0.12"),
                perImage(outcomes.get(Column.of(HEAD, SQUARE))),
                Series.UNBOUNDED,
                perImage(outcomes.get(Column.of(HEAD, CHECK))),
                Series.GRADIENTS,
                perImage(outcomes.get(Column.gradients(HEAD, CHECK)))));
    }

    private static PerImage perImage(List<Sample> samples) {
        boolean[] right = new boolean[samples.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = samples.get(i).correct();
        }
        return PerImage.of(samples.stream().mapToInt(Sample::image).toArray(), right);
    }

    private static double share(Completed cell, Series series) {
        return new Average.ShareRight().of(cell.of(series).orElseThrow());
    }

    private static List<Sign> signs(Completed cell) {
        Experiment small = Small.experiment(1);
        Experiment experiment = new Experiment(
                small.name(),
                small.source(),
                Toy.CLASSES,
                List.of(new Scheme("ce", "ce")),
                List.of(),
                small.seeds(),
                Optional.empty(),
                List.of(
                        new Attack("pgd", "pgd", "Linf", List.of("0.12"), null),
                        new Attack("square", "square", "Linf", List.of("0.12"), null)),
                new Certificates(List.of(), List.of()),
                List.of(),
                small.devices(),
                small.command(),
                small.facts(),
                small.study());
        return new Signs(new Results(experiment, List.of(new Cell("ce", 0, Where.SOURCE, cell)))).all();
    }
}
