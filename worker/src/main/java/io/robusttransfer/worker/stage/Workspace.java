package io.robusttransfer.worker.stage;

import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A temporary folder for the files of one attempt, removed when the attempt ends. A folder whose process was killed is removed
 * when the next one is opened: the operating system releases a lock when its holder dies.
 */
final class Workspace implements AutoCloseable {
    private static final String PREFIX = "robust-transfer-";
    private static final String LOCK = "lock";

    /** Open folders of this process. They are not tried: POSIX drops a lock when its process closes the file a second time. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;

    private Workspace(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static Workspace open() {
        return open(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static Workspace open(Path temporary) {
        try {
            sweep(temporary);
            while (true) {
                Path folder = Files.createTempDirectory(temporary, PREFIX);
                OPEN.add(folder);
                FileChannel lock = lock(folder);
                if (lock != null && Files.exists(folder.resolve(LOCK))) {
                    return new Workspace(folder, lock);
                }
                // another process took it for a leftover before it was locked
            }
        } catch (IOException e) {
            throw new Failure.OutOfReach("cannot make a temporary folder in " + temporary + ": " + e.getMessage(), e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        try (lock) {
            remove(folder);
            OPEN.remove(folder);
        } catch (IOException e) {
            throw new Failure.OutOfReach("cannot remove " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void sweep(Path temporary) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path folder : folders) {
                removeLeftover(folder);
            }
        }
    }

    private static void removeLeftover(Path folder) {
        if (OPEN.contains(folder) || !Files.exists(folder.resolve(LOCK))) {
            return;
        }
        try (FileChannel lock = lock(folder)) {
            if (lock != null) {
                remove(folder);
            }
        } catch (IOException e) {
            // the folder of another user, or one that is being removed
            return;
        }
    }

    /** @return null when another process holds it */
    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() != null) {
            return channel;
        }
        channel.close();
        return null;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }
}
