package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    @Test
    void a_difference_that_every_image_shows_has_no_width() {
        Estimate e = new Bootstrap().paired(List.of(pair(50, 50, 0)));
        assertThat(e).isEqualTo(new Estimate(1, 1, 1, 50));
    }

    @Test
    void models_that_agree_on_every_image_differ_by_exactly_nothing() {
        // 30 right in both: two independent samples would have a wide interval, a pair has none
        boolean[] right = new boolean[50];
        java.util.Arrays.fill(right, 0, 30, true);
        assertThat(new Bootstrap().paired(List.of(new Bootstrap.Pair(right, right.clone()))))
                .isEqualTo(new Estimate(0, 0, 0, 50));
    }

    @Test
    void a_quarter_of_the_images_gives_the_binomial_interval() {
        // normal approximation: 0.25 ± 1.96 sqrt(0.25 · 0.75 / 400) = 0.25 ± 0.0424
        Estimate e = new Bootstrap().paired(List.of(pair(400, 100, 0)));
        assertThat(e.mean()).isEqualTo(0.25);
        assertThat(e.low()).isCloseTo(0.2076, within(0.004));
        assertThat(e.high()).isCloseTo(0.2924, within(0.004));
    }

    @Test
    void seeds_are_averaged_per_image_and_do_not_count_as_images() {
        Estimate once = new Bootstrap().paired(List.of(pair(400, 100, 0)));
        Estimate thrice = new Bootstrap().paired(List.of(pair(400, 100, 0), pair(400, 100, 0), pair(400, 100, 0)));
        assertThat(thrice.low()).isCloseTo(once.low(), within(1e-12));
        assertThat(thrice.high()).isCloseTo(once.high(), within(1e-12));
        assertThat(thrice.n()).isEqualTo(400);
    }

    @Test
    void a_pair_is_of_the_same_images() {
        assertThatThrownBy(() -> new Bootstrap.Pair(new boolean[3], new boolean[4]))
                .hasMessageContaining("3 and 4 images");
    }

    @Property(tries = 20)
    void the_order_of_images_and_seeds_changes_no_bit(@ForAll long content, @ForAll long shuffle) {
        Random random = new Random(content);
        List<Bootstrap.Pair> seeds = new ArrayList<>();
        for (int s = 0; s < 3; s++) {
            seeds.add(new Bootstrap.Pair(coins(random), coins(random)));
        }
        List<Integer> order = new ArrayList<>(IntStream.range(0, 40).boxed().toList());
        Collections.shuffle(order, new Random(shuffle));
        List<Bootstrap.Pair> moved = new ArrayList<>();
        for (Bootstrap.Pair seed : seeds) {
            moved.add(new Bootstrap.Pair(reordered(seed.robust(), order), reordered(seed.baseline(), order)));
        }
        Collections.shuffle(moved, new Random(shuffle));
        assertThat(new Bootstrap().paired(moved)).isEqualTo(new Bootstrap().paired(seeds));
    }

    private static Bootstrap.Pair pair(int images, int robust, int baseline) {
        boolean[] a = new boolean[images];
        boolean[] b = new boolean[images];
        java.util.Arrays.fill(a, 0, robust, true);
        java.util.Arrays.fill(b, 0, baseline, true);
        return new Bootstrap.Pair(a, b);
    }

    private static boolean[] coins(Random random) {
        boolean[] coins = new boolean[40];
        for (int i = 0; i < coins.length; i++) {
            coins[i] = random.nextBoolean();
        }
        return coins;
    }

    private static boolean[] reordered(boolean[] from, List<Integer> order) {
        boolean[] to = new boolean[from.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = from[order.get(i)];
        }
        return to;
    }
}
