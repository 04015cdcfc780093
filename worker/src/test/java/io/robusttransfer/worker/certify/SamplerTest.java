package io.robusttransfer.worker.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;

@OnTorch
class SamplerTest {
    /** One grey image of one value, .4 of 255 being 102. */
    private static final Images GREY = new Images(1, 1, 1, 1, 2, new byte[] {102}, new int[] {0});

    @Test
    void a_threshold_is_crossed_as_often_as_the_normal_distribution_says() {
        Votes votes = sample(new Sampler("m", .25, 100, 10_000, 1000), above(.9));
        int[] counts = BlockCounts.sum(votes.estimation());
        double p = 1 - new NormalDistribution(.4, .25).cumulativeProbability(.9);
        assertThat(counts[0] + counts[1]).isEqualTo(10_000);
        assertThat(counts[1] / 10_000.).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / 10_000)));
    }

    @Test
    void noise_is_not_clipped() {
        Votes beyond = sample(new Sampler("m", 1, 1, 1000, 1000), above(1.5));
        assertThat(BlockCounts.sum(beyond.estimation())[1]).isPositive();
        Votes below = sample(new Sampler("m", 1, 1, 1000, 1000), above(-.5));
        assertThat(BlockCounts.sum(below.estimation())[0]).isPositive();
    }

    @Test
    void draws_come_in_blocks_and_selection_has_its_own() {
        Votes votes = sample(new Sampler("m", .25, 1200, 2500, 300), above(.4));
        assertThat(votes.selection()).extracting(BlockCounts::block).containsExactly(-1, -2);
        assertThat(votes.estimation()).extracting(BlockCounts::block).containsExactly(0, 1, 2);
        assertThat(votes.selection()).extracting(SamplerTest::draws).containsExactly(1000, 200);
        assertThat(votes.estimation()).extracting(SamplerTest::draws).containsExactly(1000, 1000, 500);
        List<BlockCounts> distinct = new ArrayList<>(votes.estimation());
        distinct.add(votes.selection().get(0));
        assertThat(distinct.subList(0, 2)).extracting(BlockCounts::perClass).doesNotHaveDuplicates();
        assertThat(votes.selection().get(0).perClass())
                .isNotEqualTo(votes.estimation().get(0).perClass());
    }

    @Test
    void more_samples_keep_the_blocks_that_were_drawn() {
        Votes few = sample(new Sampler("m", .25, 100, 2000, 300), above(.4));
        Votes many = sample(new Sampler("m", .25, 100, 3000, 300), above(.4));
        assertThat(many.estimation()).startsWith(few.estimation().toArray(BlockCounts[]::new));
        assertThat(many.selection()).isEqualTo(few.selection());
    }

    @Test
    void measure_and_image_have_noise_of_their_own() {
        Votes one = sample(new Sampler("m", .25, 100, 1000, 300), above(.4));
        assertThat(sample(new Sampler("m", .25, 100, 1000, 300), above(.4))).isEqualTo(one);
        assertThat(sample(new Sampler("other", .25, 100, 1000, 300), above(.4))).isNotEqualTo(one);
        assertThat(sample(new Sampler("m", .25, 100, 1000, 300), x -> x, List.of(above(.4)), GREY, 8))
                .isNotEqualTo(List.of(one));
    }

    @Test
    void the_batch_size_changes_no_vote() {
        Images images = Toy.images(1);
        Net net = Toy.trained(0).frozen();
        List<List<Votes>> votes = new ArrayList<>();
        for (int batch : new int[] {1000, 64, 1}) {
            votes.add(sample(new Sampler("m", .5, 50, 300, batch), net::f, List.of(net::h), images, 4));
        }
        assertThat(votes.get(1)).isEqualTo(votes.get(0));
        assertThat(votes.get(2)).isEqualTo(votes.get(0));
        assertThat(BlockCounts.sum(votes.get(0).get(0).estimation())).doesNotContain(300);
    }

    @Test
    void images_that_share_a_pass_get_the_votes_that_they_get_alone() {
        Images images = Toy.images(5);
        Net net = Toy.trained(0).frozen();
        int[] places = {4, 9, 1, 0, 7};
        AtomicInteger passes = new AtomicInteger();
        UnaryOperator<Tensor> f = x -> {
            passes.incrementAndGet();
            return net.f(x);
        };
        List<List<Votes>> together = new ArrayList<>();
        Sampler sampler = new Sampler("m", .5, 20, 40, 100);
        sampler.sample(f, List.of(net::h), images, 5, places, together::add);
        assertThat(passes).hasValue(4);
        for (int row = 0; row < 5; row++) {
            assertThat(sample(sampler, net::f, List.of(net::h), images.select(row), places[row]))
                    .isEqualTo(together.get(row));
        }
    }

    @Test
    void sampling_ends_where_it_is_told_to() {
        AtomicInteger seen = new AtomicInteger();
        boolean all = new Sampler("m", .5, 1, 2, 1)
                .sample(x -> x, List.of(above(.4)), GREY, 1, new int[] {0}, votes -> seen.incrementAndGet() < 1);
        assertThat(all).isFalse();
        assertThat(seen).hasValue(1);
    }

    @Test
    void every_head_sees_the_same_features_of_one_pass() {
        AtomicInteger passes = new AtomicInteger();
        UnaryOperator<Tensor> f = x -> {
            passes.incrementAndGet();
            return x;
        };
        Sampler sampler = new Sampler("m", .25, 100, 1000, 500);
        List<Votes> votes = sample(sampler, f, List.of(above(.4), above(.6)), GREY, 7);
        assertThat(passes).hasValue(3);
        assertThat(votes.get(0)).isEqualTo(sample(sampler, above(.4)));
        assertThat(votes.get(1)).isEqualTo(sample(sampler, above(.6)));
    }

    @Test
    void noise_comes_before_normalisation() {
        Images images = Toy.images(1);
        Net net = Toy.trained(0).frozen();
        List<Votes> votes = sample(new Sampler("m", .5, 1, 20, 20), net::f, List.of(net::h), images, 3);
        float[] noisy = Streams.draws("m", 3, 0).gaussian(20 * 64);
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = (images.pixels()[i % 64] & 0xff) / 255f + .5f * noisy[i];
        }
        long[] predicted =
                net.logits(Tensor.images(noisy, 20, 8, 8, 1)).argMax(1).longs();
        int[] counts = IntStream.range(0, Toy.CLASSES)
                .map(label -> (int) IntStream.range(0, 20)
                        .filter(i -> predicted[i] == label)
                        .count())
                .toArray();
        assertThat(BlockCounts.sum(votes.get(0).estimation())).containsExactly(counts);
    }

    private static Votes sample(Sampler sampler, UnaryOperator<Tensor> head) {
        return sample(sampler, x -> x, List.of(head), GREY, 7).get(0);
    }

    /** Of the first image. */
    private static List<Votes> sample(
            Sampler sampler, UnaryOperator<Tensor> f, List<UnaryOperator<Tensor>> heads, Images images, int place) {
        List<List<Votes>> votes = new ArrayList<>();
        sampler.sample(f, heads, images, 1, new int[] {place}, votes::add);
        return votes.get(0);
    }

    private static int draws(BlockCounts counts) {
        return counts.perClass().stream().mapToInt(Integer::intValue).sum();
    }

    /** Class 1 where the only pixel is above a threshold. */
    private static UnaryOperator<Tensor> above(double threshold) {
        return x -> {
            Tensor value = x.reshape(x.size(0), 1);
            return Tensor.cat(List.of(value.mul(0).add(threshold), value), 1);
        };
    }
}
