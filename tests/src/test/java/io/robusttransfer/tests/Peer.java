package io.robusttransfer.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The Python with tests/peers/requirements.txt, named by -Dpeers.python or RT_PEERS_PYTHON. */
record Peer(String python) {
    /** Without it the test is skipped, and says so. */
    static Peer orSkip() {
        String python = System.getProperty("peers.python", System.getenv("RT_PEERS_PYTHON"));
        assumeTrue(
                python != null,
                "skipped: -Dpeers.python names no Python with tests/peers/requirements.txt, so there is no peer to ask");
        return new Peer(python);
    }

    /** Runs a script of tests/peers on a folder, which must end well. */
    void agrees(String script, Path folder, int minutes) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        python, Path.of("peers", script).toAbsolutePath().toString(), folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.print(output);
        assertThat(process.waitFor(minutes, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
