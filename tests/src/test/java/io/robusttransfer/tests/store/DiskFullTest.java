package io.robusttransfer.tests.store;

import static io.robusttransfer.tests.store.StoreContract.bytes;
import static io.robusttransfer.tests.store.StoreContract.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StagePlace;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.store.FolderStore;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file system of 400 KiB, mounted for one child process alone, where the system lets a user do that. */
@Timeout(120)
class DiskFullTest {
    @TempDir
    Path folder;

    @Test
    void a_full_disk_ends_in_4_says_which_folder_and_loses_nothing() throws Exception {
        Path mount = Files.createDirectories(folder.resolve("small"));
        Assumptions.assumeTrue(run(mount, "true").isEmpty(), "this system lets no user mount a file system");
        List<String> lines = run(mount, "exec " + java(Filling.class, mount.resolve("results")));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("4 Cannot write " + mount.resolve("results") + "/stages/")
                .contains("(100000 bytes): No space left on device")
                .contains("bytes are free in " + mount.resolve("results"))
                .contains("Make room there or choose another folder; what is stored already is intact");
        assertThat(lines.get(1)).isEqualTo("intact, and went on when there was room");
    }

    @Test
    void a_disk_that_was_mounted_to_be_read_alone_is_named_and_no_room_is_asked_for() throws Exception {
        Path mount = Files.createDirectories(folder.resolve("small"));
        String readOnly = "mount -o remount,ro '" + mount + "'";
        Assumptions.assumeTrue(run(mount, readOnly).isEmpty(), "this system lets no user mount a file system");
        assertThat(run(mount, readOnly + " && exec " + java(Writing.class, mount.resolve("results"))))
                .containsExactly("4 Cannot write " + mount.resolve("results/a") + " (1 bytes): Read-only file system;"
                        + " mount the file system of " + mount + " for writing or choose another folder; what is stored"
                        + " already is intact");
    }

    private static String java(Class<?> main, Path argument) {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " -Xshare:auto -cp '"
                + System.getProperty("java.class.path") + "' '" + main.getName() + "' " + argument;
    }

    static final class Writing {
        public static void main(String[] args) {
            try {
                new FolderStore(Path.of(args[0])).write("a", new byte[1]);
            } catch (Failure.OutOfReach e) {
                System.out.println(e.exitCode() + " " + e.getMessage());
            }
        }
    }

    /** Fills the disk with stages, then looks at them again. */
    static final class Filling {
        public static void main(String[] args) throws Exception {
            Store store = new FolderStore(Path.of(args[0]));
            StageStore stages = new StageStore(store, InstantSource.system(), key -> List.of(), System.out::println);
            store.write("something-else", random(50_000));
            int finished = 0;
            try {
                while (finished < 100) {
                    finish(stages, finished);
                    finished++;
                }
            } catch (Failure.OutOfReach e) {
                System.out.println(e.exitCode() + " " + e.getMessage());
            }
            for (int i = 0; i < finished; i++) {
                StagePlace place = stages.stage(CanonicalJson.sha256(document(i)));
                StageManifest manifest = place.present().orElseThrow();
                place.read(manifest, "checkpoint");
            }
            boolean invisible = stages.stage(CanonicalJson.sha256(document(finished)))
                    .present()
                    .isEmpty();
            store.delete("something-else");
            store.deleteAll("stages/" + CanonicalJson.sha256(document(0)) + "/");
            finish(stages, finished);
            System.out.println(
                    invisible && finished >= 2 ? "intact, and went on when there was room" : "only " + finished);
        }

        private static void finish(StageStore stages, int number) {
            StagePlace place = stages.stage(CanonicalJson.sha256(document(number)));
            place.begin(document(number));
            place.finish(
                    StageOutcome.COMPLETED,
                    List.of(new Product.Bytes("checkpoint", "safetensors", random(100_000))),
                    Map.of(),
                    Map.of(),
                    Map.of());
        }

        private static byte[] document(int number) {
            return bytes("{\"number\":" + number + "}");
        }
    }

    /** What the command, or the attempt to mount, printed. */
    private static List<String> run(Path mount, String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=400k none '" + mount + "' && " + command);
        builder.redirectErrorStream(true);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return List.of("no unshare here");
        }
        List<String> lines = new ArrayList<>();
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .forEach(lines::add);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return lines;
    }
}
