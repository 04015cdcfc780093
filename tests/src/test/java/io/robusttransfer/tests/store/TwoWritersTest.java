package io.robusttransfer.tests.store;

import static io.robusttransfer.tests.store.StoreContract.bytes;
import static io.robusttransfer.tests.store.StoreContract.names;
import static io.robusttransfer.tests.store.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StagePlace;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.store.FolderStore;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.S3Store;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two runs work on one stage at once, and end with different bits. */
@Timeout(120)
class TwoWritersTest {
    private static final byte[] DOCUMENT = bytes("{\"kind\":\"source-train\"}");
    private static final String KEY = CanonicalJson.sha256(DOCUMENT);
    private static final String DOES_NOT_HEED = "does not heed If-None-Match";

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();
    private final String prefix = "rt/" + UUID.randomUUID();

    @Test
    void in_a_folder_one_wins_and_both_know() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path place = folder.resolve("results" + round);
            raceOfTwo(new FolderStore(place), new FolderStore(place));
        }
    }

    @Test
    void on_s3proxy_one_wins_and_both_know() throws Exception {
        try (S3ProxyServer server = new S3ProxyServer()) {
            raceOfTwo(store(server), store(server));
        }
    }

    @ParameterizedTest
    @EnumSource
    void on_a_real_server_one_wins_and_both_know(S3Program program) throws Exception {
        try (S3Process server = program.startOrSkip(folder)) {
            raceOfTwo(store(server), store(server));
        }
    }

    /** Both end at once; whichever manifest stands, both hold the same one, and its outputs are intact. */
    private void raceOfTwo(Store first, Store second) throws Exception {
        CyclicBarrier end = new CyclicBarrier(2);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<StagePlace.Finished> one = pool.submit(() -> work(first, "bits of one", end));
            Future<StagePlace.Finished> two = pool.submit(() -> work(second, "bits of the other", end));
            StagePlace.Finished a = one.get(60, TimeUnit.SECONDS);
            StagePlace.Finished b = two.get(60, TimeUnit.SECONDS);
            assertThat(a.ours()).isNotEqualTo(b.ours());
            assertThat(a.manifest()).isEqualTo(b.manifest());
            StagePlace place = stages(first).stage(KEY);
            assertThat(place.present()).contains(a.manifest());
            assertThat(place.read(a.manifest(), "checkpoint"))
                    .isEqualTo(bytes(a.ours() ? "bits of one" : "bits of the other"));
            assertThat(notices).as("nothing was set aside").isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }

    private StagePlace.Finished work(Store store, String bits, CyclicBarrier end) throws Exception {
        StagePlace place = stages(store).stage(KEY);
        place.begin(DOCUMENT);
        end.await(30, TimeUnit.SECONDS);
        return finish(place, bits);
    }

    @Test
    void a_server_that_ignores_conditions_is_found_out_and_said_once() throws IOException {
        try (S3ProxyServer server = S3ProxyServer.old()) {
            Store store = store(server);
            assertThat(store.create("a", bytes("x"))).isTrue();
            assertThat(store.create("b", bytes("y"))).isTrue();
            assertThat(notices).singleElement().asString().contains(DOES_NOT_HEED);
            assertThat(names(store, "")).containsExactly("a", "b");
        }
    }

    /** Such a server refuses the second of two in turn, and would pass for one that arbitrates. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void a_server_that_lets_both_of_two_at_once_in_is_found_out_if_it_does_so_in_one_race_of_eight(int race)
            throws IOException {
        HastyServer hasty = new HastyServer(race);
        try (S3ProxyServer server = new S3ProxyServer(hasty)) {
            Store store = store(server);
            assertThat(store.create("a", bytes("x"))).isTrue();
            assertThat(hasty.names()).isEqualTo(race);
            assertThat(notices).singleElement().asString().contains(DOES_NOT_HEED);
            assertThat(names(store, "")).containsExactly("a");
            assertThat(store.create("a", bytes("y"))).isFalse();
            assertThat(text(store, "a")).isEqualTo("x");
            assertThat(notices).hasSize(1);
        }
    }

    @Test
    void a_server_that_refuses_conditions_is_found_out_too() throws IOException {
        try (S3ProxyServer server = new S3ProxyServer();
                FaultyProxy proxy = new FaultyProxy(server.port())) {
            Store store = store(proxy.endpoint());
            store.write("warm", bytes("up"));
            proxy.answerConditional(new FaultyProxy.Fault.Response(
                    "501 Not Implemented",
                    "application/xml",
                    "<Error><Code>NotImplemented</Code><Message>A header you provided</Message></Error>"));
            assertThat(store.create("a", bytes("x"))).isTrue();
            assertThat(store.create("a", bytes("y"))).isFalse();
            assertThat(text(store, "a")).isEqualTo("x");
            assertThat(notices).singleElement().asString().contains(DOES_NOT_HEED);
        }
    }

    @Test
    void there_the_later_of_two_still_learns_that_it_lost() throws Exception {
        try (S3ProxyServer server = S3ProxyServer.old()) {
            StagePlace.Finished first = finish(stages(store(server)).stage(KEY), "bits of one");
            StagePlace.Finished second = finish(stages(store(server)).stage(KEY), "bits of the other");
            assertThat(first.ours()).isTrue();
            assertThat(second.ours()).isFalse();
            assertThat(second.manifest()).isEqualTo(first.manifest());
            assertThat(stages(store(server)).stage(KEY).read(second.manifest(), "checkpoint"))
                    .isEqualTo(bytes("bits of one"));
        }
    }

    @Test
    void there_a_writer_overtaken_between_look_and_put_stands_with_its_outputs_intact() throws Exception {
        OldServer old = new OldServer();
        try (S3ProxyServer server = new S3ProxyServer(old)) {
            StagePlace slow = stages(store(server)).stage(KEY);
            StagePlace fast = stages(store(server)).stage(KEY);
            slow.begin(DOCUMENT);
            fast.begin(DOCUMENT);
            List<StagePlace.Finished> overtaking = new ArrayList<>();
            old.beforePut("manifest.json", () -> overtaking.add(finish(fast, "bits of the fast")));
            StagePlace.Finished finished = finish(slow, "bits of the slow");
            assertThat(overtaking)
                    .singleElement()
                    .extracting(StagePlace.Finished::ours)
                    .isEqualTo(true);
            assertThat(finished.ours()).isTrue();
            StagePlace reader = stages(store(server)).stage(KEY);
            StageManifest standing = reader.present().orElseThrow();
            assertThat(standing).isEqualTo(finished.manifest());
            assertThat(reader.read(standing, "checkpoint")).isEqualTo(bytes("bits of the slow"));
            StageManifest overtaken = overtaking.get(0).manifest();
            assertThat(reader.read(overtaken, "checkpoint")).isEqualTo(bytes("bits of the fast"));
            assertThat(overtaken.identity())
                    .as("a child that names the overtaken parent is found out")
                    .isNotEqualTo(standing.identity());
        }
    }

    private StageStore stages(Store store) {
        return new StageStore(store, InstantSource.system(), key -> List.of(), notices::add);
    }

    private static StagePlace.Finished finish(StagePlace place, String bits) {
        place.begin(DOCUMENT);
        return place.finish(
                StageOutcome.COMPLETED,
                List.of(new Product.Bytes("checkpoint", "safetensors", bytes(bits))),
                Map.of(),
                Map.of(),
                Map.of());
    }

    private Store store(S3Server server) {
        return store(server.endpoint());
    }

    private Store store(String endpoint) {
        return new S3Store(
                new StoreLocation.Bucket(S3Server.BUCKET, prefix),
                S3Server.settings(endpoint),
                Patience.standard(),
                notices::add);
    }
}
