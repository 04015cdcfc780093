package io.robusttransfer.tests.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Opens reports in an installed Chromium: /usr/bin/chromium, or what RT_CHROMIUM names. Screenshots stay in target/reports. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportInBrowserTest {
    private static final int WIDE = 1400;
    private static final int NARROW = 390;

    private Playwright playwright;
    private Browser browser;

    @BeforeAll
    void start() {
        var chromium = Path.of(System.getenv().getOrDefault("RT_CHROMIUM", "/usr/bin/chromium"));
        assumeTrue(
                Files.isExecutable(chromium),
                "skipped: no browser at " + chromium + "; install chromium or name one in RT_CHROMIUM");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    void stop() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_report_opens_without_errors_or_requests_and_answers_first(MadeUp example) throws IOException {
        var report = example.report();
        var folder = Files.createDirectories(Path.of("target/reports/" + example));
        var file = Files.write(folder.resolve("report.html"), report.reportHtml());
        Files.write(folder.resolve("results.csv"), report.resultsCsv());
        Files.write(folder.resolve("summary.json"), report.summaryJson());
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var width : List.of(WIDE, NARROW)) {
                look(report.answers().get(0).sentence(), file.toUri().toString(), folder, scheme, width);
            }
        }
    }

    private void look(String sentence, String uri, Path folder, ColorScheme scheme, int width) {
        var said = new ArrayList<String>();
        var requests = new ArrayList<String>();
        try (var context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme))) {
            var page = context.newPage();
            page.onConsoleMessage(m -> said.add(m.type() + " " + m.text()));
            page.onPageError(said::add);
            page.onRequest(r -> requests.add(r.url()));
            page.navigate(uri);
            assertThat(said).isEmpty();
            assertThat(requests).containsExactly(uri);
            var answer = page.getByText(sentence).first();
            assertThat(answer.isVisible()).isTrue();
            assertThat(answer.boundingBox().y)
                    .as("the sentence is on the first screen")
                    .isLessThan(900);
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .as("nothing is wider than the window")
                    .isLessThanOrEqualTo(width);
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(folder.resolve(scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width + ".png")));
        }
    }
}
