package io.robusttransfer.worker.shift;

import io.robusttransfer.worker.random.Stream;

/** Shifted up, down, left or right by this share of the side, at least a pixel; the last row or column stands for what comes from outside. */
record Translate(double share) implements Shift {
    @Override
    public Raster apply(Raster image, Stream stream) {
        int direction = stream.below(4);
        int sign = direction % 2 == 0 ? 1 : -1;
        int down = direction < 2 ? sign * pixels(image.height()) : 0;
        int right = direction < 2 ? 0 : sign * pixels(image.width());
        return image.with((y, x, c) -> image.at(
                Edge.NEAREST.inside(y - down, image.height()), Edge.NEAREST.inside(x - right, image.width()), c));
    }

    private int pixels(int side) {
        return Math.max(1, (int) Math.round(share * side));
    }
}
