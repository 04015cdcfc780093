package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DivergedTest {
    @TempDir
    Path folder;

    @Test
    void a_loss_that_is_no_number_is_a_result_which_the_rest_does_without() {
        SmallManifest experiment = SmallManifest.tiny()
                .withSourceSchemes("[{name: ce, ce: {}}, {name: hot, ceA: {steps: 1}, training: {optimizer: {sgd:"
                        + " {learningRate: \"1000000\"}}}}]");
        String file = experiment.write(folder, "hot");
        Program.run(folder, "run", file, "--parallel", "1")
                .as(0)
                .says("train hot, seed 0: diverged", "evaluate hot, seed 0: skipped: a training that it needs diverged")
                .says("hot diverged diverged")
                .says("ce 0.");
        StoredResults results = StoredResults.in(folder.resolve("results"));
        assertThat(results.stages().values().stream().filter(outcome -> outcome.startsWith("Diverged")))
                .hasSize(1);
        assertThat(results.stages()).as("one diverged, four of the other model").hasSize(5);
        for (String kind : new String[] {"results.csv", "report.html"}) {
            String name = results.names("experiments/").stream()
                    .filter(n -> n.endsWith(kind))
                    .findFirst()
                    .orElseThrow();
            assertThat(new String(results.bytes(name), StandardCharsets.UTF_8)).containsIgnoringCase("diverged");
        }

        Map<String, String> before = results.stages();
        try (Program again = Program.start(folder, Map.of(), "run", file)) {
            while (again.isAlive()) {
                assertThat(again.children()).isEmpty();
                LockSupport.parkNanos(2_000_000);
            }
            again.end()
                    .as(0)
                    .says("hot: 8 stages, 5 done, 3 skipped since a training that they need diverged")
                    .says("hot diverged diverged");
        }
        assertThat(results.stages()).isEqualTo(before);
        Program.run(folder, "plan", file).as(0).says("8 stages in 6 lists: 5 done, 3 skipped, 0 to do");
    }
}
