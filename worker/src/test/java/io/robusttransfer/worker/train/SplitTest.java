package io.robusttransfer.worker.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.worker.random.Streams;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitTest {
    @Property(tries = 200)
    void every_image_is_trained_on_or_held_out(
            @ForAll @IntRange(min = 1, max = 500) int count,
            @ForAll @DoubleRange(max = .49) double share,
            @ForAll long seed) {
        Split split = Split.of(count, share, Streams.validationSplit(seed, "domain"));
        assertThat(split.validation()).hasSize((int) Math.round(share * count)).isSorted();
        assertThat(split.training()).isSorted();
        assertThat(IntStream.concat(IntStream.of(split.training()), IntStream.of(split.validation()))
                        .sorted())
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void holding_out_every_image_is_refused() {
        assertThatThrownBy(() -> Split.of(10, .99, Streams.validationSplit(0, "domain")))
                .hasMessage("holding out 10 of 10 images leaves none to train");
    }
}
