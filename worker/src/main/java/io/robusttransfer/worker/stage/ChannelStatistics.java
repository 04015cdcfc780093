package io.robusttransfer.worker.stage;

import io.robusttransfer.worker.data.Images;

/**
 * Mean and standard deviation of each channel over all pixels of all images, in [0,1]. f normalises by them on every domain.
 *
 * @param deviation population standard deviation, at least {@value #LEAST}
 */
record ChannelStatistics(float[] mean, float[] deviation) {
    private static final float LEAST = 1e-3f;
    private static final double WHITE = 255;

    static ChannelStatistics of(Images images) {
        int channels = images.channels();
        long[] sum = new long[channels];
        long[] squares = new long[channels];
        byte[] pixels = images.pixels();
        for (int i = 0; i < pixels.length; i++) {
            int value = pixels[i] & 0xff;
            sum[i % channels] += value;
            squares[i % channels] += (long) value * value;
        }
        double count = (double) pixels.length / channels;
        float[] mean = new float[channels];
        float[] deviation = new float[channels];
        for (int c = 0; c < channels; c++) {
            double average = sum[c] / count;
            mean[c] = (float) (average / WHITE);
            deviation[c] = Math.max(LEAST, (float) (Math.sqrt(squares[c] / count - average * average) / WHITE));
        }
        return new ChannelStatistics(mean, deviation);
    }
}
