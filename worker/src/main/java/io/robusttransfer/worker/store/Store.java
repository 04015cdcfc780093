package io.robusttransfer.worker.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Named objects in a folder or under a prefix of an S3 bucket. Names are relative, with {@code /} between their parts.
 *
 * <p>A reader sees an object whole or not at all, whatever happens to its writer. Every method throws
 * {@link io.robusttransfer.worker.Failure.OutOfReach} when the store cannot be reached, refuses, or has no room, and
 * {@link io.robusttransfer.worker.Failure.WrongInput} for a name that no store should hold.
 */
public sealed interface Store permits FolderStore, S3Store {
    /**
     * An object as a listing shows it; {@code version} changes whenever the content is replaced (an ETag, or size and time).
     */
    record Entry(String name, long size, Instant modified, String version) {}

    /** The whole object, or nothing when there is none of this name. */
    Optional<byte[]> read(String name);

    /** Puts the object there, in the place of what was there. */
    void write(String name, byte[] bytes);

    /**
     * Puts the object there unless there is one already.
     *
     * @return whether these bytes stand there now; false when others do, so that the writer that gets true has won
     */
    boolean create(String name, byte[] bytes);

    /** {@link #write} for a file of any size. */
    void upload(Path file, String name);

    /**
     * Brings the object into a file, replacing it; the file appears whole or not at all.
     *
     * @return false, and no file, when there is no object of this name
     */
    boolean download(String name, Path file);

    /** What a listing would say of this one name. */
    Optional<Entry> find(String name);

    /** All objects whose names begin with this (an empty prefix: all), in the order of their names. */
    List<Entry> list(String prefix);

    /** Renames an object, replacing what is there; nothing happens when there is none. */
    void move(String name, String to);

    /** Removes an object, if there is one. */
    void delete(String name);

    /** Removes all objects whose names begin with this. */
    void deleteAll(String prefix);

    /** Where this is, as a person would write it: a path or {@code s3://bucket/prefix}. */
    String location();
}
