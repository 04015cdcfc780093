package io.robusttransfer.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.robusttransfer.crds.api.Architecture;
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
class PyTorchAgreementTest {
    @ParameterizedTest
    @CsvSource({"RESNET20, 3, 200, 60", "PREACT_RESNET18, 2, 50, 4"})
    void logits_attack_and_certificate_agree_with_plain_pytorch(
            Architecture architecture, int epochs, int attacked, int certified, @TempDir Path folder)
            throws IOException, InterruptedException {
        String python = System.getProperty("peers.python", System.getenv("RT_PEERS_PYTHON"));
        assumeTrue(
                python != null,
                "skipped: -Dpeers.python names no Python with tests/peers/requirements.txt, so there is no peer to ask");
        Torch.start(Device.CPU);
        new Agreement(architecture, epochs, attacked, certified).export(folder);
        Process process = new ProcessBuilder(
                        python, Path.of("peers", "agree.py").toAbsolutePath().toString(), folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.print(output);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
