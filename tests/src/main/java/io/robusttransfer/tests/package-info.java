/** Comparisons of the worker with PyTorch. */
package io.robusttransfer.tests;
