package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An attack that is killed resumes from its last saved batch and ends with the same bits as an undisturbed one. */
@Timeout(600)
class AttackKilledTest {
    private static final int KILLS = 3;
    private static final SmallManifest EXPERIMENT = SmallManifest.tiny()
            .withSource("{uri: \"synthetic://digits?train=200&test=200\"}")
            .withEpochs(4, 1)
            .withSourceSchemes("[{name: ceA, ceA: {epsilon: \"0.1\", steps: 2}}]")
            .withAttacks("[{name: aa, images: 20, autoAttack: {epsilons: [\"0.005\"]}}]");

    @TempDir
    static Path folder;

    @Test
    void auto_attack_killed_after_some_of_its_batches() throws IOException {
        EXPERIMENT.write(folder, "attacked");
        long seed = System.nanoTime();
        System.out.println("AttackKilledTest: seed " + seed);
        Random random = new Random(seed);
        StoredResults results = StoredResults.in(folder.resolve("disturbed"));
        try (Program program = run("disturbed")) {
            String before = "";
            for (int kill = 0; kill < KILLS; kill++) {
                String last = before;
                boolean killedBefore = kill > 0;
                program.awaitThat(
                        "a saved state",
                        () -> !state(results).isEmpty() && !state(results).equals(last)
                                || killedBefore && !program.isAlive());
                LockSupport.parkNanos(random.nextInt(1_000_000_000));
                before = state(results);
                List<ProcessHandle> computing = program.children();
                if (computing.isEmpty()) {
                    // a fast machine had ended it meanwhile
                    assertThat(kill).isPositive();
                    break;
                }
                computing.get(0).destroyForcibly();
                System.out.println(
                        "AttackKilledTest: killed after " + before.replaceFirst(".*/state\\.(\\d+)\\..*", "$1"));
            }
            program.end().as(0);
        }
        try (Program program = run("undisturbed")) {
            program.end().as(0);
        }
        StoredResults expected = StoredResults.in(folder.resolve("undisturbed"));
        assertThat(results.parts()).isEqualTo(expected.parts());
        assertThat(results.stages()).isEqualTo(expected.stages());
        assertThat(results.names("scratch/")).isEmpty();
    }

    /** The state of the attack; empty where none is saved. */
    private static String state(StoredResults results) {
        List<String> states = results.names("scratch/").stream()
                .filter(name -> name.contains("/state.") && name.contains(".over-"))
                .filter(name -> !name.contains("state.000000000000."))
                .toList();
        return states.isEmpty() ? "" : states.get(states.size() - 1);
    }

    private static Program run(String store) {
        return Program.start(folder, Map.of(), "run", "attacked.yaml", "--store", store, "--parallel", "1");
    }
}
