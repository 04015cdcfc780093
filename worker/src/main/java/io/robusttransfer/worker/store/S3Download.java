package io.robusttransfer.worker.store;

import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** One object's bytes, all of one version: a connection that drops is continued where it stopped. */
record S3Download(S3Connection connection, String bucket, String key, String shown, Store.Entry entry)
        implements AtomicFiles.FileContent {
    /** The object was replaced or removed between two requests. */
    static final class Replaced extends RuntimeException {
        private static final long serialVersionUID = 1;

        Replaced() {
            super(null, null, false, false);
        }
    }

    @Override
    public long size() {
        return entry.size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Patience.Tries tries = connection.tries();
        Position position = new Position();
        try {
            connection.call(
                    "read " + shown,
                    client -> {
                        if (position.bytes == size()) {
                            return position;
                        }
                        GetObjectArgs args = GetObjectArgs.builder()
                                .bucket(bucket)
                                .object(key)
                                .offset(position.bytes == 0 ? null : position.bytes)
                                .matchETag("\"" + entry.version() + "\"")
                                .build();
                        try (GetObjectResponse body = S3Connection.await(client.getObject(args))) {
                            boolean whole = position.bytes > 0 && body.headers().get("Content-Range") == null;
                            body.skipNBytes(whole ? position.bytes : 0);
                            copy(body, out, position, tries);
                        }
                        return position;
                    },
                    tries);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (S3Fault e) {
            switch (e.kind()) {
                case ABSENT, CONDITION -> throw new Replaced();
                case UNSUPPORTED, PASSING, LASTING -> throw e.failure();
            }
        }
    }

    private static final class Position {
        private long bytes;
    }

    private void copy(GetObjectResponse body, OutputStream out, Position position, Patience.Tries tries)
            throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            if (position.bytes + n > size()) {
                throw new Replaced();
            }
            toDisk(out, buffer, n);
            position.bytes += n;
            tries.progressed();
        }
        if (position.bytes < size()) {
            throw new EOFException("the connection ended after " + position.bytes + " of " + size() + " bytes");
        }
    }

    /** A full disk is no trouble of the connection: it must not be tried again. */
    private static void toDisk(OutputStream out, byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
