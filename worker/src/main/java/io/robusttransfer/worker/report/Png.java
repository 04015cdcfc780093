package io.robusttransfer.worker.report;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * One of a row of images as a picture in a page.
 *
 * @param factor so many pixels across and down become one, their mean
 */
record Png(Pictures of, int factor) {
    private static final int GREY = 1;
    private static final int COLOURS = 3;
    private static final double WHITE = 255;

    /**
     * A data URI.
     *
     * @param values of all images, (N, C, H, W); what leaves [0, 1] is cut
     * @param image which of them, from 0
     */
    String uri(double[] values, int image) {
        int width = Math.max(1, of.width() / factor);
        int height = Math.max(1, of.height() / factor);
        boolean colour = of.channels() == COLOURS;
        BufferedImage picture =
                new BufferedImage(width, height, colour ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_BYTE_GRAY);
        WritableRaster raster = picture.getRaster();
        for (int channel = 0; channel < (colour ? COLOURS : GREY); channel++) {
            int plane = (image * of.channels() + channel) * of.height() * of.width();
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double mean = mean(values, plane, x * factor, y * factor);
                    raster.setSample(x, y, channel, (int) Math.round(WHITE * Math.max(0, Math.min(1, mean))));
                }
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private double mean(double[] values, int plane, int left, int top) {
        double sum = 0;
        for (int y = top; y < top + factor; y++) {
            for (int x = left; x < left + factor; x++) {
                sum += values[plane + y * of.width() + x];
            }
        }
        return sum / (factor * factor);
    }
}
