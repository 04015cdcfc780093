package io.robusttransfer.worker.data;

import io.robusttransfer.worker.Failure.WrongInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A data file that is read from front to end. Every error message names the file. */
final class FileInput implements AutoCloseable {
    private static final long UNKNOWN = -1;

    private final String name;
    private final InputStream in;
    private long left;

    /** @param left bytes that are still to come, or -1 where that is not known */
    FileInput(String name, InputStream in, long left) {
        this.name = name;
        this.in = in;
        this.left = left;
    }

    /** Opens a file; one whose name ends in .gz is unpacked on the way. */
    static FileInput open(Path file) {
        String name = file.toString();
        if (!Files.isRegularFile(file)) {
            throw new WrongInput(name + ": there is no such file; give the path of one");
        }
        try {
            if (!name.endsWith(".gz")) {
                return new FileInput(name, Files.newInputStream(file), Files.size(file));
            }
            InputStream packed = Files.newInputStream(file);
            try {
                return new FileInput(name, new GZIPInputStream(packed, 1 << 16), UNKNOWN);
            } catch (IOException e) {
                packed.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    String name() {
        return name;
    }

    /** The next bytes, all of them. */
    byte[] read(long count, String what) {
        if (count > Integer.MAX_VALUE - 8) {
            throw new WrongInput("%s: %s would take %d bytes; at most %d fit: use fewer or smaller images"
                    .formatted(name, what, count, Integer.MAX_VALUE - 8));
        }
        if (left != UNKNOWN && left < count) {
            throw truncated(left, count, what);
        }
        try {
            // where the length is known not to be bogus, at once; else as it comes
            byte[] bytes = left == UNKNOWN
                    ? readAsItComes((int) count, what)
                    : Memory.take(name + ": " + what, count, () -> new byte[(int) count]);
            int got = left == UNKNOWN ? bytes.length : in.readNBytes(bytes, 0, (int) count);
            if (got < count) {
                throw truncated(got, count, what);
            }
            left = left == UNKNOWN ? UNKNOWN : left - count;
            return bytes;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private byte[] readAsItComes(int count, String what) throws IOException {
        try {
            return Memory.take(name + ": " + what, count, () -> {
                try {
                    return in.readNBytes(count);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    int readInt(String what) {
        return ByteBuffer.wrap(read(Integer.BYTES, what)).getInt();
    }

    void requireEnd(String what) {
        try {
            if (in.read() >= 0) {
                throw new WrongInput("%s: goes on after %s; it is not what it says it is: copy or download it again"
                        .formatted(name, what));
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private WrongInput truncated(long got, long wanted, String what) {
        return new WrongInput("%s: ends after %d of the %d bytes of %s; it is cut off: copy or download it again"
                .formatted(name, got, wanted, what));
    }

    static WrongInput unreadable(String name, IOException e) {
        boolean damaged = e instanceof EOFException || e instanceof ZipException;
        return damaged
                ? new WrongInput("%s: is damaged (%s); copy or download it again".formatted(name, e.getMessage()), e)
                : new WrongInput("%s: cannot be read (%s); check that the file may be read".formatted(name, e), e);
    }
}
