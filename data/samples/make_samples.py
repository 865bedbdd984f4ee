#!/usr/bin/env python3
"""Makes the sample pictures in this folder from digits of MNIST's test set.

Each digit is enlarged to smooth strokes and laid into a scene as people photograph, scan or draw it: light, ink, noise,
file format. The pictures in the repository were made with Python 3.11, NumPy 2.4.6 and Pillow 13.0.0:

    make_samples.py MNIST_FOLDER [TO_FOLDER]

MNIST_FOLDER holds t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

SEED = 20260101


def read_idx(path, header):
    return np.frombuffer(path.read_bytes(), np.uint8, offset=header)


def strokes(digit, height, sharpness=6.0, weight=0.45, slant=0.0):
    """The ink of a 28x28 digit at `height` pixels, 0 to 1, with crisp rims; a higher `weight` thins the strokes."""
    big = Image.fromarray(digit).resize((height, height), Image.BICUBIC)
    big = big.filter(ImageFilter.GaussianBlur(height / 90))
    if slant:
        big = big.transform(big.size, Image.AFFINE, (1, slant, -slant * height / 2, 0, 1, 0), Image.BICUBIC)
    return 1 / (1 + np.exp(-sharpness * 4 * (np.asarray(big, float) / 255 - weight)))


def place(ink, width, height, left, top):
    """The ink within a scene of width x height; what hangs over the edge is cut off."""
    scene = np.zeros((height, width))
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + ink.shape[1], width), min(top + ink.shape[0], height)
    scene[y0:y1, x0:x1] = ink[y0 - top : y1 - top, x0 - left : x1 - left]
    return scene


def light(width, height, dark_corner, darkest, bend=0.0):
    """Light that falls off towards a corner (-1 or 1, -1 or 1) down to `darkest`."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    t = (x * dark_corner[0] + y * dark_corner[1] + 2) / 4
    return 1 - (1 - darkest) * np.clip(t + bend * (x * x + y * y) / 2, 0, 1)


def paper(rng, width, height, grain):
    fibre = Image.fromarray((rng.random((height, width)) * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.2))
    return 1 + grain * (np.asarray(fibre, float) / 255 - 0.5) * 4


def compose(ink, ground, colour, lighting, texture, rng, noise):
    """Lays ink of a colour on ground of a colour; both take the light; then the camera's noise."""
    surface = np.array(ground)[None, None] * texture[..., None]
    mixed = surface * (1 - ink[..., None]) + np.array(colour)[None, None] * ink[..., None]
    return np.clip(mixed * lighting[..., None] + rng.normal(0, noise, mixed.shape), 0, 255).astype(np.uint8)


def blue_pen(rng, digit):
    width, height = 640, 480
    ink = place(strokes(digit, 330, weight=0.75), width, height, 190, 60) * 0.9
    return Image.fromarray(compose(ink, (236, 232, 220), (38, 52, 130), light(width, height, (1, 1), 0.5, 0.1),
                                   paper(rng, width, height, 0.02), rng, 4))


def pencil(rng, digit):
    width, height = 420, 420
    ink = place(strokes(digit, 300, weight=0.7), width, height, 40, 70)
    ink *= 0.34 + 0.12 * rng.random((height, width))
    return Image.fromarray(compose(ink, (244, 243, 240), (70, 70, 74), light(width, height, (-1, 1), 0.8),
                                   paper(rng, width, height, 0.015), rng, 3)).convert("L")


def chalk(rng, digit):
    width, height = 560, 420
    ink = place(strokes(digit, 300, weight=0.5), width, height, 150, 50)
    ink *= np.clip(0.45 + 0.8 * rng.random((height, width)), 0, 1)
    return Image.fromarray(compose(ink, (38, 62, 52), (226, 228, 220), light(width, height, (1, -1), 0.6),
                                   paper(rng, width, height, 0.05), rng, 5))


def transparent(rng, digit):
    ink = place(strokes(digit, 200, weight=0.5), 240, 260, 15, 30)
    pixels = np.zeros((260, 240, 4), np.uint8)
    pixels[..., :3] = (20, 20, 24)
    pixels[..., 3] = np.round(255 * ink)
    return Image.fromarray(pixels)


def sideways(rng, digit):
    """A phone held upright: the pixels lie on their side, and EXIF says so."""
    width, height = 480, 640
    ink = place(strokes(digit, 400, weight=0.7), width, height, 40, 110) * 0.92
    upright = Image.fromarray(compose(ink, (228, 224, 216), (24, 24, 30), light(width, height, (-1, -1), 0.55),
                                      paper(rng, width, height, 0.02), rng, 4))
    return upright.transpose(Image.ROTATE_90)


def scan(rng, digit):
    ink = place(strokes(digit, 56, weight=0.4), 72, 84, 9, 14)
    return Image.fromarray(compose(ink, (250, 250, 250), (40, 40, 40), np.ones((84, 72)), np.ones((84, 72)), rng, 3)).convert("L")


def shadow(rng, digit):
    """Red felt pen, small in the picture, with the shadow of a hand over a part of it."""
    width, height = 720, 540
    ink = place(strokes(digit, 190, weight=0.45), width, height, 300, 190) * 0.95
    y, x = np.mgrid[0:height, 0:width]
    cast = 1 - 0.45 / (1 + np.exp(-(x + 0.5 * y - 740) / 14))
    return Image.fromarray(compose(ink, (238, 234, 226), (196, 40, 44), cast * light(width, height, (1, 1), 0.85),
                                   paper(rng, width, height, 0.02), rng, 4))


def marker(rng, digit):
    """A thick marker, cut so close that the digit touches the edges."""
    ink = place(strokes(digit, 420, weight=0.3), 310, 320, -55, -50)
    return Image.fromarray(compose(ink, (246, 244, 240), (18, 18, 18), light(310, 320, (1, 1), 0.75),
                                   np.ones((320, 310)), rng, 3))


def night(rng, digit):
    """Lamp light, a noisy sensor, a hand that was not quite still."""
    width, height = 600, 450
    ink = place(strokes(digit, 340, weight=0.6), width, height, 130, 50) * 0.9
    dim = compose(ink, (150, 118, 70), (30, 28, 26), light(width, height, (-1, 1), 0.45, 0.2),
                  paper(rng, width, height, 0.02), rng, 0)
    moved = Image.fromarray(dim).filter(ImageFilter.GaussianBlur(2.2))
    noisy = np.asarray(moved, float) + rng.normal(0, 11, (height, width, 3))
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def screen(rng, digit):
    """Drawn with a mouse: black on white, no greys."""
    ink = place(strokes(digit, 240, sharpness=50, weight=0.4), 280, 280, 20, 20) > 0.5
    return Image.fromarray(np.where(ink, 0, 255).astype(np.uint8)).convert("P")


def neon(rng, digit):
    """A dark drawing app: light lines on nearly black."""
    ink = place(strokes(digit, 220, weight=0.6), 300, 260, 40, 20)
    return Image.fromarray(compose(ink, (18, 18, 20), (120, 235, 190), np.ones((260, 300)), np.ones((260, 300)), rng, 0))


SAMPLES = [
    # file, scene, the number of the digit in MNIST's test set, how it is saved
    ("0-screen.gif", screen, 28, {}),
    ("1-lamp-light.jpg", night, 46, {"quality": 70}),
    ("2-pencil.jpg", pencil, 35, {"quality": 85}),
    ("3-chalk.jpg", chalk, 90, {"quality": 75}),
    ("4-sideways.jpg", sideways, 42, {"quality": 80, "exif": 6}),
    ("5-transparent.png", transparent, 53, {"optimize": True}),
    ("6-scan.png", scan, 50, {"optimize": True}),
    ("7-blue-pen.jpg", blue_pen, 17, {"quality": 80}),
    ("8-marker.jpg", marker, 61, {"quality": 80}),
    ("9-shadow.jpg", shadow, 62, {"quality": 80}),
    ("3-dark-screen.png", neon, 30, {"optimize": True}),
]


def main():
    mnist = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent
    digits = read_idx(mnist / "t10k-images-idx3-ubyte", 16).reshape(-1, 28, 28)
    labels = read_idx(mnist / "t10k-labels-idx1-ubyte", 8)
    for number, (name, scene, index, options) in enumerate(SAMPLES):
        assert labels[index] == int(name[0]), f"{name}: digit {index} is a {labels[index]}"
        picture = scene(np.random.default_rng(SEED + number), digits[index])
        if "exif" in options:
            exif = Image.Exif()
            exif[0x0112] = options["exif"]
            options = {**options, "exif": exif}
        picture.save(folder / name, **options)


if __name__ == "__main__":
    main()
