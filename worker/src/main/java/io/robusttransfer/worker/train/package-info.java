/** Training: steps and epochs with optimizer, schedule, augmentation and validation, and a state from which it goes on. */
package io.robusttransfer.worker.train;
