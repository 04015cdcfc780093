package io.robusttransfer.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.OnTorch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnTorch
class AnytimeReadingTest {
    private static final int IMAGES = 6;
    private static final Fraction NEAR = Fraction.of("0.125");
    private static final Fraction FAR = Fraction.of("0.5");
    private static final Measure.Anytime ANYTIME =
            new Measure.Anytime(Fraction.of("0.25"), List.of(NEAR, FAR), Fraction.of("0.001"), 2500, 100, IMAGES);

    private static Subject subject() {
        Net one = Toy.trained(0);
        Map<String, Net> heads = new LinkedHashMap<>();
        heads.put("one", one);
        heads.put("other", one.withHead(Toy.net(1).exportedHead()));
        return new Subject(
                heads, Map.of(), Toy.images(IMAGES), IntStream.range(0, IMAGES).toArray());
    }

    @Test
    void figures_say_what_is_certified_and_what_it_took() {
        Evaluation.Judgement judgement =
                judge(subject(), new Remembering(), () -> false).orElseThrow();
        List<Sample> draws = judgement.outcomes().get(Column.of("one", ANYTIME));
        List<Sample> others = judgement.outcomes().get(Column.of("other", ANYTIME));
        Map<String, Double> figures = judgement.figures().get("one").get(1).figures();
        for (Fraction radius : ANYTIME.radii()) {
            List<Sample> at = judgement.outcomes().get(Column.at("one", ANYTIME, radius));
            assertThat(at).hasSize(IMAGES);
            assertThat(figures).containsEntry("certifiedAccuracy@" + radius, Reading.accuracy(at));
            assertThat(at).filteredOn(Sample::correct).allMatch(sample -> sample.measured()
                    .isPresent());
        }
        assertThat(figures.get("drawsPerImage"))
                .isCloseTo(mean(draws), within(1e-9))
                .isBetween(200., 2600.);
        double passes = IntStream.range(0, IMAGES)
                .mapToDouble(i -> Math.max(draws.get(i).value(), others.get(i).value()))
                .average()
                .orElseThrow();
        assertThat(mean(draws)).isNotEqualTo(mean(others));
        for (String head : List.of("one", "other")) {
            assertThat(judgement.figures().get(head).get(1).figures().get("passesPerImage"))
                    .isCloseTo(passes, within(1e-9));
        }
    }

    @Test
    void stopped_between_two_passes_it_goes_on_with_the_undecided_images_and_ends_with_the_same_outcomes() {
        AtomicInteger passes = new AtomicInteger();
        Optional<Evaluation.Judgement> whole = judge(subject(), new Remembering(), () -> passes.incrementAndGet() < 0);
        for (int after : new int[] {2, 4, passes.get() - 1}) {
            Remembering parts = new Remembering();
            AtomicInteger asked = new AtomicInteger();
            assertThat(judge(subject(), parts, () -> asked.incrementAndGet() > after))
                    .isEmpty();
            asked.set(0);
            assertThat(judge(subject(), parts, () -> asked.incrementAndGet() < 0))
                    .isEqualTo(whole);
            if (after == passes.get() - 1) {
                assertThat(asked.get())
                        .as("what was decided is not drawn again")
                        .isLessThan(after);
            }
        }
    }

    @Test
    void one_head_that_is_measured_later_changes_nothing() {
        Evaluation.Judgement whole =
                judge(subject(), new Remembering(), () -> false).orElseThrow();
        Remembering parts = new Remembering();
        judge(subject(), parts, () -> false);
        parts.kept.keySet().removeIf(key -> key.endsWith("other"));
        assertThat(judge(subject(), parts, () -> false)).hasValue(whole);
    }

    private static double mean(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::value).average().orElseThrow();
    }

    private static Optional<Evaluation.Judgement> judge(Subject subject, KeptParts parts, BooleanSupplier stop) {
        Measures measures = new Measures(IMAGES, 250, List.of(), null, List.of(ANYTIME), null);
        return new Evaluation(subject, measures, parts, (share, text) -> {}, stop).run();
    }

    private static final class Remembering implements KeptParts {
        private final Map<String, byte[]> kept = new HashMap<>();
        private final Map<String, byte[]> saved = new HashMap<>();

        @Override
        public Kept of(Measure measure, String head) {
            String key = measure.key() + head;
            return new Kept() {
                @Override
                public Optional<byte[]> find() {
                    return Optional.ofNullable(kept.get(key));
                }

                @Override
                public void keep(byte[] samples) {
                    kept.put(key, samples);
                }

                @Override
                public Optional<byte[]> resume() {
                    return Optional.ofNullable(saved.get(key));
                }

                @Override
                public void save(long step, byte[] progress) {
                    saved.put(key, progress);
                }
            };
        }
    }
}
