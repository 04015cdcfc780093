#!/usr/bin/env python3
"""Checks exported weights (by the class Exports beside) in plain PyTorch networks, without any code of ours.

    python weights.py FOLDER

loads FOLDER/checkpoint.safetensors into resnet.py's network, every name and shape, and demands the logits of
FOLDER/results.safetensors to 1e-5 of their size, which the raw weights, those that training changed, must miss by a thousand times
as much. Beside the f of FOLDER/source.safetensors: neft changed the kernels of its last blocks alone, to matrices of norm beta or at
most 1 % more, since our estimate of σ follows training from below; lora every kernel by a matrix of rank r, or the layer's own where
that is less. Prints what it saw.
"""

import pathlib
import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file

import resnet

LOGITS = 1e-5
NORM_ABOVE = 0.01
ROUNDING = 1e-6
BLOCKS = {"small-cnn": ["conv1", "conv2", "conv3", "linear"],
          "resnet20": [f"layer{stage}.{block}" for stage in (1, 2, 3) for block in range(3)]}  # fmt: skip


def read(path):
    with safe_open(path, "pt") as file:
        return load_file(path), file.metadata()


def logits(architecture, state, x):
    with torch.no_grad():
        return resnet.load(architecture, state).eval()(x)


def size(difference, of):
    return (difference.abs().max() / of.abs().max()).item()


def neft(architecture, exported, source, beta, blocks):
    changed = {name for name in source if source[name].dim() > 1 and not torch.equal(exported[name], source[name])}
    last = tuple(block + "." for block in BLOCKS[architecture][-blocks:])
    expected = {name for name in source if source[name].dim() > 1 and name.startswith(last)}
    norms = {name: torch.linalg.matrix_norm(exported[name].double().flatten(1), ord=2).item() for name in sorted(changed)}
    before = [torch.linalg.matrix_norm(source[name].double().flatten(1), ord=2).item() for name in norms]
    print(f"  norms {', '.join(f'{name} {norm:.6f}' for name, norm in norms.items())}; beta {beta}; before from {min(before):.3f} to {max(before):.3f}")
    return changed == expected and all(-ROUNDING <= norm / beta - 1 <= NORM_ABOVE for norm in norms.values())


def lora(exported, source, rank):
    good = True
    least, rest = float("inf"), 0.0
    kernels = [name for name in source if source[name].dim() > 1]
    ranks = {}
    for name in kernels:
        new, old = exported[name].double().flatten(1), source[name].double().flatten(1)
        rows, columns = new.shape
        # what rounding to 32 bits can add: a matrix of independent errors of half a unit in the last place
        rounding = 2.0**-24 * new.abs().max() * (rows**0.5 + columns**0.5)
        values = torch.linalg.svdvals(new - old)
        ranks[name] = torch.linalg.matrix_rank(new - old, atol=rounding, rtol=0).item()
        wanted = min(rank, rows, columns)
        least = min(least, (values[wanted - 1] / rounding).item())
        rest = max(rest, (values[wanted] / rounding).item() if wanted < len(values) else 0.0)
        good &= ranks[name] == wanted
    others = [name for name in source if name not in kernels and not torch.equal(exported[name], source[name])]
    print(f"  ranks of the changes of {len(kernels)} kernels: {sorted(set(ranks.values()))}, r = {rank}; singular values r are at least "
          f"{least:.0f} times what rounding can make, the next ones at most {rest:.2f} times; {len(others)} other tensors changed")
    return good and not others


def main(folder):
    torch.set_num_threads(1)
    exported, about = read(folder / "checkpoint.safetensors")
    results, settings = read(folder / "results.safetensors")
    architecture, kind = about["architecture"], settings["kind"]
    source = load_file(folder / "source.safetensors")
    raw = load_file(folder / "raw.safetensors")
    ours = results["logits"]
    apart = size(logits(architecture, exported, results["x"]) - ours, ours)
    without = size(logits(architecture, raw, results["x"]) - ours, ours)
    print(f"{kind.lower()}, {architecture}: logits of {len(ours)} images up to {ours.abs().max():.2f}, apart by {apart:.1e} of that; "
          f"with the raw weights by {without:.1e}")
    good = apart <= LOGITS <= without / 1000
    if kind == "NEFT":
        good &= neft(architecture, exported, source, float(settings["beta"]), int(settings["blocks"]))
    if kind == "LORA":
        good &= lora(exported, source, int(settings["rank"]))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
