package io.robusttransfer.crds.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminationMessageTest {
    @Property(tries = 150)
    void whatever_is_said_of_a_plan_fits_and_claims_no_more_than_is_true(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = Plan.MOST_STAGES) int stages) {
        Random random = new Random(seed);
        List<List<Integer>> lists = lists(random, stages);
        PlanResult planned = planned(random, stages, lists);
        TerminationMessage said = new TerminationMessage(
                random.nextBoolean() ? null : text(random, 3000),
                planned,
                null,
                random.nextBoolean() ? null : reported(random));

        TerminationMessage heard = heard(said, lists);
        boolean whole = CanonicalJson.bytes(said).length <= TerminationMessage.MOST_BYTES;
        if (whole) {
            assertThat(heard).isEqualTo(said);
        }
        PlanResult all = heard.planned();
        assertThat(new PlanResult(
                        all.plan(), all.digests(), all.revisions(), all.stages(), planned.done(), planned.skipped()))
                .isEqualTo(planned);
        IndexSet settled = planned.done().with(planned.skipped());
        IndexSet told = all.done().with(all.skipped());
        assertThat(IntStream.range(0, lists.size())
                        .filter(all::speaksOf)
                        .mapToObj(lists::get)
                        .filter(list -> list.stream().allMatch(settled::has)))
                .allMatch(list -> list.stream().allMatch(told::has));
        assertThat(planned.done().numbers()).containsAll(heard.planned().done().numbers());
        assertThat(planned.skipped().numbers())
                .containsAll(heard.planned().skipped().numbers());
        int left = heard.planned().done().count() + heard.planned().skipped().count();
        String kind = whole
                ? "whole"
                : left == planned.done().count() + planned.skipped().count()
                        ? "shorter texts"
                        : left > 0 ? "fewer marks" : "no marks";
        Statistics.label("said").collect(kind);
        Statistics.label("said").coverage(coverage -> {
            coverage.check("whole").percentage(p -> p > 5);
            coverage.check("shorter texts").percentage(p -> p > 5);
            coverage.check("fewer marks").percentage(p -> p > 5);
        });
    }

    @Property(tries = 200)
    void whatever_is_said_of_a_list_is_said_whole(
            @ForAll long seed, @ForAll @IntRange(max = 3000) int stages, @ForAll @IntRange(max = 20_000) int list) {
        Random random = new Random(seed);
        IndexSet done =
                IndexSet.of(some(random, IntStream.range(0, stages).boxed().toList(), random.nextDouble()));
        TerminationMessage said = new TerminationMessage(
                "train ce, seed 0: " + text(random, 5000), null, new ListResult(list, done, null), null);
        TerminationMessage heard = heard(said, List.of());
        assertThat(heard.worked()).isEqualTo(said.worked());
        assertThat(heard.problem()).startsWith("train ce, seed 0: ");
    }

    @Test
    void a_plan_that_is_all_done_says_so_beside_its_report_at_any_size() {
        Random random = new Random(1);
        List<List<Integer>> lists = lists(random, Plan.MOST_STAGES);
        PlanResult planned = planned(random, Plan.MOST_STAGES, lists)
                .with(IndexSet.of(lists.stream().flatMap(List::stream).toList()), null);
        TerminationMessage said = new TerminationMessage(null, planned, null, reported(random));
        TerminationMessage heard = heard(said, lists);
        assertThat(heard.planned()).isEqualTo(planned);
        assertThat(heard.reported().uri()).isEqualTo(said.reported().uri());
        assertThat(heard.reported().sha256()).isEqualTo(said.reported().sha256());
    }

    @Test
    void texts_that_no_message_holds_are_left_out_before_the_plan_is() {
        PlanResult planned = new PlanResult("0".repeat(64), Map.of("source", "1".repeat(64)), Map.of(), 1, null, null);
        TerminationMessage said = new TerminationMessage(
                "\0".repeat(5000),
                planned,
                null,
                new ReportResult("\uD83D\uDE00".repeat(2000), null, null, null, null, null));
        TerminationMessage heard = heard(said, List.of(List.of(0)));
        assertThat(heard.planned()).isEqualTo(planned);
        assertThat(heard.problem()).isEqualTo(" ".repeat(99) + "…");

        Map<String, Integer> endless = new TreeMap<>();
        IntStream.range(0, 1000).forEach(i -> endless.put("algorithm-" + i, i));
        TerminationMessage huge = new TerminationMessage(
                "what was wrong", new PlanResult("0", Map.of(), endless, 1, null, null), null, null);
        assertThat(heard(huge, List.of())).isEqualTo(new TerminationMessage("what was wrong", null, null, null));
    }

    @Test
    void a_worker_that_counts_no_answers_or_more_than_them_is_read() {
        ReportResult earlier = TerminationMessage.parse("{\"reported\":{\"uri\":\"s3://r\",\"verdict\":\"YES\"}}")
                .reported();
        assertThat(earlier).isEqualTo(new ReportResult("s3://r", null, null, "YES", null, null));
        ReportResult later = TerminationMessage.parse("{\"reported\":{\"answers\":\"yes 5\",\"cards\":[1]}}")
                .reported();
        assertThat(later.answers()).isEqualTo("yes 5");
    }

    @Property
    void no_text_brings_a_reader_down(@ForAll String text) {
        assertIsReadOrRefused(text);
    }

    @Property
    void no_damage_to_a_message_brings_a_reader_down(
            @ForAll long seed, @ForAll @IntRange(max = 300) int place, @ForAll @StringLength(max = 3) String instead) {
        Random random = new Random(seed);
        String text = new TerminationMessage(
                        "why", planned(random, 9, lists(random, 9)), new ListResult(3, null, null), reported(random))
                .text(List.of());
        int at = Math.min(place, text.length() - 1);
        assertIsReadOrRefused(text.substring(0, at) + instead + text.substring(at + 1));
        assertIsReadOrRefused(text.substring(0, at));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{",
                "[]",
                "Exception in thread main",
                "{\"planned\":{}}",
                "{\"planned\":{\"plan\":\"0\",\"stages\":-1}}",
                "{\"planned\":{\"plan\":\"0\",\"stages\":20001}}",
                "{\"planned\":{\"plan\":\"0\",\"stages\":1,\"done\":\"not marks\"}}",
                "{\"planned\":{\"plan\":\"0\",\"stages\":1,\"digests\":{\"source\":null}}}",
                "{\"worked\":{\"list\":-1}}",
                "{\"worked\":{\"list\":\"many\"}}"
            })
    void what_is_no_message_is_refused(String text) {
        assertThatThrownBy(() -> TerminationMessage.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void marks_beyond_the_plan_are_refused() {
        String text = new TerminationMessage(
                        null, new PlanResult("0", Map.of(), Map.of(), 9, IndexSet.of(List.of(8)), null), null, null)
                .text(List.of());
        assertThat(TerminationMessage.parse(text).planned().done().has(8)).isTrue();
        assertThatThrownBy(() -> TerminationMessage.parse(text.replace("\"stages\":9", "\"stages\":8")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_later_workers_words_are_understood_as_far_as_they_are_known() {
        TerminationMessage said =
                TerminationMessage.parse("{\"worked\":{\"list\":3,\"seconds\":7},\"mood\":{\"good\":[true]}}");
        assertThat(said)
                .isEqualTo(
                        new TerminationMessage(null, null, new ListResult(3, IndexSet.none(), IndexSet.none()), null));
    }

    private static void assertIsReadOrRefused(String text) {
        try {
            assertThat(TerminationMessage.parse(text)).isNotNull();
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    /** As the cluster hands it on. */
    private static TerminationMessage heard(TerminationMessage said, List<List<Integer>> lists) {
        byte[] message = said.text(lists).getBytes(StandardCharsets.UTF_8);
        assertThat(message.length).isLessThanOrEqualTo(TerminationMessage.MOST_BYTES);
        return TerminationMessage.parse(new String(message, StandardCharsets.UTF_8));
    }

    /** A training alone, then what hangs on its model: never more than 1 + 16 x 17. */
    private static List<List<Integer>> lists(Random random, int stages) {
        int hanging = 1 + random.nextInt(273);
        List<List<Integer>> lists = new ArrayList<>();
        for (int from = 0, size = 1; from < stages; from += size, size = size == 1 ? hanging : 1) {
            lists.add(
                    IntStream.range(from, Math.min(stages, from + size)).boxed().toList());
        }
        return lists;
    }

    private static PlanResult planned(Random random, int stages, List<List<Integer>> lists) {
        List<Integer> done = new ArrayList<>();
        boolean whole = random.nextBoolean();
        double share = random.nextInt(5) / 4.0;
        for (List<Integer> list : lists) {
            done.addAll(whole ? (random.nextDouble() < share ? list : List.<Integer>of()) : some(random, list, share));
        }
        List<Integer> undone = IntStream.range(0, stages).boxed().toList();
        IndexSet isDone = IndexSet.of(done);
        IndexSet skipped = IndexSet.of(
                random.nextInt(3) > 0
                        ? List.of()
                        : some(random, undone, 0.1).stream()
                                .filter(place -> !isDone.has(place))
                                .toList());
        Map<String, String> digests = new TreeMap<>(Map.of("source", hash(random)));
        int targets = random.nextInt(17);
        for (int i = 0; i < targets; i++) {
            digests.put("target/" + name(random), hash(random));
        }
        Map<String, Integer> revisions = new TreeMap<>(Revisions.CURRENT.of());
        revisions.replaceAll((algorithm, revision) -> 1 + random.nextInt(1_000_000));
        return new PlanResult(hash(random), digests, revisions, stages, isDone, skipped);
    }

    private static ReportResult reported(Random random) {
        return new ReportResult(
                "s3://results/" + "long-prefix/".repeat(random.nextInt(40)) + hash(random) + "/report.html",
                hash(random),
                name(random) + "/" + name(random) + " 0.512",
                "UNDECIDED",
                text(random, 600),
                "yes 3, no 1, undecided 2");
    }

    private static List<Integer> some(Random random, List<Integer> of, double share) {
        return of.stream().filter(place -> random.nextDouble() < share).toList();
    }

    private static String hash(Random random) {
        return CanonicalJson.sha256(Long.toString(random.nextLong()).getBytes(StandardCharsets.US_ASCII));
    }

    private static String name(Random random) {
        return hash(random).substring(0, 40);
    }

    private static String text(Random random, int most) {
        String letters = random.nextInt(4) > 0 ? "abcdefg \"\\/." : "ä€\uD83D\uDE00\n\t\u0001";
        int[] points = letters.codePoints().toArray();
        StringBuilder text = new StringBuilder("x");
        for (int i = random.nextInt(most); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
