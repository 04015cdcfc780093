package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.tensor.Safetensors;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Robust linear initialisation: f and a head are trained together from where ceA left the head. */
@Timeout(300)
class RoliTest {
    @TempDir
    Path folder;

    @Test
    void the_second_training_begins_with_the_first_ones_head_and_the_sources_f() {
        // so small a rate that what is saved is what it began with
        String still = "{epochs: 1, optimizer: {adamw: {learningRate: \"0.0000001\", weightDecay: \"0\"}}}";
        SmallManifest manifest = SmallManifest.tiny()
                .withSourceSchemes("[{name: ce, ce: {}}]")
                .withHeads("[{name: first, ceA: {steps: 1}}, {name: both, roli: {steps: 1}, training: " + still + "}]");
        Program.run(folder, "run", manifest.write(folder, "roli")).as(0).says("roli: 6 stages, 0 done", "6/6 stages");
        StoredResults results = StoredResults.in(folder.resolve("results"));
        double[] f = values(results, "train ce, seed 0", "conv1.weight");
        double[] h = values(results, "retrain ce, seed 0 on mine by first", "fc.weight");
        String both = "retrain ce, seed 0 on mine by both";
        assertThat(values(results, both, "conv1.weight")).containsExactly(f, within(1e-5));
        assertThat(values(results, both, "fc.weight"))
                .containsExactly(h, within(1e-5))
                .isNotEqualTo(h);
    }

    private static double[] values(StoredResults results, String stage, String tensor) {
        String place = "stages/" + results.key("roli", stage) + "/checkpoint";
        return Safetensors.numbers(results.bytes(results.names(place).get(0)))
                .get(tensor)
                .values();
    }
}
