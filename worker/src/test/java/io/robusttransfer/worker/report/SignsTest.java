package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.report.Experiment.Attack;
import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import io.robusttransfer.worker.report.Outcome.Completed;
import io.robusttransfer.worker.report.Signs.Sign;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SignsTest {
    private static final Series PGD = Series.attack("pgd20", "0.1");
    private static final Series SQUARE = Series.attack("square", "0.1");
    private static final Series AUTO = Series.attack("aa", "1/10");

    private final Map<Series, PerImage> cell = new HashMap<>(Map.of(
            Series.CLEAN,
            Small.first(90),
            Series.UNBOUNDED,
            Small.first(0),
            Series.GRADIENTS,
            Small.first(100),
            PGD,
            Small.first(50),
            SQUARE,
            Small.first(50),
            AUTO,
            Small.first(50)));

    @Test
    void an_attack_that_works_gives_no_sign() {
        assertThat(signs()).isEmpty();
    }

    @Test
    void square_below_pgd_is_one_and_above_it_is_none() {
        cell.put(SQUARE, Small.first(48));
        assertThat(signs()).as("of two images").isEmpty();
        cell.put(SQUARE, Small.first(47));
        assertThat(signs()).singleElement().satisfies(sign -> {
            assertThat(sign.id()).isEqualTo("square-below-white-box");
            assertThat(sign.cells().get(0))
                    .hasToString("ce on source, seed 0: square at 0.1 leaves 0.470, pgd20 0.500");
        });
        cell.put(SQUARE, Small.first(70));
        assertThat(signs()).isEmpty();
    }

    @Test
    void attacks_are_compared_on_the_images_that_both_saw() {
        // of the first 40 images PGD leaves all right and Square 30; PGD breaks half of the others
        cell.put(PGD, Small.first(70));
        cell.put(AUTO, Small.first(70));
        cell.put(SQUARE, first(40, 30));
        assertThat(signs()).singleElement().satisfies(sign -> assertThat(
                        sign.cells().get(0).figures())
                .isEqualTo("square at 0.1 leaves 0.750, pgd20 1.000"));
    }

    @Test
    void auto_attack_far_below_pgd_is_one() {
        cell.put(AUTO, Small.first(45));
        assertThat(signs()).isEmpty();
        cell.put(AUTO, Small.first(44));
        assertThat(signs()).extracting(Sign::id).containsExactly("autoattack-below-pgd");
    }

    @Test
    void more_left_right_in_a_ball_that_holds_all_than_by_guessing_is_one() {
        cell.put(Series.UNBOUNDED, Small.first(15));
        assertThat(signs()).as("as many as guessing in ten classes may get").isEmpty();
        cell.put(Series.UNBOUNDED, Small.first(16));
        assertThat(signs()).extracting(Sign::id).containsExactly("right-at-one-half");
    }

    @Test
    void images_without_gradients_are_one() {
        cell.put(Series.GRADIENTS, Small.first(98));
        assertThat(signs()).as("two images").isEmpty();
        cell.put(Series.GRADIENTS, Small.first(90));
        assertThat(signs()).singleElement().satisfies(sign -> {
            assertThat(sign.id()).isEqualTo("zero-gradients");
            assertThat(sign.cells().get(0).figures()).isEqualTo("0.100 without");
        });
    }

    @Test
    void a_cell_without_the_measures_gives_none() {
        cell.keySet().retainAll(List.of(Series.CLEAN));
        assertThat(signs()).isEmpty();
    }

    @Test
    void every_output_names_the_cells() {
        cell.put(Series.UNBOUNDED, Small.first(30));
        Report report = new Report(experiment(), cells());
        assertThat(new String(report.summaryJson(), StandardCharsets.UTF_8))
                .contains("\"sign\" : \"right-at-one-half\"", "\"figures\" : \"0.300 right\"");
        assertThat(new String(report.reportHtml(), StandardCharsets.UTF_8))
                .contains("Too good to be true?", "<li>ce on source, seed 0: 0.300 right</li>");
        assertThat(report.terminalTable())
                .anyMatch(line -> line.contains("right-at-one-half") && line.contains("ce on source, seed 0"));
    }

    private List<Sign> signs() {
        return new Signs(new Results(experiment(), cells())).all();
    }

    private List<Cell> cells() {
        return List.of(new Cell("ce", 0, Where.SOURCE, new Completed(cell)));
    }

    private static PerImage first(int images, int right) {
        boolean[] correct = new boolean[images];
        IntStream.range(0, right).forEach(i -> correct[i] = true);
        return PerImage.of(IntStream.range(0, images).toArray(), correct);
    }

    private static Experiment experiment() {
        return new Experiment(
                "small",
                "digits",
                10,
                List.of(new Scheme("ce", "ce")),
                List.of(new Target("letters", 10, List.of(Small.CE))),
                List.of(0L),
                Optional.empty(),
                List.of(
                        new Attack("pgd20", "pgd", "Linf", List.of("0.1"), null),
                        new Attack("square", "square", "Linf", List.of("0.1"), 40),
                        new Attack("aa", "autoAttack", "Linf", List.of("1/10"), null)),
                new Certificates(List.of(), List.of()),
                List.of(),
                List.of("CPU"),
                "run small.yaml",
                List.of(),
                "study: {}");
    }
}
