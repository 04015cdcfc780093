/** Networks: architectures, weights and batches. A network is an extractor f and a head h on its features. */
package io.robusttransfer.worker.model;
