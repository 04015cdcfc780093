package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.dsl.ServiceResource;
import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.Result;
import io.minio.SetBucketVersioningArgs;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import io.minio.messages.VersioningConfiguration;
import io.robusttransfer.tests.run.StoredResults;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.S3Credentials;
import io.robusttransfer.worker.store.S3Settings;
import io.robusttransfer.worker.store.S3Store;
import io.robusttransfer.worker.store.StoreLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The bucket of the S3 server in the cluster, the Service that the host of {@code RT_S3_ENDPOINT} names and its namespace.
 * It keeps old versions, so that states and records of attempts can be read when the stages that they helped are done.
 */
final class ResultsBucket {
    static final String NAME = "rt-tests";
    static final String INSIDE = env("RT_S3_ENDPOINT", "http://minio.s3:9000");
    static final String KEY = env("RT_S3_ACCESS_KEY", "rtadmin");
    static final String SECRET = env("RT_S3_SECRET_KEY", "rtadmin-secret");
    private static final Pattern SCRATCH =
            Pattern.compile("scratch/([0-9a-f]{64})/(attempt|state)\\.(?:(\\d{12})\\.)?.*");

    private final String endpoint;
    private final MinioClient client;

    private ResultsBucket(String endpoint) {
        this.endpoint = endpoint;
        this.client = MinioClient.builder()
                .endpoint(endpoint)
                .credentials(KEY, SECRET)
                .build();
    }

    /**
     * What one pod did for one stage.
     *
     * @param resumedFrom the step; -1 from the beginning
     */
    record Attempt(String key, Instant at, String host, long resumedFrom) {}

    record Saved(String key, Instant at, long step) {}

    /** All that was ever written to scratch, deleted or not. */
    record ScratchHistory(List<Attempt> attempts, List<Saved> saved) {
        /** Attempts that began anew although a state of their stage was there, for a second at least: some servers tell whole seconds. */
        List<Attempt> wasted() {
            return attempts.stream()
                    .filter(attempt -> attempt.resumedFrom() < 0)
                    .filter(attempt -> saved.stream()
                            .anyMatch(state -> state.key().equals(attempt.key())
                                    && state.at().plusSeconds(1).isBefore(attempt.at())))
                    .toList();
        }

        void assertEachBegunOnce() {
            assertEachBegun(1);
        }

        /** @param most times */
        void assertEachBegun(int most) {
            assertThat(attempts.stream().collect(Collectors.groupingBy(Attempt::key, Collectors.counting())))
                    .isNotEmpty()
                    .allSatisfy((key, times) -> assertThat(times).isBetween(1L, (long) most));
        }

        List<Attempt> of(String key) {
            return attempts.stream()
                    .filter(attempt -> attempt.key().equals(key))
                    .toList();
        }
    }

    /** Opens the bucket, having made it where it is not there yet. */
    static ResultsBucket open(Cluster cluster) {
        ResultsBucket bucket = new ResultsBucket(reachable(cluster));
        bucket.ask(client -> {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(NAME).build())) {
                client.makeBucket(MakeBucketArgs.builder().bucket(NAME).build());
            }
            client.setBucketVersioning(SetBucketVersioningArgs.builder()
                    .bucket(NAME)
                    .config(new VersioningConfiguration(VersioningConfiguration.Status.ENABLED, false))
                    .build());
            return null;
        });
        return bucket;
    }

    /** By the Service's own address where this machine has a way there, else forwarded through the API server. */
    private static String reachable(Cluster cluster) {
        String outside = System.getenv("RT_S3_ENDPOINT_OUTSIDE");
        if (outside != null) {
            return outside;
        }
        int port = URI.create(INSIDE).getPort();
        ServiceResource<Service> found = service(cluster);
        String address = found.get().getSpec().getClusterIP();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2000);
            return "http://" + address + ":" + port;
        } catch (IOException e) {
            return "http://127.0.0.1:" + found.portForward(port).getLocalPort();
        }
    }

    private static ServiceResource<Service> service(Cluster cluster) {
        String[] host = URI.create(INSIDE).getHost().split("\\.");
        ServiceResource<Service> service =
                cluster.client().services().inNamespace(host[1]).withName(host[0]);
        if (service.get() == null) {
            throw new AssertionError("no Service " + host[0] + " in namespace " + host[1]
                    + ": the tests need an S3 server in the cluster, see tests/README.md");
        }
        return service;
    }

    /** Those of the server. */
    static List<Pod> pods(Cluster cluster) {
        Service service = service(cluster).get();
        return cluster.client()
                .pods()
                .inNamespace(service.getMetadata().getNamespace())
                .withLabels(service.getSpec().getSelector())
                .list()
                .getItems();
    }

    /** What stands under a prefix, through the worker's own store. */
    StoredResults results(String prefix) {
        return new StoredResults(new S3Store(
                new StoreLocation.Bucket(NAME, prefix),
                new S3Settings(
                        endpoint,
                        "us-east-1",
                        true,
                        new S3Credentials.Environment(
                                Map.of("AWS_ACCESS_KEY_ID", KEY, "AWS_SECRET_ACCESS_KEY", SECRET)),
                        "stores[lab].s3"),
                Patience.standard(),
                notice -> {}));
    }

    /** As this machine reaches it. */
    String endpoint() {
        return endpoint;
    }

    /** How often this object was written or deleted. */
    long versions(String name) {
        return ask(client -> {
            long versions = 0;
            for (Result<Item> found : client.listObjects(ListObjectsArgs.builder()
                    .bucket(NAME)
                    .prefix(name)
                    .includeVersions(true)
                    .build())) {
                versions += found.get().objectName().equals(name) ? 1 : 0;
            }
            return versions;
        });
    }

    ScratchHistory history(String prefix) {
        return ask(client -> {
            List<Attempt> attempts = new ArrayList<>();
            List<Saved> saved = new ArrayList<>();
            for (Result<Item> found : client.listObjects(ListObjectsArgs.builder()
                    .bucket(NAME)
                    .prefix(prefix + "/scratch/")
                    .recursive(true)
                    .includeVersions(true)
                    .build())) {
                Item item = found.get();
                Matcher name = SCRATCH.matcher(item.objectName().substring(prefix.length() + 1));
                if (item.isDeleteMarker() || !name.matches()) {
                    continue;
                }
                if (name.group(2).equals("state")) {
                    saved.add(new Saved(name.group(1), item.lastModified().toInstant(), Long.parseLong(name.group(3))));
                } else {
                    attempts.add(attempt(client, name.group(1), item));
                }
            }
            attempts.sort(Comparator.comparing(Attempt::at));
            saved.sort(Comparator.comparing(Saved::at));
            return new ScratchHistory(attempts, saved);
        });
    }

    private static Attempt attempt(MinioClient client, String key, Item item)
            throws MinioException, IOException, GeneralSecurityException {
        try (GetObjectResponse object = client.getObject(GetObjectArgs.builder()
                .bucket(NAME)
                .object(item.objectName())
                .versionId(item.versionId())
                .build())) {
            JsonNode json = Cluster.JSON.readTree(object.readAllBytes());
            JsonNode content = json.has("resumedFrom") ? json : json.path("content");
            return new Attempt(
                    key,
                    Instant.parse(content.path("when").asText()),
                    content.path("host").asText(),
                    content.path("resumedFrom").asLong());
        }
    }

    private interface Request<T> {
        T ask(MinioClient client) throws MinioException, IOException, GeneralSecurityException;
    }

    private <T> T ask(Request<T> question) {
        try {
            return question.ask(client);
        } catch (MinioException | GeneralSecurityException e) {
            throw new IllegalStateException("S3 at " + endpoint + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("S3 at " + endpoint, e);
        }
    }

    private static String env(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }
}
