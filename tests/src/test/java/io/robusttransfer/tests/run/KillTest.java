package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Killed at any moment and gone on, a run ends with the bits of one that nobody disturbed. */
@Timeout(600)
class KillTest {
    private static final int STEPS_PER_EPOCH = 2;
    private static final int EPOCHS = 80;
    private static final int ATTACKS = 8;
    /** Of one evaluation: clean accuracy, the attacks, the check beside them, images under an attack. */
    private static final int PARTS = 1 + ATTACKS + 1 + 1;

    private static final String TRAIN = "train ce, seed 0";
    private static final String RETRAIN = "retrain ce, seed 0 on mine by noise";
    private static final String EVALUATE = "evaluate ce, seed 0";
    private static final String EVALUATE_MINE = "evaluate ce, seed 0 on mine";

    private static final SmallManifest EXPERIMENT = SmallManifest.tiny()
            .withEpochs(EPOCHS, EPOCHS)
            .withBatchSize(100)
            .withSourceSchemes("[{name: ce, ce: {}}]")
            .withHeads("[{name: noise, ceN: {sigma: \"0.1\"}}]")
            .withAttacks("[{name: pgd, pgd: {steps: 100, epsilons: [\"0.01\", \"0.02\", \"0.03\", \"0.04\", \"0.05\","
                    + " \"0.06\", \"0.07\", \"0.08\"]}}]");

    @TempDir
    static Path folder;

    private static Program undisturbed;
    private static Signals signals;

    @BeforeAll
    static void start() throws IOException {
        EXPERIMENT.write(folder, "killed");
        undisturbed = run("undisturbed");
        signals = new Signals();
    }

    @AfterAll
    static void stop() {
        undisturbed.close();
        signals.close();
    }

    @Test
    void the_child_killed_at_20_moments() throws IOException {
        long seed = System.nanoTime();
        System.out.println("KillTest: seed " + seed);
        try (Program program = run("disturbed")) {
            Killer killer = new Killer(program, new Random(seed));
            killer.beforeTheFirstSave();
            killer.whileTraining(TRAIN, 7, 2);
            killer.whileTraining(RETRAIN, 4, 2);
            killer.whileEvaluating(EVALUATE, 1, 3);
            killer.whileEvaluating(EVALUATE_MINE, PARTS + 1, 3);
            Program.Ended ended = program.end().as(0);
            System.out.println("KillTest: " + killer.kills + " kills, " + killer.afterSave
                    + " after the first save and before the manifest, " + killer.duringWrite
                    + " during a write of state; resumed from steps " + killer.resumeFrom);
            assertThat(killer.kills).isGreaterThanOrEqualTo(20);
            assertThat(killer.afterSave).isGreaterThanOrEqualTo(15);
            assertThat(killer.duringWrite).isGreaterThanOrEqualTo(3);
            assertThat(ended.out().stream()
                            .filter(line -> line.contains("resumed from step "))
                            .map(line -> line.replaceFirst(".*resumed from step ", ""))
                            .map(Long::valueOf))
                    .isEqualTo(killer.resumeFrom);
            assertThat(ended.out()).anyMatch(line -> line.contains(EVALUATE) && line.endsWith(", measured before"));
            assertThat(ended.out().stream().filter(line -> line.contains("ended with code 137")))
                    .hasSize(killer.kills);
        }
        assertSameAsUndisturbed("disturbed");
    }

    @Test
    void the_parent_killed_or_told_to_stop() throws IOException {
        StoredResults results = StoredResults.in(folder.resolve("orphaned"));
        try (Program killed = run("orphaned")) {
            killed.awaitThat("a save", () -> stepOf(killed, results, TRAIN) > 0);
            ProcessHandle child = killed.children().get(0);
            killed.handle().destroyForcibly();
            assertEnds(child);
        }
        try (Program interrupted = run("orphaned")) {
            interrupted.awaitThat("its going on", () -> interrupted.said("resumed from step "));
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            ProcessHandle child = interrupted.children().get(0);
            // as a terminal does, which tells both
            signals.send("INT", interrupted.handle(), child);
            interrupted.end().as(130).says("run the same command to continue");
            assertEnds(child);
        }
        try (Program stages = Program.start(
                folder, Map.of(), "stages", "--list", "0", "--plan", results.plan("killed"), "--store", "orphaned")) {
            stages.awaitThat("its going on", () -> stages.said("resumed from step "));
            stages.handle().destroy();
            stages.end().as(143);
        }
        damageState(results);
        try (Program terminated = run("orphaned")) {
            terminated.awaitThat("evaluation", () -> terminated.said(EVALUATE + ": accuracy under PGD-100 at 0.02"));
            ProcessHandle child = terminated.children().get(0);
            terminated.handle().destroy();
            terminated.end().as(143).says("is corrupt: it is not used", "run the same command to continue");
            assertEnds(child);
        }
        results.store().deleteAll("scratch/");
        try (Program last = run("orphaned")) {
            last.end().as(0).says(EVALUATE + ": accuracy under PGD-100 at 0.01", "measured before");
        }
        assertSameAsUndisturbed("orphaned");
    }

    private static Program run(String store) {
        return Program.start(folder, Map.of(), "run", "killed.yaml", "--store", store, "--parallel", "1");
    }

    /** The furthest saved step; -1 where nothing is saved. */
    private static long stepOf(Program program, StoredResults results, String title) {
        if (!program.said(title)) {
            return -1;
        }
        return results.names("scratch/" + results.key("killed", title) + "/state.").stream()
                .mapToLong(name -> Long.parseLong(name.split("/state\\.")[1].substring(0, 12)))
                .max()
                .orElse(-1);
    }

    private static void assertEnds(ProcessHandle child) {
        assertThat(child.onExit().completeOnTimeout(null, 15, TimeUnit.SECONDS).join())
                .as("the child ends by itself")
                .isNotNull();
    }

    private static void damageState(StoredResults results) {
        List<String> states = results.names("scratch/" + results.key("killed", TRAIN) + "/state.");
        assertThat(states).hasSize(1);
        byte[] state = results.bytes(states.get(0));
        state[state.length / 2] ^= 1;
        results.store().write(states.get(0), state);
    }

    private static void assertSameAsUndisturbed(String store) throws IOException {
        undisturbed.end().as(0);
        StoredResults expected = StoredResults.in(folder.resolve("undisturbed"));
        StoredResults found = StoredResults.in(folder.resolve(store));
        assertThat(expected.stages()).hasSize(4);
        assertThat(found.stages()).isEqualTo(expected.stages());
        assertThat(found.parts()).isEqualTo(expected.parts());
        assertThat(found.names("scratch/")).isEmpty();
        String table = expected.names("experiments/").stream()
                .filter(name -> name.endsWith("/results.csv"))
                .findFirst()
                .orElseThrow();
        assertThat(found.bytes(table)).isEqualTo(expected.bytes(table));
        try (Stream<Path> files = Files.walk(folder.resolve(store))) {
            assertThat(files.filter(f -> f.getFileName().toString().startsWith(".tmp-")))
                    .allMatch(f ->
                            f.toString().contains("/parts/") || f.toString().contains("/stages/"));
        }
    }

    /** Kills the child of a program, again and again. */
    private static final class Killer {
        private final Program program;
        private final Random random;
        private final StoredResults results = StoredResults.in(folder.resolve("disturbed"));
        private final List<Long> resumeFrom = new ArrayList<>();
        private ProcessHandle last;
        private int kills;
        private int afterSave;
        private int duringWrite;

        Killer(Program program, Random random) {
            this.program = program;
            this.random = random;
        }

        void beforeTheFirstSave() {
            program.awaitThat("a child", () -> !program.children().isEmpty());
            LockSupport.parkNanos(400_000_000 + random.nextInt(600_000_000));
            kill(program.children().get(0));
            program.awaitThat("the first stage", () -> program.said(TRAIN));
            kill(program.children().get(0));
            long step = stepOf(program, results, TRAIN);
            if (step > 0) {
                resumeFrom.add(step);
            }
        }

        void whileTraining(String title, int times, int duringWrites) throws IOException {
            List<Integer> epochs = new ArrayList<>(epochs(times + duringWrites));
            TreeSet<Integer> writes = new TreeSet<>();
            while (writes.size() < duringWrites) {
                writes.add(random.nextInt(epochs.size()));
            }
            long before = 0;
            for (int i = 0; i < epochs.size(); i++) {
                long least = Math.max(before + 1, (long) epochs.get(i) * STEPS_PER_EPOCH);
                program.awaitThat("step " + least + " of " + title, () -> stepOf(program, results, title) >= least);
                ProcessHandle child = program.children().get(0);
                if (writes.contains(i)) {
                    stopDuringWrite(child, folder.resolve("disturbed/scratch/" + results.key("killed", title)));
                } else {
                    LockSupport.parkNanos(random.nextInt(15_000_000));
                }
                kill(child);
                before = stepOf(program, results, title);
                if (before > 0 && unfinished(title)) {
                    afterSave++;
                    resumeFrom.add(before);
                }
            }
        }

        /** @param parts how many are finished before and with the clean predictions of this evaluation */
        void whileEvaluating(String title, int parts, int times) {
            for (int i = 0; i < times; i++) {
                int count = parts + i * ATTACKS / times + random.nextInt(2);
                program.awaitThat(count + " parts for " + title, () -> finishedParts() >= count);
                LockSupport.parkNanos(random.nextInt(15_000_000));
                kill(program.children().get(0));
                afterSave += unfinished(title) ? 1 : 0;
            }
        }

        private TreeSet<Integer> epochs(int count) {
            TreeSet<Integer> epochs = new TreeSet<>();
            while (epochs.size() < count) {
                epochs.add(1 + random.nextInt(EPOCHS * 2 / 3));
            }
            return epochs;
        }

        private boolean unfinished(String title) {
            return results.store()
                    .find("stages/" + results.key("killed", title) + "/manifest.json")
                    .isEmpty();
        }

        private long finishedParts() {
            return results.names("parts/").stream()
                    .filter(name -> name.endsWith("/manifest.json"))
                    .count();
        }

        /** Stops it with a temporary file open. */
        private void stopDuringWrite(ProcessHandle child, Path scratch) {
            while (true) {
                Program.await("a write in " + scratch, () -> isWriting(scratch));
                signals.send("STOP", child);
                if (isWriting(scratch)) {
                    duringWrite++;
                    return;
                }
                signals.send("CONT", child);
            }
        }

        private static boolean isWriting(Path scratch) {
            String[] names = scratch.toFile().list((f, name) -> name.startsWith(".tmp-"));
            return names != null && names.length > 0;
        }

        private void kill(ProcessHandle child) {
            assertThat(child).isNotEqualTo(last);
            last = child;
            child.destroyForcibly();
            child.onExit().join();
            kills++;
        }
    }
}
