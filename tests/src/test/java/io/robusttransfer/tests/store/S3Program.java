package io.robusttransfer.tests.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The programs of S3 servers that tests start where the environment or the build names them; the first one there is the main one. */
public enum S3Program {
    SEAWEEDFS("SeaweedFS") {
        @Override
        List<String> arguments(int port, Path folder) {
            // its other parts take the next free ports by themselves
            return List.of(
                    "-logtostderr",
                    "mini",
                    "-dir=" + folder,
                    "-ip=127.0.0.1",
                    "-ip.bind=127.0.0.1",
                    "-s3.port=" + port,
                    "-s3.port.iceberg=0",
                    "-s3.port.lance=0",
                    "-s3.autoCreateBucket=false",
                    "-webdav=false",
                    "-admin.ui=false",
                    "-master.telemetry=false");
        }
    },
    MINIO("MinIO") {
        @Override
        List<String> arguments(int port, Path folder) throws IOException {
            return List.of(
                    "server",
                    "--quiet",
                    "--address",
                    "127.0.0.1:" + port,
                    "--console-address",
                    "127.0.0.1:" + S3Server.freePort(),
                    folder.toString());
        }
    },
    VERSITYGW("Versity S3 Gateway") {
        @Override
        List<String> arguments(int port, Path folder) {
            return List.of("--port", "127.0.0.1:" + port, "--keep-alive", "--quiet", "posix", folder.toString());
        }
    };

    private final String title;

    S3Program(String title) {
        this.title = title;
    }

    /** @param folder where it keeps its objects */
    abstract List<String> arguments(int port, Path folder) throws IOException;

    Optional<Path> path() {
        String variable = variable();
        String named = System.getProperty(variable, System.getenv().getOrDefault(variable, ""));
        return named.isBlank() ? Optional.empty() : Optional.of(Path.of(named));
    }

    private String variable() {
        return "RT_" + name();
    }

    /** Skips the test where the program is not there. */
    S3Process startOrSkip(Path folder) throws IOException {
        String reason = variable() + " does not name the program of " + title;
        if (path().isEmpty()) {
            System.out.println("Tests against " + title + " are skipped: " + reason);
        }
        Assumptions.assumeTrue(path().isPresent(), reason);
        return new S3Process(this, Files.createDirectories(folder.resolve("objects")));
    }

    /** Skips the test where none of the programs is there. */
    public static S3Process startFirstOrSkip(Path folder) throws IOException {
        S3Program first = Arrays.stream(values())
                .filter(program -> program.path().isPresent())
                .findFirst()
                .orElse(MINIO);
        return first.startOrSkip(folder);
    }
}
