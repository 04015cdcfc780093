package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is done is not done again. */
@Timeout(300)
class AgainTest {
    @TempDir
    Path folder;

    @Test
    void a_second_run_computes_nothing_whatever_the_clock_said_at_the_first() throws IOException {
        FinishedRun.tiny().copyTo(folder.resolve("results"));
        SmallManifest.tiny().write(folder, "tiny");
        letClocksJump(folder.resolve("results"));
        Map<String, FileTime> before = files();
        long start = System.nanoTime();
        try (Program again = Program.start(folder, Map.of(), "run", "tiny.yaml")) {
            while (again.isAlive()) {
                assertThat(again.children()).isEmpty();
                LockSupport.parkNanos(2_000_000);
            }
            again.end().as(0).says("tiny: 8 stages, 8 done", "report.html");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        Set<String> written = new TreeSet<>();
        files().forEach((name, time) -> {
            if (!time.equals(before.get(name))) {
                written.add(name.substring(name.lastIndexOf('/') + 1));
            }
        });
        assertThat(written).containsExactly("report.html", "results.csv", "summary.json");
        assertThat(files().keySet()).isEqualTo(before.keySet());
    }

    @Test
    void an_attack_or_a_head_that_is_added_costs_only_itself() {
        FinishedRun.tiny().copyTo(folder.resolve("results"));
        StoredResults results = StoredResults.in(folder.resolve("results"));
        Map<String, String> stages = results.stages();
        Map<String, String> parts = results.parts();

        SmallManifest attacked = SmallManifest.tiny()
                .withAttacks("[{name: fgsm, fgsm: {epsilons: [\"0.05\"]}}, {name: more, fgsm: {epsilons: [\"0.1\"]}}]");
        Program.run(folder, "run", attacked.write(folder, "attacked"))
                .as(0)
                .says("attacked: 8 stages, 4 done", "accuracy under FGSM at 0.05", "measured before");
        assertThat(added(stages, results.stages()))
                .as("two models on two domains")
                .isEqualTo(4);
        assertThat(added(parts, results.parts()))
                .as("one measure of each, and images under the attack in the larger ball")
                .isEqualTo(8);
        assertThat(checkpoints(results))
                .isEqualTo(checkpoints(FinishedRun.tiny().results()));

        Map<String, String> moreStages = results.stages();
        Map<String, String> moreParts = results.parts();
        SmallManifest headed = attacked.withHeads("[{name: ce, ce: {}}, {name: noise, ceN: {sigma: \"0.1\"}}]");
        Program.run(folder, "run", headed.write(folder, "headed")).as(0).says("headed: 10 stages, 6 done");
        assertThat(added(moreStages, results.stages()))
                .as("two heads, and two evaluations that hold them")
                .isEqualTo(4);
        assertThat(added(moreParts, results.parts()))
                .as("of each new head: clean, two balls, the check of the attacks, and images under the attack")
                .isEqualTo(10);
        assertThat(checkpoints(results))
                .hasSize(checkpoints(FinishedRun.tiny().results()).size() + 2);
    }

    @Test
    void two_runs_at_once_in_one_store_agree() throws IOException {
        SmallManifest.tiny().write(folder, "tiny");
        String[] command = {"run", "tiny.yaml", "--parallel", "1"};
        try (Program one = Program.start(folder, Map.of(), command);
                Program other = Program.start(folder, Map.of(), command)) {
            one.end().as(0);
            other.end().as(0);
            assertThat(table(one)).isEqualTo(table(other)).hasSizeGreaterThan(3);
        }
        StoredResults results = StoredResults.in(folder.resolve("results"));
        assertThat(results.stages()).isEqualTo(FinishedRun.tiny().results().stages());
        assertThat(results.parts()).isEqualTo(FinishedRun.tiny().results().parts());
        assertThat(results.names("corrupt/")).isEmpty();
    }

    private static List<String> table(Program program) {
        return program.out().stream()
                .dropWhile(line -> !line.startsWith("source scheme"))
                .toList();
    }

    private static long added(Map<String, String> before, Map<String, String> after) {
        assertThat(after).containsAllEntriesOf(before);
        return after.size() - before.size();
    }

    private static List<String> checkpoints(StoredResults results) {
        return results.names("stages/").stream()
                .filter(name -> name.contains("/checkpoint."))
                .toList();
    }

    /** The file system says that half of it was written long ago and half will be written in a century. */
    private static void letClocksJump(Path results) throws IOException {
        int number = 0;
        for (Path file : walk(results)) {
            Instant when = Instant.parse(number++ % 2 == 0 ? "1971-01-01T00:00:00Z" : "2126-01-01T00:00:00Z");
            Files.setLastModifiedTime(file, FileTime.from(when));
        }
    }

    private Map<String, FileTime> files() throws IOException {
        Map<String, FileTime> files = new TreeMap<>();
        for (Path file : walk(folder.resolve("results"))) {
            files.put(file.toString(), Files.getLastModifiedTime(file));
        }
        return files;
    }

    private static List<Path> walk(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
