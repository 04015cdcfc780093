package io.robusttransfer.worker.augment;

/** The mirror image, left to right, or the image as it is. */
record Flip(boolean mirrored) implements Variation {
    @Override
    public Picture apply(Picture image) {
        return mirrored ? image.with((y, x, c) -> image.at(y, image.width() - 1 - x, c)) : image;
    }
}
