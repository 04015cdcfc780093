package io.robusttransfer.crds.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionTest {
    private static final Path COMMITTED = Path.of("crd", "robusttransferexperiments.robusttransfer.io.yaml");
    static final String REWRITE = "mvn -pl crds test -Dtest=DefinitionTest -Dcrd.write";

    @TempDir
    Path folder;

    @Test
    void the_committed_definition_is_what_the_types_say() throws IOException {
        var yaml = GeneratedDefinition.yaml(folder);
        if (System.getProperty("crd.write") != null) {
            Files.writeString(COMMITTED, yaml);
        }
        assertThat(Files.readString(COMMITTED))
                .as("%s is stale; rewrite it with: %s", COMMITTED, REWRITE)
                .isEqualTo(yaml);
    }

    @Test
    void the_definition_is_below_200_kB() throws IOException {
        assertThat(Files.size(COMMITTED)).isLessThan(200_000);
    }
}
