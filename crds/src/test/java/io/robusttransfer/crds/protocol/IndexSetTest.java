package io.robusttransfer.crds.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.plan.Plan;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IndexSetTest {
    @Property(tries = 300)
    void marks_are_read_as_they_were_written(@ForAll Set<@IntRange(max = Plan.MOST_STAGES) Integer> numbers) {
        IndexSet marks = IndexSet.of(numbers);
        assertThat(IndexSet.parse(marks.text())).isEqualTo(marks);
        assertThat(marks.numbers()).containsExactlyElementsOf(new TreeSet<>(numbers));
        assertThat(marks.count()).isEqualTo(numbers.size());
        assertThat(marks.isEmpty()).isEqualTo(numbers.isEmpty());
        assertThat(numbers).allMatch(marks::has).allMatch(number -> number < marks.end());
    }

    @Property
    void marks_with_others_have_both(
            @ForAll Set<@IntRange(max = 300) Integer> some, @ForAll Set<@IntRange(max = 300) Integer> others) {
        Set<Integer> all = new TreeSet<>(some);
        all.addAll(others);
        assertThat(IndexSet.of(some).with(IndexSet.of(others)))
                .isEqualTo(IndexSet.of(all))
                .hasSameHashCodeAs(IndexSet.of(all));
    }

    @Property
    void marks_without_others_and_marks_below_an_end_have_the_rest(
            @ForAll Set<@IntRange(max = 300) Integer> some,
            @ForAll Set<@IntRange(max = 300) Integer> others,
            @ForAll @IntRange(max = 301) int end) {
        Set<Integer> rest = new TreeSet<>(some);
        rest.removeAll(others);
        assertThat(IndexSet.of(some).without(IndexSet.of(others))).isEqualTo(IndexSet.of(rest));
        assertThat(IndexSet.of(some).below(end).numbers()).containsExactlyElementsOf(new TreeSet<>(some).headSet(end));
    }

    @Property
    void a_text_that_is_none_is_refused_and_nothing_worse(@ForAll String text) {
        try {
            assertThat(IndexSet.parse(text).count()).isGreaterThanOrEqualTo(0);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    @Test
    void a_text_that_comes_to_too_much_or_ends_too_early_is_refused() {
        IndexSet far = IndexSet.of(List.of(1 << 20));
        assertThatThrownBy(() -> IndexSet.parse(far.text()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 4096 bytes");
        String all = IndexSet.of(IntStream.range(0, 2000)
                        .map(i -> i * i % 20_000)
                        .boxed()
                        .toList())
                .text();
        assertThatThrownBy(() -> IndexSet.parse(all.substring(0, all.length() / 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_plan_that_is_all_done_takes_a_line() {
        IndexSet all = IndexSet.of(IntStream.range(0, Plan.MOST_STAGES).boxed().toList());
        assertThat(all.text()).hasSizeLessThan(60);
        assertThat(IndexSet.none().text()).isEmpty();
        assertThat(Arrays.asList(IndexSet.parse(null), IndexSet.parse(""))).containsOnly(IndexSet.none());
    }
}
