package io.robusttransfer.tests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does, whatever is behind it. */
@Timeout(120)
abstract class StoreContract {
    @TempDir
    Path folder;

    /** An empty store. */
    abstract Store store() throws IOException;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 100_000})
    void what_was_written_is_read(int length) throws IOException {
        byte[] bytes = random(length);
        Store store = store();
        store.write("a/b.bin", bytes);
        assertThat(store.read("a/b.bin"))
                .hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes));
        assertThat(store.find("a/b.bin")).hasValueSatisfying(entry -> {
            assertThat(entry.name()).isEqualTo("a/b.bin");
            assertThat(entry.size()).isEqualTo(length);
        });
    }

    @Test
    void what_is_not_there_is_not_an_error() throws IOException {
        Store store = store();
        store.write("a/b", bytes("x"));
        for (String absent : List.of("a", "a/c", "a/b/c", "d/e")) {
            assertThat(store.read(absent)).as(absent).isEmpty();
            assertThat(store.find(absent)).as(absent).isEmpty();
            assertThat(store.download(absent, folder.resolve("out"))).as(absent).isFalse();
            store.delete(absent);
            store.move(absent, "elsewhere");
        }
        store.deleteAll("d/");
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(store.list("")).extracting(Store.Entry::name).containsExactly("a/b");
    }

    @Test
    void a_write_replaces() throws IOException {
        Store store = store();
        store.write("a", bytes("first, and longer"));
        store.write("a", bytes("second"));
        assertThat(text(store, "a")).isEqualTo("second");
    }

    @Test
    void the_version_changes_with_the_content() throws IOException {
        Store store = store();
        store.write("a", bytes("first"));
        String first = store.find("a").orElseThrow().version();
        assertThat(store.list("")).extracting(Store.Entry::version).containsExactly(first);
        store.write("a", bytes("other"));
        assertThat(store.find("a").orElseThrow().version()).isNotEqualTo(first);
    }

    @Test
    void creating_leaves_alone_what_is_there() throws IOException {
        Store store = store();
        assertThat(store.create("m", bytes("first"))).isTrue();
        assertThat(store.create("m", bytes("second"))).isFalse();
        assertThat(store.create("m", bytes("first"))).as("the same again").isTrue();
        assertThat(text(store, "m")).isEqualTo("first");
    }

    @Test
    void of_many_that_create_one_name_at_once_one_wins_and_stands() throws Exception {
        Store store = store();
        store.create("warm", bytes("up"));
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                String name = "stages/" + round + "/manifest.json";
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Boolean>> created = new ArrayList<>();
                for (int writer = 0; writer < 8; writer++) {
                    byte[] mine = bytes("writer " + writer);
                    created.add(pool.submit(() -> {
                        start.await();
                        return store.create(name, mine);
                    }));
                }
                start.countDown();
                List<String> winners = new ArrayList<>();
                for (int writer = 0; writer < 8; writer++) {
                    if (created.get(writer).get(60, TimeUnit.SECONDS)) {
                        winners.add("writer " + writer);
                    }
                }
                assertThat(winners).hasSize(1).containsExactly(text(store, name));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void a_reader_sees_one_whole_version_while_it_is_replaced() throws Exception {
        Store store = store();
        store.write("a", repeated('a'));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<?> writer = pool.submit(() -> {
                for (char c = 'b'; c <= 'z'; c++) {
                    store.write("a", repeated(c));
                }
                done.set(true);
            });
            int reads = 0;
            while (!done.get() || reads == 0) {
                byte[] read = store.read("a").orElseThrow();
                assertThat(read).isEqualTo(repeated((char) read[0]));
                reads++;
            }
            writer.get(60, TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void a_listing_has_all_names_that_begin_so_in_order() throws IOException {
        Store store = store();
        for (String name : List.of("b/2", "b/1", "b1", "b/10/x", "a", "c/b/1")) {
            store.write(name, bytes(name));
        }
        assertThat(names(store, "")).containsExactly("a", "b/1", "b/10/x", "b/2", "b1", "c/b/1");
        assertThat(names(store, "b")).containsExactly("b/1", "b/10/x", "b/2", "b1");
        assertThat(names(store, "b/")).containsExactly("b/1", "b/10/x", "b/2");
        assertThat(names(store, "b/1")).containsExactly("b/1", "b/10/x");
        assertThat(names(store, "x/")).isEmpty();
        assertThat(store.list("b/10/")).extracting(Store.Entry::size).containsExactly(6L);
    }

    @Test
    void names_of_a_persons_own_files_are_kept() throws IOException {
        Store store = store();
        String name = "my data/a b+c%20d&e=f(1)~'x',;:@!$.png";
        store.write(name, bytes("x"));
        assertThat(names(store, "my data/")).containsExactly(name);
        assertThat(text(store, name)).isEqualTo("x");
        store.move(name, "my data/#2?.png");
        assertThat(names(store, "")).containsExactly("my data/#2?.png");
    }

    @Test
    void a_move_takes_the_bytes_along_and_replaces() throws IOException {
        Store store = store();
        store.write("stages/k/x", bytes("moved"));
        store.write("corrupt/k/x", bytes("old"));
        store.move("stages/k/x", "corrupt/k/x");
        assertThat(names(store, "")).containsExactly("corrupt/k/x");
        assertThat(text(store, "corrupt/k/x")).isEqualTo("moved");
    }

    @Test
    void deleting_a_prefix_leaves_its_neighbours() throws IOException {
        Store store = store();
        for (String name : List.of("scratch/1/a", "scratch/1/b/c", "scratch/12/a", "stages/1/a")) {
            store.write(name, bytes(name));
        }
        store.deleteAll("scratch/1/");
        assertThat(names(store, "")).containsExactly("scratch/12/a", "stages/1/a");
        store.write("scratch/1/a", bytes("again"));
        assertThat(names(store, "scratch/1/")).containsExactly("scratch/1/a");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5_000_000, 20_000_001})
    void a_large_file_comes_back_bit_by_bit(int length) throws IOException {
        Store store = store();
        Path file = Files.write(folder.resolve("in"), random(length));
        store.upload(file, "stages/k/checkpoint.safetensors");
        Path back = Files.writeString(folder.resolve("back"), "something older");
        assertThat(store.download("stages/k/checkpoint.safetensors", back)).isTrue();
        assertThat(back).hasSameBinaryContentAs(file);
        assertThat(store.find("stages/k/checkpoint.safetensors").orElseThrow().size())
                .isEqualTo(length);
        assertThat(names(store, "")).containsExactly("stages/k/checkpoint.safetensors");
        assertThat(folder.toFile().list()).contains("in", "back").noneMatch(name -> name.startsWith(".tmp"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../x",
                "a/../../x",
                "a/./b",
                "a//b",
                "a/",
                "a\\b",
                "a\nb",
                ".tmp-x",
                "a/.tmp-x"
            })
    void a_name_that_could_lead_elsewhere_is_refused(String name) throws IOException {
        Store store = store();
        assertThatThrownBy(() -> store.write(name, bytes("x")))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("Object name");
        assertThatThrownBy(() -> store.read(name)).isInstanceOf(Failure.WrongInput.class);
        assertThat(store.list("")).isEmpty();
    }

    static List<String> names(Store store, String prefix) {
        return store.list(prefix).stream().map(Store.Entry::name).toList();
    }

    static String text(Store store, String name) {
        return new String(store.read(name).orElseThrow(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] repeated(char c) {
        byte[] bytes = new byte[200_000];
        Arrays.fill(bytes, (byte) c);
        return bytes;
    }
}
