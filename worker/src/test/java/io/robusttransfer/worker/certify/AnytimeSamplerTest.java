package io.robusttransfer.worker.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;

@OnTorch
class AnytimeSamplerTest {
    /** One grey image of one value, .4 of 255 being 102. */
    private static final Images GREY = new Images(1, 1, 1, 1, 2, new byte[] {102}, new int[] {0});

    private static final List<Double> RADII = List.of(.1, .25, .4);

    @Test
    void what_is_decided_is_what_the_votes_of_a_fixed_number_of_draws_say_at_the_same_looks() {
        // P(class 1) = Phi((.4 - .25) / .25), between the probabilities that .1 and .25 want
        UnaryOperator<Tensor> head = above(.25);
        AnytimeCertificate certificate = only(sampler(RADII, 50_000, 300), x -> x, List.of(head), GREY, 7)
                .get(0);
        double p = new NormalDistribution(.4, .25).cumulativeProbability(.55);
        assertThat(p).isCloseTo(.7257, within(1e-4));
        assertThat(certificate.label()).isEqualTo(1);
        assertThat(certificate.radii())
                .extracting(AnytimeCertificate.AtRadius::verdict)
                .containsExactly(Verdict.CERTIFIED, Verdict.REFUSED, Verdict.REFUSED);
        for (int i = 0; i < RADII.size(); i++) {
            ConfidenceSequence sequence = ConfidenceSequence.at(RADII.get(i), .25, .001);
            int draws = certificate.radii().get(i).draws();
            assertThat(draws % BlockCounts.LOOK).isZero();
            for (int look = BlockCounts.LOOK; look < draws; look += BlockCounts.LOOK) {
                assertThat(sequence.after(votes(head, look), look)).isEqualTo(Verdict.UNDECIDED);
            }
            assertThat(sequence.after(votes(head, draws), draws))
                    .isEqualTo(certificate.radii().get(i).verdict());
        }
    }

    /** For class 1, by the sampler of a fixed number. */
    private static int votes(UnaryOperator<Tensor> head, int draws) {
        List<List<Votes>> votes = new ArrayList<>();
        new Sampler("m", .25, 100, draws, 1000).sample(x -> x, List.of(head), GREY, 1, new int[] {7}, votes::add);
        return BlockCounts.sum(votes.get(0).get(0).estimation())[1];
    }

    @Test
    void draws_that_were_used_are_counted_with_those_that_select() {
        AnytimeCertificate sure = only(sampler(List.of(.25), 50_000, 300), x -> x, List.of(above(-9)), GREY, 7)
                .get(0);
        assertThat(sure)
                .isEqualTo(new AnytimeCertificate(
                        1, 200, List.of(new AnytimeCertificate.AtRadius(Verdict.CERTIFIED, 100))));
    }

    @Test
    void at_the_cap_what_is_undecided_stays_so() {
        // P(class 1) is exactly what radius .25 wants
        AnytimeCertificate even = only(sampler(List.of(.05, .25), 1250, 300), x -> x, List.of(above(.15)), GREY, 7)
                .get(0);
        assertThat(even.draws()).isEqualTo(1350);
        assertThat(even.radii().get(0).verdict()).isEqualTo(Verdict.CERTIFIED);
        assertThat(even.radii().get(1)).isEqualTo(new AnytimeCertificate.AtRadius(Verdict.UNDECIDED, 1250));
    }

    @Test
    void neither_the_batch_size_nor_other_images_nor_other_heads_change_a_decision() {
        Images images = Toy.images(5);
        Net net = Toy.trained(0).frozen();
        Net other = Toy.net(1).frozen();
        int[] places = {4, 9, 1, 0, 7};
        Map<Integer, List<AnytimeCertificate>> all =
                sample(sampler(RADII, 3000, 1000), net::f, List.of(net::h, other::h), images, places);
        assertThat(all.values().stream()
                        .flatMap(List::stream)
                        .mapToInt(AnytimeCertificate::draws)
                        .distinct()
                        .count())
                .as("heads and images end at different times")
                .isGreaterThan(1);
        for (int batch : new int[] {64, 250, 20_000}) {
            assertThat(sample(sampler(RADII, 3000, batch), net::f, List.of(net::h, other::h), images, places))
                    .isEqualTo(all);
        }
        for (int row = 0; row < 5; row++) {
            assertThat(only(sampler(RADII, 3000, 250), net::f, List.of(net::h), images.select(row), places[row]))
                    .containsExactly(all.get(row).get(0));
        }
    }

    @Test
    void images_fill_a_pass_together_and_it_ends_when_every_head_is_decided() {
        List<Long> sizes = new ArrayList<>();
        UnaryOperator<Tensor> f = x -> {
            sizes.add(x.size(0));
            return x;
        };
        Images four = new Images(4, 1, 1, 1, 2, new byte[] {102, 102, 102, 102}, new int[4]);
        // certain at once, and certain only in hundreds of draws
        List<UnaryOperator<Tensor>> heads = List.of(above(-9), above(.1));
        Map<Integer, List<AnytimeCertificate>> all =
                sample(sampler(List.of(.25), 50_000, 400), f, heads, four, new int[] {0, 1, 2, 3});
        int needed = all.values().stream()
                .mapToInt(each -> Math.max(each.get(0).draws(), each.get(1).draws()))
                .sum();
        assertThat(all.values()).allSatisfy(each -> {
            assertThat(each.get(0).draws()).isEqualTo(200);
            assertThat(each.get(1).draws()).isGreaterThan(200);
        });
        assertThat(sizes).containsOnly(400L);
        assertThat(sizes.stream().mapToLong(Long::longValue).sum() - needed)
                .as("drawn ahead")
                .isBetween(0L, 400L * 4);
    }

    @Test
    void a_stop_is_heard_before_the_next_pass() {
        AtomicInteger passes = new AtomicInteger();
        UnaryOperator<Tensor> f = x -> {
            passes.incrementAndGet();
            return x;
        };
        boolean all = sampler(List.of(.25), 50_000, 100)
                .sample(
                        f,
                        List.of(above(.15)),
                        GREY,
                        new int[] {0},
                        new int[] {7},
                        () -> passes.get() == 3,
                        (row, each) -> {
                            throw new AssertionError("undecided");
                        });
        assertThat(all).isFalse();
        assertThat(passes).hasValue(3);
    }

    @Test
    void selection_has_its_own_blocks_and_is_never_counted() {
        AnytimeSampler many = new AnytimeSampler("m", .25, List.of(.25), .001, 2500, 300, 700);
        List<AnytimeCertificate> few = only(sampler(List.of(.25), 300, 700), x -> x, List.of(above(.1)), GREY, 7);
        assertThat(only(many, x -> x, List.of(above(.1)), GREY, 7).get(0).radii())
                .isEqualTo(few.get(0).radii());
    }

    private static AnytimeSampler sampler(List<Double> radii, int most, int batch) {
        return new AnytimeSampler("m", .25, radii, .001, 100, most, batch);
    }

    private static List<AnytimeCertificate> only(
            AnytimeSampler sampler,
            UnaryOperator<Tensor> f,
            List<UnaryOperator<Tensor>> heads,
            Images images,
            int place) {
        return sample(sampler, f, heads, images, new int[] {place}).get(0);
    }

    private static Map<Integer, List<AnytimeCertificate>> sample(
            AnytimeSampler sampler,
            UnaryOperator<Tensor> f,
            List<UnaryOperator<Tensor>> heads,
            Images images,
            int[] places) {
        Map<Integer, List<AnytimeCertificate>> all = new TreeMap<>();
        boolean done = sampler.sample(
                f,
                heads,
                images,
                IntStream.range(0, places.length).toArray(),
                places,
                () -> false,
                (row, each) -> assertThat(all.put(row, each)).isNull());
        assertThat(done).isTrue();
        assertThat(all.keySet())
                .containsExactlyElementsOf(
                        IntStream.range(0, places.length).boxed().toList());
        return all;
    }

    /** Class 1 where the only pixel is above a threshold. */
    private static UnaryOperator<Tensor> above(double threshold) {
        return x -> {
            Tensor value = x.reshape(x.size(0), 1);
            return Tensor.cat(List.of(value.mul(0).add(threshold), value), 1);
        };
    }
}
