#!/usr/bin/env python3
"""Checks our transferability scores (by the class Scores beside) against their formulas, written out in numpy.

    python scores.py FOLDER

demands of every score in FOLDER/results.safetensors, in 64 bits: the formula's to 1e-6 of its size (or of 1, where it is smaller), and,
of many images, that with the labels moved on by one image it is at least ten times as far off. The highest evidence of LogME is searched
by scipy, over both of its parameters. Prints what it saw.
"""

import pathlib
import sys

import numpy as np
from safetensors.numpy import load_file
from scipy.optimize import minimize

TOLERANCE = 1e-6


def leep(f, theta, y):
    joint = np.array([theta[y == label].sum(0) for label in range(y.max() + 1)]) / len(y)
    return np.log(((joint / joint.sum(0))[y] * theta).sum(1)).mean()


def nce(f, theta, y):
    z = theta.argmax(1)
    return np.log([np.mean(y[z == b] == a) for a, b in zip(y, z)]).mean()


def logme(f, theta, y):
    variance, directions = np.linalg.eigh(f @ f.T)
    variance = variance.clip(0)

    def evidence(parameters, target):
        """ln N(target; 0, I/b + ff'/a), in the directions of the covariance."""
        a, b = np.exp(parameters)
        covariance = 1 / b + variance / a
        return -(np.log(2 * np.pi * covariance) + (directions.T @ target) ** 2 / covariance).sum() / 2

    def highest(target):
        return max(
            -minimize(lambda p: -evidence(p, target), start, method="Nelder-Mead", bounds=((-5, 18), (-5, 18)),
                      options={"xatol": 1e-8, "fatol": 1e-11, "maxiter": 2000}).fun
            for start in ((0, 1), (0, 3), (4, 1), (4, 3))
        )  # fmt: skip

    return np.mean([highest((y == label).astype(float)) for label in range(y.max() + 1)]) / len(y)


def hscore(f, theta, y):
    between = np.array([f[y == label].mean(0) for label in range(y.max() + 1)])[y]
    smallest = f.shape[1] * np.finfo(float).eps
    return np.trace(np.linalg.pinv(np.cov(f.T), rcond=smallest, hermitian=True) @ np.cov(between.T))


def rate(z, distortion=1e-4):
    return np.linalg.slogdet(np.eye(z.shape[1]) + z.T @ z / (len(z) * distortion))[1] / 2


def transrate(f, theta, y):
    z = f - f.mean(0)
    return rate(z) - sum(np.mean(y == label) * rate(z[y == label]) for label in range(y.max() + 1))


def gbc(f, theta, y):
    varies = f.var(0) > 0
    f = f[:, varies]
    mean = [f[y == label].mean(0) for label in range(y.max() + 1)]
    variance = [np.maximum(f[y == label].var(0, ddof=1), 1e-4 * f.var(0, ddof=1)) for label in range(y.max() + 1)]

    def distance(i, j):
        v = (variance[i] + variance[j]) / 2
        return ((mean[i] - mean[j]) ** 2 / v).sum() / 8 + np.log(v / np.sqrt(variance[i] * variance[j])).sum() / 2

    return -sum(np.exp(-distance(i, j)) for i in range(len(mean)) for j in range(len(mean)) if i != j)


def cka(f, theta, y):
    def compared(x):
        h = np.eye(len(y)) - 1 / len(y)
        return h @ (x @ x.T) @ h

    k, l = compared(f), compared(np.eye(y.max() + 1)[y])
    return (k * l).sum() / np.sqrt((k * k).sum() * (l * l).sum())


def main(folder):
    results = load_file(folder / "results.safetensors")
    good = True
    for name in ("tall", "wide", "net"):
        f, theta, y = (results[f"{name}.{part}"] for part in ("f", "theta", "y"))
        print(f"{name}: {f.shape[0]} images, {f.shape[1]} features, classes of {np.bincount(y).tolist()}")
        for score in (leep, nce, logme, hscore, transrate, gbc, cka):
            ours, theirs = results[f"{name}.{score.__name__}"].item(), score(f, theta, y)
            size = max(1, abs(theirs))
            apart, wrong = abs(ours - theirs) / size, abs(ours - score(f, theta, np.roll(y, 1))) / size
            print(f"  {score.__name__}: {ours:.9f}, in numpy {theirs:.9f}, apart by {apart:.1e} (with other labels by {wrong:.1e})")
            # where features are more than images any labels have the highest H-score
            good &= bool(apart <= TOLERANCE and (name != "tall" or TOLERANCE <= wrong / 10))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
