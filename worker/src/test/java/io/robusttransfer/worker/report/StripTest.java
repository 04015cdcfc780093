package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.report.Experiment.Scheme;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class StripTest {
    private static final Pattern PICTURE = Pattern.compile("src=\"data:image/png;base64,([^\"]*)\"");

    @Test
    void each_image_is_shown_as_it_is_then_moved_then_what_that_changed() throws IOException {
        Pictures row = new Pictures(
                "PGD-20 (Linf, ε = 8/255)",
                "pgd",
                Where.SOURCE,
                new long[] {2, 1, 1, 2},
                new double[] {0, 1, .2, .4},
                new int[] {3, 5},
                new double[] {.1, .95, .2, .4},
                new int[] {3, 4},
                new int[] {7, 4});
        String html = page(row);
        List<BufferedImage> pictures = pictures(html);
        assertThat(pictures).hasSize(6);
        assertThat(grey(pictures.get(0))).containsExactly(0, 255);
        assertThat(grey(pictures.get(1))).containsExactly(51, 102);
        assertThat(grey(pictures.get(2))).containsExactly(26, 242);
        assertThat(grey(pictures.get(3))).containsExactly(255, 64);
        assertThat(grey(pictures.get(5))).containsExactly(128, 128);
        assertThat(html)
                .contains("difference × 5<", "3 → 7", "4, wrong as it is")
                .contains("The first 2 of the evaluated test images", "PGD-20 (Linf, ε = 8/255)");
    }

    @Test
    void colours_stay_what_they_are() throws IOException {
        Pictures row = new Pictures(
                "PGD-20 (Linf, ε = 8/255)",
                "ce",
                Small.HEAD,
                new long[] {1, 3, 1, 1},
                new double[] {1, .5, 0},
                new int[] {0},
                new double[] {1, .5, 0},
                new int[] {0},
                new int[] {0});
        int rgb = pictures(page(row)).get(0).getRGB(0, 0) & 0xffffff;
        assertThat(rgb).isEqualTo(0xff8000);
    }

    @Test
    void a_page_without_pictures_has_no_section_of_them() {
        assertThat(new String(new Report(Small.experiment(1), Small.cells(40)).reportHtml(), StandardCharsets.UTF_8))
                .doesNotContain("id=\"images\"");
    }

    @Test
    void many_large_noisy_pictures_fit_a_page_of_three_megabytes() throws IOException {
        List<Scheme> schemes = IntStream.range(0, 30)
                .mapToObj(i -> new Scheme("scheme" + i, "ceA"))
                .toList();
        List<Pictures> rows = new ArrayList<>();
        for (Scheme scheme : schemes) {
            for (Where where : List.of(Where.SOURCE, Small.HEAD)) {
                rows.add(noise(scheme.name(), where, 6, 3, 96));
            }
        }
        Experiment experiment = Small.experiment(1, schemes, List.of(Small.CE));
        byte[] page = new Report(experiment, List.of(), Work.UNKNOWN, rows).reportHtml();
        assertThat(page).hasSizeBetween(500_000, 2_000_000);
        String html = new String(page, StandardCharsets.UTF_8);
        List<BufferedImage> pictures = pictures(html);
        assertThat(pictures).hasSize(2 * (3 + 2 * 3 * schemes.size()));
        int factor = 96 / pictures.get(0).getWidth();
        assertThat(factor).isGreaterThan(2);
        assertThat(html).contains("The first 3 of", "Drawn " + factor + " times smaller");
        double mean =
                Arrays.stream(rows.get(0).images()).limit(96 * 96).average().orElseThrow();
        double drawn = IntStream.of(pictures.get(0)
                        .getRaster()
                        .getSamples(
                                0,
                                0,
                                pictures.get(0).getWidth(),
                                pictures.get(0).getHeight(),
                                0,
                                (int[]) null))
                .average()
                .orElseThrow();
        assertThat(drawn / 255).isCloseTo(mean, within(.01));
    }

    private static Pictures noise(String scheme, Where where, int count, int channels, int side) {
        Stream stream = Stream.of("strip", scheme.hashCode());
        double[] images = new double[count * channels * side * side];
        double[] moved = new double[images.length];
        for (int i = 0; i < images.length; i++) {
            images[i] = stream.below(256) / 255.;
            moved[i] = stream.below(256) / 255.;
        }
        int[] classes = new int[count];
        return new Pictures(
                "PGD-20 (Linf, ε = 8/255)",
                scheme,
                where,
                new long[] {count, channels, side, side},
                images,
                classes,
                moved,
                classes,
                classes);
    }

    private static String page(Pictures row) {
        return new String(
                new Report(Small.experiment(1), Small.cells(40), Work.UNKNOWN, List.of(row)).reportHtml(),
                StandardCharsets.UTF_8);
    }

    private static List<BufferedImage> pictures(String html) throws IOException {
        List<BufferedImage> pictures = new ArrayList<>();
        for (MatchResult found : PICTURE.matcher(html).results().toList()) {
            pictures.add(
                    ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(found.group(1)))));
        }
        return pictures;
    }

    private static int[] grey(BufferedImage picture) {
        return picture.getRaster().getSamples(0, 0, picture.getWidth(), picture.getHeight(), 0, (int[]) null);
    }
}
