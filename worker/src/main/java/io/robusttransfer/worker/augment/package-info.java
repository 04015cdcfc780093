/** Variations of training images: each a pure function of an image of 8 bits and of what was drawn for it. */
package io.robusttransfer.worker.augment;
