package io.robusttransfer.tests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.S3Credentials;
import io.robusttransfer.worker.store.S3Settings;
import io.robusttransfer.worker.store.S3Store;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What S3 adds: pages, credentials, refusals. */
abstract class S3StoreContract extends StoreContract {
    final List<String> notices = new ArrayList<>();

    abstract S3Server server();

    @Override
    Store store() {
        return S3Server.store(S3Server.settings(server().endpoint()), Patience.standard(), notices::add);
    }

    @Test
    void a_listing_has_more_than_one_page() {
        Store store = store();
        for (int i = 0; i < 1003; i++) {
            store.write("d/%04d".formatted(i), new byte[0]);
        }
        assertThat(names(store, "d/")).hasSize(1003).startsWith("d/0000").endsWith("d/1002");
    }

    @Test
    void names_in_any_script_are_kept() {
        Store store = store();
        store.write("ä/日本.png", bytes("x"));
        assertThat(names(store, "ä/")).containsExactly("ä/日本.png");
        assertThat(text(store, "ä/日本.png")).isEqualTo("x");
    }

    @Test
    void the_probe_is_silent_where_conditions_are_honoured_and_leaves_nothing() {
        Store store = store();
        assertThat(store.create("m", bytes("x"))).isTrue();
        assertThat(names(store, "")).containsExactly("m");
        assertThat(notices).isEmpty();
    }

    @Test
    void a_store_may_be_a_whole_bucket() {
        Store store = new S3Store(
                new StoreLocation.Bucket(S3Server.BUCKET, ""),
                S3Server.settings(server().endpoint()),
                Patience.standard(),
                notices::add);
        store.write("at-the-top", bytes("x"));
        assertThat(store.location()).isEqualTo("s3://results");
        assertThat(names(store, "at-")).containsExactly("at-the-top");
        store.delete("at-the-top");
        assertThat(store.find("at-the-top")).isEmpty();
    }

    @Test
    void keys_come_from_a_folder_of_a_secrets_shape_and_may_be_renewed() throws IOException {
        Path secret = Files.createDirectories(folder.resolve("secret"));
        Files.writeString(secret.resolve("AWS_ACCESS_KEY_ID"), S3Server.KEY + "\n");
        Files.writeString(secret.resolve("AWS_SECRET_ACCESS_KEY"), "an older one\n");
        Store store = S3Server.store(
                new S3Settings(
                        server().endpoint(),
                        "us-east-1",
                        true,
                        new S3Credentials.SecretFolder(secret),
                        "stores[lab].s3"),
                Patience.standard(),
                notices::add);
        assertThatThrownBy(() -> store.write("a", bytes("x")))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("the files AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in " + secret)
                .hasMessageContaining("stores[lab].s3");
        Files.writeString(secret.resolve("AWS_SECRET_ACCESS_KEY"), S3Server.SECRET + "\n");
        store.write("a", bytes("x"));
        assertThat(text(store, "a")).isEqualTo("x");
    }

    @Test
    void a_wrong_secret_says_which_setting_to_correct() {
        refused(S3Server.settings(server().endpoint(), S3Server.KEY, "wrong-secret-of-mine"), message -> assertThat(
                        message)
                .contains("the secret key does not belong to the access key")
                .contains("AWS_SECRET_ACCESS_KEY")
                .contains("stores[lab].s3")
                .doesNotContain("wrong-secret-of-mine"));
    }

    @Test
    void an_unknown_key_says_which_setting_to_correct() {
        refused(S3Server.settings(server().endpoint(), "nobody", S3Server.SECRET), message -> assertThat(message)
                .contains("the server knows no such access key")
                .contains("AWS_ACCESS_KEY_ID")
                .doesNotContain(S3Server.SECRET));
    }

    @Test
    void anonymous_access_to_what_is_not_public_is_refused() {
        S3Settings anonymous = new S3Settings(
                server().endpoint(), "us-east-1", true, new S3Credentials.Anonymous(), "stores[public].s3");
        Store store = S3Server.store(anonymous, Patience.standard(), notices::add);
        assertThatThrownBy(() -> store.write("a", bytes("x")))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("permission denied")
                .hasMessageContaining("anonymous access (stores[public].s3)");
    }

    @Test
    void a_missing_bucket_is_told_by_every_method() {
        Store store = new S3Store(
                new StoreLocation.Bucket("no-such-bucket", "p"),
                S3Server.settings(server().endpoint()),
                Patience.standard(),
                notices::add);
        for (Consumer<Store> method : methods()) {
            assertThatThrownBy(() -> method.accept(store))
                    .isInstanceOf(Failure.OutOfReach.class)
                    .hasMessageContaining("there is no bucket 'no-such-bucket'")
                    .hasMessageContaining("stores[lab].s3.endpoint");
        }
    }

    private List<Consumer<Store>> methods() {
        return List.of(
                store -> store.read("a"),
                store -> store.find("a"),
                store -> store.write("a", bytes("x")),
                store -> store.create("a", bytes("x")),
                store -> store.list(""),
                store -> store.download("a", folder.resolve("a")));
    }

    private void refused(S3Settings settings, Consumer<String> message) {
        Store store = S3Server.store(settings, Patience.standard(), notices::add);
        for (Consumer<Store> method : methods()) {
            assertThatThrownBy(() -> method.accept(store)).isInstanceOfSatisfying(Failure.OutOfReach.class, failure -> {
                message.accept(failure.getMessage());
                assertThat(failure.exitCode()).isEqualTo(4);
            });
        }
        assertThat(notices).as("a refusal is not tried again").isEmpty();
    }

    @Test
    void nothing_that_is_printed_shows_a_key() {
        S3Settings settings = S3Server.settings(server().endpoint());
        assertThat(settings.toString() + store() + Map.of("s", settings)).doesNotContain(S3Server.SECRET, S3Server.KEY);
    }
}
