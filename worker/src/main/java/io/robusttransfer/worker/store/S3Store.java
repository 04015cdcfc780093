package io.robusttransfer.worker.store;

import io.minio.CopyObjectArgs;
import io.minio.CopySource;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.ListObjectsArgs;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.UploadObjectArgs;
import io.minio.messages.Item;
import io.robusttransfer.worker.Failure;
import java.io.ByteArrayInputStream;
import java.net.ProtocolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import okhttp3.Headers;

/**
 * Objects under a prefix of a bucket.
 *
 * <p>{@link #create} sends {@code If-None-Match: *}. The first time, races for throw-away objects find out whether the server
 * heeds it ({@link CreateOnlyProbe}). Where it does not, {@code create} looks, puts, and reads again: a name that was taken
 * before stays as it was, and a writer that another overtook learns so. A writer that puts and reads between the other's look
 * and put may then believe that it won and be overwritten; readers find this by the recorded hash (manifests record those of
 * their parents), and outputs named by hash are unaffected.
 *
 * <p>A large upload whose process is killed leaves parts that no listing shows; a life-cycle rule of the bucket removes them.
 */
public final class S3Store implements Store {
    /** A file larger than this is sent in parts of this size. */
    static final long PART = 8L << 20;

    static final Map<String, String> CREATE_ONLY = Map.of("If-None-Match", "*");
    private static final String TYPE = "application/octet-stream";
    private static final Map<String, String> ALWAYS = Map.of();

    private final StoreLocation.Bucket location;
    private final S3Connection connection;
    private final Consumer<String> notices;
    private final AtomicFiles files = new AtomicFiles(InstantSource.system(), true);
    private Boolean heedsCreateOnly;

    public S3Store(StoreLocation.Bucket location, S3Settings settings, Patience patience, Consumer<String> notices) {
        this.location = location;
        this.notices = notices;
        this.connection = new S3Connection(location, settings, patience, notices);
    }

    @Override
    public String location() {
        return location.toString();
    }

    @Override
    public Optional<byte[]> read(String name) {
        GetObjectArgs get = GetObjectArgs.builder()
                .bucket(location.bucket())
                .object(key(name))
                .build();
        return unlessAbsent("read " + shown(name), client -> {
            try (GetObjectResponse body = S3Connection.await(client.getObject(get))) {
                return body.readAllBytes();
            }
        });
    }

    @Override
    public void write(String name, byte[] bytes) {
        try {
            put(name, bytes, ALWAYS);
        } catch (S3Fault e) {
            throw e.failure();
        }
    }

    @Override
    public boolean create(String name, byte[] bytes) {
        if (!heedsCreateOnly()) {
            if (find(name).isEmpty()) {
                write(name, bytes);
            }
            return stands(name, bytes);
        }
        try {
            put(name, bytes, CREATE_ONLY);
            return true;
        } catch (S3Fault e) {
            if (e.kind() != S3Fault.Kind.CONDITION) {
                throw e.failure();
            }
            // it may be our own, put by a try whose answer was lost
            return stands(name, bytes);
        }
    }

    @Override
    public void upload(Path file, String name) {
        if (!Files.isReadable(file)) {
            throw new Failure.OutOfReach("Cannot write " + shown(name) + ": cannot read " + file);
        }
        String key = key(name);
        try {
            connection.call(
                    "write " + shown(name) + " (" + file.toFile().length() + " bytes)",
                    client -> S3Connection.await(client.uploadObject(UploadObjectArgs.builder()
                            .bucket(location.bucket())
                            .object(key)
                            .filename(file.toString(), PART)
                            .contentType(TYPE)
                            .build())));
        } catch (S3Fault e) {
            throw e.failure();
        }
    }

    @Override
    public boolean download(String name, Path file) {
        while (true) {
            Optional<Entry> entry = find(name);
            if (entry.isEmpty()) {
                return false;
            }
            S3Download content = new S3Download(connection, location.bucket(), key(name), shown(name), entry.get());
            try {
                files.replace(file, content);
                return true;
            } catch (S3Download.Replaced e) {
                notices.accept(shown(name) + " was replaced while it was read; reading it anew");
            }
        }
    }

    @Override
    public Optional<Entry> find(String name) {
        StatObjectArgs head = StatObjectArgs.builder()
                .bucket(location.bucket())
                .object(key(name))
                .build();
        GetObjectArgs get = GetObjectArgs.builder()
                .bucket(location.bucket())
                .object(key(name))
                .build();
        return unlessAbsent("read " + shown(name), client -> {
            try {
                return entry(name, S3Connection.await(client.statObject(head)).headers());
            } catch (ExecutionException e) {
                // an answer to HEAD has no body: a missing bucket and a missing object look alike, and so do all
                // refusals
                try (GetObjectResponse body = S3Connection.await(client.getObject(get))) {
                    return entry(name, body.headers());
                }
            }
        });
    }

    private static Entry entry(String name, Headers headers) throws ProtocolException {
        String length = headers.get("Content-Length");
        String version = headers.get("ETag");
        Instant modified = headers.getInstant("Last-Modified");
        if (length == null || version == null || modified == null) {
            throw new ProtocolException("its answer lacks Content-Length, ETag or Last-Modified");
        }
        return new Entry(name, Long.parseLong(length), modified, version.replace("\"", ""));
    }

    @Override
    public List<Entry> list(String prefix) {
        String start = location.key("");
        List<Entry> found = new ArrayList<>();
        Patience.Tries tries = connection.tries();
        StoredName.checkPrefix(prefix);
        try {
            connection.call(
                    "list " + shown(prefix),
                    client -> {
                        // a try goes on behind the last name of the one before
                        String last = found.isEmpty()
                                ? null
                                : start + found.get(found.size() - 1).name();
                        ListObjectsArgs args = ListObjectsArgs.builder()
                                .bucket(location.bucket())
                                .prefix(start + prefix)
                                .startAfter(last)
                                .recursive(true)
                                .build();
                        for (Result<Item> result : client.listObjects(args)) {
                            Item item = result.get();
                            tries.progressed();
                            if (!item.isDir() && !item.objectName().endsWith("/")) {
                                found.add(new Entry(
                                        item.objectName().substring(start.length()),
                                        item.size(),
                                        item.lastModified().toInstant(),
                                        String.valueOf(item.etag()).replace("\"", "")));
                            }
                        }
                        return found;
                    },
                    tries);
        } catch (S3Fault e) {
            throw e.failure();
        }
        found.sort(Comparator.comparing(Entry::name));
        return found;
    }

    @Override
    public void move(String name, String to) {
        CopyObjectArgs copy = CopyObjectArgs.builder()
                .bucket(location.bucket())
                .object(key(to))
                .source(CopySource.builder()
                        .bucket(location.bucket())
                        .object(key(name))
                        .build())
                .build();
        unlessAbsent("move " + shown(name), client -> S3Connection.await(client.copyObject(copy)))
                .ifPresent(copied -> delete(name));
    }

    @Override
    public void delete(String name) {
        RemoveObjectArgs remove = RemoveObjectArgs.builder()
                .bucket(location.bucket())
                .object(key(name))
                .build();
        unlessAbsent("delete " + shown(name), client -> {
            S3Connection.await(client.removeObject(remove));
            return name;
        });
    }

    @Override
    public void deleteAll(String prefix) {
        list(prefix).forEach(entry -> delete(entry.name()));
    }

    @Override
    public String toString() {
        return location();
    }

    private <T> Optional<T> unlessAbsent(String what, S3Connection.Request<T> request) {
        try {
            return Optional.of(connection.call(what, request));
        } catch (S3Fault e) {
            if (e.kind() == S3Fault.Kind.ABSENT) {
                return Optional.empty();
            }
            throw e.failure();
        }
    }

    private void put(String name, byte[] bytes, Map<String, String> headers) throws S3Fault {
        String key = key(name);
        connection.call(
                "write " + shown(name) + " (" + bytes.length + " bytes)",
                client -> S3Connection.await(
                        client.putObject(PutObjectArgs.builder().bucket(location.bucket()).object(key).stream(
                                        new ByteArrayInputStream(bytes), bytes.length, -1)
                                .contentType(TYPE)
                                .headers(headers)
                                .build())));
    }

    private boolean stands(String name, byte[] bytes) {
        return read(name).filter(there -> Arrays.equals(there, bytes)).isPresent();
    }

    private synchronized boolean heedsCreateOnly() {
        if (heedsCreateOnly == null) {
            try {
                heedsCreateOnly = new CreateOnlyProbe(connection, location, this::delete).oneAloneWins();
            } catch (S3Fault e) {
                throw e.failure();
            }
            if (!heedsCreateOnly) {
                notices.accept("The server of " + location
                        + " does not heed If-None-Match where two create one object at once."
                        + " Two runs that end one stage in the same moment may both believe that they were first;"
                        + " the mismatch is found when a stage that depends on theirs is run");
            }
        }
        return heedsCreateOnly;
    }

    private String key(String name) {
        StoredName.check(name);
        return location.key(name);
    }

    private String shown(String name) {
        return location + "/" + name;
    }
}
