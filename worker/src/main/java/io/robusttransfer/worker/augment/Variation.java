package io.robusttransfer.worker.augment;

/** What was drawn for one image. */
interface Variation {
    /** The image, varied: of the same shape. */
    Picture apply(Picture image);
}
