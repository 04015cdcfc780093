/** Scores that say how well a source model suits a target, from what it makes of the target's training images. 64 bits, no tensors. */
package io.robusttransfer.worker.transferability;
