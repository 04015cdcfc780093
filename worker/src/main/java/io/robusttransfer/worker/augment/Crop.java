package io.robusttransfer.worker.augment;

/** A cut of full size that lies so many pixels further down and right; outside the image it is black. */
record Crop(int down, int right) implements Variation {
    @Override
    public Picture apply(Picture image) {
        return image.with((y, x, c) -> image.at(y + down, x + right, c));
    }
}
