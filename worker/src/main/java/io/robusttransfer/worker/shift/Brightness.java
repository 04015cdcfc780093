package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/** The value of hue, saturation and value raised by this much, at most to 1. */
record Brightness(double more) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        return image.with((y, x, c) -> {
            double value = 0;
            for (int each = 0; each < image.channels(); each++) {
                value = Math.max(value, image.at(y, x, each));
            }
            double raised = Math.min(1, value + more);
            return value == 0 ? raised : image.at(y, x, c) * (raised / value);
        });
    }
}
