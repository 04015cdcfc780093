/** How fast the parts of an experiment are on this machine. */
package io.robusttransfer.worker.bench;
