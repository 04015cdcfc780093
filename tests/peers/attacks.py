#!/usr/bin/env python3
"""Attacks one exported folder (by the class PeerAttacks beside) with the public packages, and compares.

    python attacks.py FOLDER...

loads each FOLDER/checkpoint.safetensors into plain PyTorch, attacks the images of FOLDER/results.safetensors with pyautoattack,
torchattacks and foolbox, and prints a line of a table for each attack: the robust accuracy that ours left and that each
package left. Demands, in images of the whole: FGSM at most one in 250 above
theirs (below it may be: their gradient of CE is rounded to 0 where a model is sure); PGD, whose random starts differ, within 4 %; Square
at most 2 % above the package's; AutoAttack at most 1 % above it. For two and three classes the package's standard mode fails: there its parts that work
are run (apgd-ce, fab, square; for three also apgd-dlr).
"""

import pathlib
import sys
import time

import torch
from safetensors import safe_open
from safetensors.torch import load_file

import resnet

# how much more of the images ours may leave right than a package, and how much less (None: any)
ALLOWED = {"fgsm": (0.004, None), "pgd": (0.04, 0.04), "square": (0.02, None), "autoAttack": (0.01, None)}


def read(path):
    with safe_open(path, "pt") as file:
        return load_file(path), file.metadata()


def accuracy(net, x, y):
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


def public(net, norm, epsilon, parts):
    """The package's standard version, or some of its parts with one restart each."""
    from pyautoattack import AutoAttack

    version = {"version": "custom", "attacks": parts} if parts else {"version": "standard"}
    attack = AutoAttack(net, norm=norm, eps=epsilon, device="cpu", seed=0, **version)
    attack.verbose = False
    attack.apgd.n_restarts = attack.fab.n_restarts = 1
    return attack


def autoattack(net, x, y, norm, epsilon, classes):
    parts = None if classes >= 10 else ["apgd-ce", "fab", "square"] + (["apgd-dlr"] if classes > 2 else [])
    return public(net, norm, epsilon, parts).run_standard_evaluation(x, y, batch_size=250)[0]


def square(net, x, y, norm, epsilon):
    return public(net, norm, epsilon, ["square"]).run_standard_evaluation(x, y, batch_size=250)[0]


def torchattacks_of(net, x, y, norm, epsilon, classes):
    import torchattacks

    step = 2.5 * epsilon / 20
    if norm == "Linf":
        yield "fgsm", torchattacks.FGSM(net, eps=epsilon)(x, y)
        yield "pgd", torchattacks.PGD(net, eps=epsilon, alpha=step, steps=20)(x, y)
    else:
        yield "pgd", torchattacks.PGDL2(net, eps=epsilon, alpha=step, steps=20)(x, y)
    if classes >= 10:
        yield "autoAttack", torchattacks.AutoAttack(net, norm=norm, eps=epsilon, n_classes=classes, seed=0)(x, y)


def foolbox_of(net, x, y, norm, epsilon):
    import foolbox

    model = foolbox.PyTorchModel(net, bounds=(0, 1), device="cpu")
    attacks = foolbox.attacks
    fgsm = attacks.LinfFastGradientAttack(random_start=False) if norm == "Linf" else attacks.L2FastGradientAttack(random_start=False)
    kind = attacks.LinfProjectedGradientDescentAttack if norm == "Linf" else attacks.L2ProjectedGradientDescentAttack
    yield "fgsm", fgsm(model, x, y, epsilons=epsilon)[1]
    yield "pgd", kind(rel_stepsize=2.5 / 20, steps=20, random_start=True)(model, x, y, epsilons=epsilon)[1]


def compare(folder):
    state, about = read(folder / "checkpoint.safetensors")
    results, settings = read(folder / "results.safetensors")
    net = resnet.load(about["architecture"], state).eval().requires_grad_(False)
    x, y = results["x"].contiguous(), results["y"]
    norm, epsilon, classes = settings["norm"].capitalize(), float(settings["epsilon"]), state["fc.bias"].numel()
    ours = {name.removeprefix("measure/"): 1 - flags.float().mean().item() for name, flags in results.items() if name.startswith("measure/")}
    table = {name: {"ours": value} for name, value in ours.items()}
    start = time.time()
    table["autoAttack"]["pyautoattack"] = accuracy(net, autoattack(net, x, y, norm, epsilon, classes), y)
    table["square"]["pyautoattack"] = accuracy(net, square(net, x, y, norm, epsilon), y)
    for name, moved in torchattacks_of(net, x, y, norm, epsilon, classes):
        table[name]["torchattacks"] = accuracy(net, moved, y)
    for name, moved in foolbox_of(net, x, y, norm, epsilon):
        table[name]["foolbox"] = accuracy(net, moved, y)
    print(f"{settings['model']}, K = {classes}, {norm} {epsilon}, {len(x)} images, clean {accuracy(net, x, y):.3f} ({time.time() - start:.0f} s of peers)")
    for name in ["fgsm", "pgd", "square", "autoAttack"]:
        row = table[name]
        print(f"  {name:11}" + "".join(f"{who} {row[who]:.3f}  " for who in ["ours", "pyautoattack", "torchattacks", "foolbox"] if who in row))
    return all(agrees(name, table[name]["ours"], left) for name in ALLOWED for who, left in table[name].items() if who != "ours")


def agrees(name, ours, theirs):
    above, below = ALLOWED[name]
    good = ours <= theirs + above + 1e-6 and (below is None or ours >= theirs - below - 1e-6)
    if not good:
        print(f"  {name}: {ours:.3f} is too far from {theirs:.3f}")
    return good


if __name__ == "__main__":
    torch.set_num_threads(1)
    good = [compare(pathlib.Path(folder)) for folder in sys.argv[1:]]
    sys.exit(0 if all(good) else 1)
