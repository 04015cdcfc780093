package io.robusttransfer.tests.store;

import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.errors.MinioException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real S3 server in a process of its own, its objects in a folder. */
public final class S3Process implements S3Server {
    /** Each server reads its own. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AWS_ACCESS_KEY_ID", KEY,
            "AWS_SECRET_ACCESS_KEY", SECRET,
            "MINIO_ROOT_USER", KEY,
            "MINIO_ROOT_PASSWORD", SECRET,
            "MINIO_BROWSER", "off",
            "MINIO_CI_CD", "on",
            "ROOT_ACCESS_KEY", KEY,
            "ROOT_SECRET_KEY", SECRET);

    private final S3Program program;
    private final Path folder;
    private final File log;
    private final int port;
    private Process process;

    S3Process(S3Program program, Path folder) throws IOException {
        this.program = program;
        this.folder = folder;
        this.log = folder.resolveSibling("log").toFile();
        this.port = S3Server.freePort();
        start();
    }

    /** As after a crash: on the same port, with the same objects. */
    public void start() throws IOException {
        List<String> command =
                new ArrayList<>(List.of(program.path().orElseThrow().toString()));
        command.addAll(program.arguments(port, folder));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.getParent().toFile());
        builder.environment().putAll(ENVIRONMENT);
        process = builder.redirectErrorStream(true).redirectOutput(log).start();
        awaitFirstObject();
    }

    /** By SIGKILL. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    private void awaitFirstObject() throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!takesAnObject()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IOException(program + " did not start; see " + log);
            }
        }
    }

    /** Servers answer before they can store: one is ready when it does. */
    private boolean takesAnObject() {
        MinioClient client = MinioClient.builder()
                .endpoint(endpoint())
                .region("us-east-1")
                .credentials(KEY, SECRET)
                .build();
        try {
            Thread.sleep(100);
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(BUCKET).build())) {
                client.makeBucket(MakeBucketArgs.builder().bucket(BUCKET).build());
            }
            client.putObject(PutObjectArgs.builder().bucket(BUCKET).object("ready").stream(
                            new ByteArrayInputStream(new byte[1]), 1, -1)
                    .build());
            client.removeObject(
                    RemoveObjectArgs.builder().bucket(BUCKET).object("ready").build());
            return true;
        } catch (MinioException | IOException e) {
            return false;
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException(e);
        }
    }
}
