package io.robusttransfer.tests.store;

import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.S3Credentials;
import io.robusttransfer.worker.store.S3Settings;
import io.robusttransfer.worker.store.S3Store;
import io.robusttransfer.worker.store.StoreLocation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** A server that runs on 127.0.0.1 and checks signatures. */
public interface S3Server extends AutoCloseable {
    String KEY = "rt-test-key";
    String SECRET = "rt-test-secret-which-no-message-shows";
    String BUCKET = "results";

    int port();

    @Override
    void close() throws IOException;

    default String endpoint() {
        return "http://127.0.0.1:" + port();
    }

    static S3Settings settings(String endpoint) {
        return settings(endpoint, KEY, SECRET);
    }

    static S3Settings settings(String endpoint, String key, String secret) {
        return new S3Settings(
                endpoint,
                "us-east-1",
                true,
                new S3Credentials.Environment(Map.of("AWS_ACCESS_KEY_ID", key, "AWS_SECRET_ACCESS_KEY", secret)),
                "stores[lab].s3");
    }

    /** A store under a prefix that nothing else uses. */
    static S3Store store(S3Settings settings, Patience patience, Consumer<String> notices) {
        return new S3Store(new StoreLocation.Bucket(BUCKET, "rt/" + UUID.randomUUID()), settings, patience, notices);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
