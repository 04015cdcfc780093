package io.robusttransfer.tests;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Needs a {@link Peer}. */
class PeerLossesTest {
    @ParameterizedTest
    @EnumSource(names = {"SMALL_CNN", "RESNET20"})
    void losses_are_those_of_public_packages(Architecture architecture, @TempDir Path folder)
            throws IOException, InterruptedException {
        Peer peer = Peer.orSkip();
        Torch.start(Device.CPU);
        new Losses(architecture).export(folder);
        peer.agrees("losses.py", folder, 2);
    }

    @Test
    void norms_are_those_of_the_exact_singular_values(@TempDir Path folder) throws IOException, InterruptedException {
        Peer peer = Peer.orSkip();
        Torch.start(Device.CPU);
        new Norms().export(folder);
        peer.agrees("norms.py", folder, 5);
    }

    @ParameterizedTest
    @CsvSource({"SMALL_CNN, LIPSCHITZ", "SMALL_CNN, NEFT", "RESNET20, NEFT", "SMALL_CNN, LORA", "RESNET20, LORA"})
    void exported_weights_give_our_logits_in_plain_pytorch_and_are_what_the_scheme_promises(
            Architecture architecture, Exports.Kind kind, @TempDir Path folder)
            throws IOException, InterruptedException {
        Peer peer = Peer.orSkip();
        Torch.start(Device.CPU);
        new Exports(architecture, kind).export(folder);
        peer.agrees("weights.py", folder, 2);
    }

    @Test
    void scores_of_transferability_are_their_formulas_in_numpy(@TempDir Path folder)
            throws IOException, InterruptedException {
        Peer peer = Peer.orSkip();
        Torch.start(Device.CPU);
        new Scores().export(folder);
        peer.agrees("scores.py", folder, 5);
    }
}
