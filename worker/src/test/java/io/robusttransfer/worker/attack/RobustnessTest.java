package io.robusttransfer.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class RobustnessTest {
    private static final Images IMAGES = Toy.images(60);
    private static final int[] PLACES = IntStream.range(100, 160).toArray();
    private Net net;

    @BeforeEach
    void open() {
        net = Toy.trained(0);
    }

    @Test
    void the_attack_breaks_some_images_and_not_all() {
        assertThat(Robustness.accuracy(Robustness.mistakes(net, IMAGES, 16))).isGreaterThan(.9);
        assertThat(Robustness.accuracy(attacked(1, 16, .2))).isBetween(.3, .9);
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void robust_accuracy_is_at_most_clean_accuracy(Norm norm) {
        Net raw = Toy.net(1);
        boolean[] mistakes = Robustness.mistakes(raw, IMAGES, 16);
        boolean[] broken = restarts(new Pgd(norm, .01, .005, 3, true), 1, 16).broken(raw, IMAGES, PLACES, mistakes);
        assertThat(Robustness.accuracy(mistakes)).isLessThan(1);
        for (int i = 0; i < broken.length; i++) {
            assertThat(broken[i] || !mistakes[i]).isTrue();
        }
    }

    @Test
    void a_ball_of_radius_nothing_breaks_nothing_but_mistakes() {
        Net raw = Toy.net(1);
        boolean[] mistakes = Robustness.mistakes(raw, IMAGES, 16);
        assertThat(restarts(new Pgd(Norm.LINF, 0, 0, 3, true), 1, 16).broken(raw, IMAGES, PLACES, mistakes))
                .containsExactly(mistakes);
    }

    @Test
    void an_attack_with_a_ball_that_holds_every_image_breaks_every_image() {
        assertThat(Robustness.accuracy(attacked(1, 16, .5))).isZero();
    }

    @Test
    void another_restart_only_breaks_more() {
        boolean[] clean = Robustness.mistakes(net, IMAGES, 16);
        boolean[] before = clean;
        for (int restarts = 1; restarts < 5; restarts++) {
            boolean[] broken = attacked(restarts, 16, .2);
            for (int i = 0; i < broken.length; i++) {
                assertThat(broken[i] || !before[i]).isTrue();
            }
            before = broken;
        }
        assertThat(Robustness.accuracy(before)).isLessThan(Robustness.accuracy(attacked(1, 16, .2)));
    }

    @Test
    void dropping_broken_images_from_later_restarts_changes_no_result() {
        boolean[] together = attacked(3, 16, .2);
        boolean[] worst = new boolean[IMAGES.count()];
        Pgd attack = attack(.2);
        for (int restart = 0; restart < 3; restart++) {
            // each restart attacks every image, as if nothing had been broken before
            boolean[] alone = restartAlone(attack, restart);
            for (int i = 0; i < worst.length; i++) {
                worst[i] |= alone[i];
            }
        }
        assertThat(together).containsExactly(worst);
    }

    @Test
    void an_image_is_broken_or_not_whatever_batch_it_is_in() {
        assertThat(attacked(2, 7, .2)).containsExactly(attacked(2, 60, .2));
        int[] some = new int[] {41, 3, 20};
        boolean[] all = attacked(1, 16, .2);
        boolean[] broken =
                restarts(attack(.2), 1, 16).broken(net, IMAGES.select(some), new int[] {141, 103, 120}, new boolean[3]);
        assertThat(broken).containsExactly(all[41], all[3], all[20]);
    }

    @Test
    void an_image_broken_before_is_not_attacked_and_stays_broken() {
        boolean[] all = new boolean[IMAGES.count()];
        Arrays.fill(all, true);
        assertThat(restarts(attack(0), 1, 16).broken(net, IMAGES, PLACES, all)).containsExactly(all);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void no_bit_of_the_net_changes_while_it_is_attacked(Architecture architecture) {
        Images images = Toy.images(6, 3);
        Net attacked = Toy.net(architecture, 3, 5);
        Map<String, String> before = Toy.bits(attacked);
        restarts(attack(.1), 1, 16).broken(attacked, images, new int[6], new boolean[6]);
        assertThat(Toy.bits(attacked)).isEqualTo(before);
        assertThat(attacked.state().values()).noneMatch(tensor -> tensor.inGraph());
    }

    private boolean[] attacked(int restarts, int batch, double epsilon) {
        return restarts(attack(epsilon), restarts, batch)
                .broken(net, IMAGES, PLACES, Robustness.mistakes(net, IMAGES, batch));
    }

    private static Robustness restarts(Pgd attack, int restarts, int batch) {
        return Robustness.of("pgd", attack, restarts, batch);
    }

    private static Pgd attack(double epsilon) {
        return new Pgd(Norm.LINF, epsilon, epsilon / 4, 3, true);
    }

    /** One restart on its own, for every image that is right when clean. */
    private boolean[] restartAlone(Pgd attack, int restart) {
        boolean[] broken = Robustness.mistakes(net, IMAGES, 16);
        for (int i = 0; i < IMAGES.count(); i++) {
            int image = i;
            Scope.run(() -> {
                Batch batch = Batch.of(IMAGES, image);
                Tensor moved = attack.adversarial(
                        net, batch.x(), batch.y(), Noise.restart("pgd", new int[] {PLACES[image]}, restart));
                broken[image] |= net.frozen().logits(moved).argMax(1).longs()[0] != IMAGES.labels()[image];
            });
        }
        return broken;
    }
}
