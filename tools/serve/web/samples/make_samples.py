#!/usr/bin/python3
"""Makes the small pictures of the sample gallery from those in data/samples: four scaled down, and a number of four
digits whose ink is cut out of four others and laid side by side on grey paper. Needs Pillow and NumPy."""

import pathlib

import numpy
from PIL import Image, ImageFilter, ImageOps

HERE = pathlib.Path(__file__).parent
SOURCES = HERE.parents[3] / "data" / "samples"
WIDTH_PX = 240


def scale_down(source, target):
    picture = ImageOps.exif_transpose(Image.open(SOURCES / source)).convert("RGB")
    picture.thumbnail((WIDTH_PX, WIDTH_PX * 3 // 4))
    picture.save(HERE / target, quality=72, optimize=True)


def ink_of(source, height_px):
    """The ink of a dark digit on light paper: 0 none to 1 full, cropped, `height_px` tall."""
    grey = ImageOps.exif_transpose(Image.open(SOURCES / source)).convert("L").filter(ImageFilter.GaussianBlur(1))
    values = numpy.asarray(grey, float)
    paper, ink = numpy.median(values), numpy.percentile(values, 1)
    ink_share = numpy.clip((paper - values) / (paper - ink) * 1.5 - 0.5, 0, 1)
    rows, columns = numpy.where(ink_share > 0.5)
    cut = ink_share[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    size = (max(1, round(cut.shape[1] * height_px / cut.shape[0])), height_px)
    return numpy.asarray(Image.fromarray(numpy.uint8(cut * 255)).resize(size, Image.LANCZOS), float) / 255


def compose_number(sources, target):
    paper = numpy.full((180, WIDTH_PX), 236.0) - numpy.linspace(0, 24, WIDTH_PX)
    left = 20
    for index, source in enumerate(sources):
        ink = ink_of(source, 60)
        top = 58 + (-1) ** index * 5
        region = paper[top : top + ink.shape[0], left : left + ink.shape[1]]
        region += (40 - region) * ink
        left += ink.shape[1] + 10
    Image.fromarray(numpy.uint8(paper)).save(HERE / target, quality=72, optimize=True)


scale_down("3-chalk.jpg", "chalk.jpg")
scale_down("7-blue-pen.jpg", "blue-pen.jpg")
scale_down("8-marker.jpg", "marker.jpg")
scale_down("1-lamp-light.jpg", "lamp-light.jpg")
compose_number(["4-sideways.jpg", "2-pencil.jpg", "6-scan.png", "7-blue-pen.jpg"], "number.jpg")
