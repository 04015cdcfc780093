#!/usr/bin/env python3
"""Checks one exported folder (by the class Agreement beside) against plain PyTorch: logits, PGD and certificate, each written anew here.

    python agree.py FOLDER

loads FOLDER/checkpoint.safetensors into resnet.py's network with its BatchNorm statistics, unfolded, and demands on the
images and noise of FOLDER/results.safetensors: the same logits to 1e-4 of their size, the same images broken and the same
certificates (class or abstention, radius to 0.01) on at least 99 % of the images. Prints what it saw.
"""

import pathlib
import sys

import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file
from scipy.stats import beta, norm

import resnet

LEAST = 0.99


def read(path):
    with safe_open(path, "pt") as file:
        return load_file(path), file.metadata()


def pgd(net, x, y, start, epsilon, step, steps):
    """L-infinity; ascends the sum of the losses, so that no image depends on its batch."""
    low, high = (x - epsilon).clamp(min=0), (x + epsilon).clamp(max=1)
    at = start.clamp(low, high)
    for _ in range(steps):
        at = at.detach().requires_grad_(True)
        (gradient,) = torch.autograd.grad(F.cross_entropy(net(at), y, reduction="sum"), at)
        at = (at + step * gradient.sign()).clamp(low, high)
    return at.detach()


def certify(net, x, noise, selection, sigma, alpha):
    """Cohen et al. (2019), CERTIFY: class (-1 for abstention) and radius."""
    with torch.inference_mode():
        votes = torch.cat([net(x + sigma * part) for part in noise.split(275)]).argmax(1)
    label = votes[:selection].bincount().argmax().item()
    count, n = (votes[selection:] == label).sum().item(), len(votes) - selection
    lower = beta.ppf(alpha, count, n - count + 1) if count else 0
    return (label, sigma * norm.ppf(lower)) if lower >= 0.5 else (-1, 0)


def share(title, agreeing, detail):
    agreement = sum(agreeing) / len(agreeing)
    print(f"{title}: {sum(agreeing)} of {len(agreeing)} agree ({agreement:.1%}); {detail}")
    return agreement >= LEAST


def main(folder):
    torch.set_num_threads(1)
    state, about = read(folder / "checkpoint.safetensors")
    results, settings = read(folder / "results.safetensors")
    net = resnet.load(about["architecture"], state).eval().requires_grad_(False)
    x, y = results["x"], results["y"]
    with torch.no_grad():
        logits = net(x)
    difference = ((logits - results["logits"]).abs().max() / logits.abs().max()).item()
    print(f"{about['architecture']}: accuracy {(logits.argmax(1) == y).float().mean():.3f}, logits of {len(x)} images differ "
          f"by at most {difference:.1e} of their size")
    good = difference <= 1e-4

    epsilon, step = float(settings["epsilon"]), float(settings["step"])
    broken = logits.argmax(1) != y
    restart = 0
    while f"start.{restart}" in results:
        moved = pgd(net, x, y, results[f"start.{restart}"], epsilon, step, int(settings["steps"]))
        broken |= net(moved).argmax(1) != y
        restart += 1
    agreeing = (broken.long() == results["broken"]).tolist()
    good &= share(f"PGD-{settings['steps']}, {restart} restarts", agreeing, f"{broken.sum()} broken at {epsilon}")

    sigma, alpha = float(settings["sigma"]), float(settings["alpha"])
    agreeing, abstained, largest = [], 0, 0.0
    for i, (label, radius) in enumerate(zip(results["label"].tolist(), results["radius"].tolist())):
        mine = certify(net, x[i : i + 1], results[f"noise.{i}"], int(settings["selection"]), sigma, alpha)
        abstained += mine[0] == -1
        largest = max(largest, abs(mine[1] - radius))
        agreeing.append(mine[0] == label and abs(mine[1] - radius) <= 0.01)
    good &= share(f"CERTIFY, sigma {sigma}", agreeing, f"{abstained} abstentions, radii differ by at most {largest:.1e}")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
