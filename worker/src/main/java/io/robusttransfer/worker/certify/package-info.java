/** Randomized smoothing: votes of a classifier under Gaussian noise, and the radii that they certify. */
package io.robusttransfer.worker.certify;
