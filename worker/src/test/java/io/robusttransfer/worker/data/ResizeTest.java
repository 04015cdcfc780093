package io.robusttransfer.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResizeTest {
    /** From torch.nn.functional.interpolate(mode="bilinear", antialias=True) in double precision, rounded. */
    @Test
    void agrees_with_pytorch() {
        assertThat(values(resized(4, 4, 2, 2))).containsExactly(101, 97, 115, 144);
        assertThat(values(resized(9, 7, 4, 5)))
                .containsExactly(
                        103, 95, 120, 166, 96, 160, 148, 135, 136, 128, 151, 113, 99, 149, 167, 123, 142, 170, 145,
                        138);
        assertThat(values(resized(3, 5, 7, 8)).subList(0, 16))
                .containsExactly(0, 15, 37, 62, 88, 117, 149, 172, 33, 34, 37, 65, 95, 126, 140, 149);
        List<Integer> doubled = values(resized(16, 16, 32, 32));
        assertThat(doubled.subList(0, 12)).containsExactly(0, 9, 26, 44, 64, 86, 109, 133, 159, 187, 216, 182);
        assertThat(doubled.stream().mapToInt(value -> value).sum()).isCloseTo(130304, within(20));
    }

    @Property(tries = 50)
    void an_even_colour_stays_even(
            @ForAll @IntRange(max = 255) int value,
            @ForAll @IntRange(min = 1, max = 20) int height,
            @ForAll @IntRange(min = 1, max = 20) int width) {
        byte[] pixels = new byte[7 * 9 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (value + i % 3);
        }
        byte[] resized = Resize.to(new Images(1, 7, 9, 3, 1, pixels, new int[1]), height, width)
                .pixels();
        assertThat(resized).hasSize(height * width * 3);
        for (int i = 0; i < resized.length; i++) {
            assertThat(resized[i]).isEqualTo((byte) (value + i % 3));
        }
    }

    @Test
    void images_and_channels_do_not_run_into_each_other() {
        Images three = Written.images(3, 5, 4, 3, 3, 11);
        Images all = Resize.to(three, 8, 2);
        for (int i = 0; i < 3; i++) {
            assertThat(Resize.to(three.select(i), 8, 2)).isEqualTo(all.select(i));
        }
        assertThat(Resize.to(three, 5, 4)).isSameAs(three);
    }

    private static Images resized(int height, int width, int newHeight, int newWidth) {
        byte[] pixels = new byte[height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * i * 3 + i * 31);
        }
        return Resize.to(new Images(1, height, width, 1, 1, pixels, new int[1]), newHeight, newWidth);
    }

    private static List<Integer> values(Images images) {
        return IntStream.range(0, images.pixels().length)
                .mapToObj(i -> images.pixels()[i] & 0xff)
                .toList();
    }
}
