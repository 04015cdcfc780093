package io.robusttransfer.tests.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class MinioFaultTest extends S3FaultContract {
    @TempDir
    static Path place;

    private static MinioServer server;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = MinioServer.program();
        if (program.isEmpty()) {
            System.out.println("Tests against the MinIO server are skipped: RT_MINIO does not name the program");
        }
        Assumptions.assumeTrue(program.isPresent(), "RT_MINIO does not name the MinIO server's program");
        server = new MinioServer(program.get(), Files.createDirectories(place.resolve("objects")));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    S3Server server() {
        return server;
    }
}
