package io.robusttransfer.worker.augment;

import io.robusttransfer.worker.data.Images;
import java.util.Arrays;

/**
 * One image of 8 bits, its pixels in the order H×W×C. All that is computed of it is plain arithmetic in double precision, rounded once: the
 * same on every machine.
 */
record Picture(int height, int width, int channels, byte[] pixels) {
    /** Values from 0 to 255 by place. */
    interface Values {
        double at(int y, int x, int channel);
    }

    static Picture of(Images images, int index) {
        return new Picture(
                images.height(),
                images.width(),
                images.channels(),
                Arrays.copyOfRange(images.pixels(), index * images.stride(), (index + 1) * images.stride()));
    }

    /** 0 to 255; outside it is black. */
    int at(int y, int x, int channel) {
        boolean inside = y >= 0 && y < height && x >= 0 && x < width;
        return inside ? pixels[(y * width + x) * channels + channel] & 0xff : 0;
    }

    /** Bilinear between the centres of the four pixels around, which lie at whole numbers. */
    double between(double y, double x, int channel) {
        int top = (int) Math.floor(y);
        int left = (int) Math.floor(x);
        double down = y - top;
        double right = x - left;
        double upper = at(top, left, channel) * (1 - right) + at(top, left + 1, channel) * right;
        double lower = at(top + 1, left, channel) * (1 - right) + at(top + 1, left + 1, channel) * right;
        return upper * (1 - down) + lower * down;
    }

    /** One of this shape with these values, each rounded to 8 bits. */
    Picture with(Values values) {
        byte[] made = new byte[pixels.length];
        int i = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    made[i++] = (byte) Math.floor(values.at(y, x, c) + 0.5);
                }
            }
        }
        return new Picture(height, width, channels, made);
    }
}
