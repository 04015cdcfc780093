package io.robusttransfer.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.Robustness.Progress;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** AutoAttack and what it is made of, on a net that tells three kinds of image apart. */
@OnTorch
class AutoAttackTest {
    private static final Images IMAGES = Toy.images(40);
    private static final int[] PLACES = IntStream.range(0, IMAGES.count()).toArray();
    private Net net;

    @BeforeEach
    void open() {
        net = Toy.trained(0);
    }

    static Stream<Attack> attacks() {
        return Stream.of(Norm.values()).flatMap(norm -> {
            double epsilon = norm == Norm.LINF ? .3 : 2.5;
            return Stream.of(
                    new Apgd(norm, epsilon, 20, 0),
                    new Apgd(norm, epsilon, 20, 2),
                    new FabT(norm, epsilon, 20, 1),
                    new Square(norm, epsilon, 60));
        });
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void an_image_stays_in_its_ball_and_among_pixels(Attack attack) {
        Ball ball = ball(attack);
        Scope.run(() -> {
            Batch batch = Batch.of(IMAGES);
            Tensor moved = attack.adversarial(net, batch.x(), batch.y(), noise());
            assertThat(moved.max().item()).isLessThanOrEqualTo(1);
            assertThat(moved.neg().max().item()).isLessThanOrEqualTo(0);
            double longest = ball.norm(moved.sub(batch.x())).max().item();
            assertThat(longest).isGreaterThan(0).isLessThanOrEqualTo(ball.radius() + 1e-6);
        });
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_ball_of_some_size_costs_images(Attack attack) {
        assertThat(Robustness.accuracy(broken(List.of(attack)))).isBetween(0., .95);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void an_image_fares_alike_in_any_batch_and_after_any_other_attack(Attack attack) {
        boolean[] together = broken(new Robustness(List.of(turn(attack)), 40), Robustness.mistakes(net, IMAGES, 40));
        boolean[] apart = broken(new Robustness(List.of(turn(attack)), 7), Robustness.mistakes(net, IMAGES, 40));
        assertThat(apart).containsExactly(together);
        boolean[] evenKnown = new boolean[IMAGES.count()];
        IntStream.range(0, evenKnown.length).forEach(i -> evenKnown[i] = i % 2 == 0);
        boolean[] odd = broken(new Robustness(List.of(turn(attack)), 40), evenKnown);
        for (int i = 1; i < odd.length; i += 2) {
            assertThat(odd[i]).isEqualTo(together[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void no_bit_of_the_net_changes(Attack attack) {
        Map<String, String> before = Toy.bits(net);
        broken(List.of(attack));
        assertThat(Toy.bits(net)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void a_confident_head_hides_nothing(Norm norm) {
        double epsilon = norm == Norm.LINF ? .15 : .9;
        double step = Pgd.usualStep(epsilon, 20);
        Net confident = scaled(1000);
        Attack entropy = (net, x, y, noise) ->
                new Pgd(norm, epsilon, step, 20, true).maximise(net, x, Objective.crossEntropy(y), noise);
        assertThat(Robustness.accuracy(broken(confident, entropy)))
                .as("what the cross-entropy, in float32, would make of it")
                .isGreaterThan(Robustness.accuracy(broken(net, entropy)) + .3);
        for (Attack attack : List.of(new FabT(norm, epsilon, 20, 1), new Square(norm, epsilon, 60))) {
            assertThat(broken(confident, attack)).as(attack.toString()).containsExactly(broken(net, attack));
        }
        // these weigh the other classes by their odds, which a confident head changes
        for (Attack attack : List.of(new Pgd(norm, epsilon, step, 20, true), new Apgd(norm, epsilon, 20, 0))) {
            double accuracy = Robustness.accuracy(broken(net, attack));
            assertThat(accuracy).isBetween(.02, .95);
            assertThat(Robustness.accuracy(broken(confident, attack)))
                    .as(attack.toString())
                    .isCloseTo(accuracy, within(.15));
        }
    }

    /** The smallest ball in which a long PGD succeeds is as large as what FAB says, within a tenth. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void fab_finds_about_the_nearest_misclassified_point(Norm norm) {
        Images one = IMAGES.select(new int[] {4});
        double[] nearest = {0};
        Scope.run(() -> {
            Batch batch = Batch.of(one);
            nearest[0] = Stream.of(1, 2)
                    .mapToDouble(rank -> {
                        Tensor moved = new FabT(norm, 5, 100, rank).adversarial(net, batch.x(), batch.y(), noise());
                        double length =
                                new Ball(norm, 5).norm(moved.sub(batch.x())).item();
                        return length == 0 ? Double.MAX_VALUE : length;
                    })
                    .min()
                    .orElseThrow();
        });
        double d = nearest[0];
        assertThat(breaksOne(one, new Pgd(norm, 1.1 * d, .05 * d, 100, false))).isTrue();
        assertThat(breaksOne(one, new Pgd(norm, .9 * d, .05 * d, 100, false))).isFalse();
    }

    @Test
    void the_series_has_the_targets_that_there_are() {
        assertThat(names(AutoAttack.standard(Norm.LINF, .1, 2))).containsExactly(1, 1, 1, 1);
        assertThat(names(AutoAttack.standard(Norm.LINF, .1, 3))).containsExactly(1, 2, 2, 1);
        assertThat(names(AutoAttack.standard(Norm.LINF, .1, 8))).containsExactly(1, 7, 7, 1);
        assertThat(names(AutoAttack.standard(Norm.L2, .1, 1000))).containsExactly(1, 9, 9, 1);
    }

    @Test
    void a_series_goes_on_from_any_batch_to_the_same_result() {
        List<Robustness.Turn> series = List.of(
                turn(new Apgd(Norm.LINF, .1, 5, 0)),
                turn(new Apgd(Norm.LINF, .1, 5, 1)),
                turn(new Square(Norm.LINF, .1, 20)));
        Robustness robustness = new Robustness(series, 9);
        List<Progress> seen = new ArrayList<>();
        boolean[] mistakes = Robustness.mistakes(net, IMAGES, 40);
        boolean[] whole = robustness
                .broken(net, IMAGES, PLACES, Progress.start(mistakes), seen::add)
                .orElseThrow();
        assertThat(seen).hasSizeGreaterThan(8);
        for (Progress from : seen) {
            assertThat(robustness.broken(net, IMAGES, PLACES, from, progress -> true))
                    .get()
                    .isEqualTo(whole);
            assertThat(robustness
                            .broken(net, IMAGES, PLACES, from, progress -> false)
                            .isEmpty())
                    .isEqualTo(from != seen.get(seen.size() - 1));
        }
        assertThat(seen).extracting(robustness::share).isSorted().endsWith(1.);
    }

    @ParameterizedTest
    @CsvSource({"0, .8", "10, .8", "11, .4", "51, .2", "201, .1", "501, .05", "1001, .025", "4999, .00625"})
    void square_shrinks_after_the_queries_of_the_paper(int query, double share) {
        assertThat(Square.share(query)).isCloseTo(share, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"3", "4", "7", "28"})
    void a_pattern_has_length_one_and_two_pyramids_of_opposite_sign(int side) {
        double[][] lying = SquaresL2.pattern(side, false);
        double[][] standing = SquaresL2.pattern(side, true);
        double square = 0;
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                square += lying[row][column] * lying[row][column];
                assertThat(Math.signum(lying[row][column])).isEqualTo(row < side / 2 ? 1 : -1);
                assertThat(standing[column][row]).isEqualTo(lying[row][column]);
            }
        }
        assertThat(square).isCloseTo(1, within(1e-12));
    }

    private static List<Integer> names(List<Robustness.Turn> series) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        series.forEach(turn -> counts.merge(turn.stream(), 1, Integer::sum));
        return List.copyOf(counts.values());
    }

    private Net scaled(double factor) {
        Map<String, Tensor> state = new LinkedHashMap<>(net.state());
        state.put("fc.weight", state.get("fc.weight").mul(factor));
        state.put("fc.bias", state.get("fc.bias").mul(factor));
        return net.withHead(state);
    }

    private boolean[] broken(Net of, Attack attack) {
        return new Robustness(List.of(turn(attack)), 40)
                .broken(of, IMAGES, PLACES, Robustness.mistakes(of, IMAGES, 40));
    }

    private boolean breaksOne(Images one, Attack attack) {
        return new Robustness(List.of(turn(attack)), 1).broken(net, one, new int[] {4}, new boolean[1])[0];
    }

    private boolean[] broken(List<Attack> attacks) {
        return broken(
                new Robustness(attacks.stream().map(AutoAttackTest::turn).toList(), 40),
                Robustness.mistakes(net, IMAGES, 40));
    }

    private boolean[] broken(Robustness robustness, boolean[] before) {
        return robustness.broken(net, IMAGES, PLACES, before);
    }

    private static Robustness.Turn turn(Attack attack) {
        return new Robustness.Turn(attack.getClass().getSimpleName(), 0, attack);
    }

    private static Ball ball(Attack attack) {
        if (attack instanceof Apgd apgd) {
            return new Ball(apgd.norm(), apgd.epsilon());
        }
        if (attack instanceof FabT fab) {
            return new Ball(fab.norm(), fab.epsilon());
        }
        Square square = (Square) attack;
        return new Ball(square.norm(), square.epsilon());
    }

    private static Noise noise() {
        return Noise.restart("noise", PLACES, 0);
    }
}
