/** Evaluation of trained models: readings of accuracy, attacks and certificates, image by image, and their files of samples. */
package io.robusttransfer.worker.evaluate;
