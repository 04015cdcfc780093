package io.robusttransfer.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.api.S3;
import io.robusttransfer.worker.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocationTest {
    @Test
    void a_bucket_and_a_prefix() {
        assertThat(StoreLocation.parse("s3://results/robust/transfer/", "--store"))
                .isEqualTo(new StoreLocation.Bucket("results", "robust/transfer"))
                .hasToString("s3://results/robust/transfer");
        assertThat(StoreLocation.parse("s3://results", "--store")).isEqualTo(new StoreLocation.Bucket("results", ""));
        assertThat(StoreLocation.parse("s3://results/", "--store")).hasToString("s3://results");
    }

    @ParameterizedTest
    @CsvSource({
        "results, results",
        "./a/b, ./a/b",
        "/a/b c, /a/b c",
        "file:/a/b, /a/b",
        "file:///a/b c, /a/b c",
        "file:a/b, a/b"
    })
    void a_folder(String written, String folder) {
        assertThat(StoreLocation.parse(written, "--store")).isEqualTo(new StoreLocation.Folder(Path.of(folder)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ümlaut/größe.npz",
                "数据/图像.npz",
                "a b/c.npz",
                "50%/x.npz",
                "50%20/x.npz",
                "#1/x?.npz",
                "a:b/[x]{y}|z^`\"'\\.npz"
            })
    void every_path_of_the_file_system_can_be_named(String path) {
        for (String written : List.of("/data/" + path, "file:/data/" + path, "file:///data/" + path)) {
            assertThat(StoreLocation.parse(written, "uri")).isEqualTo(new StoreLocation.Folder(Path.of("/data", path)));
        }
        assertThat(StoreLocation.parse("file:" + path, "uri")).isEqualTo(new StoreLocation.Folder(Path.of(path)));
        assertThat(StoreLocation.parse("file:/data/" + path, "uri").lastPart())
                .isEqualTo(path.substring(path.indexOf('/') + 1));
    }

    @Test
    void one_object_is_found_by_its_parent_and_its_last_part() {
        StoreLocation object = StoreLocation.parse("s3://datasets/mine/a.npz", "uri");
        assertThat(object.parent()).isEqualTo(new StoreLocation.Bucket("datasets", "mine"));
        assertThat(object.lastPart()).isEqualTo("a.npz");
        assertThat(StoreLocation.parse("s3://datasets/a.npz", "uri").parent()).hasToString("s3://datasets");
        assertThat(StoreLocation.parse("file:/data/a.npz", "uri").parent())
                .isEqualTo(new StoreLocation.Folder(Path.of("/data")));
        assertThat(StoreLocation.parse("a.npz", "uri").lastPart()).isEqualTo("a.npz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "s3:results",
                "s3:/results",
                "s3://",
                "s3://B",
                "s3://ab",
                "s3://under_score/x",
                "s3://abc/../x",
                "s3://abc//x",
                "gs://abc/x",
                "file:",
                "file://",
                "file: ",
                "https://example.org/x",
                "a\0b"
            })
    void what_is_no_location_is_told_with_the_field_and_the_remedy(String written) {
        assertThatThrownBy(() -> StoreLocation.parse(written, "spec.results.uri"))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageStartingWith("spec.results.uri: '")
                .hasMessageContaining("write ");
    }

    @ParameterizedTest
    @CsvSource({
        "S3://bucket/x, write s3://bucket/x, file:S3://bucket/x",
        "S3:/bucket/x, write s3:/bucket/x, file:S3:/bucket/x",
        "File:/a, write file:/a, file:File:/a",
        "minio:/x, write s3://bucket/prefix, file:minio:/x",
        "s3a://bucket/x, write s3://bucket/prefix, file:s3a://bucket/x",
        "~, write HOME, ./~",
        "~/x y, write HOME/x y, ./~/x y",
        "~me/x, write the whole path, ./~me/x",
        "file:~/x, write HOME/x, ./~/x",
        "file://data/x, write file:/data/x, file:data/x"
    })
    void what_is_mistaken_for_a_location_is_told_with_what_to_write(String written, String remedy, String otherwise) {
        assertThatThrownBy(() -> StoreLocation.parse(written, "--store"))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageStartingWith("--store: '" + written + "'")
                .hasMessageContaining(remedy.replace("HOME", System.getProperty("user.home")))
                .hasMessageContaining(otherwise);
    }

    @ParameterizedTest
    @CsvSource({"file:minio:/x, minio:/x", "./~/x, ./~/x", "a~, a~", "./a:b, ./a:b", "file:/, /", "x:y, x:y"})
    void a_folder_of_such_a_name_can_be_meant(String written, String folder) {
        assertThat(StoreLocation.parse(written, "--store")).isEqualTo(new StoreLocation.Folder(Path.of(folder)));
    }

    @Test
    void the_environment_names_a_server_of_ones_own_with_path_style_or_else_aws_itself() {
        S3Settings own = S3Settings.fromEnvironment(
                Map.of("AWS_ENDPOINT_URL", "http://minio:9000", "AWS_REGION", "eu-1", "AWS_SECRET_ACCESS_KEY", "hush"));
        assertThat(own.endpoint()).isEqualTo("http://minio:9000");
        assertThat(own.region()).isEqualTo("eu-1");
        assertThat(own.pathStyle()).isTrue();
        assertThat(own.toString()).doesNotContain("hush");
        assertThat(S3Settings.fromEnvironment(Map.of("AWS_ENDPOINT_URL", "http://a", "AWS_ENDPOINT_URL_S3", "http://b"))
                        .endpoint())
                .isEqualTo("http://b");
        S3Settings aws = S3Settings.fromEnvironment(Map.of("AWS_DEFAULT_REGION", "eu-west-1"));
        assertThat(aws.endpoint()).isEqualTo("https://s3.eu-west-1.amazonaws.com");
        assertThat(aws.pathStyle()).isFalse();
        assertThat(S3Settings.fromEnvironment(Map.of()).region()).isEqualTo("us-east-1");
    }

    @Test
    void a_manifests_store_is_reached_as_it_says() {
        S3 s3 = new S3("http://s3.s3:9000", null, true, "keys", false);
        S3Settings settings = S3Settings.of("lab", s3, Optional.of(Path.of("/secrets/keys")), Map.of());
        assertThat(settings.credentials()).isEqualTo(new S3Credentials.SecretFolder(Path.of("/secrets/keys")));
        assertThat(settings.field()).isEqualTo("spec.stores[lab].s3");
        assertThat(S3Settings.of("lab", s3, Optional.empty(), Map.of()).credentials())
                .isEqualTo(new S3Credentials.Environment(Map.of()));
        S3 open = new S3("https://s3.example.org", "eu", false, null, true);
        assertThat(S3Settings.of("public", open, Optional.empty(), Map.of()).credentials())
                .isEqualTo(new S3Credentials.Anonymous());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "minio:9000",
                "ftp://minio",
                "http://",
                "http://minio:9000/bucket",
                "http://minio?x=1",
                "http:// minio",
                "http://me:hush@minio"
            })
    void a_wrong_endpoint_is_told_with_its_field(String endpoint) {
        S3 s3 = new S3(endpoint, null, true, null, false);
        assertThatThrownBy(() -> S3Settings.of("lab", s3, Optional.empty(), Map.of()))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageStartingWith("spec.stores[lab].s3.endpoint: '")
                .hasMessageContaining("write http or https")
                .hasMessageNotContaining("hush");
    }

    @Test
    void missing_keys_are_told_by_name() {
        assertThatThrownBy(() -> new S3Credentials.Environment(Map.of("AWS_ACCESS_KEY_ID", "k")).provider())
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("AWS_SECRET_ACCESS_KEY is not set");
        assertThatThrownBy(() -> new S3Credentials.SecretFolder(Path.of("/no/such")).provider())
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("/no/such/AWS_ACCESS_KEY_ID");
        S3 s3 = new S3("http://minio:9000", null, true, null, false);
        assertThatThrownBy(() ->
                        S3Settings.of("lab", s3, Optional.empty(), Map.of()).provider())
                .hasMessageStartingWith("spec.stores[lab].s3: No S3 credentials");
        S3 secret = new S3("http://minio:9000", null, true, "absent", false);
        assertThatThrownBy(() -> S3Settings.of("lab", secret, Optional.of(Path.of("/secrets/absent")), Map.of())
                        .provider())
                .hasMessageStartingWith("spec.stores[lab].s3.secretName: No S3 credentials")
                .hasMessageContaining("/secrets/absent/AWS_ACCESS_KEY_ID");
    }
}
