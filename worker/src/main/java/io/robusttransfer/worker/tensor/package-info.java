/**
 * Tensors of libtorch, and the only place that knows DJL. Its classes rule out what DJL does silently wrong: numbers and data are
 * copied into memory of torch, casts inside a graph are refused, every result belongs to the innermost Scope, and gradients are
 * recorded inside Grad only.
 */
package io.robusttransfer.worker.tensor;
