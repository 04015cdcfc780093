package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.CeASpec;
import io.robusttransfer.crds.api.CeNSpec;
import io.robusttransfer.crds.api.CeSpec;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@OnTorch
class SchemeTest {
    private static final Step.Clock CLOCK = new Step.Clock(3, 5, .5);
    private Net net;
    private Batch batch;

    @BeforeEach
    void open() {
        net = Toy.net(0);
        batch = Batch.of(Toy.images(9));
    }

    @Test
    void cross_entropy_of_published_logits() {
        Tensor logits = Tensor.of(new float[] {2, 1, 0, 2, 1, 0}, 2, 3);
        float[] losses =
                CrossEntropy.perImage(logits, Tensor.of(new long[] {0, 2}, 2)).floats();
        assertThat(losses[0]).isCloseTo(.407605964444f, within(1e-6f));
        assertThat(losses[1]).isCloseTo(2.407605964444f, within(1e-6f));
    }

    @Test
    void ceN_without_noise_is_ce() {
        assertThat(loss(new CeN(0))).isEqualTo(loss(new Ce()));
        assertThat(loss(new CeN(.5))).isNotEqualTo(loss(new Ce()));
    }

    @Test
    void ceA_in_a_ball_of_radius_nothing_is_ce() {
        for (Norm norm : Norm.values()) {
            assertThat(loss(new CeA(new Pgd(norm, 0, 0, 3, true), 0))).isEqualTo(loss(new Ce()));
            assertThat(loss(new CeA(new Pgd(norm, .2, .1, 3, true), 0))).isGreaterThan(loss(new Ce()));
        }
    }

    @Test
    void the_ball_of_ceA_grows_in_a_line_from_nothing() {
        Pgd attack = new Pgd(Norm.LINF, .2, .1, 3, true);
        CeA warming = new CeA(attack, 4);
        assertThat(loss(warming, 0)).isEqualTo(loss(new Ce()));
        assertThat(loss(warming, 1)).isEqualTo(loss(new CeA(attack.scaled(.25), 0)));
        assertThat(loss(warming, 2.5)).isEqualTo(loss(new CeA(attack.scaled(.625), 0)));
        assertThat(loss(warming, 4)).isEqualTo(loss(new CeA(attack, 0)));
        assertThat(loss(warming, 9)).isEqualTo(loss(new CeA(attack, 0)));
    }

    @Test
    void noise_is_fresh_in_every_step_and_the_same_for_every_scheme() {
        Step first = Step.of(net, batch.x(), batch.y(), new Step.Clock(3, 5, 0));
        Step again = Step.of(Toy.net(1), batch.x(), batch.y(), new Step.Clock(3, 5, .9));
        Step next = Step.of(net, batch.x(), batch.y(), new Step.Clock(3, 6, 0));
        Step other = Step.of(net, batch.x(), batch.y(), new Step.Clock(4, 5, 0));
        float[] noise = first.gaussian("noise").floats();
        assertThat(again.gaussian("noise").floats()).containsExactly(noise);
        assertThat(next.gaussian("noise").floats()).isNotEqualTo(noise);
        assertThat(other.gaussian("noise").floats()).isNotEqualTo(noise);
        assertThat(first.gaussian("another").floats()).isNotEqualTo(noise);
    }

    @Test
    void noise_of_ceN_is_not_clipped() {
        Tensor noisy = batch.x().add(Step.of(net, batch.x(), batch.y(), CLOCK).gaussian("noise"));
        assertThat(noisy.max().item()).isGreaterThan(1);
        double expected =
                CrossEntropy.perImage(net.logits(noisy), batch.y()).mean().item();
        assertThat(loss(new CeN(1))).isCloseTo(expected, within(1e-6));
    }

    @Test
    void ce_alone_is_content_with_features() {
        assertThat(EveryScheme.all().map(EveryScheme.Named::scheme).filter(scheme -> scheme.needs()
                        .featuresAlone()))
                .containsOnly(new Ce(), new Full(new Ce()));
    }

    static Stream<Scheme> schemes() {
        return Stream.of(
                new Ce(),
                new CeN(.25),
                new CeA(new Pgd(Norm.LINF, .1, .03, 4, true), 0),
                new CeA(new Pgd(Norm.L2, 0, 0, 2, true), 0));
    }

    /**
     * Central differences in float64, too short to cross a kink of a ReLU, along random directions of all weights. (Under Linf the image moved is constant
     * near the weights, since only signs of gradients enter.)
     */
    @ParameterizedTest
    @MethodSource("schemes")
    void gradients_are_those_of_finite_differences(Scheme scheme) {
        Net fine = net.to(Type.FLOAT64);
        Tensor x = batch.x().to(Type.FLOAT64);
        Net live = fine.training(Trainable.ALL);
        List<Tensor> gradients = Grad.of(() -> scheme.loss(Step.of(live, x, batch.y(), CLOCK)), live.leaves())
                .gradients();
        for (int direction = 0; direction < 5; direction++) {
            double slope = 0;
            List<Tensor> along = direction(fine, direction);
            for (int i = 0; i < along.size(); i++) {
                slope += gradients.get(i).mul(along.get(i)).sum().item();
            }
            double h = 1e-7;
            double difference = (shifted(scheme, fine, x, along, h) - shifted(scheme, fine, x, along, -h)) / (2 * h);
            assertThat(difference).isCloseTo(slope, within(1e-7 * Math.max(1, Math.abs(slope))));
            assertThat(Math.abs(slope)).isGreaterThan(1e-4);
        }
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void a_head_s_gradient_reaches_no_extractor(Scheme scheme) {
        Map<String, String> before = Toy.bits(net);
        Net live = net.training(Trainable.HEAD);
        assertThat(live.parameters()).containsOnlyKeys("fc.weight", "fc.bias");
        Grad.Result result = Grad.of(() -> scheme.loss(Step.of(live, batch.x(), batch.y(), CLOCK)), live.leaves());
        assertThat(result.gradients()).hasSize(2);
        assertThat(result.gradients().get(0).abs().max().item()).isPositive();
        assertThat(Toy.bits(net)).isEqualTo(before);
    }

    @Test
    void a_manifest_s_schemes_become_these() {
        Threat threat = new Threat(Norm.LINF, Fraction.of("8/255"));
        assertThat(Scheme.of(new CeSpec(), threat)).isEqualTo(new Ce());
        assertThat(Scheme.of(new CeNSpec(Fraction.of("1/4")), threat)).isEqualTo(new CeN(.25));
        CeASpec inherits = new CeASpec(null, null, 10, null, true, 0);
        assertThat(Scheme.of(inherits, threat))
                .isEqualTo(Scheme.of(inherits.resolved(threat), null))
                .isEqualTo(new CeA(new Pgd(Norm.LINF, 8 / 255., 2 / 255., 10, true), 0));
        CeASpec own = new CeASpec(Norm.L2, Fraction.of("0.5"), 7, Fraction.of("0.1"), false, 4);
        assertThat(Scheme.of(own, threat)).isEqualTo(new CeA(new Pgd(Norm.L2, .5, .1, 7, false), 4));
    }

    private static List<Tensor> direction(Net net, int direction) {
        io.robusttransfer.worker.random.Stream stream =
                io.robusttransfer.worker.random.Stream.of("direction", direction);
        return net.parameters().values().stream()
                .map(w -> Tensor.of(stream.gaussian(Math.toIntExact(w.size())), w.shape())
                        .to(Type.FLOAT64))
                .toList();
    }

    private double shifted(Scheme scheme, Net net, Tensor x, List<Tensor> along, double h) {
        Net moved = net.copy();
        List<Tensor> weights = List.copyOf(moved.parameters().values());
        for (int i = 0; i < weights.size(); i++) {
            weights.get(i).addInPlace(along.get(i).mul(h));
        }
        return scheme.loss(Step.of(moved, x, batch.y(), CLOCK)).item();
    }

    private double loss(Scheme scheme) {
        return loss(scheme, 0);
    }

    private double loss(Scheme scheme, double epochs) {
        return scheme.loss(Step.of(net, batch.x(), batch.y(), new Step.Clock(3, 5, epochs)))
                .item();
    }
}
