package io.robusttransfer.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.manifest.ManifestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Rules come with libraries that used to make new JVMs warn whoever reads a manifest. */
class QuietJvmTest {
    @Test
    void reading_a_manifest_makes_this_jvm_say_nothing() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Reading.class.getName(),
                        "src/test/resources/manifests/good/full.yaml")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEqualTo("full\n");
    }

    static final class Reading {
        private Reading() {}

        public static void main(String[] args) {
            System.out.print(
                    new ManifestReader().read(Path.of(args[0])).getMetadata().getName() + "\n");
        }
    }
}
