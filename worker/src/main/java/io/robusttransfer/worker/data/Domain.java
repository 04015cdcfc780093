package io.robusttransfer.worker.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A dataset in memory: images to train on and images to evaluate on, of the same shape and classes. */
public record Domain(Images train, Images test) {
    public Domain {
        if (train.height() != test.height()
                || train.width() != test.width()
                || train.channels() != test.channels()
                || train.classes() != test.classes()) {
            throw new IllegalArgumentException("train has " + train + ", test has " + test);
        }
    }

    public int classes() {
        return train.classes();
    }

    /** SHA-256 of the decoded content in lower-case hexadecimals: the same images have the same digest in any file format. */
    public String digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update("images 1\n".getBytes(StandardCharsets.US_ASCII));
            add(sha, train);
            add(sha, test);
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void add(MessageDigest sha, Images images) {
        sha.update(ByteBuffer.allocate(5 * Integer.BYTES)
                .putInt(images.count())
                .putInt(images.height())
                .putInt(images.width())
                .putInt(images.channels())
                .putInt(images.classes())
                .flip());
        sha.update(images.pixels());
        ByteBuffer labels = ByteBuffer.allocate(images.count() * Integer.BYTES);
        labels.asIntBuffer().put(images.labels());
        sha.update(labels);
    }
}
