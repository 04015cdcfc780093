package io.robusttransfer.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    @TempDir
    Path temporary;

    @Test
    void a_workspace_goes_with_its_attempt() throws IOException {
        try (Workspace workspace = Workspace.open(temporary)) {
            Files.writeString(workspace.file("state"), "weights");
            assertThat(temporary).isNotEmptyDirectory();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void what_a_killed_process_left_is_removed_and_what_is_in_use_stays() throws IOException {
        Path left = Files.createDirectory(temporary.resolve("robust-transfer-1"));
        Files.writeString(left.resolve("lock"), "");
        Files.writeString(left.resolve("state"), "weights");
        try (Workspace one = Workspace.open(temporary)) {
            Files.writeString(one.file("state"), "weights");
            assertThat(left).doesNotExist();
            try (Workspace other = Workspace.open(temporary)) {
                assertThat(one.file("state")).hasContent("weights");
                assertThat(other.file("state")).doesNotExist();
            }
        }
        assertThat(temporary).isEmptyDirectory();
    }
}
