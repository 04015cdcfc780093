/** How the operator does with hundreds of experiments, on nodes that only pretend. */
package io.robusttransfer.tests.scale;
