package io.robusttransfer.tests.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import io.robusttransfer.tests.scale.Ranges.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RangesTest {
    @Test
    void a_figure_is_inside_its_bounds_and_on_them_and_outside_beyond() throws IOException {
        Ranges ranges = read("ratio: {atLeast: 0.9, atMost: 2}");
        assertThat(verdict(ranges, "ratio", 0.9).inside()).isTrue();
        assertThat(verdict(ranges, "ratio", 2).inside()).isTrue();
        assertThat(verdict(ranges, "ratio", 0.89).inside()).isFalse();
        assertThat(verdict(ranges, "ratio", 2.01).inside()).isFalse();
        assertThat(verdict(ranges, "ratio", Double.NaN).inside()).isFalse();
        assertThat(verdict(ranges, "ratio", 2.01)).asString().contains("ratio", "2.01", "OUTSIDE", "0.9 to 2.0");
    }

    @Test
    void a_figure_without_bounds_is_reported_and_one_without_a_range_is_never_inside() throws IOException {
        assertThat(verdict(read("wait: {}"), "wait", 1e6).inside()).isTrue();
        assertThat(read("wait: {}").judge(Map.of("wiat", 1.0)))
                .filteredOn(Verdict::measured)
                .singleElement()
                .matches(verdict -> !verdict.inside() && verdict.figure().equals("wiat"));
    }

    @Test
    void a_range_whose_figure_was_not_measured_says_so() throws IOException {
        assertThat(read("wait: {atMost: 1}").judge(Map.of())).singleElement().matches(verdict -> !verdict.measured());
    }

    @Test
    void a_misspelt_bound_is_refused() {
        assertThatThrownBy(() -> read("wait: {atMots: 1}"))
                .isInstanceOf(JsonMappingException.class)
                .hasMessageContaining("atMots");
    }

    @Test
    void the_checked_in_file_can_be_read() {
        assertThat(Ranges.checkedIn().byFigure())
                .containsEntry("cpu-ms-a-job", new Range(null, 8.0))
                .containsEntry("overload-oldest-wait-s", new Range(null, null));
    }

    private static Verdict verdict(Ranges ranges, String figure, double value) {
        return ranges.judge(Map.of(figure, value)).get(0);
    }

    private static Ranges read(String yaml) throws IOException {
        return Ranges.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }
}
