package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The worker as a user starts it: a process of its own. None of what it prints may be a stack trace. */
public final class Program implements AutoCloseable {
    /** How a process ended. */
    public record Ended(int code, List<String> out, List<String> err) {
        String all() {
            return String.join("\n", out) + "\n" + String.join("\n", err);
        }

        public Ended as(int expected) {
            assertThat(code).as(() -> lastOf(out) + "\n" + err).isEqualTo(expected);
            return this;
        }

        Ended says(String... texts) {
            assertThat(all().replaceAll("\\s+", " ")).contains(texts);
            return this;
        }
    }

    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Process process;
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final List<Thread> readers;

    private Program(Process process) {
        this.process = process;
        this.readers = List.of(read(process.getInputStream(), out), read(process.getErrorStream(), err));
    }

    public static Program start(Path folder, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(signals());
        command.addAll(List.of(java(), "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add("io.robusttransfer.worker.cli.Main");
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        try {
            return new Program(builder.start());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Ended run(Path folder, String... arguments) {
        return run(folder, Map.of(), arguments);
    }

    public static Ended run(Path folder, Map<String, String> environment, String... arguments) {
        try (Program program = start(folder, environment, arguments)) {
            return program.end();
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A process that this one's parent made deaf to Ctrl-C, as a shell does in the background, hands that on. */
    private static List<String> signals() {
        try {
            String ignored =
                    Files.readString(Path.of("/proc/self/status")).replaceAll("(?s).*SigIgn:\\s*([0-9a-f]+).*", "$1");
            boolean deaf = (Long.parseUnsignedLong(ignored, 16) & 1 << 1) != 0;
            return deaf ? List.of("env", "--default-signal=INT") : List.of();
        } catch (IOException | NumberFormatException e) {
            return List.of();
        }
    }

    private static Thread read(InputStream stream, List<String> lines) {
        Thread reader = new Thread(() -> {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    synchronized (lines) {
                        lines.add(line);
                    }
                }
            } catch (IOException e) {
                // a pipe that broke with its process
                return;
            }
        });
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private static List<String> lastOf(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - 10), lines.size());
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    List<String> out() {
        synchronized (out) {
            return List.copyOf(out);
        }
    }

    boolean said(String text) {
        return out().stream().anyMatch(line -> line.contains(text));
    }

    /** The child processes that compute. */
    List<ProcessHandle> children() {
        return process.children()
                .filter(ProcessHandle::isAlive)
                .filter(child -> child.info().command().orElse("").equals(java()))
                .toList();
    }

    /** Waits while the program runs. */
    void awaitThat(String what, BooleanSupplier condition) {
        await(what, () -> {
            boolean alive = process.isAlive();
            boolean holds = condition.getAsBoolean();
            assertThat(alive || holds)
                    .as(() -> "ended before " + what + ": " + lastOf(out()) + err)
                    .isTrue();
            return holds;
        });
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(500_000);
        }
    }

    public Ended end() {
        return end(LONGEST);
    }

    public Ended end(Duration longest) {
        try {
            boolean ended = process.waitFor(longest.toSeconds(), TimeUnit.SECONDS);
            assertThat(ended).as(() -> "still running: " + lastOf(out())).isTrue();
            for (Thread reader : readers) {
                reader.join(LONGEST.toMillis());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Ended end = new Ended(process.exitValue(), out(), List.copyOf(err));
        assertThat(end.all()).doesNotContain("\tat ").doesNotContain("Exception in thread");
        return end;
    }

    @Override
    public void close() {
        children().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
