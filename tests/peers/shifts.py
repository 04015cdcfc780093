#!/usr/bin/env python3
"""Compares our changes of images (by the class Shifts beside) with scipy, Pillow and colorsys, on the same images and random numbers.

    python shifts.py FOLDER

demands of every change and severity in FOLDER/results.safetensors that values are within one grey level of theirs, and that theirs of a
neighbouring severity are five times as far off in the mean. The parameters are those of CIFAR-10-C (Hendrycks and Dietterich 2019), fog is drawn
as in its script, elastic transforms by scipy in place of OpenCV. Prints what it saw.
"""

import colorsys
import io
import math
import pathlib
import sys

import numpy as np
from PIL import Image
from safetensors.numpy import load_file
from scipy import ndimage

SIDE = 32


def defocus(x, drawn, severity):
    radius, alias = [(0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (1, 0.2), (1.5, 0.1)][severity - 1]
    places = np.arange(-8, 9)
    disk = (places[:, None] ** 2 + places**2 <= radius**2).astype(float)
    kernel = ndimage.gaussian_filter(disk / disk.sum(), alias, radius=1)
    return np.stack([ndimage.correlate(x[..., c], kernel, mode="mirror") for c in range(3)], axis=-1)


def clipped_zoom(x, factor):
    kept = math.ceil(SIDE / factor)
    top = (SIDE - kept) // 2
    zoomed = ndimage.zoom(x[top : top + kept, top : top + kept], (factor, factor, 1), order=1)
    trim = (zoomed.shape[0] - SIDE) // 2
    return zoomed[trim : trim + SIDE, trim : trim + SIDE]


def zoom(x, drawn, severity):
    factors = 1 + np.arange(5 * severity + 1) / 100
    return (x + sum(clipped_zoom(x, factor) for factor in factors)) / (len(factors) + 1)


def fog(x, drawn, severity):
    thickness, decay = [(0.2, 3), (0.5, 3), (0.75, 2.5), (1, 2), (1.5, 1.75)][severity - 1]
    plasma = plasma_fractal(decay, iter(drawn))
    return (x + thickness * plasma[..., None]) * x.max() / (x.max() + thickness)


def plasma_fractal(decay, drawn):
    """As the published script, but for where random numbers come from."""
    heights = np.empty((SIDE, SIDE))
    heights[0, 0] = 0
    step, wibble = SIDE, 100

    def wibbled(array):
        uniform = np.array([next(drawn) for _ in range(array.size)]).reshape(array.shape)
        return array / 4 + wibble * wibble * (2 * uniform - 1)

    while step >= 2:
        half = step // 2
        corners = heights[0:SIDE:step, 0:SIDE:step]
        squares = corners + np.roll(corners, shift=-1, axis=0)
        squares = squares + np.roll(squares, shift=-1, axis=1)
        heights[half:SIDE:step, half:SIDE:step] = wibbled(squares)
        middles = heights[half:SIDE:step, half:SIDE:step]
        corners = heights[0:SIDE:step, 0:SIDE:step]
        sides = middles + np.roll(middles, 1, axis=0) + corners + np.roll(corners, -1, axis=1)
        heights[0:SIDE:step, half:SIDE:step] = wibbled(sides)
        sides = middles + np.roll(middles, 1, axis=1) + corners + np.roll(corners, -1, axis=0)
        heights[half:SIDE:step, 0:SIDE:step] = wibbled(sides)
        step, wibble = half, wibble / decay
    heights -= heights.min()
    return heights / heights.max()


def brightness(x, drawn, severity):
    more = [0.05, 0.1, 0.15, 0.2, 0.3][severity - 1]

    def brighter(pixel):
        hue, saturation, value = colorsys.rgb_to_hsv(*pixel)
        return colorsys.hsv_to_rgb(hue, saturation, min(1, value + more))

    return np.apply_along_axis(brighter, 2, x)


def contrast(x, drawn, severity):
    factor = [0.75, 0.5, 0.4, 0.3, 0.15][severity - 1]
    means = x.mean(axis=(0, 1), keepdims=True)
    return (x - means) * factor + means


def elastic(x, drawn, severity):
    stretch, smoothness, tilt = [(0, 0, 0.08), (0.05, 0.2, 0.07), (0.08, 0.06, 0.06), (0.1, 0.04, 0.05), (0.1, 0.03, 0.03)][
        severity - 1
    ]
    centre, off = SIDE // 2, SIDE // 3
    points = np.array([[centre + off, centre + off], [centre + off, centre - off], [centre - off, centre - off]], float)
    moved = points + SIDE * tilt * (2 * drawn[:6].reshape(3, 2) - 1)
    back = np.linalg.solve(np.c_[moved, np.ones(3)], points)  # rows for x, y, 1; columns to x, y
    matrix, offset = back[1::-1, ::-1].T, back[2, ::-1]  # of (y, x)
    tilted = np.stack([ndimage.affine_transform(x[..., c], matrix, offset, order=1, mode="mirror") for c in range(3)], axis=-1)
    fields = 2 * drawn[6:].reshape(2, SIDE, SIDE) - 1
    right, down = (
        SIDE * stretch * ndimage.gaussian_filter(field, SIDE * smoothness, mode="reflect", truncate=3) for field in fields
    )
    ys, xs = np.mgrid[0:SIDE, 0:SIDE]
    return np.stack(
        [ndimage.map_coordinates(tilted[..., c], [ys + down, xs + right], order=1, mode="reflect") for c in range(3)], axis=-1
    )


def pixelate(x, drawn, severity):
    share = [0.95, 0.9, 0.85, 0.75, 0.65][severity - 1]
    fewer = int(SIDE * share)
    return np.asarray(photo(x).resize((fewer, fewer), Image.BOX).resize((SIDE, SIDE), Image.BOX)) / 255


def jpeg(x, drawn, severity):
    file = io.BytesIO()
    photo(x).save(file, "JPEG", quality=[80, 65, 58, 50, 40][severity - 1])
    return np.asarray(Image.open(file)) / 255


def photo(x):
    return Image.fromarray(np.rint(x * 255).astype(np.uint8))


# the share of values that may lie further off: Pillow computes in whole numbers, and where its coder rounds one frequency of a block the
# other way, all of that block differ
PEERS = {
    "defocus_blur": (defocus, 0),
    "zoom_blur": (zoom, 0),
    "fog": (fog, 0),
    "brightness": (brightness, 0),
    "contrast": (contrast, 0),
    "elastic_transform": (elastic, 0),
    "pixelate": (pixelate, 0.001),
    "jpeg_compression": (jpeg, 0.15),
}


def main(folder):
    results = load_file(folder / "results.safetensors")
    images = results["images"] / 255
    good = True
    for name, (peer, allowed) in PEERS.items():
        for severity in range(1, 6):
            ours = results[f"{name}/{severity}"]
            drawn = results.get(f"{name}/{severity}/drawn", np.zeros((len(images), 0)))

            def off(other):
                theirs = np.stack([peer(x, u, other) for x, u in zip(images.astype(float), drawn)])
                return np.abs(ours - 255 * np.clip(theirs, 0, 1))

            here, there = off(severity), off(severity + 1 if severity < 5 else 4)
            # a value that lies between two grey levels was rounded to one of them
            beyond = (here > 1).mean()
            print(f"  {name} {severity}: at most {here.max():.3f} levels off, {here.mean():.4f} in the mean,"
                  f" {beyond:.5f} of the values beyond 1; the next severity {there.mean():.4f} in the mean")  # fmt: skip
            good &= beyond <= allowed and there.mean() > 5 * here.mean()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
