#!/usr/bin/env python3
"""Checks our norms of layers (by the class Norms beside) against exact ones, in 64 bits.

    python norms.py FOLDER

demands of FOLDER/results.safetensors that a bound is never below a layer's norm and at most 1e-3 above it, and that c W/σ(W) is c W
by the exact σ to 1e-3. Exact is the largest singular value of the layer's whole matrix, by torch from the layer's Jacobian, and,
where that is too large, by scipy's Lanczos iteration; deel-torchlip computes the same of the smaller ones. A layer that is bounded
on a torus is compared with its norm there, and has to lie above the one with zero padding. Prints what it saw.
"""

import contextlib
import io
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from deel.torchlip.normalizers import spectral_normalization
from deel.torchlip.utils.evaluate_lip_const import evaluate_lip_const
from safetensors import safe_open
from safetensors.torch import load_file
from scipy.sparse.linalg import LinearOperator, svds

TOLERANCE = 1e-3
LARGEST_MATRIX = 1600
LARGEST_OF_DEEL = 1 << 20


def zero_padded(weight, shape):
    channels, height, width, stride, padding = shape
    return (channels, height, width), lambda x: F.conv2d(x, weight, stride=stride, padding=padding)


def circular(weight, shape):
    """On the smallest torus that holds image and padding and that the stride divides."""
    channels, height, width, stride, padding = shape
    sides = [stride * math.ceil((side + padding) / stride) for side in (height, width)]
    around = [padding, weight.shape[3] - 1 - padding, padding, weight.shape[2] - 1 - padding]
    return (channels, *sides), lambda x: F.conv2d(F.pad(x, around, mode="circular"), weight, stride=stride)


def outputs(size, apply):
    return apply(torch.zeros(1, *size, dtype=torch.float64)).numel()


def exact(size, apply):
    """By the whole matrix: the Jacobian at any point, rows being the gradients of each output."""
    x = torch.zeros(1, *size, dtype=torch.float64)
    columns = math.prod(size)
    if columns <= outputs(size, apply):
        matrix = apply(torch.eye(columns, dtype=torch.float64).reshape(columns, *size)).flatten(1)
    else:
        matrix = torch.autograd.functional.jacobian(apply, x, vectorize=True).reshape(-1, columns)
    return torch.linalg.svdvals(matrix)[0].item()


def lanczos(size, apply):
    x = torch.zeros(1, *size, dtype=torch.float64, requires_grad=True)
    y = apply(x)

    def forwards(v):
        with torch.no_grad():
            return apply(torch.as_tensor(v, dtype=torch.float64).reshape(x.shape)).flatten().numpy()

    def backwards(v):
        (gradient,) = torch.autograd.grad(y, x, torch.as_tensor(v, dtype=torch.float64).reshape(y.shape), retain_graph=True)
        return gradient.flatten().numpy()

    matrix = LinearOperator((y.numel(), x.numel()), matvec=forwards, rmatvec=backwards, dtype=np.float64)
    return svds(matrix, k=1, tol=1e-10, return_singular_vectors=False, rng=0)[0].item()


class Layer(torch.nn.Module):
    def __init__(self, apply):
        super().__init__()
        self.apply_to = apply

    def forward(self, x):
        return self.apply_to(x)


def of_deel(size, apply):
    """deel-torchlip's norm of the Jacobian; it prints it, too."""
    with contextlib.redirect_stdout(io.StringIO()):
        return evaluate_lip_const(Layer(apply), torch.zeros(1, *size, dtype=torch.float64), "jacobian_norm")


def of_deel_dense(matrix):
    """deel-torchlip's σ of a dense layer, by a power iteration that has the time that it needs."""
    start = torch.randn(1, matrix.shape[1], dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    return spectral_normalization(matrix, start, eps=1e-12, maxiter=10_000)[2].item()


def bounded(name, weight, shape, ours):
    size, apply = zero_padded(weight, shape)
    whole = min(math.prod(size), outputs(size, apply)) <= LARGEST_MATRIX
    padded = exact(size, apply) if whole else lanczos(size, apply)
    norm = padded if whole else lanczos(*circular(weight, shape))
    line = f"  bound of {name}: {ours:.6f}, {'zero padding' if whole else 'torus'} {norm:.6f}, above by {ours / norm - 1:.1e}"
    good = 0 <= ours / norm - 1 <= TOLERANCE and ours >= padded
    if not whole:
        line += f"; zero padding {padded:.6f}"
    elif math.prod(size) * outputs(size, apply) <= LARGEST_OF_DEEL:
        theirs = of_deel(size, apply)
        line += f", deel-torchlip {theirs:.6f}"
        good &= 0 <= ours / theirs - 1 <= TOLERANCE
    kernel = torch.linalg.matrix_norm(weight.flatten(1), ord=2).item()
    print(line + f" (the kernel as a matrix {kernel:.6f})")
    return good and abs(ours / kernel - 1) > 10 * TOLERANCE


def normed(name, raw, ours, shape, scale):
    norms = {}
    if shape is None:
        norms["torch"] = torch.linalg.matrix_norm(raw.flatten(1), ord=2).item()
        norms["deel-torchlip"] = of_deel_dense(raw.flatten(1))
    else:
        norms["torch"] = exact(*zero_padded(raw, shape))
    apart = {who: ((ours * norm / scale - raw).abs().max() / raw.abs().max()).item() for who, norm in norms.items()}
    print(f"  {scale} W/σ(W) of {name}: σ {norms['torch']:.6f}, apart by " + ", ".join(f"{far:.1e} ({who})" for who, far in apart.items()))
    return all(far <= TOLERANCE for far in apart.values()) and abs(norms["torch"] / scale - 1) > 10 * TOLERANCE


def main(folder):
    torch.set_num_threads(1)
    path = folder / "results.safetensors"
    with safe_open(path, "pt") as file:
        scale = float(file.metadata()["scale"])
    results = load_file(path)
    good = True
    for key in (key.removesuffix(".ours") for key in results if key.endswith(".ours")):
        shape = results[key + ".shape"].tolist() if key + ".shape" in results else None
        ours = results[key + ".ours"]
        if key.startswith("bound/"):
            good &= bounded(key.removeprefix("bound/"), results[key + ".weight"], shape, ours.item())
        else:
            good &= normed(key.replace("/", " "), results[key + ".raw"].double(), ours.double(), shape, scale)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
