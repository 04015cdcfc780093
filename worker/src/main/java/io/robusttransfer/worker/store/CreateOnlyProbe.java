package io.robusttransfer.worker.store;

import io.minio.PutObjectArgs;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Finds out whether a server lets one alone win where two create an object at once, as {@code If-None-Match: *} asks it to.
 *
 * <p>It races two requests for one name. One after the other would not tell: some servers look, then store, and so refuse the
 * second of two in turn but take both of two at once.
 */
final class CreateOnlyProbe {
    /** A server that takes both in every second race is missed once in 256 times. */
    private static final int RACES = 8;

    private final S3Connection connection;
    private final StoreLocation.Bucket location;
    private final Consumer<String> delete;

    /** @param delete removes a throw-away object of this name */
    CreateOnlyProbe(S3Connection connection, StoreLocation.Bucket location, Consumer<String> delete) {
        this.connection = connection;
        this.location = location;
        this.delete = delete;
    }

    /** @throws S3Fault of a kind that tells nothing of conditions */
    boolean oneAloneWins() throws S3Fault {
        String probe = "scratch/probe-" + UUID.randomUUID() + "-";
        try {
            for (int race = 1; race <= RACES; race++) {
                boolean both = bothWin(probe + race);
                delete.accept(probe + race);
                if (both) {
                    return false;
                }
            }
            return true;
        } catch (S3Fault e) {
            if (e.kind() == S3Fault.Kind.UNSUPPORTED) {
                return false;
            }
            throw e;
        }
    }

    private boolean bothWin(String name) throws S3Fault {
        return connection.call("write " + location + "/" + name, client -> {
            CompletableFuture<?> one = client.putObject(creation(name, "one"));
            CompletableFuture<?> other = client.putObject(creation(name, "other"));
            return wins(one) & wins(other);
        });
    }

    private PutObjectArgs creation(String name, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        return PutObjectArgs.builder().bucket(location.bucket()).object(location.key(name)).stream(
                        new ByteArrayInputStream(bytes), bytes.length, -1)
                .headers(S3Store.CREATE_ONLY)
                .build();
    }

    private static boolean wins(CompletableFuture<?> put) throws ExecutionException, InterruptedException {
        try {
            S3Connection.await(put);
            return true;
        } catch (ExecutionException e) {
            if (S3Fault.isLostRace(e)) {
                return false;
            }
            throw e;
        }
    }
}
