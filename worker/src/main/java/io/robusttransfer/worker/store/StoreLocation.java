package io.robusttransfer.worker.store;

import io.robusttransfer.worker.Failure;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where objects are: {@code s3://bucket/prefix}, {@code file:…} or a path. */
public sealed interface StoreLocation {
    /**
     * A folder of the file system.
     *
     * @param folder as the user wrote it, so relative to where the command runs
     */
    record Folder(Path folder) implements StoreLocation {
        @Override
        public StoreLocation parent() {
            Path parent = folder.toAbsolutePath().normalize().getParent();
            return new Folder(parent == null ? folder : parent);
        }

        @Override
        public String lastPart() {
            return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        }

        @Override
        public String toString() {
            return folder.toString();
        }
    }

    /**
     * A prefix of an S3 bucket.
     *
     * @param prefix without a slash at either end; may be empty
     */
    record Bucket(String bucket, String prefix) implements StoreLocation {
        @Override
        public StoreLocation parent() {
            return new Bucket(bucket, prefix.contains("/") ? prefix.substring(0, prefix.lastIndexOf('/')) : "");
        }

        @Override
        public String lastPart() {
            return prefix.substring(prefix.lastIndexOf('/') + 1);
        }

        /** Of the object that has this name under the prefix; of an empty name, what all of them begin with. */
        String key(String name) {
            return prefix.isEmpty() ? name : prefix + "/" + name;
        }

        @Override
        public String toString() {
            return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
        }
    }

    String FILE = "file:";

    /** Of two letters or more, as of an address: {@code minio:/x}. */
    Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)(:.*)", Pattern.DOTALL);

    Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** The location that holds this one, for a URI that names one object: its {@link #lastPart} is the object's name there. */
    StoreLocation parent();

    String lastPart();

    /** @param field what to name when it is wrong: a field of the manifest or an option */
    static StoreLocation parse(String location, String field) {
        if (location.startsWith("s3:")) {
            return bucket(location, field);
        }
        boolean file = location.startsWith(FILE);
        String path = file ? location.substring(FILE.length()) : location;
        if (path.isBlank() || file && path.equals("//")) {
            throw wrong(location, field);
        }
        refuseMistaken(file, path, location, field);
        return new Folder(path(path.replaceFirst("^/+", "/"), location, field));
    }

    /**
     * Opens the store; nothing is contacted yet.
     *
     * @param settings asked for only when the location is a bucket
     * @param notices gets, once each, what a person should know (a server that does not heed conditions; waiting for one that is away)
     */
    default Store open(Supplier<S3Settings> settings, Consumer<String> notices) {
        return open(settings, Patience.standard(), notices);
    }

    /** @param patience with a server that is away */
    default Store open(Supplier<S3Settings> settings, Patience patience, Consumer<String> notices) {
        if (this instanceof Bucket bucket) {
            return new S3Store(bucket, settings.get(), patience, notices);
        }
        return new FolderStore(((Folder) this).folder(), InstantSource.system());
    }

    /** Addresses of other kinds would make folders of odd names; one that is meant can be written another way. */
    private static void refuseMistaken(boolean file, String path, String location, String field) {
        Matcher scheme = SCHEME.matcher(path);
        if (!file && scheme.matches()) {
            String known = scheme.group(1).toLowerCase(Locale.ROOT);
            throw new Failure.WrongInput(field + ": '" + location + "' is no location; write "
                    + (known.equals("s3") || known.equals("file") ? known + scheme.group(2) : "s3://bucket/prefix")
                    + ", or for a folder of this name " + FILE + location);
        }
        if (path.startsWith("~")) {
            throw new Failure.WrongInput(field + ": '" + location
                    + "': only a shell knows what ~ is, where it is not in"
                    + " quotes; write "
                    + (path.matches("~(/.*)?") ? System.getProperty("user.home") + path.substring(1) : "the whole path")
                    + ", or for a folder of this name ./" + path);
        }
        if (file && path.matches("//[^/].*")) {
            throw new Failure.WrongInput(field + ": '" + location + "' names a host; write " + FILE + path.substring(1)
                    + " for a path from the root, or " + FILE + path.substring(2) + " for one from here");
        }
    }

    /** A path is taken as it is written, so that every one can be named: nothing in it is an escape. */
    private static Path path(String path, String location, String field) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            if (path.indexOf('\0') >= 0) {
                throw wrong(location, field);
            }
            throw new Failure.WrongInput(
                    field + ": '" + location + "' has letters that file names do not have in this locale ("
                            + System.getProperty("sun.jnu.encoding") + "); run with LC_ALL=C.UTF-8",
                    e);
        }
    }

    private static Bucket bucket(String location, String field) {
        if (!location.startsWith("s3://")) {
            throw wrong(location, field);
        }
        String rest = location.substring("s3://".length());
        int slash = rest.indexOf('/');
        String name = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : rest.substring(slash + 1).replaceFirst("/$", "");
        if (!BUCKET_NAME.matcher(name).matches()) {
            throw new Failure.WrongInput(field + ": '" + location + "' has no valid bucket name ('" + name
                    + "'); write s3://bucket/prefix, the bucket 3 to 63 of a-z, 0-9, '.' and '-'");
        }
        try {
            StoredName.checkPrefix(prefix);
        } catch (Failure.WrongInput e) {
            throw new Failure.WrongInput(field + ": '" + location + "': " + e.getMessage(), e);
        }
        return new Bucket(name, prefix);
    }

    private static Failure wrong(String location, String field) {
        return new Failure.WrongInput(
                field + ": '" + location + "' is no location; write s3://bucket/prefix, file:/folder or a path");
    }
}
