package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 8 MiB, mounted for one shell alone, where the system lets a user do that. */
@Timeout(300)
class FullDiskTest {
    @TempDir
    Path folder;

    @Test
    void a_disk_that_fills_up_ends_the_run_in_4_and_with_room_it_goes_on_to_the_same_results() throws Exception {
        Files.createDirectories(folder.resolve("small"));
        Assumptions.assumeTrue(shell("true").code() == 0, "this system lets no user mount a file system");
        SmallManifest.tiny().write(folder, "tiny");
        String run = Program.java() + " -XX:+UseSerialGC -cp '" + System.getProperty("java.class.path")
                + "' io.robusttransfer.worker.cli.Main run tiny.yaml --store small/results --parallel 1";
        Program.Ended ended = shell("dd if=/dev/zero of=small/filler bs=1k count=7168 status=none; " + run
                + "; echo first $?; rm small/filler; " + run + "; echo second $?; cp -r small/results .");
        ended.as(0)
                .says("Cannot write " + folder.resolve("small/results"), "No space left on device")
                .says("Make room there or choose another folder; what is stored already is intact")
                .says("first 4", "resumed from step", "second 0");
        assertThat(ended.all()).doesNotContain("\tat ");
        assertThat(StoredResults.in(folder.resolve("results")).stages())
                .isEqualTo(FinishedRun.tiny().results().stages());
    }

    private Program.Ended shell(String commands) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(
                            "unshare",
                            "-rm",
                            "sh",
                            "-c",
                            "mount -t tmpfs -o size=8m none small && { " + commands + "; }")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return new Program.Ended(127, List.of("no unshare here"), List.of());
        }
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Program.Ended(process.waitFor(), lines, List.of());
    }
}
