package io.robusttransfer.tests.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server that tests talk to. A static field with {@code @RegisterExtension} runs one for all tests of its class, another
 * field one for each.
 */
public final class S3ServerExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final Starter starter;
    private Path folder;
    private S3Server server;
    private boolean ofClass;

    private interface Starter {
        /** @param folder an empty one, gone with the server */
        S3Server start(Path folder) throws IOException;
    }

    private S3ServerExtension(Starter starter) {
        this.starter = starter;
    }

    public static S3ServerExtension s3Proxy() {
        return new S3ServerExtension(folder -> new S3ProxyServer());
    }

    /** Its tests are skipped where the program is not there. */
    public static S3ServerExtension of(S3Program program) {
        return new S3ServerExtension(program::startOrSkip);
    }

    public S3Server server() {
        return server;
    }

    public String endpoint() {
        return server.endpoint();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        ofClass = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!ofClass) {
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (!ofClass) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
    }

    private void start() throws IOException {
        folder = Files.createTempDirectory("s3-server-");
        server = starter.start(folder);
    }

    /** Also where it was not started, since the tests are skipped. */
    private void close() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
