package io.robusttransfer.worker.store;

import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A folder, its files written by {@link AtomicFiles}. */
public final class FolderStore implements Store {
    private final Path root;
    private final AtomicFiles files;

    public FolderStore(Path root) {
        this(root, InstantSource.system());
    }

    public FolderStore(Path root, InstantSource clock) {
        this(root, new AtomicFiles(clock, true));
    }

    FolderStore(Path root, AtomicFiles files) {
        this.root = root.toAbsolutePath().normalize();
        this.files = files;
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public Optional<byte[]> read(String name) {
        Path path = path(name);
        try {
            return Files.isDirectory(path) ? Optional.empty() : Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (absent(path)) {
                return Optional.empty();
            }
            throw unreadable(path, e);
        }
    }

    @Override
    public void write(String name, byte[] bytes) {
        files.replace(path(name), new AtomicFiles.Bytes(bytes));
    }

    @Override
    public void upload(Path file, String name) {
        files.replace(path(name), new AtomicFiles.Copy(file));
    }

    @Override
    public boolean create(String name, byte[] bytes) {
        Path path = path(name);
        return (!Files.exists(path) && files.create(path, new AtomicFiles.Bytes(bytes)))
                || read(name).filter(there -> Arrays.equals(there, bytes)).isPresent();
    }

    @Override
    public boolean download(String name, Path file) {
        Path from = path(name);
        if (!Files.isRegularFile(from)) {
            return false;
        }
        // once it is open, another may delete it
        try (FileChannel open = FileChannel.open(from, StandardOpenOption.READ)) {
            files.replace(file, new AtomicFiles.Open(open));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw unreadable(from, e);
        }
    }

    @Override
    public Optional<Entry> find(String name) {
        Path path = path(name);
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile() ? Optional.of(entry(name, attributes)) : Optional.empty();
        } catch (NoSuchFileException e) {
            // by now another may have written it
            return Optional.empty();
        } catch (IOException e) {
            if (absent(path)) {
                return Optional.empty();
            }
            throw unreadable(path, e);
        }
    }

    @Override
    public List<Entry> list(String prefix) {
        StoredName.checkPrefix(prefix);
        Path start = prefix.contains("/") ? resolve(prefix.substring(0, prefix.lastIndexOf('/'))) : root;
        List<Entry> found = new ArrayList<>();
        if (!Files.isDirectory(start)) {
            return found;
        }
        try {
            Files.walkFileTree(start, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = nameOf(folder);
                    boolean mayHold = name.startsWith(prefix) || prefix.startsWith(name);
                    return mayHold ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name = nameOf(file);
                    if (name.startsWith(prefix) && !AtomicFiles.isTemporary(file)) {
                        BasicFileAttributes target = attributes.isSymbolicLink()
                                ? Files.readAttributes(file, BasicFileAttributes.class)
                                : attributes;
                        found.add(entry(name, target));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw unreadable(start, e);
        }
        found.sort(Comparator.comparing(Entry::name));
        return found;
    }

    @Override
    public void move(String name, String to) {
        Path from = path(name);
        if (Files.isRegularFile(from)) {
            files.rename(from, path(to));
            removeEmpty(from.getParent());
        }
    }

    @Override
    public void delete(String name) {
        Path path = path(name);
        try {
            if (Files.isRegularFile(path)) {
                Files.deleteIfExists(path);
                removeEmpty(path.getParent());
            }
        } catch (IOException e) {
            throw new Failure.OutOfReach("Cannot delete " + path + ": " + AtomicFiles.reason(e), e);
        }
    }

    @Override
    public void deleteAll(String prefix) {
        list(prefix).forEach(entry -> delete(entry.name()));
        if (prefix.endsWith("/")) {
            Path folder = resolve(prefix.substring(0, prefix.length() - 1));
            files.sweep(folder, Duration.ZERO);
            removeEmpty(folder);
        }
    }

    private void removeEmpty(Path folder) {
        Path empty = folder;
        try {
            while (!empty.equals(root) && empty.startsWith(root) && Files.deleteIfExists(empty)) {
                empty = empty.getParent();
            }
        } catch (DirectoryNotEmptyException e) {
            return;
        } catch (IOException e) {
            // an empty folder left behind holds no object
            return;
        }
    }

    private Path path(String name) {
        return resolve(StoredName.check(name));
    }

    private Path resolve(String name) {
        try {
            return root.resolve(name);
        } catch (InvalidPathException e) {
            throw new Failure.WrongInput("Object name '" + name + "' cannot be a file name here: " + e.getReason(), e);
        }
    }

    private String nameOf(Path path) {
        StringBuilder name = new StringBuilder();
        for (Path part : root.relativize(path)) {
            name.append(name.isEmpty() ? "" : "/").append(part);
        }
        return name.toString();
    }

    private static boolean absent(Path path) {
        if (Files.notExists(path) || Files.isDirectory(path)) {
            return true;
        }
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }

    private static Entry entry(String name, BasicFileAttributes attributes) {
        return new Entry(
                name,
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                attributes.size() + "-" + attributes.lastModifiedTime().toInstant());
    }

    private static Failure unreadable(Path path, IOException e) {
        return new Failure.OutOfReach("Cannot read " + path + ": " + AtomicFiles.reason(e), e);
    }
}
