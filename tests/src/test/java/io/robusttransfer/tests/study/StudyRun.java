package io.robusttransfer.tests.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The figures of a study that was run by a process of its own, as results.csv has them. */
record StudyRun(List<CSVRecord> rows) {
    private static final long MINUTES = 12;

    static StudyRun of(Path folder, Path manifest) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.robusttransfer.worker.cli.Main",
                        "run",
                        manifest.toString(),
                        "--store",
                        folder.resolve("store").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        try (Stream<Path> files = Files.walk(folder.resolve("store/experiments"))) {
            Path table =
                    files.filter(f -> f.endsWith("results.csv")).findFirst().orElseThrow();
            CSVFormat format = CSVFormat.RFC4180
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get();
            try (CSVParser csv = CSVParser.parse(Files.newBufferedReader(table), format)) {
                return new StudyRun(csv.getRecords());
            }
        }
    }

    /** A sample with some of its text replaced, as by one seed; each piece has to be there. */
    static Path changed(Path folder, String sample, Map<String, String> pieces) throws IOException {
        String text = Files.readString(Path.of("../deploy/samples", sample));
        for (Map.Entry<String, String> piece : pieces.entrySet()) {
            assertThat(text).contains(piece.getKey());
            text = text.replace(piece.getKey(), piece.getValue());
        }
        return Files.writeString(folder.resolve(sample), text);
    }

    /** What a figure is of. */
    record Of(String scheme, String role, String head, String measure, String epsilon, String sigma) {
        static Of robust(String scheme, String epsilon) {
            return new Of(scheme, "source", scheme, "robust_accuracy", epsilon, "");
        }

        static Of clean(String scheme) {
            return new Of(scheme, "source", scheme, "clean_accuracy", "", "");
        }

        static Of radius(String scheme, String sigma) {
            return new Of(scheme, "source", scheme, "average_certified_radius", "", sigma);
        }

        Of on(String newHead) {
            return new Of(scheme, "target", newHead, measure, epsilon, sigma);
        }
    }

    double value(Of figure) {
        List<CSVRecord> found = new ArrayList<>();
        for (CSVRecord row : rows) {
            if (new Of(
                            row.get("scheme"),
                            row.get("role"),
                            row.get("head"),
                            row.get("measure"),
                            row.get("epsilon"),
                            row.get("sigma"))
                    .equals(figure)) {
                found.add(row);
            }
        }
        assertThat(found).as(figure.toString()).hasSize(1);
        return Double.parseDouble(found.get(0).get("value"));
    }

    /** How far one is ahead of the other; printed. */
    double gain(Of one, Of other) {
        double gain = value(one) - value(other);
        System.out.printf("%s - %s = %+.3f%n", one, other, gain);
        return gain;
    }
}
