package io.robusttransfer.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static final IOException FULL = new IOException("No space left on device");

    @TempDir
    Path folder;

    @Test
    void a_write_that_breaks_off_leaves_what_was_there() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "before");
        AtomicFiles files = new AtomicFiles(() -> NOW, true);
        assertThatThrownBy(() -> files.replace(file, new Breaking(FULL)))
                .isInstanceOfSatisfying(Failure.OutOfReach.class, failure -> assertThat(failure.exitCode())
                        .isEqualTo(4))
                .hasMessageContaining("Cannot write " + file + " (1000000 bytes): No space left on device")
                .hasMessageContaining("bytes are free in " + folder)
                .hasMessageContaining("intact");
        assertThat(file).hasContent("before");
        assertThat(folder.toFile().list()).containsExactly("a");
        assertThatThrownBy(() -> files.create(folder.resolve("b"), new Breaking(FULL)))
                .isInstanceOf(Failure.OutOfReach.class);
        assertThat(folder.toFile().list()).containsExactly("a");
    }

    @Test
    void a_folder_that_this_user_may_not_write_is_named_with_the_user_and_no_room_is_asked_for() {
        Path file = folder.resolve("below/a");
        assertThatThrownBy(() -> new AtomicFiles(() -> NOW, true)
                        .replace(file, new Breaking(new AccessDeniedException(folder.toString()))))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessage("Cannot write " + file + " (1000000 bytes): permission denied; let user "
                        + System.getProperty("user.name") + " write in " + folder.resolve("below")
                        + " or choose another folder; what is stored already is intact");
    }

    /** A disk that takes no more after a few bytes. */
    private record Breaking(IOException why) implements AtomicFiles.FileContent {
        @Override
        public long size() {
            return 1_000_000;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(new byte[1000]);
            throw why;
        }
    }

    @Test
    void without_hard_links_one_of_many_creators_wins_too() throws Exception {
        AtomicFiles files = new AtomicFiles(() -> NOW, false);
        Path file = folder.resolve("d/manifest.json");
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> created = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                byte[] mine = ("writer " + writer).getBytes(StandardCharsets.UTF_8);
                created.add(pool.submit(() -> files.create(file, new AtomicFiles.Bytes(mine))));
            }
            List<String> winners = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                if (created.get(writer).get(60, TimeUnit.SECONDS)) {
                    winners.add("writer " + writer);
                }
            }
            assertThat(winners).containsExactly(Files.readString(file));
        } finally {
            pool.shutdownNow();
        }
        assertThat(new FolderStore(folder).list(""))
                .extracting(Store.Entry::name)
                .containsExactly("d/manifest.json");
    }

    @Test
    void what_a_killed_writer_left_is_seen_by_no_one_and_goes_after_a_day() throws IOException {
        Path left = Files.writeString(folder.resolve(".tmp-7bf1c0de-0000-4000-8000-000000000000"), "{\"half\": ");
        Path lock = Files.writeString(folder.resolve(".tmp-lock"), "");
        FolderStore store = new FolderStore(folder, () -> NOW);
        Files.setLastModifiedTime(lock, FileTime.from(NOW.minusSeconds(1_000_000)));
        Files.setLastModifiedTime(left, FileTime.from(NOW.minusSeconds(86_000)));
        store.write("a", new byte[0]);
        assertThat(left).exists();
        assertThat(store.list("")).extracting(Store.Entry::name).containsExactly("a");
        Files.setLastModifiedTime(left, FileTime.from(NOW.minusSeconds(86_401)));
        new FolderStore(folder, () -> NOW).write("b", new byte[0]);
        assertThat(left).doesNotExist();
        assertThat(lock).as("may be held by a process of today").exists();
    }

    @Test
    void a_writer_whose_temporary_file_is_swept_away_by_a_jumping_clock_writes_again() {
        Path file = folder.resolve("a");
        AtomicFiles inTheFuture = new AtomicFiles(() -> Instant.now().plusSeconds(1_000_000), true);
        int[] times = {0};
        new AtomicFiles(() -> NOW, true).replace(file, new AtomicFiles.FileContent() {
            @Override
            public long size() {
                return 4;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write("text".getBytes(StandardCharsets.UTF_8));
                if (times[0]++ == 0) {
                    inTheFuture.replace(folder.resolve("b"), new AtomicFiles.Bytes(new byte[0]));
                }
            }
        });
        assertThat(times[0]).isEqualTo(2);
        assertThat(file).hasContent("text");
    }

    @Test
    void a_folder_that_cannot_be_is_named() throws IOException {
        Files.writeString(folder.resolve("results"), "a file");
        FolderStore store = new FolderStore(folder.resolve("results"));
        assertThat(store.read("stages/x")).isEmpty();
        assertThatThrownBy(() -> store.write("stages/x", new byte[0]))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("; move the file " + folder.resolve("results") + " away")
                .hasMessageNotContaining("room");
    }
}
