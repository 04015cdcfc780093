package io.robusttransfer.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.Attacks;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Safetensors.Numbers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnTorch
class ExamplesTest {
    private static final int SHOWN = 8;
    private static final double EPSILON = .2;
    private static final Images IMAGES = Toy.images(24);
    private static final int[] PLACES = IntStream.range(100, 124).toArray();
    private static final Measure.InBall ATTACK =
            new Measure.Pgd(Norm.LINF, Fraction.of("0.2"), 10, Fraction.of("0.05"), 2, SHOWN);

    private Map<String, Net> heads;

    @BeforeEach
    void open() {
        heads = new LinkedHashMap<>();
        heads.put("good", Toy.trained(0));
        heads.put("raw", Toy.net(1));
    }

    @Test
    void what_is_shown_as_broken_is_what_the_measure_counts_as_broken() {
        Map<String, Numbers> file = file();
        int brokenBy = 0;
        for (Map.Entry<String, Net> head : heads.entrySet()) {
            Images images = IMAGES.select(IntStream.range(0, SHOWN).toArray());
            Robustness measured = new Robustness(Attacks.series(ATTACK, Toy.CLASSES), SHOWN);
            boolean[] mistakes = Robustness.mistakes(head.getValue(), images, SHOWN);
            boolean[] broken = measured.broken(head.getValue(), images, PLACES, mistakes);
            for (int i = 0; i < SHOWN; i++) {
                double label = file.get(Examples.LABELS).values()[i];
                assertThat(file.get(Examples.predicted(head.getKey())).values()[i] != label)
                        .isEqualTo(mistakes[i]);
                assertThat(file.get(Examples.predictedMoved(head.getKey())).values()[i] != label)
                        .isEqualTo(broken[i]);
                brokenBy += broken[i] && !mistakes[i] ? 1 : 0;
            }
        }
        assertThat(brokenBy).isPositive();
    }

    @Test
    void an_image_moves_within_the_ball_and_a_mistake_does_not_move() {
        Map<String, Numbers> file = file();
        double[] images = file.get(Examples.IMAGES).values();
        int size = images.length / SHOWN;
        for (String head : heads.keySet()) {
            double[] moved = file.get(Examples.moved(head)).values();
            for (int i = 0; i < SHOWN; i++) {
                boolean mistake = file.get(Examples.predicted(head)).values()[i]
                        != file.get(Examples.LABELS).values()[i];
                double farthest = 0;
                for (int j = i * size; j < (i + 1) * size; j++) {
                    assertThat(moved[j]).isBetween(0., 1.);
                    farthest = Math.max(farthest, Math.abs(moved[j] - images[j]));
                }
                assertThat(farthest).isLessThanOrEqualTo(EPSILON + 1e-6);
                assertThat(farthest > 0).isEqualTo(!mistake);
            }
        }
    }

    @Test
    void a_file_says_which_images_they_are() {
        Map<String, Numbers> file = file();
        assertThat(file.get(Examples.PLACES).values()).containsExactly(100, 101, 102, 103, 104, 105, 106, 107);
        assertThat(file.get(Examples.IMAGES).shape()).containsExactly(SHOWN, 1, 8, 8);
        assertThat(file.get(Examples.IMAGES).values()[0]).isEqualTo((IMAGES.pixels()[0] & 0xff) / 255f);
    }

    @Test
    void the_same_models_have_the_same_bytes_and_a_stop_ends_without() {
        assertThat(examples().file(() -> false).orElseThrow())
                .isEqualTo(examples().file(() -> false).orElseThrow());
        assertThat(examples().file(() -> true)).isEmpty();
    }

    @Test
    void what_a_part_holds_is_not_attacked_again() {
        Map<String, byte[]> kept = new HashMap<>();
        KeptParts parts = (measure, head) -> new KeptParts.Kept() {
            @Override
            public Optional<byte[]> find() {
                return Optional.ofNullable(kept.get(head));
            }

            @Override
            public void keep(byte[] part) {
                assertThat(kept.put(head, part)).isNull();
            }

            @Override
            public Optional<byte[]> resume() {
                return Optional.empty();
            }

            @Override
            public void save(long step, byte[] progress) {}
        };
        Examples examples = new Examples(ATTACK, new Subject(heads, Map.of(), IMAGES, PLACES), parts);
        byte[] first = examples.file(() -> false).orElseThrow();
        assertThat(kept).containsOnlyKeys("good", "raw");
        assertThat(examples.file(() -> true)).hasValue(first);
        assertThat(first).isEqualTo(examples().file(() -> false).orElseThrow());
    }

    private Map<String, Numbers> file() {
        return Safetensors.numbers(examples().file(() -> false).orElseThrow());
    }

    private Examples examples() {
        return new Examples(ATTACK, new Subject(heads, Map.of(), IMAGES, PLACES), new ForgottenParts());
    }
}
