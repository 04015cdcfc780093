package io.robusttransfer.worker.data;

import io.robusttransfer.worker.Failure.WrongInput;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder of data files, on this machine or under a prefix of a bucket. */
sealed interface DataFolder {
    String location();

    /** A text that changes whenever the file does; empty where there is no file. */
    Optional<String> version(String name);

    /** The names of the files in the folder itself. */
    Set<String> names();

    /** The file on this machine, downloaded if it is not; empty where there is no file. */
    Optional<Path> bring(String name);

    /** A reader's message, in which folders are spelled as the user wrote them. */
    String asWritten(String message);

    record Local(Path folder) implements DataFolder {
        @Override
        public String location() {
            return folder.toString();
        }

        @Override
        public Optional<String> version(String name) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            try {
                return Optional.of(Files.size(file) + " " + Files.getLastModifiedTime(file) + changed(file));
            } catch (IOException e) {
                throw FileInput.unreadable(file.toString(), e);
            }
        }

        @Override
        public Set<String> names() {
            if (!Files.isDirectory(folder)) {
                return Set.of();
            }
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> file.getFileName().toString())
                        .collect(Collectors.toSet());
            } catch (IOException e) {
                throw FileInput.unreadable(folder.toString(), e);
            }
        }

        /** When it was put there: copies, images and checkouts often keep or fix the time of modification. */
        private static String changed(Path file) throws IOException {
            return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    ? " " + Files.getAttribute(file, "unix:ctime")
                    : "";
        }

        @Override
        public Optional<Path> bring(String name) {
            return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
        }

        @Override
        public String asWritten(String message) {
            return message;
        }
    }

    record Remote(Store store, Path cache) implements DataFolder {
        @Override
        public String location() {
            return store.location();
        }

        @Override
        public Optional<String> version(String name) {
            return store.find(name).map(entry -> entry.size() + " " + entry.version());
        }

        @Override
        public Set<String> names() {
            return store.list("").stream()
                    .map(Store.Entry::name)
                    .filter(name -> !name.contains("/"))
                    .collect(Collectors.toSet());
        }

        @Override
        public Optional<Path> bring(String name) {
            Optional<String> version = version(name);
            if (version.isEmpty()) {
                return Optional.empty();
            }
            Path folder = cache.resolve(sha256(location() + "\n" + version.orElseThrow()));
            Path file = folder.resolve(name);
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new WrongInput(
                        "cannot make the cache folder %s (%s); give one that may be written"
                                .formatted(folder, e.getMessage()),
                        e);
            }
            boolean there = Files.isRegularFile(file) || store.download(name, file);
            return there ? Optional.of(file) : Optional.empty();
        }

        @Override
        public String asWritten(String message) {
            return message.replaceAll(
                    Pattern.quote(cache.toString()) + "/[0-9a-f]{64}", Matcher.quoteReplacement(location()));
        }
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
