package io.robusttransfer.tests.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a small study must show. The margins were fixed beforehand from seeds 0 to 4 of this very study, where the differences
 * were: source PGD at 0.1, ceA - ce, 0.588 to 0.605; source ACR, ceN - ce, 0.110 to 0.157; target PGD at 0.05 with the ce head,
 * ceA - ce 0.192 to 0.328 and ceA - ceN 0.132 to 0.260.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReducedStudyTest {
    private static final double SOURCE_PGD = 0.3;
    private static final double SOURCE_ACR = 0.05;
    private static final double TARGET_OVER_CE = 0.1;
    private static final double TARGET_OVER_CE_N = 0.05;
    private static final long MINUTES = 8;

    private List<CSVRecord> rows;

    @BeforeAll
    void run(@TempDir Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.robusttransfer.worker.cli.Main",
                        "run",
                        "src/test/resources/studies/reduced.yaml",
                        "--store",
                        folder.resolve("store").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        try (Stream<Path> files = Files.walk(folder.resolve("store/experiments"))) {
            Path table =
                    files.filter(f -> f.endsWith("results.csv")).findFirst().orElseThrow();
            try (CSVParser csv = CSVParser.parse(
                    Files.newBufferedReader(table),
                    CSVFormat.RFC4180
                            .builder()
                            .setHeader()
                            .setSkipHeaderRecord(true)
                            .get())) {
                rows = csv.getRecords();
            }
        }
    }

    @Test
    void adversarial_training_keeps_source_accuracy_under_attack() {
        double gain = gain("ceA", "ce", "source", "robust_accuracy", "0.1");
        assertThat(gain).isGreaterThanOrEqualTo(SOURCE_PGD);
    }

    @Test
    void training_with_noise_enlarges_certified_radii_on_the_source() {
        double gain = gain("ceN", "ce", "source", "average_certified_radius", "");
        assertThat(gain).isGreaterThanOrEqualTo(SOURCE_ACR);
    }

    @Test
    void on_the_target_with_a_ce_head_the_adversarially_trained_extractor_is_ahead_of_both_others() {
        assertThat(gain("ceA", "ce", "target", "robust_accuracy", "0.05")).isGreaterThanOrEqualTo(TARGET_OVER_CE);
        assertThat(gain("ceA", "ceN", "target", "robust_accuracy", "0.05")).isGreaterThanOrEqualTo(TARGET_OVER_CE_N);
    }

    private double gain(String scheme, String other, String role, String measure, String epsilon) {
        double gain = value(scheme, role, measure, epsilon) - value(other, role, measure, epsilon);
        System.out.printf(
                "%s %s%s: %s - %s = %+.3f%n",
                role, measure, epsilon.isEmpty() ? "" : " at " + epsilon, scheme, other, gain);
        return gain;
    }

    private double value(String scheme, String role, String measure, String epsilon) {
        return rows.stream()
                .filter(r -> r.get("scheme").equals(scheme)
                        && r.get("role").equals(role)
                        && r.get("measure").equals(measure)
                        && r.get("epsilon").equals(epsilon))
                .mapToDouble(r -> Double.parseDouble(r.get("value")))
                .findFirst()
                .orElseThrow();
    }
}
