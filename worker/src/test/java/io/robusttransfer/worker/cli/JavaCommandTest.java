package io.robusttransfer.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {
    @Test
    void what_a_person_types_names_the_jar_as_it_was_started_and_quotes_what_a_shell_would_split() {
        assertThat(JavaCommand.typed("worker/target/worker.jar", List.of("run", "quickstart.yaml")))
                .isEqualTo("java -jar worker/target/worker.jar run quickstart.yaml");
        assertThat(JavaCommand.typed("/opt/my tools/worker.jar", List.of("run", "it's mine.yaml")))
                .isEqualTo("java -jar '/opt/my tools/worker.jar' run 'it'\\''s mine.yaml'");
        assertThat(JavaCommand.typed("classes" + File.pathSeparator + "djl.jar", List.of("run", "a.yaml")))
                .isEqualTo("java -jar worker.jar run a.yaml");
    }
}
