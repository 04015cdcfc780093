package io.robusttransfer.worker.data;

/**
 * Bilinear resizing as common image libraries do it: pixel centres at half-integers, and a triangle filter that widens with
 * the step, so that shrinking averages instead of skipping pixels. The ratio of the sides is not kept. The two passes are
 * exact to double precision; the result is rounded once, to the nearest of 0..255.
 */
final class Resize {
    private Resize() {}

    static Images to(Images images, int height, int width) {
        if (images.height() == height && images.width() == width) {
            return images;
        }
        Axis rows = Axis.of(images.height(), height);
        Axis columns = Axis.of(images.width(), width);
        int channels = images.channels();
        byte[] pixels = new byte[Math.multiplyExact(images.count(), height * width * channels)];
        double[] wide = new double[images.height() * width * channels];
        for (int image = 0; image < images.count(); image++) {
            int from = image * images.stride();
            for (int y = 0; y < images.height(); y++) {
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < channels; c++) {
                        double sum = 0;
                        for (int k = 0; k < columns.weights[x].length; k++) {
                            int at = from + (y * images.width() + columns.first[x] + k) * channels + c;
                            sum += columns.weights[x][k] * (images.pixels()[at] & 0xff);
                        }
                        wide[(y * width + x) * channels + c] = sum;
                    }
                }
            }
            int line = width * channels;
            for (int y = 0; y < height; y++) {
                for (int i = 0; i < line; i++) {
                    double sum = 0;
                    for (int k = 0; k < rows.weights[y].length; k++) {
                        sum += rows.weights[y][k] * wide[(rows.first[y] + k) * line + i];
                    }
                    pixels[(image * height + y) * line + i] = (byte) Math.min(255, (int) (sum + 0.5));
                }
            }
        }
        return new Images(images.count(), height, width, channels, images.classes(), pixels, images.labels());
    }

    /**
     * For each new position the old positions it is made of.
     *
     * @param first the first of them
     * @param weights of each, of sum 1
     */
    private record Axis(int[] first, double[][] weights) {
        static Axis of(int from, int to) {
            double step = (double) from / to;
            double reach = Math.max(1, step);
            int[] first = new int[to];
            double[][] weights = new double[to][];
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * step;
                first[i] = Math.max(0, (int) (centre - reach + 0.5));
                int end = Math.min(from, (int) (centre + reach + 0.5));
                weights[i] = new double[end - first[i]];
                double sum = 0;
                for (int k = 0; k < weights[i].length; k++) {
                    weights[i][k] = Math.max(0, 1 - Math.abs((first[i] + k + 0.5 - centre) / reach));
                    sum += weights[i][k];
                }
                for (int k = 0; k < weights[i].length; k++) {
                    weights[i][k] /= sum;
                }
            }
            return new Axis(first, weights);
        }
    }
}
