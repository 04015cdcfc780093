package io.robusttransfer.tests.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportInBrowserTest {
    @ParameterizedTest
    @EnumSource
    void writes(MadeUp example) throws IOException {
        var report = example.report();
        var folder = Files.createDirectories(Path.of("target/reports/" + example));
        Files.write(folder.resolve("report.html"), report.reportHtml());
        Files.write(folder.resolve("results.csv"), report.resultsCsv());
        Files.write(folder.resolve("summary.json"), report.summaryJson());
        report.terminalTable().forEach(System.out::println);
        report.answers().forEach(a -> System.out.println(a.sentence()));
        assertThat(report.reportHtml()).hasSizeLessThan(2_000_000);
    }
}
