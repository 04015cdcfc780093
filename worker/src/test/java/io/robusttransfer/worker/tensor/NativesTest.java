package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {
    @TempDir
    private Path folder;

    /** Run in a process of its own. */
    static final class Start {
        public static void main(String[] arguments) {
            Torch.start(Device.AUTO);
            System.out.println(Torch.description());
        }
    }

    @Test
    void two_processes_on_one_empty_cache_both_start() throws IOException, InterruptedException {
        Process first = start();
        Process second = start();
        assertThat(output(first)).contains("libtorch 2.7.1 on ");
        assertThat(output(second)).contains("libtorch 2.7.1 on ");
        try (Stream<Path> files = Files.list(folder.resolve("cache/pytorch"))) {
            assertThat(files).as("no leftovers").hasSize(1);
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Start.class.getName())
                .redirectErrorStream(true);
        builder.environment().put("DJL_CACHE_DIR", folder.resolve("cache").toString());
        return builder.start();
    }

    private static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    @Test
    void a_home_that_cannot_be_written_gives_way_to_the_temporary_folder() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        assertThat(Natives.folder(home, folder)).isEqualTo(home.resolve(".djl.ai"));
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(Natives.folder(file, folder)).isEqualTo(OwnFolder.in(folder));
    }
}
