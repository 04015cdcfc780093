package io.robusttransfer.tests;

import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs a {@link Peer}. */
class PeerAttacksTest {
    @ParameterizedTest
    @CsvSource({
        "false, 10, LINF, 0.05",
        "true, 10, LINF, 0.1",
        "false, 10, L2, 0.5",
        "true, 10, L2, 1",
        "false, 3, LINF, 0.05",
        "true, 3, LINF, 0.1",
        "true, 2, LINF, 0.15"
    })
    void auto_attack_leaves_no_more_than_the_public_package(
            boolean robust, int classes, Norm norm, String epsilon, @TempDir Path folder)
            throws IOException, InterruptedException {
        Peer peer = Peer.orSkip();
        Torch.start(Device.CPU);
        new PeerAttacks(robust, classes, norm, epsilon, 250).export(folder);
        peer.agrees("attacks.py", folder, 20);
    }
}
