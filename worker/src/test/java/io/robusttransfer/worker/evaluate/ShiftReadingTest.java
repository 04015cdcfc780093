package io.robusttransfer.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Corruption;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.shift.Shift;
import io.robusttransfer.worker.tensor.OnTorch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnTorch
class ShiftReadingTest {
    private static final Images IMAGES = Toy.images(60);
    private static final int FIRST = 40;
    private static final int[] PLACES =
            IntStream.range(0, IMAGES.count()).map(i -> 3 * i + 1).toArray();
    /** By three of eight columns, or not at all: what is bright at the left is then bright in the middle. */
    private static final Measure.Shift MEASURE = new Measure.Shift(Corruption.TRANSLATE, 5, FIRST);

    private final Map<String, byte[]> kept = new HashMap<>();

    @Test
    void every_head_has_its_accuracy_on_the_first_images_as_the_change_leaves_them() {
        Map<String, Net> heads = Map.of("one", Toy.trained(0), "other", Toy.trained(1));
        Evaluation.Judgement judged = judged(heads, new ForgottenParts());
        int[] first = IntStream.range(0, FIRST).toArray();
        Images changed = Shift.of(MEASURE.corruption(), MEASURE.severity())
                .images(
                        IMAGES.select(first),
                        IntStream.range(0, FIRST).map(i -> PLACES[i]).toArray(),
                        MEASURE.stream());
        heads.forEach((head, net) -> {
            Batch batch = Batch.of(changed);
            long[] right =
                    net.frozen().logits(batch.x()).argMax(1).eq(batch.y()).longs();
            double accuracy = IntStream.range(0, FIRST).mapToLong(i -> right[i]).sum() / (double) FIRST;
            Evaluation.Figures figures = judged.figures().get(head).get(1);
            assertThat(figures.numbers()).isEqualTo(Map.of("accuracy_under_shift/translate/5", accuracy));
            assertThat(figures.images()).isEqualTo(FIRST);
            assertThat(accuracy).isBetween(.2, .8);
            assertThat(judged.figures().get(head).get(0).figures().get("accuracy"))
                    .isGreaterThan(accuracy + .1);
        });
    }

    @Test
    void outcomes_of_images_stay_in_the_part_which_is_read_again() {
        Map<String, Net> heads = Map.of("one", Toy.trained(0));
        Evaluation.Judgement computed = judged(heads, (measure, head) -> new Part(measure.key()));
        assertThat(computed.outcomes().keySet()).containsExactly(Column.clean("one"));
        List<Sample> samples = SampleFiles.only(kept.get(MEASURE.key()));
        assertThat(samples)
                .extracting(Sample::image)
                .containsExactlyElementsOf(
                        IntStream.range(0, FIRST).mapToObj(i -> PLACES[i]).toList());
        // a part of images that are all right, which no computation would give
        kept.put(MEASURE.key(), SampleFiles.write(Map.of(Column.of("one", MEASURE), List.of(Sample.of(1, 0, true)))));
        assertThat(judged(heads, (measure, head) -> new Part(measure.key()))
                        .figures()
                        .get("one")
                        .get(1)
                        .numbers())
                .containsExactly(Map.entry("accuracy_under_shift/translate/5", 1.));
    }

    private static Evaluation.Judgement judged(Map<String, Net> heads, KeptParts parts) {
        Measures measures = new Measures(IMAGES.count(), 25, List.of(), null, List.of(MEASURE), null);
        return new Evaluation(
                        new Subject(heads, Map.of(), IMAGES, PLACES), measures, parts, (share, text) -> {}, () -> false)
                .run()
                .orElseThrow();
    }

    private final class Part implements KeptParts.Kept {
        private final String key;

        Part(String key) {
            this.key = key;
        }

        @Override
        public Optional<byte[]> find() {
            return Optional.ofNullable(kept.get(key));
        }

        @Override
        public void keep(byte[] part) {
            kept.put(key, part);
        }

        @Override
        public Optional<byte[]> resume() {
            return Optional.empty();
        }

        @Override
        public void save(long step, byte[] progress) {}
    }
}
