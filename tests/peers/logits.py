#!/usr/bin/env python3
"""Checks the logits of one exported network (by the class Logits beside) against PyTorch's.

    python logits.py FOLDER

loads FOLDER/checkpoint.safetensors into resnet.py's network with its BatchNorm statistics, unfolded, and demands the logits of
FOLDER/results.safetensors to 1e-5, and that images differ by a thousand times as much. Prints what it saw.
"""

import pathlib
import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file

import resnet


def main(folder):
    torch.set_num_threads(1)
    path = folder / "checkpoint.safetensors"
    with safe_open(path, "pt") as file:
        architecture = file.metadata()["architecture"]
    net = resnet.load(architecture, load_file(path)).eval()
    results = load_file(folder / "results.safetensors")
    with torch.no_grad():
        logits = net(results["x"])
    difference = (logits - results["logits"]).abs().max().item()
    spread = logits.std(0).mean().item()
    print(f"{architecture}, images of {'x'.join(map(str, results['x'].shape[1:]))}: logits up to {logits.abs().max():.3f}, apart by "
          f"{spread:.3f} from image to image, differ by at most {difference:.1e}")
    sys.exit(0 if difference <= 1e-5 < spread / 1000 else 1)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
