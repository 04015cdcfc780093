package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/**
 * The mean of the image and of it in each size from 1 up, in steps of a hundredth.
 *
 * @param hundredths above 1 of the largest
 */
record ZoomBlur(int hundredths) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        double[] sum = image.values().clone();
        for (int i = 0; i <= hundredths; i++) {
            double[] zoomed = new Zoom(1 + i / 100.).of(image).values();
            for (int j = 0; j < sum.length; j++) {
                sum[j] += zoomed[j];
            }
        }
        double count = hundredths + 2;
        return image.with((y, x, c) -> sum[(y * image.width() + x) * image.channels() + c] / count);
    }
}
