package io.robusttransfer.worker.archive;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An output of a stage that is not stored yet. */
public sealed interface Product {
    /** The kind of output, such as {@code checkpoint}. */
    String kind();

    /** The ending of the file's name, such as {@code safetensors} or {@code csv.gz}. */
    String extension();

    StageManifest.Output describe();

    void store(Store store, String name);

    record Bytes(String kind, String extension, byte[] bytes) implements Product {
        @Override
        public StageManifest.Output describe() {
            return StageManifest.Output.of(kind, extension, CanonicalJson.sha256(bytes), bytes.length);
        }

        @Override
        public void store(Store store, String name) {
            store.write(name, bytes);
        }
    }

    record OfFile(String kind, String extension, Path file) implements Product {
        @Override
        public StageManifest.Output describe() {
            return StageManifest.Output.of(
                    kind, extension, sha256(file), file.toFile().length());
        }

        @Override
        public void store(Store store, String name) {
            store.upload(file, name);
        }
    }

    /** Lower-case hexadecimal SHA-256 of a file's content. */
    static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[1 << 16];
            while (digested.read(buffer) >= 0) {
                continue;
            }
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (IOException e) {
            throw new Failure.OutOfReach("Cannot read " + file + ": " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
