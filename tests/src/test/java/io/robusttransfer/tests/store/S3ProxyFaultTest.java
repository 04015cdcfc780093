package io.robusttransfer.tests.store;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class S3ProxyFaultTest extends S3FaultContract {
    private static S3ProxyServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new S3ProxyServer();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    S3Server server() {
        return server;
    }
}
