package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.data.Images;
import java.util.Arrays;

/** One image, its values in the order H×W×C: in [0,1], or beyond until it is clipped. They are never written to. */
record Raster(int height, int width, int channels, double[] values) {
    private static final double WHITE = 255;

    /** Values by place. */
    interface Values {
        double at(int y, int x, int channel);
    }

    static Raster of(Images images, int index) {
        byte[] pixels = Arrays.copyOfRange(images.pixels(), index * images.stride(), (index + 1) * images.stride());
        return of(images.height(), images.width(), images.channels(), pixels);
    }

    static Raster of(int height, int width, int channels, byte[] pixels) {
        double[] values = new double[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (pixels[i] & 0xff) / WHITE;
        }
        return new Raster(height, width, channels, values);
    }

    /** One of this shape. */
    Raster with(Values by) {
        return of(height, width, channels, by);
    }

    static Raster of(int height, int width, int channels, Values by) {
        double[] made = new double[height * width * channels];
        int i = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    made[i++] = by.at(y, x, c);
                }
            }
        }
        return new Raster(height, width, channels, made);
    }

    double at(int y, int x, int channel) {
        return values[(y * width + x) * channels + channel];
    }

    /** Bilinear between the centres of pixels, which lie at whole numbers. */
    double between(double y, double x, int channel, Edge edge) {
        int top = (int) Math.floor(y);
        int left = (int) Math.floor(x);
        int y0 = edge.inside(top, height);
        int y1 = edge.inside(top + 1, height);
        int x0 = edge.inside(left, width);
        int x1 = edge.inside(left + 1, width);
        double down = y - top;
        double right = x - left;
        double upper = at(y0, x0, channel) * (1 - right) + at(y0, x1, channel) * right;
        double lower = at(y1, x0, channel) * (1 - right) + at(y1, x1, channel) * right;
        return upper * (1 - down) + lower * down;
    }

    /** The weighted sum of the pixels around each, by a kernel of odd sides. */
    Raster filtered(double[][] kernel, Edge edge) {
        int down = kernel.length / 2;
        int right = kernel[0].length / 2;
        return with((y, x, c) -> {
            double sum = 0;
            for (int i = 0; i < kernel.length; i++) {
                int row = edge.inside(y + i - down, height);
                for (int j = 0; j < kernel[i].length; j++) {
                    sum += kernel[i][j] * at(row, edge.inside(x + j - right, width), c);
                }
            }
            return sum;
        });
    }

    /** Blurred by a Gaussian that is cut off at so many deviations, as scipy's gaussian_filter; 0 for the image itself. */
    Raster blurred(double deviation, double truncate, Edge edge) {
        int radius = (int) (truncate * deviation + .5);
        if (radius == 0) {
            return this;
        }
        double[] bell = new double[2 * radius + 1];
        for (int i = 0; i < bell.length; i++) {
            double off = (i - radius) / deviation;
            bell[i] = StrictMath.exp(-off * off / 2);
        }
        double sum = Arrays.stream(bell).sum();
        double[][] across = {Arrays.stream(bell).map(each -> each / sum).toArray()};
        double[][] down =
                Arrays.stream(across[0]).mapToObj(each -> new double[] {each}).toArray(double[][]::new);
        return filtered(down, edge).filtered(across, edge);
    }

    /** The grey of a pixel: luma of ITU-R 601. */
    double grey(int y, int x) {
        return channels == 1 ? at(y, x, 0) : .299 * at(y, x, 0) + .587 * at(y, x, 1) + .114 * at(y, x, 2);
    }

    /** Clipped to [0,1] and rounded to the grey levels of 8 bits. */
    Raster rounded() {
        return of(height, width, channels, bytes());
    }

    byte[] bytes() {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.floor(Math.max(0, Math.min(1, values[i])) * WHITE + .5);
        }
        return bytes;
    }
}
