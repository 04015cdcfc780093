package io.robusttransfer.tests;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
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

    @ParameterizedTest
    @CsvSource({"RESNET18, 3, 32", "RESNET18, 1, 64", "RESNET18, 3, 224"})
    void the_same_weights_give_the_logits_of_torchvision(
            Architecture architecture, int channels, int side, @TempDir Path folder)
            throws IOException, InterruptedException {
        Peer peer = Peer.orSkip();
        Torch.start(Device.CPU);
        new Logits(architecture, new Input(channels, side, side)).export(folder);
        peer.agrees("logits.py", folder, 1);
    }
}
