package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.tests.store.S3Process;
import io.robusttransfer.tests.store.S3Program;
import io.robusttransfer.tests.store.S3ProxyServer;
import io.robusttransfer.tests.store.S3Server;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.S3Store;
import io.robusttransfer.worker.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Results in a bucket, and what a run makes of a server that refuses, is not there, or goes away. */
@Timeout(300)
class FarStoreTest {
    private static final String STORE = "s3://" + S3Server.BUCKET + "/mine";

    @TempDir
    Path folder;

    private String manifest;

    @BeforeEach
    void write() {
        manifest = SmallManifest.tiny().write(folder, "tiny");
    }

    @Test
    void a_server_that_refuses_ends_the_run_in_4_with_what_to_change() throws IOException {
        try (S3ProxyServer server = new S3ProxyServer()) {
            Map<String, String> wrong = environment(server.endpoint());
            wrong.put("AWS_SECRET_ACCESS_KEY", "wrong");
            Program.Ended refused = Program.run(folder, wrong, "run", manifest, "--store", STORE)
                    .as(4)
                    .says("AWS_SECRET_ACCESS_KEY");
            assertThat(refused.all()).doesNotContain(S3Server.SECRET);

            Program.run(folder, environment(server.endpoint()), "run", manifest, "--store", "s3://absent/x")
                    .as(4)
                    .says("bucket", "absent");

            Map<String, String> none = environment(server.endpoint());
            none.remove("AWS_ACCESS_KEY_ID");
            Program.run(folder, none, "run", manifest, "--store", STORE).as(4).says("AWS_ACCESS_KEY_ID");
        }
    }

    @Test
    void a_server_that_is_not_there_is_named_with_its_field_while_the_run_waits() throws IOException {
        try (Signals signals = new Signals();
                Program program = Program.start(
                        folder,
                        environment("http://127.0.0.1:" + S3Server.freePort()),
                        "run",
                        manifest,
                        "--store",
                        STORE)) {
            program.awaitThat("the notice", () -> program.said("(AWS_ENDPOINT_URL) cannot be used: "));
            assertThat(program.said("trying again for 120 s")).isTrue();
            signals.send("INT", program.handle());
            program.end().as(130);
        }
    }

    @Test
    void that_a_server_does_not_heed_conditions_is_said_once_though_each_process_finds_it_out() throws IOException {
        try (S3ProxyServer server = S3ProxyServer.old();
                Program run =
                        Program.start(folder, environment(server.endpoint()), "run", manifest, "--store", STORE)) {
            run.awaitThat("a child's first epoch", () -> run.said(": epoch 1/2"));
            assertThat(run.out())
                    .filteredOn(line -> line.contains("does not heed If-None-Match"))
                    .hasSize(1);
        }
    }

    @Test
    void an_endpoint_that_is_none_is_wrong_input() {
        Program.run(folder, environment("minio:9000"), "run", manifest, "--store", STORE)
                .as(2)
                .says("AWS_ENDPOINT_URL: 'minio:9000' is no endpoint; write http or https");
    }

    @Test
    void a_server_killed_in_the_middle_and_back_after_a_while_costs_nothing_but_time() throws IOException {
        try (S3Process server = S3Program.startFirstOrSkip(folder)) {
            Map<String, String> environment = environment(server.endpoint());
            try (Program run =
                    Program.start(folder, environment, "run", manifest, "--store", STORE, "--parallel", "1")) {
                run.awaitThat("the first epoch", () -> run.said(": epoch 1/2"));
                server.kill();
                run.awaitThat("the notice", () -> run.said("trying again for 120 s"));
                LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
                server.start();
                run.end().as(0).says("answers again");
            }
            StoredResults results = results(server);
            assertThat(results.stages()).isEqualTo(FinishedRun.tiny().results().stages());
            assertThat(results.parts()).isEqualTo(FinishedRun.tiny().results().parts());
            assertThat(results.names("scratch/")).isEmpty();

            Program.run(folder, environment, "fetch", "tiny", "--store", STORE, "--to", "mine")
                    .as(0)
                    .says("mine/report.html", "mine/results.csv");
            String key = results.key("tiny", "train ce, seed 0");
            Program.run(folder, environment, "fetch", key.substring(0, 10), "--store", STORE, "--to", "model")
                    .as(0)
                    .says("model/checkpoint.");
            Program.run(folder, environment, "plan", manifest, "--store", STORE)
                    .as(0)
                    .says("8 done, 0 skipped, 0 to do");
        }
    }

    private static StoredResults results(S3Server server) {
        return new StoredResults(new S3Store(
                (StoreLocation.Bucket) StoreLocation.parse(STORE, "STORE"),
                S3Server.settings(server.endpoint()),
                Patience.standard(),
                notice -> {}));
    }

    private static Map<String, String> environment(String endpoint) {
        return new HashMap<>(Map.of(
                "AWS_ENDPOINT_URL",
                endpoint,
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                S3Server.KEY,
                "AWS_SECRET_ACCESS_KEY",
                S3Server.SECRET));
    }
}
