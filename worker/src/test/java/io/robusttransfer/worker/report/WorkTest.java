package io.robusttransfer.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.report.Work.Epoch;
import io.robusttransfer.worker.report.Work.Spent;
import io.robusttransfer.worker.report.Work.Training;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkTest {
    @Test
    void every_training_is_a_line_from_its_first_loss_to_its_last() {
        String page = page(new Work(
                List.of(
                        new Training("ce", Where.SOURCE, 0, epochs(2, 1, 0)),
                        new Training("ce", Where.SOURCE, 1, epochs(1, .5, .5)),
                        new Training("ce", Small.HEAD, 0, epochs(4, 3))),
                List.of()));
        assertThat(page)
                .contains("ce on digits", "ce head on letters", "loss up to 2, 3 epochs")
                .contains("d=\"M0.0 0.0L200.0 55.0L400.0 110.0\"", "d=\"M0.0 55.0L200.0 82.5L400.0 82.5\"")
                .contains("ce, seed 1, at last 0.5");
    }

    @Test
    void a_line_breaks_off_where_a_training_diverged() {
        assertThat(page(new Work(List.of(new Training("ce", Where.SOURCE, 0, epochs(2, 4, Double.NaN, 1))), List.of())))
                .contains("d=\"M0.0 55.0L133.3 0.0\"");
    }

    @Test
    void a_long_training_has_no_more_points_than_a_panel_shows() {
        double[] losses =
                IntStream.range(0, 5000).mapToDouble(i -> 1.0 / (1 + i)).toArray();
        String page = page(new Work(List.of(new Training("ce", Where.SOURCE, 0, epochs(losses))), List.of()));
        String path = page.replaceFirst("(?s).* d=\"(M[^\"]*L[^\"]*)\".*", "$1");
        assertThat(path.split("L")).hasSizeBetween(50, 110);
    }

    @Test
    void time_is_added_up_by_kind() {
        String page = page(new Work(
                List.of(),
                List.of(
                        new Spent("source-train", "train ce, seed 0", 30),
                        new Spent("source-train", "train ce, seed 1", 10.5),
                        new Spent("evaluate", "evaluate ce, seed 0", 4))));
        assertThat(page)
                .contains("<th scope=\"row\">source-train</th><td>2</td><td>40.5</td><td>20.3</td><td>30.0</td>")
                .contains("<th scope=\"row\">all</th><td>3</td><td>44.5</td>")
                .contains("<li>train ce, seed 0: 30.0 s</li>");
    }

    @Test
    void what_is_not_known_is_no_section() {
        assertThat(page(Work.UNKNOWN)).doesNotContain("How the trainings went", "Where the time went");
    }

    private static List<Epoch> epochs(double... losses) {
        List<Epoch> epochs = new ArrayList<>();
        for (double loss : losses) {
            epochs.add(new Epoch(loss, null));
        }
        return epochs;
    }

    private static String page(Work work) {
        return new String(
                new Report(Small.experiment(2), Small.cells(40, 50), work, List.of()).reportHtml(),
                StandardCharsets.UTF_8);
    }
}
