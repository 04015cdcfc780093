/** Random numbers as tensors: all of chance that schemes, attacks and certificates see. */
package io.robusttransfer.worker.noise;
