package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void contrast_is_that_of_wcag() {
        assertThat(Scale.contrast(0x000000, 0xffffff)).isCloseTo(21, within(1e-9));
        // the well-known lightest grey that passes on white
        assertThat(Scale.contrast(0x767676, 0xffffff)).isCloseTo(4.54, within(0.01));
    }

    @Test
    void text_reads_on_every_step_in_light_and_dark() {
        for (boolean dark : new boolean[] {false, true}) {
            for (int i = 0; i < Scale.STEPS; i++) {
                int fill = Scale.fill(i, dark);
                assertThat(Scale.contrast(fill, Scale.text(fill)))
                        .as("step %d, dark %s", i, dark)
                        .isGreaterThanOrEqualTo(4.5);
            }
        }
    }

    @Test
    void the_page_s_words_read_on_its_grounds_in_light_and_dark() throws IOException {
        try (InputStream in = ScaleTest.class.getResourceAsStream("report.css")) {
            Matcher roots = Pattern.compile(":root \\{(.*?)\\}", Pattern.DOTALL)
                    .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            int modes = 0;
            while (roots.find()) {
                modes++;
                Map<String, Integer> colours = Pattern.compile("--([a-z0-9-]+): #([0-9a-f]{6})")
                        .matcher(roots.group(1))
                        .results()
                        .collect(Collectors.toMap(m -> m.group(1), m -> Integer.parseInt(m.group(2), 16)));
                for (String ground : List.of("bg", "panel", "mark")) {
                    for (String word : List.of("ink", "soft", "link", "yes", "no", "undecided", "more")) {
                        assertThat(Scale.contrast(colours.get(word), colours.get(ground)))
                                .as("%s on %s, mode %d", word, ground, modes)
                                .isGreaterThanOrEqualTo(4.5);
                    }
                }
                // scheme names are written in these too
                for (String hue : List.of("sb", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7")) {
                    assertThat(Scale.contrast(colours.get(hue), colours.get("panel")))
                            .as("%s, mode %d", hue, modes)
                            .isGreaterThanOrEqualTo(4.5);
                }
            }
            assertThat(modes).isEqualTo(2);
        }
    }

    @Test
    void a_value_has_the_step_of_its_share() {
        assertThat(Scale.step(0, 1)).isEqualTo("q0");
        assertThat(Scale.step(0.5, 1)).isEqualTo("q10");
        assertThat(Scale.step(0.25, 0.5)).isEqualTo("q10");
        assertThat(Scale.step(1.2, 1)).isEqualTo("q20");
    }
}
