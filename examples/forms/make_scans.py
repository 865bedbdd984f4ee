#!/usr/bin/env python3
"""Makes the filled-in forms in this folder: the printed form that payment.json describes, digits of MNIST's test set
written into it, and the page scanned or photographed.

The pictures in the repository were made with Debian 12's Python 3.11, NumPy 1.24 and Pillow 9.4, as
scripts/install_dependencies.sh --dev installs them:

    make_scans.py MNIST_FOLDER [TO_FOLDER]

MNIST_FOLDER holds t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte.
"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SEED = 36
HERE = Path(__file__).parent
LABELS = [  # text, where its left end is and how high its letters are, in millimetres
    ("Payment slip", 12, 8.5, 4.5),
    ("Postal code", 12, 15.5, 3),
    ("Date (day, month, year)", 80, 15.5, 3),
    ("Customer number", 12, 39, 3),
    ("Amount", 100, 38, 3),
    ("Account", 12, 62.5, 3),
    ("DE", 12, 70.5, 4.5),
]


class Handwriting:
    """Digits of an MNIST file, taken at random among those of a label."""

    def __init__(self, folder, part, rng):
        self.images = read_idx(folder / f"{part}-images-idx3-ubyte", 16).reshape(-1, 28, 28)
        self.labels = read_idx(folder / f"{part}-labels-idx1-ubyte", 8)
        self.rng = rng

    def digit(self, label, height):
        """The ink of a digit cut close, 0 to 1, as a pen writes it: crisp at any size."""
        image = self.images[self.rng.choice(np.flatnonzero(self.labels == label))]
        rows, columns = np.flatnonzero(image.max(1) > 60), np.flatnonzero(image.max(0) > 60)
        image = image[rows[0] - 1 : rows[-1] + 2, columns[0] - 1 : columns[-1] + 2]
        size = (max(3, round(image.shape[1] * height / 22)), max(3, round(image.shape[0] * height / 22)))
        big = np.asarray(Image.fromarray(image).resize(size, Image.BICUBIC), float) / 255
        return 1 / (1 + np.exp(-14 * (big - 0.42)))


def read_idx(path, header):
    return np.frombuffer(path.read_bytes(), np.uint8, offset=header)


def regions_of(field):
    return field["at"] if isinstance(field["at"], list) else [field["at"]]


def print_form(form, dots_per_mm):
    """The empty form, 0 white to 1 black."""
    page = form["page"]
    image = Image.new("L", (round(page["width"] * dots_per_mm), round(page["height"] * dots_per_mm)), 0)
    draw = ImageDraw.Draw(image)

    def box(area, width, level):
        x0, y0 = area["x"] * dots_per_mm, area["y"] * dots_per_mm
        x1, y1 = x0 + area["width"] * dots_per_mm, y0 + area["height"] * dots_per_mm
        draw.rectangle([round(x0), round(y0), round(x1), round(y1)], outline=level, width=width)

    if "at" in form["anchor"] and isinstance(form["anchor"]["at"], dict):
        box(form["anchor"]["at"], max(1, round(0.45 * dots_per_mm)), 235)
    for field in form["fields"]:
        for region in regions_of(field):
            cells = region.get("cells", 1)
            if not field.get("printed", "cells" in region):
                continue
            for i in range(cells):
                cell = dict(region, x=region["x"] + i * region["width"] / cells, width=region["width"] / cells)
                box(cell, max(1, round(0.25 * dots_per_mm)), 190)
    for text, x, y, height in LABELS:
        print_text(image, text, round(x * dots_per_mm), round(y * dots_per_mm), round(height * dots_per_mm))
    return np.asarray(image, float) / 255


def print_text(image, text, x, y, height):
    font = ImageFont.load_default()
    left, top, right, bottom = font.getbbox(text)
    small = Image.new("L", (right, bottom), 0)
    ImageDraw.Draw(small).text((0, 0), text, fill=255, font=font)
    big = small.resize((round(right * height / bottom), height), Image.BICUBIC)
    image.paste(big, (x, y), big)


def write(paper, ink, left, top):
    left, top = round(left), round(top)
    part = paper[top : top + ink.shape[0], left : left + ink.shape[1]]
    np.maximum(part, ink[: part.shape[0], : part.shape[1]], out=part)


def fill_in(form, values, hand, dots_per_mm):
    """The ink that a person leaves: a digit a cell, or all of them in a row where there are no cells."""
    page = form["page"]
    paper = np.zeros((round(page["height"] * dots_per_mm), round(page["width"] * dots_per_mm)))
    rng = hand.rng
    for field in form["fields"]:
        text = values.get(field["name"], "")
        places = []
        for region in regions_of(field):
            places += [(region, i) for i in range(region.get("cells", 0))]
        if places:
            for (region, i), c in zip(places, text):
                if c == " ":
                    continue
                width, height = region["width"] / region["cells"] * dots_per_mm, region["height"] * dots_per_mm
                ink = hand.digit(int(c), rng.uniform(0.62, 0.8) * height)
                middle_x = region["x"] * dots_per_mm + (i + 0.5 + rng.uniform(-0.08, 0.08)) * width
                middle_y = region["y"] * dots_per_mm + (0.5 + rng.uniform(-0.06, 0.06)) * height
                write(paper, ink, middle_x - ink.shape[1] / 2, middle_y - ink.shape[0] / 2)
        elif text:
            region = regions_of(field)[0]
            height = rng.uniform(0.5, 0.6) * region["height"] * dots_per_mm
            x = (region["x"] + 2) * dots_per_mm
            base = (region["y"] + region["height"] * 0.8) * dots_per_mm
            for c in text:
                if c == ".":
                    dot = np.ones((max(2, round(height / 9)),) * 2)
                    write(paper, dot, x, base - dot.shape[0])
                    x += height * 0.3
                    continue
                ink = hand.digit(int(c), height * rng.uniform(0.92, 1.08))
                write(paper, ink, x, base - ink.shape[0] + rng.uniform(-0.04, 0.04) * height)
                x += ink.shape[1] + rng.uniform(0.1, 0.25) * height
    return paper


def homography(source, target):
    rows, right = [], []
    for (x, y), (u, v) in zip(source, target):
        rows += [[x, y, 1, 0, 0, 0, -x * u, -y * u], [0, 0, 0, x, y, 1, -x * v, -y * v]]
        right += [u, v]
    return np.linalg.solve(np.array(rows, float), np.array(right, float))


def corners_of(width, height):
    return [(0, 0), (width, 0), (width, height), (0, height)]


def lay(layer, corners, size):
    """The layer with its corners at `corners` of a picture of `size`, 0 outside."""
    terms = homography(corners, corners_of(layer.shape[1], layer.shape[0]))
    image = Image.fromarray((layer * 255).astype(np.uint8))
    return np.asarray(image.transform(size, Image.PERSPECTIVE, terms, Image.BICUBIC), float) / 255


def grain(rng, size, strength):
    fibre = Image.fromarray((rng.random((size[1], size[0])) * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1))
    return 1 + strength * (np.asarray(fibre, float) / 255 - 0.5) * 4


def turned(width, height, degrees, scale, shift, size):
    """The corners of a page that lies turned around the middle of a picture."""
    a = np.radians(degrees)
    middle = np.array([size[0] / 2, size[1] / 2]) + shift
    return [
        tuple(middle + scale * np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) @ np.array([x, y]))
        for x, y in [(-width / 2, -height / 2), (width / 2, -height / 2), (width / 2, height / 2), (-width / 2, height / 2)]
    ]


def scan(rng, printed, written, corners, size, ink_level=0.85):
    """Grey, from a flat-bed scanner: even light, little noise."""
    dark = 1 - (1 - 0.8 * lay(printed, corners, size)) * (1 - ink_level * lay(written, corners, size))
    grey = 246 * grain(rng, size, 0.01) * (1 - dark) + rng.normal(0, 2, (size[1], size[0]))
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def photo(rng, printed, written, corners, size):
    """A photo of the slip on a desk: perspective, blue ink, the light of a lamp, the shadow of a hand, a camera's noise."""
    sheet = lay(np.ones_like(printed), corners, size)
    print_ink, pen = lay(printed, corners, size) * 0.8, lay(written, corners, size) * 0.9
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    lamp = 1 - 0.45 * (x / size[0] * 0.6 + y / size[1] * 0.4)
    hand = 1 - 0.3 / (1 + np.exp(-(x + 0.6 * y - 0.95 * size[0]) / 12))
    wood = 1 + 0.12 * np.sin(y / 9 + 2 * np.sin(x / 160))
    picture = np.empty((size[1], size[0], 3))
    for i, (desk, paper, blue) in enumerate(zip((116, 84, 60), (244, 240, 230), (34, 48, 128))):
        page = paper * grain(rng, size, 0.012) * (1 - print_ink)
        page = page * (1 - pen) + blue * pen
        picture[..., i] = (desk * wood * (1 - sheet) + page * sheet) * lamp * hand
    noisy = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))
    return Image.fromarray(np.clip(np.asarray(noisy, float) + rng.normal(0, 3, picture.shape), 0, 255).astype(np.uint8))


def main():
    mnist = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE
    form = json.loads((HERE / "payment.json").read_text())
    hand = Handwriting(mnist, "t10k", np.random.default_rng(SEED))
    rng = np.random.default_rng(SEED + 1)
    dots = 6
    printed = print_form(form, dots)
    height, width = printed.shape
    size = (1180, 640)
    slips = [
        ("slip-1.jpg", {"postal_code": "10115", "date": "24112026", "customer": "40128761", "amount": "249.90",
                        "account": "89370400440532013000"}),
        ("slip-2.jpg", {"postal_code": "80331", "date": "", "customer": "70031596", "amount": "1250.00", "account": ""}),
        ("slip-3.jpg", {"postal_code": "20095", "date": "30022026", "customer": "51234565", "amount": "75.00",
                        "account": "02120300000000202051"}),
    ]
    for number, (name, values) in enumerate(slips):
        written = fill_in(form, values, hand, dots)
        turn = [(1.6, 1.0, (12, -9)), (-1.1, 0.92, (-20, 14)), (181.2, 0.97, (5, 8))][number]
        corners = turned(width, height, *turn, size)
        scan(rng, printed, written, corners, size).save(folder / name, quality=72)
    written = fill_in(form, {"postal_code": "50667", "date": "01092026", "customer": "80076540", "amount": "38.45",
                             "account": ""}, hand, dots)
    corners = [(96, 120), (1180, 70), (1246, 640), (40, 712)]
    photo(rng, printed, written, corners, (1320, 800)).save(folder / "slip-photo.jpg", quality=70)


if __name__ == "__main__":
    main()
