package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The images against what the program wants of them. */
class ImageTest {
    private static final Pattern VARIABLE = Pattern.compile("\\b([A-Z][A-Z0-9_]+)=(\\S+)");

    @ParameterizedTest
    @ValueSource(strings = {"worker", "worker-cuda"})
    void an_image_sets_what_libtorch_computes_fast_with(String target) throws IOException {
        assertThat(environment(target)).containsAllEntriesOf(Torch.environment());
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "worker-cuda"})
    void an_image_has_the_libtorch_that_the_program_binds_to(String target) throws IOException {
        assertThat(environment(target)).containsEntry("PYTORCH_VERSION", Torch.VERSION);
    }

    @Test
    void the_image_for_gpus_gives_the_library_that_counts_them_its_plain_name(@TempDir Path site)
            throws IOException, InterruptedException {
        Path torch = Files.createDirectories(site.resolve("torch/lib"));
        Path runtime = Files.createDirectories(site.resolve("nvidia/cuda_runtime/lib"));
        Files.writeString(runtime.resolve("libcudart.so.12"), "NVIDIA's");
        String run = instructions("worker-cuda")
                .filter(instruction -> instruction.startsWith("RUN "))
                .map(instruction -> instruction.substring("RUN ".length()))
                .findFirst()
                .orElseThrow();
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", run).inheritIO();
        shell.environment().put("TORCH_LIB", torch.toString());
        assertThat(shell.start().waitFor()).isZero();
        assertThat(runtime.resolve("libcudart.so")).hasContent("NVIDIA's");
    }

    private static Map<String, String> environment(String target) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        instructions(target)
                .filter(instruction -> instruction.startsWith("ENV "))
                .map(VARIABLE::matcher)
                .flatMap(Matcher::results)
                .forEach(variable -> variables.put(variable.group(1), variable.group(2)));
        return variables;
    }

    private static Stream<String> instructions(String target) throws IOException {
        String stage = Files.readString(Path.of("..", "Dockerfile"))
                .split(" AS " + target + "\n")[1]
                .split("\nFROM ")[0];
        return Stream.of(stage.replace("\\\n", " ").split("\n"));
    }
}
