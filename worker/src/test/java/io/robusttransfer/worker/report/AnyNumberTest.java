package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.HEAD;
import static io.robusttransfer.worker.report.Small.IMAGES;
import static io.robusttransfer.worker.report.Small.first;
import static io.robusttransfer.worker.report.Small.images;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.worker.report.Outcome.Completed;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** Radii and noise levels are whatever a manifest's fractions can be. */
class AnyNumberTest {
    @Property(tries = 200)
    void whatever_a_manifest_accepts_is_shown_and_read_back(@ForAll("fractions") String written) throws IOException {
        Fraction number = Fraction.of(written);
        String shown = number.toString();
        Report report = report(shown, number.toDouble());

        assertThat(new String(report.reportHtml(), UTF_8))
                .contains("eps " + shown + ")", "σ = " + shown)
                .doesNotContain("NaN", "Infinity");
        assertThat(report.terminalTable()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(new ObjectMapper().readTree(report.summaryJson()).findValuesAsText("epsilon"))
                .contains(shown);
        List<CSVRecord> rows = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(new String(report.resultsCsv(), UTF_8)))
                .getRecords();
        assertThat(read(rows, "epsilon")).containsExactly(number);
        assertThat(read(rows, "sigma")).containsExactly(number);
    }

    @Example
    void an_axis_of_small_or_great_radii_has_numbers_on_it() {
        assertThat(page("0.0005")).contains(">0.00025</text>", ">0.0005</text>");
        assertThat(page("0.25")).contains(">0.25</text>", ">0.5</text>");
        assertThat(page("20000000")).contains(">2E+7</text>");
    }

    private static String page(String sigma) {
        return new String(report(sigma, Fraction.of(sigma).toDouble()).reportHtml(), UTF_8);
    }

    private static Report report(String number, double value) {
        Experiment small = Small.experiment(1, List.of(CE), List.of(CE));
        Experiment experiment = new Experiment(
                small.name(),
                small.source(),
                small.classes(),
                small.schemes(),
                small.targets(),
                small.seeds(),
                Optional.of(new Experiment.Threat("L2", number)),
                List.of(new Experiment.Attack("pgd20", "pgd", "L2", List.of(number), null)),
                new Certificates(
                        List.of(new Certificates.Fixed(number, 1000, 100, "0.001", 2.46 * value)),
                        List.of(new Certificates.Anytime(number, List.of(number), 1000, 100, "0.001"))),
                List.of(),
                small.devices(),
                small.command(),
                small.facts(),
                small.study());
        double[] radii = new double[IMAGES];
        Arrays.fill(radii, 1.5 * value);
        Outcome outcome = new Completed(Map.of(
                Series.CLEAN,
                first(90),
                Series.attack("pgd20", number),
                first(50),
                Series.smoothing(number),
                PerImage.certified(images(), first(90).right(), radii),
                Series.draws(number),
                new PerImage(images(), first(IMAGES).right(), radii),
                Series.anytime(number, number),
                first(70)));
        return new Report(
                experiment, List.of(new Cell("ce", 0, Where.SOURCE, outcome), new Cell("ce", 0, HEAD, outcome)));
    }

    private static List<Fraction> read(List<CSVRecord> rows, String column) {
        return rows.stream()
                .map(row -> row.get(column))
                .filter(text -> !text.isEmpty())
                .map(Fraction::of)
                .distinct()
                .collect(Collectors.toList());
    }

    @Provide
    Arbitrary<String> fractions() {
        Arbitrary<String> whole = Arbitraries.integers().between(1, 999_999_999).map(String::valueOf);
        Arbitrary<String> quotient = Combinators.combine(whole, whole).as((a, b) -> a + "/" + b);
        Arbitrary<String> small = decimal(1, 1, 8);
        Arbitrary<String> large = decimal(2, 5, 4);
        return Arbitraries.oneOf(whole, quotient, small, large)
                .filter(written -> !Fraction.of(written).isZero());
    }

    private static Arbitrary<String> decimal(int least, int most, int decimals) {
        StringArbitrary digits = Arbitraries.strings().numeric();
        return Combinators.combine(
                        digits.ofMinLength(least).ofMaxLength(most),
                        digits.ofMinLength(1).ofMaxLength(decimals))
                .as((before, after) -> before + "." + after);
    }
}
