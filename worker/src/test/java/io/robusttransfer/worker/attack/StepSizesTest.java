package io.robusttransfer.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepSizesTest {
    @Test
    void checkpoints_are_those_of_the_public_package() {
        assertThat(StepSizes.checkpoints(100)).containsExactly(22, 41, 57, 70, 80, 87, 93, 99);
        assertThat(StepSizes.checkpoints(50)).containsExactly(11, 21, 30, 38, 45);
        assertThat(StepSizes.checkpoints(20)).startsWith(4, 7, 9, 10, 11);
    }

    /** Four steps to the first checkpoint of twenty, then three. */
    @Test
    void a_step_is_halved_where_the_loss_rose_in_at_most_three_quarters() {
        StepSizes sizes = new StepSizes(.2, 20, new float[] {0, 0});
        float[][] losses = {{1, 1}, {2, 2}, {3, 3}, {4, 2.5f}};
        for (float[] loss : losses) {
            assertThat(sizes.sizes()).containsExactly(.2f, .2f);
            sizes.step(loss);
            assertThat(loss == losses[3] ? sizes.checkpoint() : new boolean[2])
                    .containsExactly(false, loss == losses[3]);
        }
        assertThat(sizes.sizes()).containsExactly(.2f, .1f);
    }

    @Test
    void a_step_is_halved_where_nothing_better_was_found_and_it_was_not_halved_before() {
        StepSizes sizes = new StepSizes(.2, 20, new float[] {0});
        walk(sizes, 1, 2, 3, 9);
        assertThat(sizes.checkpoint()).containsExactly(false);
        // rises in three of three steps, and stays below what was found before
        walk(sizes, 1, 2, 3);
        assertThat(sizes.checkpoint()).containsExactly(true);
    }

    @Test
    void after_going_back_a_rise_is_one_over_the_best_point() {
        StepSizes sizes = new StepSizes(.2, 20, new float[] {0});
        walk(sizes, 5, 1, 2, 1);
        assertThat(sizes.checkpoint()).containsExactly(true);
        walk(sizes, 4, 4.5, 4.7);
        // 4 is below the best point, 5: two rises in three steps, which are too few
        assertThat(sizes.checkpoint()).containsExactly(true);
    }

    @Test
    void the_best_point_is_where_the_loss_was_largest() {
        StepSizes sizes = new StepSizes(.2, 20, new float[] {1, 1});
        assertThat(sizes.step(new float[] {0, 2})).containsExactly(false, true);
        assertThat(sizes.step(new float[] {.5f, 1.5f})).containsExactly(false, false);
        assertThat(sizes.step(new float[] {3, Float.NaN})).containsExactly(true, false);
    }

    private static void walk(StepSizes sizes, double... losses) {
        for (double loss : losses) {
            sizes.step(new float[] {(float) loss});
        }
    }
}
