package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is stored and printed is the same on machines of every language, other digits and other dots notwithstanding. */
@Timeout(300)
class LocaleTest {
    @TempDir
    Path folder;

    @Test
    void a_run_goes_on_and_ends_alike_in_every_locale() {
        String manifest = SmallManifest.tiny()
                .withEpochs(40, 2)
                .withSourceSchemes("[{name: ce, ce: {}}]")
                .write(folder, "locale");
        StoredResults results = StoredResults.in(folder.resolve("many"));
        try (Program stopped = run("ar", "EG", "run", manifest, "--store", "many", "--parallel", "1")) {
            stopped.awaitThat("a save", () -> !states(results).isEmpty());
            stopped.handle().destroy();
            stopped.end().as(143);
        }
        assertThat(states(results)).singleElement().asString().matches(".*/state\\.[0-9]{12}\\.[0-9a-f]{64}");
        try (Program resumed = run("fa", "IR", "run", manifest, "--store", "many", "--parallel", "1")) {
            resumed.end().as(0).says("resumed from step ");
        }
        assertThat(results.names("scratch/")).isEmpty();
        Program.run(folder, "run", manifest, "--store", "root").as(0);
        assertThat(report(results)).hasSize(4).isEqualTo(report(StoredResults.in(folder.resolve("root"))));
    }

    @Test
    void a_report_is_the_same_bytes_where_thousands_have_dots_and_where_the_i_has_none() {
        String manifest = SmallManifest.tiny().write(folder, "tiny");
        Map<String, String> expected = report(FinishedRun.tiny().results());
        List<String> plan = Program.run(folder, "plan", manifest).as(0).out();
        Stream.of("de-DE", "tr-TR", "ne-NP").map(locale -> locale.split("-")).forEach(locale -> {
            StoredResults results = FinishedRun.tiny().copyTo(folder.resolve(locale[0]));
            results.store().deleteAll("experiments/");
            try (Program again = run(locale[0], locale[1], "run", manifest, "--store", locale[0])) {
                again.end().as(0);
            }
            assertThat(report(results)).as(locale[0]).isEqualTo(expected);
            try (Program planned = run(locale[0], locale[1], "plan", manifest)) {
                assertThat(planned.end().as(0).out()).isEqualTo(plan);
            }
        });
    }

    private Program run(String language, String country, String... command) {
        String options = "-Duser.language=" + language + " -Duser.country=" + country;
        return Program.start(folder, Map.of("JAVA_TOOL_OPTIONS", options), command);
    }

    private static List<String> states(StoredResults results) {
        return results.names("scratch/").stream()
                .filter(name -> name.contains("/state."))
                .toList();
    }

    private static Map<String, String> report(StoredResults results) {
        Map<String, String> files = new TreeMap<>();
        results.names("experiments/").forEach(name -> files.put(name, results.withoutTimes(name)));
        return files;
    }
}
