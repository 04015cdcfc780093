/** Comparisons of several schemes at once, of figures alone. */
package io.robusttransfer.worker.statistics;
