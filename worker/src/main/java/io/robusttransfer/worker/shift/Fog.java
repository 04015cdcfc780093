package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;

/**
 * A plasma over the image, which grows paler by it.
 *
 * @param thickness of the fog
 * @param decay of the plasma
 */
record Fog(double thickness, double decay) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        double[][] plasma = Plasma.of(image.height(), image.width(), decay, stream);
        double brightest = Arrays.stream(image.values()).max().orElseThrow();
        double scale = brightest / (brightest + thickness);
        return image.with((y, x, c) -> (image.at(y, x, c) + thickness * plasma[y][x]) * scale);
    }
}
