package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.PGD;
import static io.robusttransfer.worker.report.Small.measured;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import io.robusttransfer.worker.report.Outcome.Completed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransferabilityTest {
    private static final Scheme LWF = new Scheme("lwf", "lwf", "", "lwf", true, false);
    private static final List<String> IDS = List.of("leep", "nce", "logme", "hscore", "transrate", "gbc", "cka");
    private static final Where FROZEN = new Where.OnTarget("letters", "ce");
    private static final Where SECOND = new Where.OnTarget("letters", "pgd");
    private static final Where MOVED = new Where.OnTarget("letters", "lwf");

    private static Experiment experiment(List<Quantity> scores, List<Scheme> schemes) {
        Experiment small = Small.experiment(2);
        return new Experiment(
                small.name(),
                small.source(),
                small.classes(),
                schemes,
                List.of(new Target("letters", 10, List.of(CE, PGD, LWF))),
                small.seeds(),
                small.threat(),
                small.attacks(),
                small.certificates(),
                scores,
                small.devices(),
                small.command(),
                small.facts(),
                small.study());
    }

    private static List<Quantity> scores() {
        return IDS.stream()
                .map(id -> Quantity.score(id, id, new Quantity.Unit("nats"), Quantity.Better.HIGHER))
                .toList();
    }

    /** LEEP is −0.5 less a tenth of the seed, NCE −2E-5, the others are missing; ce's first head of the second seed diverged. */
    private static Report report(Scheme scheme) {
        List<Cell> cells = new ArrayList<>();
        for (int seed = 0; seed < 2; seed++) {
            Completed cell = (Completed) measured(80, 30);
            Outcome scored = new Completed(cell.series(), Map.of("leep", -.5 - seed / 10., "nce", -2e-5));
            cells.add(new Cell(scheme.name(), seed, Where.SOURCE, measured(90, 20)));
            cells.add(new Cell(
                    scheme.name(), seed, FROZEN, seed == 0 ? scored : new Outcome.Diverged("target retraining", 1)));
            cells.add(new Cell(scheme.name(), seed, SECOND, scored));
            cells.add(new Cell(scheme.name(), seed, MOVED, cell));
        }
        return new Report(experiment(scores(), List.of(scheme)), cells);
    }

    @Test
    void a_source_model_has_one_value_for_a_target_whichever_of_its_heads_is_there() throws IOException {
        JsonNode summary = new ObjectMapper().readTree(report(CE).summaryJson()).at("/transferability");
        assertThat(summary).hasSize(IDS.size());
        JsonNode leep = summary.get(0);
        assertThat(leep.at("/scheme").asText()).isEqualTo("ce");
        assertThat(leep.at("/target").asText()).isEqualTo("letters");
        assertThat(leep.at("/measure").asText()).isEqualTo("leep");
        assertThat(leep.at("/mean").asDouble()).isEqualTo(-.55);
        assertThat(leep.at("/n").asInt()).isEqualTo(2);
        assertThat(summary.get(2).at("/mean").isNull()).isTrue();
    }

    @Test
    void the_terminal_puts_scores_beside_what_became_of_it_and_the_source() {
        assertThat(report(CE).terminalTable())
                .contains(
                        "transferability to letters; clean: there, with the ce head; source, robust: on the source",
                        "source scheme leep    nce     logme   hscore  transrate gbc     cka     clean   source  robust",
                        "ce            -0.550  -2e-05  -       -       -         -       -       0.800   0.900   0.200");
    }

    @Test
    void scores_are_a_few_at_a_time_where_names_are_long() {
        Scheme longest = new Scheme("n".repeat(40), "ce");
        List<String> lines = report(longest).terminalTable();
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        String all = String.join("\n", lines);
        assertThat(IDS).allSatisfy(id -> assertThat(all).containsOnlyOnce(id));
    }

    @Test
    void the_page_says_what_scores_are_and_nothing_where_none_was_asked_for() {
        String page = new String(report(CE).reportHtml(), UTF_8);
        assertThat(page)
                .contains("<section id=\"transferability\">", "<dt>Transferability</dt>", "<td>-0.55<small> ±")
                .contains("clean on the target, ce head", "clean on the target, pgd head")
                .doesNotContain("clean on the target, lwf head");
        Report without = new Report(experiment(List.of(), List.of(CE)), List.of());
        assertThat(new String(without.reportHtml(), UTF_8))
                .doesNotContain("<section id=\"transferability\">", "<dt>Transferability</dt>");
        assertThat(without.terminalTable()).noneMatch(line -> line.contains("ransferability"));
    }
}
