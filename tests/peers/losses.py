#!/usr/bin/env python3
"""Checks the losses of our schemes (by the class Losses beside) against public ones, on the same embeddings, logits and features.

    python losses.py FOLDER

demands of every loss in FOLDER/results.safetensors, all in 64 bits: theirs to 1e-6 of its size, and that theirs with a parameter
1 % larger is at least ten times as far off. SupCon and NT-Xent are those of pytorch-metric-learning; TRADES is written as in its
authors' repository (yaodongyu/TRADES); the feature distance is torch's PairwiseDistance. Prints what it saw.
"""

import pathlib
import sys

import torch
import torch.nn.functional as F
from pytorch_metric_learning.losses import NTXentLoss, SupConLoss
from safetensors import safe_open
from safetensors.torch import load_file

TOLERANCE = 1e-6


def trades(natural, adversarial, y, beta):
    robust = torch.nn.KLDivLoss(reduction="batchmean")(F.log_softmax(adversarial, dim=1), F.softmax(natural, dim=1))
    return F.cross_entropy(natural, y) + beta * robust


def fdm(logits, adversarial, natural, y, weight):
    distances = torch.nn.PairwiseDistance(p=2, eps=0)(adversarial.flatten(1), natural.flatten(1))
    return F.cross_entropy(logits, y) + weight * (distances / adversarial[0].numel() ** 0.5).mean()


def compare(title, parameter, values, ours, theirs):
    """Of a loss with one parameter: theirs is called with a value of it."""
    good = True
    for value, mine in zip(values.tolist(), ours.tolist()):
        true = theirs(value).item()
        apart, wrong = abs(mine / true - 1), abs(mine / theirs(1.01 * value).item() - 1)
        print(f"  {title}, {parameter} {value:g}: {mine:.9f}, theirs {true:.9f}, apart by {apart:.1e} (with 1 % more by {wrong:.1e})")
        good &= apart <= TOLERANCE <= wrong / 10
    return good


def main(folder):
    torch.set_num_threads(1)
    path = folder / "results.safetensors"
    with safe_open(path, "pt") as file:
        architecture = file.metadata()["architecture"]
    results = load_file(path)
    assert all(tensor.dtype == torch.float64 for name, tensor in results.items() if name != "y")
    embeddings, y = results["embeddings"], results["y"]
    cosines = F.cosine_similarity(embeddings[:, None], embeddings[None], dim=2)
    print(f"{architecture}, {len(y)} images in two views, classes of {y.bincount().tolist()}, cosines from {cosines.min():.2f}")
    labels, images = y.repeat(2), torch.arange(len(y)).repeat(2)
    good = cosines.min() < -0.3

    good &= compare("SupCon", "temperature", results["temperatures"], results["supcon"],
                    lambda temperature: SupConLoss(temperature=temperature)(embeddings, labels))  # fmt: skip
    good &= compare("NT-Xent", "temperature", results["temperatures"], results["simclr"],
                    lambda temperature: NTXentLoss(temperature=temperature)(embeddings, images))  # fmt: skip
    good &= compare("TRADES", "beta", results["betas"], results["trades"],
                    lambda beta: trades(results["trades.natural"], results["trades.adversarial"], y, beta))  # fmt: skip
    features = results["fdm.adversarialFeatures"], results["fdm.naturalFeatures"]
    good &= compare("FDM", "lambda", results["lambdas"], results["fdm"],
                    lambda weight: fdm(results["fdm.adversarial"], *features, y, weight))  # fmt: skip
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
