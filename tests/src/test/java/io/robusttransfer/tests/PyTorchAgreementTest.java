package io.robusttransfer.tests;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs a {@link Peer}. */
class PyTorchAgreementTest {
    @ParameterizedTest
    @CsvSource({"RESNET20, 3, 200, 60", "PREACT_RESNET18, 2, 50, 4"})
    void logits_attack_and_certificate_agree_with_plain_pytorch(
            Architecture architecture, int epochs, int attacked, int certified, @TempDir Path folder)
            throws IOException, InterruptedException {
        Peer peer = Peer.orSkip();
        Torch.start(Device.CPU);
        new Agreement(architecture, epochs, attacked, certified).export(folder);
        peer.agrees("agree.py", folder, 5);
    }
}
