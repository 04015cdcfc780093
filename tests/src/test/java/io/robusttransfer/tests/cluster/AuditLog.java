package io.robusttransfer.tests.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What was written to the API since a moment, by whom: the API server's own record, which its restarts and rotation leave whole. */
final class AuditLog {
    private final Path folder;
    private final Instant since;
    /** How much of each file, by its inode, was there before. */
    private final Map<Object, Long> before = new HashMap<>();

    private AuditLog(Path folder, Instant since) {
        this.folder = folder;
        this.since = since;
    }

    /** @param resource with its subresource, such as {@code robusttransferexperiments/status} */
    record Write(
            Instant at,
            String user,
            String verb,
            String resource,
            String namespace,
            String name,
            int code,
            JsonNode sent) {
        boolean took() {
            return code / 100 == 2;
        }

        @Override
        public String toString() {
            return at + " " + verb + " " + resource + " " + namespace + "/" + name + " " + code;
        }
    }

    /** Begins now. */
    static AuditLog begin(Kit kit) {
        AuditLog log = new AuditLog(kit.auditLog().getParent(), Instant.now());
        for (Path file : log.files()) {
            log.before.put(inode(file), file.toFile().length());
        }
        return log;
    }

    /** In the order in which they were asked for. */
    List<Write> writes() {
        List<Write> writes = new ArrayList<>();
        for (Path file : files()) {
            read(file, before.getOrDefault(inode(file), 0L), writes);
        }
        writes.removeIf(write -> write.at().isBefore(since));
        writes.sort(Comparator.comparing(Write::at));
        return writes;
    }

    List<Write> by(String user) {
        return writes().stream().filter(write -> write.user().equals(user)).toList();
    }

    List<Write> by(String user, String namespace) {
        return by(user).stream()
                .filter(write -> write.namespace().equals(namespace))
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("audit.*\\.log"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object inode(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Path file, long from, List<Write> writes) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(log.length() - from)];
            log.seek(from);
            log.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            // the last line may be half written
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                if (!line.isEmpty()) {
                    writes.add(write(Cluster.JSON.readTree(line)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Write write(JsonNode event) {
        JsonNode object = event.path("objectRef");
        String sub = object.path("subresource").asText();
        return new Write(
                Instant.parse(event.path("requestReceivedTimestamp").asText()),
                event.at("/user/username").asText(),
                event.path("verb").asText(),
                object.path("resource").asText() + (sub.isEmpty() ? "" : "/" + sub),
                object.path("namespace").asText(),
                object.path("name").asText(),
                event.at("/responseStatus/code").asInt(),
                event.path("requestObject"));
    }
}
