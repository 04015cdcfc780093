package io.robusttransfer.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Java agent that tells how much of a process's life was spent inside libtorch: it looks at all threads a hundred times
 * a second, and at the end adds "seconds inside, seconds of life" as a line to the file that it was given.
 */
public final class Share {
    private static final String BINDING = "ai.djl.pytorch.jni.PyTorchLibrary";
    private static final long PERIOD_MILLIS = 10;

    private Share() {}

    public static void premain(String file) {
        AtomicLong inside = new AtomicLong();
        AtomicLong looks = new AtomicLong();
        Thread sampler = new Thread(() -> look(inside, looks), "share");
        sampler.setDaemon(true);
        sampler.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            double life = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
            write(Path.of(file), life * inside.get() / Math.max(1, looks.get()) + " " + life + "\n");
        }));
    }

    private static void look(AtomicLong inside, AtomicLong looks) {
        try {
            while (true) {
                Thread.sleep(PERIOD_MILLIS);
                looks.incrementAndGet();
                if (Thread.getAllStackTraces().values().stream()
                        .anyMatch(frames ->
                                frames.length > 0 && frames[0].getClassName().equals(BINDING))) {
                    inside.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(Path file, String line) {
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
