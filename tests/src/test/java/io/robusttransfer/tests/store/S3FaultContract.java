package io.robusttransfer.tests.store;

import static io.robusttransfer.tests.store.StoreContract.bytes;
import static io.robusttransfer.tests.store.StoreContract.names;
import static io.robusttransfer.tests.store.StoreContract.random;
import static io.robusttransfer.tests.store.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.tests.store.FaultyProxy.Fault;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.S3Store;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A network and a server that fail. */
@Timeout(120)
abstract class S3FaultContract {
    private static final Fault CONFLICT = new Fault.Response(
            "409 Conflict",
            "application/xml",
            "<Error><Code>DirectoryNotEmpty</Code><Message>in use</Message></Error>");

    @TempDir
    Path folder;

    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong nanos = new AtomicLong();
    private final String prefix = "rt/" + UUID.randomUUID();
    private FaultyProxy proxy;
    private Store store;
    private Store direct;

    /** What is behind the network. */
    abstract S3Server server();

    @BeforeEach
    void open() throws IOException {
        proxy = new FaultyProxy(server().port());
        store = store(proxy.endpoint(), Duration.ofSeconds(20));
        direct = store(server().endpoint(), Duration.ofSeconds(20));
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    /** Its clock goes on only while it waits. */
    private Store store(String endpoint, Duration timeout) {
        Patience patience = new Patience(timeout, Duration.ofMinutes(2), nanos::get, () -> 0.5, pause -> {
            pauses.add(pause);
            nanos.addAndGet(pause.toNanos());
        });
        return new S3Store(
                new StoreLocation.Bucket(S3Server.BUCKET, prefix), S3Server.settings(endpoint), patience, notices::add);
    }

    @Test
    void a_download_that_is_cut_again_and_again_goes_on_where_it_was() throws IOException {
        byte[] bytes = random(3_000_000);
        direct.upload(Files.write(folder.resolve("in"), bytes), "checkpoint");
        Path out = folder.resolve("out");
        // the first connection serves HEAD and the beginning of GET
        proxy.plan(
                new Fault.CutAnswer(1_000_000),
                new Fault.CutAnswer(100),
                new Fault.Refuse(),
                new Fault.CutAnswer(1_500_000));
        assertThat(store.download("checkpoint", out)).isTrue();
        assertThat(out).hasBinaryContent(bytes);
        assertThat(proxy.planIsDone()).isTrue();
        assertThat(notices).first().asString().contains("trying again").contains("stores[lab].s3.endpoint");
        assertThat(notices).last().asString().contains("answers again");
    }

    @Test
    void a_download_that_never_ends_leaves_no_file() throws IOException {
        direct.upload(Files.write(folder.resolve("in"), random(3_000_000)), "checkpoint");
        proxy.plan(new Fault.CutAnswer(1_000_000));
        proxy.otherwise(Fault.Refuse::new);
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> store.download("checkpoint", out)).isInstanceOf(Failure.OutOfReach.class);
        assertThat(folder.toFile().list()).containsExactly("in");
    }

    @Test
    void a_small_object_is_never_read_short() {
        direct.write("metrics", random(200_000));
        proxy.plan(new Fault.CutAnswer(50_000), new Fault.CutAnswer(150_000), new Fault.CutAnswer(199_999));
        assertThat(store.read("metrics").orElseThrow()).isEqualTo(random(200_000));
        assertThat(proxy.planIsDone()).isTrue();
    }

    @Test
    void an_object_that_is_replaced_while_it_is_downloaded_comes_in_one_version() throws IOException {
        byte[] after = random(3_000_000);
        for (int i = 0; i < after.length; i++) {
            after[i] ^= 1;
        }
        direct.upload(Files.write(folder.resolve("in"), random(3_000_000)), "checkpoint");
        Path next = Files.write(folder.resolve("next"), after);
        boolean[] replaced = {false};
        Patience patience =
                new Patience(Duration.ofSeconds(20), Duration.ofMinutes(2), nanos::get, () -> 0.5, pause -> {
                    if (!replaced[0]) {
                        replaced[0] = true;
                        direct.upload(next, "checkpoint");
                    }
                });
        Store reader = new S3Store(
                new StoreLocation.Bucket(S3Server.BUCKET, prefix),
                S3Server.settings(proxy.endpoint()),
                patience,
                notices::add);
        proxy.plan(new Fault.CutAnswer(1_000_000));
        Path out = folder.resolve("out");
        assertThat(reader.download("checkpoint", out)).isTrue();
        assertThat(replaced[0]).isTrue();
        assertThat(out).hasBinaryContent(after);
    }

    @ParameterizedTest
    @ValueSource(ints = {300_000, 20_000_000})
    void an_upload_that_is_cut_is_sent_again(int length) throws IOException {
        Path file = Files.write(folder.resolve("in"), random(length));
        proxy.plan(
                new Fault.CutRequest(length / 2),
                new Fault.CutRequest(100),
                new Fault.CutAnswer(0),
                new Fault.Refuse(),
                new Fault.Response("500 Oops", "text/plain", "oops"));
        store.upload(file, "checkpoint");
        assertThat(proxy.planIsDone()).isTrue();
        Path back = folder.resolve("back");
        assertThat(direct.download("checkpoint", back)).isTrue();
        assertThat(back).hasSameBinaryContentAs(file);
    }

    @ParameterizedTest
    @ValueSource(ints = {300_000, 20_000_000})
    void an_upload_that_never_ends_leaves_nothing_to_be_seen(int length) throws IOException {
        Path file = Files.write(folder.resolve("in"), random(length));
        proxy.plan();
        proxy.otherwise(() -> new Fault.CutRequest(length / 2));
        assertThatThrownBy(() -> store.upload(file, "checkpoint"))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("Cannot write s3://results/" + prefix + "/checkpoint (" + length + " bytes)")
                .hasMessageContaining("gave up after 120 s");
        assertThat(direct.find("checkpoint")).isEmpty();
        assertThat(names(direct, "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "429 Too Many Requests, text/plain, slow",
        "500 Internal Server Error, text/html, <html>",
        "502 Bad Gateway, text/html, <html><h1>nginx</h1>",
        "503 Slow Down, application/xml, <Error><Code>SlowDown</Code></Error>",
        "503 Service Unavailable, text/plain, ''",
        "504 Gateway Timeout, text/html, <html>"
    })
    void a_server_in_trouble_is_asked_again(String status, String type, String body) {
        direct.write("a", bytes("x"));
        Fault trouble = new Fault.Response(status, type, body);
        proxy.plan(trouble, trouble, trouble);
        assertThat(text(store, "a")).isEqualTo("x");
        proxy.plan(trouble, trouble);
        assertThat(store.find("a")).isPresent();
        proxy.plan(trouble, trouble);
        assertThat(names(store, "")).containsExactly("a");
        proxy.plan(trouble, trouble);
        store.write("b", bytes("y"));
        assertThat(text(direct, "b")).isEqualTo("y");
        proxy.plan(trouble);
        store.delete("b");
        assertThat(direct.find("b")).isEmpty();
        assertThat(pauses).hasSize(10);
    }

    @Test
    void a_server_away_for_a_minute_is_waited_for() {
        long back = nanos.get() + Duration.ofSeconds(60).toNanos();
        proxy.plan();
        proxy.otherwise(() -> nanos.get() < back ? new Fault.Refuse() : new Fault.None());
        store.write("a", bytes("x"));
        assertThat(text(direct, "a")).isEqualTo("x");
        assertThat(notices).hasSize(2);
    }

    @Test
    void a_server_that_stays_away_is_told_with_the_field_and_the_exit_code() {
        proxy.plan();
        proxy.otherwise(Fault.Refuse::new);
        assertThatThrownBy(() -> store.read("a"))
                .isInstanceOfSatisfying(Failure.OutOfReach.class, failure -> assertThat(failure.exitCode())
                        .isEqualTo(4))
                .hasMessageContaining(proxy.endpoint() + " (stores[lab].s3.endpoint)")
                .hasMessageContaining("gave up after 120 s");
        assertThat(pauses.stream().mapToLong(Duration::toSeconds).sum()).isBetween(90L, 120L);
    }

    @Test
    void a_port_where_no_one_listens_is_told() throws IOException {
        Store nowhere = store("http://127.0.0.1:" + S3Server.freePort(), Duration.ofSeconds(5));
        assertThatThrownBy(() -> nowhere.list(""))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("stores[lab].s3.endpoint")
                .hasMessageContaining("Failed to connect");
    }

    @Test
    void a_server_that_says_nothing_is_left_after_the_timeout() {
        direct.write("a", bytes("x"));
        Store hasty = store(proxy.endpoint(), Duration.ofMillis(300));
        proxy.plan(new Fault.Silence(), new Fault.Silence());
        assertThat(text(hasty, "a")).isEqualTo("x");
        assertThat(pauses).hasSize(2);
    }

    @Test
    void a_listing_goes_on_after_a_cut_and_has_no_name_twice() {
        for (int i = 0; i < 40; i++) {
            direct.write("d/%02d".formatted(i), new byte[0]);
        }
        proxy.plan(new Fault.CutAnswer(2000), new Fault.CutAnswer(300));
        assertThat(names(store, "d/")).hasSize(40).doesNotHaveDuplicates();
        assertThat(proxy.planIsDone()).isTrue();
    }

    @Test
    void a_creation_whose_answer_is_lost_knows_that_it_won() {
        assertThat(store.create("warm", bytes("up"))).isTrue();
        proxy.plan(new Fault.CutAnswer(0));
        assertThat(store.create("manifest", bytes("mine"))).isTrue();
        assertThat(proxy.planIsDone()).isTrue();
        proxy.plan(new Fault.CutAnswer(0));
        assertThat(store.create("manifest", bytes("another's"))).isFalse();
        assertThat(text(direct, "manifest")).isEqualTo("mine");
    }

    @Test
    void a_creation_that_is_cut_leaves_the_name_free() {
        assertThat(store.create("warm", bytes("up"))).isTrue();
        proxy.plan();
        proxy.otherwise(() -> new Fault.CutRequest(500));
        byte[] manifest = random(5000);
        assertThatThrownBy(() -> store.create("manifest", manifest)).isInstanceOf(Failure.OutOfReach.class);
        assertThat(direct.find("manifest")).isEmpty();
        assertThat(direct.create("manifest", bytes("another's"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 Forbidden | RequestTimeTooSkewed | set the clock",
                "403 Forbidden | AccessDenied | permission denied; let the environment variables",
                "403 Forbidden | InvalidAccessKeyId | knows no such access key",
                "400 Bad Request | ExpiredToken | session token has expired",
                "400 Bad Request | AuthorizationHeaderMalformed | correct stores[lab].s3.region",
                "301 Moved Permanently | PermanentRedirect | correct stores[lab].s3.region",
                "507 Insufficient Storage | XMinioStorageFull | no space is left",
                "400 Bad Request | SomethingElse | answers 400 SomethingElse"
            })
    void a_refusal_is_not_tried_again_and_says_what_to_do(String status, String code, String remedy) {
        Fault refusal = new Fault.Response(
                status, "application/xml", "<Error><Code>" + code + "</Code><Message>m</Message></Error>");
        proxy.plan();
        proxy.otherwise(() -> refusal);
        assertThatThrownBy(() -> store.write("a", bytes("x")))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining(remedy)
                .hasMessageNotContaining(S3Server.SECRET);
        assertThatThrownBy(() -> store.find("a")).isInstanceOf(Failure.OutOfReach.class);
        assertThat(pauses).isEmpty();
    }

    /** As where another request empties the folder in which a server keeps the object. */
    @Test
    void a_conflict_with_another_request_is_waited_for() throws IOException {
        Path file = Files.write(folder.resolve("in"), random(1000));
        assertThat(store.create("warm", bytes("up"))).isTrue();
        proxy.plan(CONFLICT, CONFLICT);
        store.write("a", bytes("x"));
        assertThat(proxy.planIsDone()).isTrue();
        proxy.plan(CONFLICT, CONFLICT);
        store.upload(file, "b");
        assertThat(proxy.planIsDone()).isTrue();
        proxy.plan(CONFLICT, CONFLICT);
        assertThat(store.create("c", bytes("z"))).isTrue();
        assertThat(proxy.planIsDone()).isTrue();
        assertThat(text(direct, "a")).isEqualTo("x");
        assertThat(direct.read("b").orElseThrow()).isEqualTo(random(1000));
        assertThat(text(direct, "c")).isEqualTo("z");
    }

    @Test
    void a_conflict_that_stays_is_told_in_the_servers_words() {
        proxy.plan();
        proxy.otherwise(() -> CONFLICT);
        assertThatThrownBy(() -> store.write("a", bytes("x")))
                .isInstanceOfSatisfying(Failure.OutOfReach.class, failure -> assertThat(failure.exitCode())
                        .isEqualTo(4))
                .hasMessageContaining(
                        proxy.endpoint() + " (stores[lab].s3.endpoint) answers 409 DirectoryNotEmpty: in use")
                .hasMessageContaining("gave up after 120 s");
        assertThat(pauses.stream().mapToLong(Duration::toSeconds).sum()).isBetween(90L, 120L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "404 Not Found", "400 Bad Request"})
    void a_web_server_that_is_no_s3_server_is_told(String status) {
        proxy.plan();
        proxy.otherwise(() -> new Fault.Response(status, "text/html", "<html><h1>Welcome</h1></html>"));
        assertThatThrownBy(() -> store.list(""))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("does not answer like an S3 server")
                .hasMessageContaining("stores[lab].s3.endpoint");
    }

    @Test
    void an_interrupt_stops_the_waiting() throws InterruptedException {
        proxy.plan();
        proxy.otherwise(Fault.Silence::new);
        List<Failure> failures = Collections.synchronizedList(new ArrayList<>());
        Thread reader = new Thread(() -> {
            try {
                store.read("a");
            } catch (Failure.Stopped e) {
                failures.add(e);
            }
        });
        reader.start();
        while (proxy.connections() == 0) {
            Thread.onSpinWait();
        }
        reader.interrupt();
        reader.join(10_000);
        assertThat(failures).singleElement().extracting(Failure::exitCode).isEqualTo(143);
    }
}
