package io.robusttransfer.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.Torch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs a Python with tests/peers/requirements.txt, named by -Dpeers.python or RT_PEERS_PYTHON. */
class PeerAttacksTest {
    @ParameterizedTest
    @CsvSource({
        "false, 10, LINF, 0.05",
        "true, 10, LINF, 0.1",
        "true, 10, L2, 0.5",
        "true, 3, LINF, 0.1",
        "true, 2, LINF, 0.15"
    })
    void auto_attack_leaves_no_more_than_the_public_package(
            boolean robust, int classes, Norm norm, String epsilon, @TempDir Path folder)
            throws IOException, InterruptedException {
        String python = System.getProperty("peers.python", System.getenv("RT_PEERS_PYTHON"));
        assumeTrue(
                python != null,
                "skipped: -Dpeers.python names no Python with tests/peers/requirements.txt, so there is no peer to ask");
        Torch.start(Device.CPU);
        new PeerAttacks(robust, classes, norm, epsilon, 250).export(folder);
        Process process = new ProcessBuilder(
                        python, Path.of("peers", "attacks.py").toAbsolutePath().toString(), folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.print(output);
        assertThat(process.waitFor(20, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
