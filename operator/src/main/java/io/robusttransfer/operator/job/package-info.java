/**
 * Builds Jobs: their names, labels and annotations, and the pods that they run. It is pure, with no client and no clock; Jobs are
 * created elsewhere.
 */
package io.robusttransfer.operator.job;
