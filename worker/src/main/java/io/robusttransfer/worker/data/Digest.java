package io.robusttransfer.worker.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of decoded images and labels. */
final class Digest {
    private Digest() {}

    /** @param kind tells apart what is made of the same images, such as one part and two */
    static String of(String kind, Images... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((kind + "\n").getBytes(StandardCharsets.US_ASCII));
            for (Images part : parts) {
                add(sha, part);
            }
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
