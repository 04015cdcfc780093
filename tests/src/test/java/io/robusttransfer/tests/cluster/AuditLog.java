package io.robusttransfer.tests.cluster;

import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What was written to the API since a moment, by whom: the API server's own record, which its restarts and rotation leave whole. */
public final class AuditLog {
    private final Path folder;
    private final Instant since;
    /** How much of each file, by its inode, was there before. */
    private final Map<Object, Long> before = new HashMap<>();

    private AuditLog(Path folder, Instant since) {
        this.folder = folder;
        this.since = since;
    }

    /**
     * One write.
     *
     * @param at when it was asked for
     * @param answered when it was carried out or refused
     * @param resource with its subresource, such as {@code robusttransferexperiments/status}
     */
    public record Write(
            Instant at,
            Instant answered,
            String user,
            String verb,
            String resource,
            String namespace,
            String name,
            int code,
            JsonNode sent) {
        public boolean took() {
            return code / 100 == 2;
        }

        /** Whether a Job that is written has ended. */
        public boolean ends() {
            for (JsonNode condition : sent.at("/status/conditions")) {
                boolean terminal = Set.of("Complete", "Failed")
                        .contains(condition.path("type").asText());
                if (terminal && condition.path("status").asText().equals("True")) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return at + " " + verb + " " + resource + " " + namespace + "/" + name + " " + code;
        }
    }

    /** Begins now. */
    public static AuditLog begin(Kit kit) {
        AuditLog log = new AuditLog(kit.auditLog().getParent(), Instant.now());
        for (Path file : log.files()) {
            log.before.put(inode(file), file.toFile().length());
        }
        return log;
    }

    /** In the order in which they were asked for. */
    List<Write> writes() {
        return writes(user -> true);
    }

    public List<Write> by(String user) {
        return writes(user::equals);
    }

    List<Write> by(String user, String namespace) {
        return by(user).stream()
                .filter(write -> write.namespace().equals(namespace))
                .toList();
    }

    /** By anybody. */
    public List<Write> in(String namespace) {
        return writes().stream()
                .filter(write -> write.namespace().equals(namespace))
                .toList();
    }

    private List<Write> writes(Predicate<String> user) {
        List<Write> writes = new ArrayList<>();
        for (Path file : files()) {
            read(file, before.getOrDefault(inode(file), 0L), user, writes);
        }
        writes.removeIf(write -> write.at().isBefore(since));
        writes.sort(Comparator.comparing(Write::at));
        return writes;
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

    private static void read(Path file, long from, Predicate<String> user, List<Write> writes) {
        try (InputStream log = Files.newInputStream(file)) {
            log.skipNBytes(from);
            MappingIterator<JsonNode> events =
                    Cluster.JSON.readerFor(JsonNode.class).readValues(log);
            while (events.hasNextValue()) {
                JsonNode event = events.nextValue();
                if (user.test(event.at("/user/username").asText())) {
                    writes.add(write(event));
                }
            }
        } catch (JsonEOFException halfWritten) {
            // the last one, which is still being written
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Write write(JsonNode event) {
        JsonNode object = event.path("objectRef");
        String sub = object.path("subresource").asText();
        return new Write(
                Instant.parse(event.path("requestReceivedTimestamp").asText()),
                Instant.parse(event.path("stageTimestamp").asText()),
                event.at("/user/username").asText(),
                event.path("verb").asText(),
                object.path("resource").asText() + (sub.isEmpty() ? "" : "/" + sub),
                object.path("namespace").asText(),
                object.path("name").asText(),
                event.at("/responseStatus/code").asInt(),
                event.path("requestObject"));
    }
}
