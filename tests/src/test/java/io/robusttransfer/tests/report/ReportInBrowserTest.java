package io.robusttransfer.tests.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.robusttransfer.worker.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Opens reports in an installed Chromium: /usr/bin/chromium, or what RT_CHROMIUM names. Screenshots stay in target/reports. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportInBrowserTest {
    private static final int WIDE = 1400;
    private static final int NARROW = 390;

    private static final Path CHROMIUM = Path.of(System.getenv().getOrDefault("RT_CHROMIUM", "/usr/bin/chromium"));

    private Playwright playwright;
    private Browser browser;

    @BeforeAll
    void start() {
        if (Files.isExecutable(CHROMIUM)) {
            playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(CHROMIUM)
                            .setArgs(List.of("--no-sandbox")));
        } else {
            System.out.println("SKIPPED: the report in a browser: " + remedy());
        }
    }

    private static String remedy() {
        return "no browser at " + CHROMIUM + "; install chromium, or name one in RT_CHROMIUM";
    }

    @BeforeEach
    void there_is_a_browser() {
        assumeTrue(browser != null, ReportInBrowserTest::remedy);
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
        Report report = example.report();
        assertThat(report.answers().get(0).verdict()).isEqualTo(example.verdict);
        Path folder = Files.createDirectories(Path.of("target/reports/" + example));
        Path file = Files.write(folder.resolve("report.html"), report.reportHtml());
        Files.write(folder.resolve("results.csv"), report.resultsCsv());
        Files.write(folder.resolve("summary.json"), report.summaryJson());
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (Integer width : List.of(WIDE, NARROW)) {
                look(report.answers().get(0).sentence(), file.toUri().toString(), folder, scheme, width);
            }
        }
    }

    @Test
    void choosing_an_attack_changes_the_figures_without_a_script() throws IOException {
        Path folder = Files.createDirectories(Path.of("target/reports/choice"));
        Path file =
                Files.write(folder.resolve("report.html"), MadeUp.YES.report().reportHtml());
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            Page page = context.newPage();
            page.navigate(file.toUri().toString());
            assertThat(robustMaps(page)).containsExactly("pgd20 (Linf, eps 0.05)");
            page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("pgd20 (Linf, eps 0.1)"))
                    .focus();
            page.keyboard().press("Space");
            assertThat(robustMaps(page)).containsExactly("pgd20 (Linf, eps 0.1)");
        }
    }

    private static List<String> robustMaps(Page page) {
        return page.locator(".maps .r caption small").all().stream()
                .filter(Locator::isVisible)
                .map(Locator::innerText)
                .toList();
    }

    private void look(String sentence, String uri, Path folder, ColorScheme scheme, int width) {
        List<String> said = new ArrayList<>();
        List<String> requests = new ArrayList<>();
        try (BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme))) {
            Page page = context.newPage();
            page.onConsoleMessage(m -> said.add(m.type() + " " + m.text()));
            page.onPageError(said::add);
            page.onRequest(r -> requests.add(r.url()));
            page.navigate(uri);
            assertThat(said).isEmpty();
            assertThat(requests).containsExactly(uri);
            Locator answer = page.getByText(sentence).first();
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
