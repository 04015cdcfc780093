package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFolderTest {
    @TempDir
    private Path shared;

    @Test
    void each_user_has_a_folder_that_no_other_can_look_into() throws IOException {
        Path folder = OwnFolder.in(shared);
        assertThat(folder.getFileName())
                .hasToString(".djl.ai-" + Files.getOwner(shared).getName());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(OwnFolder.in(shared)).as("the next time").isEqualTo(folder);
        try (Stream<Path> files = Files.list(shared)) {
            assertThat(files).as("nothing else is left").containsExactly(folder);
        }
    }

    @Test
    void a_folder_that_others_may_write_to_is_refused() throws IOException {
        Path folder = OwnFolder.in(shared);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        refuses(folder, "rwxrwxrwx");
    }

    @Test
    void a_link_to_a_folder_is_refused() throws IOException {
        Path folder = OwnFolder.in(shared);
        Files.delete(folder);
        Files.createSymbolicLink(folder, Files.createDirectory(shared.resolve("elsewhere")));
        refuses(folder, "rwxrwxrwx");
    }

    @Test
    void a_folder_of_another_user_is_refused() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("who may give files away")
                .isEqualTo("root");
        Path folder = OwnFolder.in(shared);
        Files.setOwner(
                folder, shared.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        refuses(folder, "owner nobody");
    }

    private void refuses(Path folder, String why) {
        assertThatThrownBy(() -> OwnFolder.in(shared))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageStartingWith("DJL_CACHE_DIR: " + folder)
                .hasMessageContaining(why)
                .hasMessageEndingWith("remove it, or name another folder");
    }
}
