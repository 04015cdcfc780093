/**
 * Tensors of libtorch, and the only place that knows DJL.
 *
 * <p>What DJL does silently wrong cannot be written with these classes: scalars inside a graph are tensors that torch
 * owns (DJL's live in a direct buffer that may be collected before backward reads it); data are copied into memory of
 * torch; casts, which cut the graph, are refused inside one; every result belongs to the innermost {@link
 * io.robusttransfer.worker.tensor.Scope} whatever its operands; gradients are recorded inside {@link
 * io.robusttransfer.worker.tensor.Grad} only.
 */
package io.robusttransfer.worker.tensor;
