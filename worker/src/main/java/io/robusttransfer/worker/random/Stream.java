package io.robusttransfer.worker.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * A stream of random numbers that its purpose and keys alone determine.
 *
 * <p>The seed is SHA-256 over (purpose, keys), each framed by its type and length, so that no two lists of keys run
 * together; the generator is L64_X128_MIX (Steele and Vigna 2021). Numbers are the same on every Java release and every
 * device. Not for several threads.
 */
public final class Stream {
    private final UniformRandomProvider generator;
    private final ZigguratSampler.NormalizedGaussian gaussian;

    private Stream(long[] seed) {
        generator = RandomSource.L64_X128_MIX.create(seed);
        gaussian = ZigguratSampler.NormalizedGaussian.of(generator);
    }

    /**
     * The stream of a purpose and its keys, from its beginning.
     *
     * @param keys strings and whole numbers (an int and a long of one value are the same key)
     */
    public static Stream of(String purpose, Object... keys) {
        MessageDigest digest = sha256();
        frame(digest, purpose);
        for (Object key : keys) {
            frame(digest, key);
        }
        long[] seed = new long[4];
        ByteBuffer.wrap(digest.digest()).asLongBuffer().get(seed);
        return new Stream(seed);
    }

    private static void frame(MessageDigest digest, Object key) {
        if (key instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update((byte) 's');
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            digest.update(bytes);
        } else if (key instanceof Integer || key instanceof Long) {
            digest.update((byte) 'i');
            digest.update(
                    ByteBuffer.allocate(8).putLong(((Number) key).longValue()).array());
        } else {
            throw new IllegalArgumentException("a stream is keyed by strings and whole numbers, not by " + key);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Uniform on [0, 1), a multiple of 2^-24. */
    public float uniform() {
        return generator.nextFloat();
    }

    /** Uniform on [0, 1), a multiple of 2^-53. */
    public double uniformDouble() {
        return generator.nextDouble();
    }

    /** Uniform on 0, …, bound - 1. */
    public int below(int bound) {
        return generator.nextInt(bound);
    }

    public boolean coin() {
        return generator.nextBoolean();
    }

    /** Standard normal, by the modified ziggurat of McFarland (2016). */
    public double gaussian() {
        return gaussian.sample();
    }

    /** Poisson, of this mean, at least 0. */
    public int poisson(double mean) {
        return mean == 0 ? 0 : PoissonSampler.of(generator, mean).sample();
    }

    /** The next {@code count} uniform numbers on [0, 1). */
    public float[] uniform(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = generator.nextFloat();
        }
        return numbers;
    }

    /** Fills numbers[from], …, numbers[to - 1] with standard normal numbers. */
    public void gaussian(float[] numbers, int from, int to) {
        for (int i = from; i < to; i++) {
            numbers[i] = (float) gaussian.sample();
        }
    }

    /** The next {@code count} standard normal numbers. */
    public float[] gaussian(int count) {
        float[] numbers = new float[count];
        gaussian(numbers, 0, count);
        return numbers;
    }

    /** A uniformly drawn order of 0, …, count - 1 (Fisher and Yates). */
    public int[] permutation(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = generator.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
