package io.robusttransfer.worker.store;

import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that are there whole or not at all, across kills and power cuts. A write goes to a temporary file beside its place, is
 * forced to the disk, and is renamed; creating links the temporary file to the name, which fails when the name is taken. What a
 * killed writer leaves is a temporary file, which no reader takes for anything and the next writer in the same folder removes
 * after a day.
 */
final class AtomicFiles {
    private static final Duration STALE = Duration.ofDays(1);
    private static final int TRIES = 5;
    private static final Object WITHOUT_LINKS = new Object();

    private final InstantSource clock;
    private final boolean hardLinks;
    private final Set<Path> swept = ConcurrentHashMap.newKeySet();

    /** @param hardLinks whether to try them: some file systems (exFAT, some network and virtual ones) have none */
    AtomicFiles(InstantSource clock, boolean hardLinks) {
        this.clock = clock;
        this.hardLinks = hardLinks;
    }

    /** What a file is to hold. It may be asked for more than once. */
    interface FileContent {
        long size();

        void writeTo(OutputStream out) throws IOException;
    }

    record Bytes(byte[] bytes) implements FileContent {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }

    record Copy(Path file) implements FileContent {
        @Override
        public long size() {
            return file.toFile().length();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Files.copy(file, out);
        }
    }

    /** A file that is open, whatever becomes of its name. */
    record Open(FileChannel file) implements FileContent {
        @Override
        public long size() {
            try {
                return file.size();
            } catch (IOException e) {
                // for a message alone
                return 0;
            }
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            file.position(0);
            Channels.newInputStream(file).transferTo(out);
        }
    }

    void replace(Path path, FileContent content) {
        put(path.toAbsolutePath(), content, AtomicFiles::move);
    }

    /** @return false when the name is taken */
    boolean create(Path path, FileContent content) {
        return put(path.toAbsolutePath(), content, this::claim);
    }

    void rename(Path from, Path to) {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(to.getParent());
                move(from, to);
                return;
            } catch (NoSuchFileException e) {
                if (Files.notExists(from)) {
                    return;
                }
                if (attempt == TRIES) {
                    throw unwritable(to, 0, e);
                }
            } catch (IOException e) {
                throw unwritable(to, 0, e);
            }
        }
    }

    /** Removes what writers killed this long ago left in a folder. */
    void sweep(Path folder, Duration age) {
        // "-*-*": random names, not the lock
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, StoredName.TEMPORARY + "*-*")) {
            for (Path file : files) {
                if (!Files.getLastModifiedTime(file).toInstant().plus(age).isAfter(clock.instant())) {
                    discard(file);
                }
            }
        } catch (IOException e) {
            // a leftover is invisible; failing to remove it must not fail the write
            return;
        }
    }

    static boolean isTemporary(Path file) {
        return file.getFileName().toString().startsWith(StoredName.TEMPORARY);
    }

    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is where a folder should be";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        return e instanceof NoSuchFileException ? "no such file" : String.valueOf(e.getMessage());
    }

    private interface Put {
        boolean into(Path temporary, Path path) throws IOException;
    }

    private boolean put(Path path, FileContent content, Put put) {
        Path folder = path.getParent();
        if (swept.add(folder)) {
            sweep(folder, STALE);
        }
        for (int attempt = 1; ; attempt++) {
            Path temporary = folder.resolve(StoredName.TEMPORARY + UUID.randomUUID());
            try {
                Files.createDirectories(folder);
                fill(temporary, content);
                return put.into(temporary, path);
            } catch (NoSuchFileException e) {
                // the folder, or a temporary file that a jumping clock made look stale, went away under us
                if (attempt == TRIES) {
                    throw unwritable(path, content.size(), e);
                }
            } catch (IOException e) {
                throw unwritable(path, content.size(), e);
            } finally {
                discard(temporary);
            }
        }
    }

    private static void fill(Path temporary, FileContent content) throws IOException {
        try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(file)) {
            content.writeTo(out);
            file.force(true);
        }
    }

    private static boolean move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(to.getParent());
        return true;
    }

    private boolean claim(Path temporary, Path path) throws IOException {
        if (!hardLinks) {
            return claimWithoutLinks(temporary, path);
        }
        try {
            Files.createLink(path, temporary);
            forceFolder(path.getParent());
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return claimWithoutLinks(temporary, path);
        }
    }

    /** Check and rename under a lock that the operating system drops with its holder. */
    private static boolean claimWithoutLinks(Path temporary, Path path) throws IOException {
        Path lockFile = path.resolveSibling(StoredName.TEMPORARY + "lock");
        synchronized (WITHOUT_LINKS) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return lock.isValid() && !Files.exists(path) && move(temporary, path);
            }
        }
    }

    /** Makes a rename survive a power cut; where folders cannot be opened (Windows) the file system sees to it. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            return;
        }
    }

    private static Failure unwritable(Path path, long bytes, IOException e) {
        return new Failure.OutOfReach(
                "Cannot write " + path + " (" + bytes + " bytes): " + reason(e) + "; " + remedy(path, e)
                        + " or choose another folder; what is stored already is intact",
                e);
    }

    private static String remedy(Path path, IOException e) {
        Path below = path;
        Path folder = path.getParent();
        while (folder.getParent() != null && !Files.isDirectory(folder)) {
            below = folder;
            folder = folder.getParent();
        }
        if (!below.equals(path) && Files.exists(below)) {
            return "move the file " + below + " away";
        }
        if (e instanceof AccessDeniedException) {
            return "let user " + System.getProperty("user.name") + " write in " + folder;
        }
        if (isReadOnly(folder)) {
            return "mount the file system of " + folder + " for writing";
        }
        return folder.toFile().getUsableSpace() + " bytes are free in " + folder + ". Make room there";
    }

    private static boolean isReadOnly(Path folder) {
        try {
            return Files.getFileStore(folder).isReadOnly();
        } catch (IOException e) {
            // for a message alone
            return false;
        }
    }
}
