package io.robusttransfer.worker.store;

import io.minio.credentials.Provider;
import io.robusttransfer.crds.api.S3;
import io.robusttransfer.worker.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How an S3 server is reached.
 *
 * @param endpoint http or https, a host, perhaps a port, nothing else
 * @param pathStyle the bucket is in the path, not in the host name
 * @param field where the manifest says so ({@code spec.stores[lab].s3}); empty for the environment's variables
 * @param bucketField where the manifest names the bucket; empty where an option does
 */
public record S3Settings(
        String endpoint,
        String region,
        boolean pathStyle,
        S3Credentials credentials,
        String field,
        String bucketField) {
    public static final String DEFAULT_REGION = "us-east-1";

    private static final int HIGHEST_PORT = 65_535;

    public S3Settings {
        if (region == null || region.isBlank()) {
            region = DEFAULT_REGION;
        }
        check(endpoint, endpointField(field));
    }

    public S3Settings(String endpoint, String region, boolean pathStyle, S3Credentials credentials, String field) {
        this(endpoint, region, pathStyle, credentials, field, "");
    }

    /**
     * {@code AWS_ENDPOINT_URL_S3} or {@code AWS_ENDPOINT_URL} (then with path style; else AWS itself), {@code AWS_REGION} or
     * {@code AWS_DEFAULT_REGION}, and the credentials' variables.
     */
    public static S3Settings fromEnvironment(Map<String, String> variables) {
        String region = first(variables, DEFAULT_REGION, "AWS_REGION", "AWS_DEFAULT_REGION");
        String endpoint = first(variables, "", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
        return new S3Settings(
                endpoint.isEmpty() ? "https://s3." + region + ".amazonaws.com" : endpoint,
                region,
                !endpoint.isEmpty(),
                new S3Credentials.Environment(Map.copyOf(variables)),
                "");
    }

    /**
     * As a manifest's {@code stores} say.
     *
     * @param secret the folder with the keys of its Secret; without it the environment's keys serve
     */
    public static S3Settings of(String name, S3 s3, Optional<Path> secret, Map<String, String> variables) {
        S3Credentials credentials = s3.anonymous()
                ? new S3Credentials.Anonymous()
                : secret.<S3Credentials>map(S3Credentials.SecretFolder::new)
                        .orElseGet(() -> new S3Credentials.Environment(Map.copyOf(variables)));
        return new S3Settings(s3.endpoint(), s3.region(), s3.pathStyle(), credentials, "spec.stores[" + name + "].s3");
    }

    /** @param named the field that names the bucket, such as {@code spec.results.uri} */
    public S3Settings forBucketOf(String named) {
        return new S3Settings(endpoint, region, pathStyle, credentials, field, named);
    }

    Optional<Provider> provider() {
        try {
            return credentials.provider();
        } catch (Failure.OutOfReach e) {
            throw field.isEmpty() ? e : new Failure.OutOfReach(keysField() + ": " + e.getMessage(), e);
        }
    }

    String endpointField() {
        return endpointField(field);
    }

    private static String endpointField(String field) {
        return field.isEmpty() ? "AWS_ENDPOINT_URL" : field + ".endpoint";
    }

    String regionField() {
        return field.isEmpty() ? "AWS_REGION" : field + ".region";
    }

    String credentialsField() {
        String described = credentials.describe();
        return field.isEmpty() ? described : described + " (" + keysField() + ")";
    }

    String secretField() {
        return field.isEmpty() ? "spec.stores" : field + ".secretName";
    }

    private String keysField() {
        return credentials instanceof S3Credentials.SecretFolder ? field + ".secretName" : field;
    }

    private static String first(Map<String, String> variables, String otherwise, String... names) {
        for (String name : names) {
            String value = variables.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return value;
            }
        }
        return otherwise;
    }

    private static void check(String endpoint, String field) {
        try {
            URI uri = new URI(endpoint);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            String path = uri.getRawPath();
            boolean port = uri.getPort() != 0 && uri.getPort() <= HIGHEST_PORT;
            if (web && bare && port && uri.getHost() != null && (path == null || path.isEmpty() || path.equals("/"))) {
                return;
            }
        } catch (URISyntaxException e) {
            throw wrong(endpoint, field);
        }
        throw wrong(endpoint, field);
    }

    private static Failure wrong(String endpoint, String field) {
        // a user and password written into it must not be shown
        return new Failure.WrongInput(field + ": '" + endpoint.replaceAll("//[^/@]*@", "//…@")
                + "' is no endpoint; write http or https, the host and perhaps a port, such as http://s3.s3:9000");
    }
}
