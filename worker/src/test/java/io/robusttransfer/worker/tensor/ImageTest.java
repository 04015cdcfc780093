package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static Map<String, String> environment(String target) throws IOException {
        String stage = Files.readString(Path.of("..", "Dockerfile"))
                .split(" AS " + target + "\n")[1]
                .split("\nFROM ")[0];
        Map<String, String> variables = new TreeMap<>();
        for (String instruction : stage.replace("\\\n", " ").split("\n")) {
            if (instruction.startsWith("ENV ")) {
                Matcher variable = VARIABLE.matcher(instruction);
                while (variable.find()) {
                    variables.put(variable.group(1), variable.group(2));
                }
            }
        }
        return variables;
    }
}
