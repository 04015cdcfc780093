/** Datasets: their formats and where they are read from, their remedies for what is wrong, and their preparation for a study. */
package io.robusttransfer.worker.data;
