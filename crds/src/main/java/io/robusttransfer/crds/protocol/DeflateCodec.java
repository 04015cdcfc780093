package io.robusttransfer.crds.protocol;

import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Encodes bytes as a short text: deflated, in base64url without padding. */
final class DeflateCodec {
    private static final int BLOCK = 4096;

    private DeflateCodec() {}

    static String text(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] deflated = new byte[BLOCK];
            int length = 0;
            while (!deflater.finished()) {
                deflated = withRoom(deflated, length);
                length += deflater.deflate(deflated, length, deflated.length - length);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(deflated, length));
        } finally {
            deflater.end();
        }
    }

    /** @throws IllegalArgumentException for a text that {@link #text} did not give, or gave for more than {@code most} bytes */
    static byte[] bytes(String text, int most) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(Base64.getUrlDecoder().decode(text));
            byte[] inflated = new byte[Math.min(BLOCK, most)];
            int length = 0;
            while (!inflater.finished()) {
                inflated = withRoom(inflated, length);
                int more = inflater.inflate(inflated, length, inflated.length - length);
                length += more;
                if (length > most) {
                    throw new IllegalArgumentException("comes to more than " + most + " bytes");
                }
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new IllegalArgumentException("ends too early");
                }
            }
            return Arrays.copyOf(inflated, length);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("is not deflated bytes: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] withRoom(byte[] bytes, int length) {
        return length < bytes.length ? bytes : Arrays.copyOf(bytes, 2 * bytes.length);
    }
}
