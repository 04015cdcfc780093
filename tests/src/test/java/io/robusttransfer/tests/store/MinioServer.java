package io.robusttransfer.tests.store;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The real MinIO server in a process of its own, its objects in a folder. */
public final class MinioServer implements S3Server {
    private final Path program;
    private final Path folder;
    private final int port;
    private Process process;

    /** The program, where the environment or the build names one. */
    public static Optional<Path> program() {
        String named = System.getProperty("RT_MINIO", System.getenv().getOrDefault("RT_MINIO", ""));
        return named.isBlank() ? Optional.empty() : Optional.of(Path.of(named));
    }

    public MinioServer(Path program, Path folder) throws IOException {
        this.program = program;
        this.folder = folder;
        this.port = S3Server.freePort();
        start();
        S3Server.createBucket(endpoint());
    }

    /** As after a crash: on the same port, with the same objects. */
    public void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                program.toString(),
                "server",
                "--quiet",
                "--address",
                "127.0.0.1:" + port,
                "--console-address",
                "127.0.0.1:" + S3Server.freePort(),
                folder.toString());
        builder.environment().put("MINIO_ROOT_USER", KEY);
        builder.environment().put("MINIO_ROOT_PASSWORD", SECRET);
        builder.environment().put("MINIO_BROWSER", "off");
        builder.environment().put("MINIO_CI_CD", "on");
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolveSibling("minio.log").toFile());
        process = builder.start();
        awaitLive();
    }

    /** By SIGKILL. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    private void awaitLive() throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!live()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IOException("minio did not start; see minio.log");
            }
        }
    }

    private boolean live() {
        try {
            Thread.sleep(100);
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(endpoint() + "/minio/health/ready").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(1000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
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
