package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Folders have whatever names people give them. */
@Timeout(300)
class AnyPathTest {
    private static final Map<String, String> UTF_8 = Map.of("LC_ALL", "C.UTF-8");

    @TempDir
    Path folder;

    @Test
    void data_and_results_lie_in_folders_of_any_name_absolute_or_relative() throws IOException {
        String name = "größe 数据 50% #1 a:b";
        IdxFiles.write(IdxFiles.of(40, 40, 16), folder.resolve(name));
        for (String data : new String[] {"file:" + folder.resolve(name), "file:" + name}) {
            String manifest = SmallManifest.tiny()
                    .withEpochs(1, 1)
                    .withSourceSchemes("[{name: ce, ce: {}}]")
                    .withTarget("{uri: \"" + data + "\", format: idx}")
                    .write(folder, "named");
            for (String store : new String[] {folder.resolve(name + " r").toString(), "file:" + name + " r"}) {
                Program.run(folder, UTF_8, "run", manifest, "--store", store)
                        .as(0)
                        .says(folder.resolve(name + " r").toString());
            }
        }
        assertThat(folder.resolve(name + " r/stages")).isDirectory();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("named.yaml", name, name + " r");
        }
    }

    @Test
    void a_locale_without_these_letters_is_named_with_one_that_has_them() {
        String manifest = SmallManifest.tiny()
                .withTarget("{uri: \"file:größe.npz\", format: npz}")
                .write(folder, "posix");
        Program.run(folder, Map.of("LC_ALL", "POSIX"), "plan", manifest)
                .as(2)
                .says("has letters that file names do not have in this locale", "run with LC_ALL=C.UTF-8");
    }

    @Test
    void an_address_with_escapes_is_told_how_a_path_is_written() {
        String manifest = SmallManifest.tiny()
                .withTarget("{uri: \"file:/my%20data.npz\", format: npz}")
                .write(folder, "escaped");
        Program.run(folder, "plan", manifest)
                .as(2)
                .says("there is no my%20data.npz in /;", "a path is written as it is, such as a space for %20");
    }
}
