package io.robusttransfer.tests;

import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a {@link Peer}. */
class PeerShiftsTest {
    @Test
    void changes_of_images_are_those_of_scipy_pillow_and_the_published_script(@TempDir Path folder)
            throws IOException, InterruptedException {
        Peer peer = Peer.orSkip();
        Torch.start(Device.CPU);
        new Shifts().export(folder);
        peer.agrees("shifts.py", folder, 2);
    }
}
