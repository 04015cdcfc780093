package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.HEAD;
import static io.robusttransfer.worker.report.Small.PGD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Outcome.Completed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DistributionShiftTest {
    private static final Scheme GIVEN = new Scheme("theirs", "pretrained", "", "pretrained", false, true);

    /** Hundredths that are right as they are, under fog and under noise of both severities, a row for each seed. */
    private record Model(Scheme scheme, int[]... seeds) {}

    private static final Model PLAIN =
            new Model(CE, new int[] {90, 60, 50}, new int[] {91, 60, 52}, new int[] {90, 62, 50});

    @Test
    void a_robust_scheme_that_loses_less_at_every_seed_is_a_yes_that_says_what_both_keep() {
        Finding finding =
                onTarget(PLAIN, new Model(PGD, new int[] {80, 70, 60}, new int[] {80, 71, 61}, new int[] {81, 70, 60}));
        assertThat(finding.verdict()).isEqualTo(Verdict.YES);
        assertThat(finding.sentence())
                .startsWith(
                        "pgd loses less than ce where the images of letters change: accuracy of pgd falls from 0.803"
                                + " to 0.653, of ce from 0.903 to 0.557 (mean of 2 shifts, ce head), a difference of +0.197; 95%"
                                + " interval over 3 seeds +0.");
        assertThat(finding.notes()).contains("Lost, from the least: pgd 0.150, ce 0.347.");
        assertThat(finding.asked().extractor()).isEqualTo(Extractor.FROZEN);
        assertThat(finding.rows()).extracting(Finding.Row::words).containsExactly("lost: ce − pgd");
        assertThat(finding.rows().get(0).figure().mean()).isEqualTo(.59 / 3, within(1e-9));
    }

    @Test
    void one_that_loses_as_much_is_a_no_though_it_is_right_more_often() {
        Finding finding =
                onTarget(PLAIN, new Model(PGD, new int[] {95, 65, 55}, new int[] {96, 65, 57}, new int[] {95, 67, 55}));
        assertThat(finding.verdict()).isEqualTo(Verdict.NO);
        assertThat(finding.sentence())
                .startsWith("pgd does not lose less than ce where the images of letters change")
                .endsWith("all of it below a gain of 0.020.");
    }

    @Test
    void who_loses_less_from_less_and_is_right_less_often_gets_no_yes() {
        Finding finding =
                onTarget(PLAIN, new Model(PGD, new int[] {60, 55, 45}, new int[] {61, 55, 45}, new int[] {60, 55, 45}));
        assertThat(finding.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(finding.notes())
                .contains(
                        "Yet ce is right more often where the images of letters change: what it loses it loses from more.");
    }

    @Test
    void a_model_at_chance_level_has_nothing_left_to_lose() {
        Finding finding =
                onTarget(PLAIN, new Model(PGD, new int[] {12, 10, 10}, new int[] {13, 10, 10}, new int[] {12, 10, 10}));
        assertThat(finding.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(finding.notes())
                .anyMatch(
                        note -> note.equals(
                                "At chance level on the changed images, with no more to lose: pgd. Lighter severities tell more."));
    }

    @Test
    void where_ce_is_at_chance_level_and_loses_more_all_the_same_it_is_a_yes() {
        Finding finding = onTarget(
                new Model(CE, new int[] {90, 10, 10}, new int[] {91, 10, 10}, new int[] {90, 10, 10}),
                new Model(PGD, new int[] {80, 70, 60}, new int[] {80, 71, 61}, new int[] {81, 70, 60}));
        assertThat(finding.verdict()).isEqualTo(Verdict.YES);
    }

    @Test
    void changes_that_favour_one_or_the_other_are_named_at_a_false_discovery_rate() {
        Finding finding =
                onTarget(PLAIN, new Model(PGD, new int[] {80, 70, 10}, new int[] {80, 71, 10}, new int[] {80, 71, 11}));
        assertThat(finding.notes())
                .contains(
                        "By change, at a false discovery rate of 5% over all 2: pgd loses less under fog, loses more under"
                                + " gaussian noise.");
    }

    @Test
    void a_change_that_costs_ce_nothing_is_named() {
        Finding finding = onTarget(
                new Model(CE, new int[] {90, 60, 50}, new int[] {91, 91, 52}, new int[] {90, 62, 50}),
                new Model(PGD, new int[] {80, 70, 60}, new int[] {80, 71, 61}, new int[] {81, 70, 60}));
        assertThat(finding.notes()).contains("At one seed at least ce loses nothing under fog.");
    }

    @Test
    void results_csv_has_the_images_as_they_are_and_how_many_there_are() {
        String csv = new String(
                report(PLAIN, new Model(PGD, new int[] {80, 70, 60}, new int[] {80, 71, 61}, new int[] {81, 70, 60}))
                        .resultsCsv(),
                UTF_8);
        assertThat(csv.lines())
                .anyMatch(line -> line.contains(",target,ce,ce,0,Completed,")
                        && line.contains(
                                "accuracy_under_shift,,,,,,0.9,share of images,higher,100,frozen,as_they_are,"))
                .anyMatch(line -> line.contains(",target,ce,ce,0,Completed,")
                        && line.contains("accuracy_under_shift,,,,,,0.6,share of images,higher,100,frozen,fog,"));
    }

    @Test
    void the_map_has_a_row_for_each_change_and_the_scheme_of_the_verdict_is_chosen_by_its_attack() {
        Report report = report(
                new Model(CE, new int[] {90, 60, 50}),
                new Model(Small.NOISE, new int[] {90, 80, 70}),
                new Model(PGD, new int[] {80, 70, 60}));
        Finding finding = Small.findings(report, "shift").get(1);
        assertThat(finding.verdict()).isEqualTo(Verdict.NEEDS_SEEDS);
        assertThat(finding.toAdd()).hasValue("Add seeds to spec.study.seeds: 3 at least.");
        assertThat(finding.sentence()).startsWith("Needs 3 seeds to tell whether pgd loses less than ce");
        Plot.Grid grid = (Plot.Grid) finding.evidence().plot().orElseThrow();
        assertThat(grid.columns()).extracting(Scheme::name).containsExactly("ce", "noise", "pgd");
        assertThat(grid.lines())
                .extracting(Plot.Grid.Line::words)
                .containsExactly("as they are", "fog", "gaussian noise", "mean of 2 shifts");
        assertThat(grid.lines().get(1).values().get(2).orElseThrow().mean()).isEqualTo(.7, within(1e-9));
        assertThat(new String(report.reportHtml(), UTF_8))
                .contains(
                        "Accuracy on letters, ce head, mean over severities", "<th scope=\"row\">gaussian noise</th>");
    }

    @Test
    void the_source_is_asked_with_its_own_heads_and_a_model_that_was_given_is_said_to_be_one() {
        List<Finding> findings = Small.findings(
                report(PLAIN, new Model(GIVEN, new int[] {80, 70, 60}, new int[] {80, 70, 60}, new int[] {80, 70, 60})),
                "shift");
        assertThat(findings).extracting(finding -> finding.asked().target()).containsExactly(null, "letters");
        assertThat(findings.get(0).sentence())
                .contains("the images of digits change")
                .doesNotContain("head");
        assertThat(findings.get(0).notes())
                .contains("theirs was given, one f for all seeds: the interval is over trainings of ce alone.");
    }

    @Test
    void what_is_missing_is_said() {
        Report without = new Report(Small.experiment(3), Small.cells(49, 50, 51));
        assertThat(Small.findings(without, "shift")).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.UNANSWERABLE);
            assertThat(finding.toAdd()).hasValue("Add `shifts: {}` to spec.study.evaluation.");
        });
        Report alone = report(PLAIN);
        assertThat(Small.findings(alone, "shift").get(0).toAdd().orElseThrow()).contains("`{name: ceA, ceA: {}}`");
        Report unmeasured = new Report(
                experiment(3, List.of(CE, PGD)),
                Small.cells(49, 50, 51).stream()
                        .filter(cell -> !cell.scheme().equals("noise"))
                        .toList());
        assertThat(Small.findings(unmeasured, "shift").get(1).sentence())
                .contains("cannot be answered: no changed images of letters were evaluated");
    }

    private static CorruptionErrors errors() {
        List<Quantity> severities = Stream.of("fog", "gaussian_noise")
                .flatMap(shift -> Stream.of(Quantity.shifted(shift, 1), Quantity.shifted(shift, 2)))
                .toList();
        return new CorruptionErrors(severities, Set.of("fog", "gaussian_noise"), Optional.of("ce"), Map.of());
    }

    private static Experiment experiment(int seeds, List<Scheme> schemes) {
        List<Quantity> further = Stream.concat(errors().severities().stream(), errors().quantities().stream())
                .toList();
        return Small.with(Small.experiment(seeds, schemes, List.of(CE)), further);
    }

    private static Finding onTarget(Model... models) {
        return Small.findings(report(models), "shift").get(1);
    }

    /** The later a model is listed, the more robust it is on the source. */
    private static Report report(Model... models) {
        List<Cell> cells = new ArrayList<>();
        for (int m = 0; m < models.length; m++) {
            for (int seed = 0; seed < models[m].seeds().length; seed++) {
                Outcome outcome = outcome(models[m].seeds()[seed], 20 + 10 * m);
                cells.add(new Cell(models[m].scheme().name(), seed, Where.SOURCE, outcome));
                cells.add(new Cell(models[m].scheme().name(), seed, HEAD, outcome));
            }
        }
        return new Report(
                experiment(
                        models[0].seeds().length,
                        Stream.of(models).map(Model::scheme).toList()),
                errors().in(cells));
    }

    private static Outcome outcome(int[] right, int robust) {
        Map<Series, PerImage> series = new HashMap<>(((Completed) Small.measured(right[0], robust)).series());
        series.put(Series.UNCHANGED, Small.first(right[0]));
        Map<String, Double> numbers = new HashMap<>();
        for (int severity = 1; severity <= 2; severity++) {
            numbers.put("accuracy_under_shift/fog/" + severity, right[1] / 100.);
            numbers.put("accuracy_under_shift/gaussian_noise/" + severity, right[2] / 100.);
        }
        return new Completed(series, numbers);
    }
}
