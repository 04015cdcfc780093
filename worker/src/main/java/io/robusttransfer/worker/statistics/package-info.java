/** Comparisons of several schemes at once, and how well one figure of them foretells another: of figures alone. */
package io.robusttransfer.worker.statistics;
