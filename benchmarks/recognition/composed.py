"""Numbers of five digits, composed from MNIST's test digits: dark on white, from wide gaps to touching and overlap.

The distance of two neighbours is the least one between their ink over all rows where both have some (or the row above
or below), drawn evenly from -2 to 12 of MNIST's pixels: at 0 and below the strokes touch, the more the deeper they
overlap. Each digit moves up or down by as much as two pixels. Digits, distances and heights come from a fixed seed.
"""

import random

SIDE = 28
DIGITS = 5
MARGIN = 8
LEAST_GAP = -2
MOST_GAP = 12
INK = 64  # grey level from which a pixel counts as ink
NOTHING = 10 ** 6


def edges(image):
    """For each row of a digit, its first and its last column of ink, or None."""
    rows = []
    for y in range(SIDE):
        columns = [x for x in range(SIDE) if image[y * SIDE + x] >= INK]
        rows.append((columns[0], columns[-1]) if columns else None)
    return rows


def least_distance(left, right, drop):
    """Columns without ink between two digits drawn at one place, the right one `drop` rows lower: below 0 as they
    overlap there."""
    least = NOTHING
    for y, row in enumerate(left):
        for near in (y - 1, y, y + 1):
            if row and 0 <= near - drop < SIDE and right[near - drop]:
                least = min(least, right[near - drop][0] - row[1] - 1)
    if least == NOTHING:  # no rows in common: that of their boxes
        return min(row[0] for row in right if row) - max(row[1] for row in left if row) - 1
    return least


def place(digits, rng):
    """[(left, top)] of the digits, and how many neighbours touch."""
    outlines = [edges(digit) for digit in digits]
    places = [(0, rng.randint(-2, 2))]
    touching = 0
    for before, outline in zip(outlines, outlines[1:]):
        gap = rng.randint(LEAST_GAP, MOST_GAP)
        touching += gap <= 0
        left, top = places[-1]
        drop = rng.randint(-2, 2) - top
        places.append((left + gap - least_distance(before, outline, drop), top + drop))
    return places, touching


def draw(digits, places):
    """(width, height, pixels), white paper; where digits overlap the darker ink is seen."""
    first = min(left for left, _ in places)
    width = max(left for left, _ in places) - first + SIDE + 2 * MARGIN
    height = SIDE + 4 + 2 * MARGIN
    pixels = bytearray(b"\xff" * (width * height))
    for digit, (left, top) in zip(digits, places):
        for y in range(SIDE):
            start = (y + top + 2 + MARGIN) * width + left - first + MARGIN
            row = digit[y * SIDE:(y + 1) * SIDE]
            pixels[start:start + SIDE] = bytes(min(old, 255 - new) for old, new in zip(pixels[start:start + SIDE], row))
    return width, height, bytes(pixels)


def enlarge(width, height, pixels, factor):
    """Linear interpolation along rows, then along columns."""
    def stretch(line):
        between = [(line[i] * (factor - k) + line[i + 1] * k) // factor for i in range(len(line) - 1) for k in range(factor)]
        return bytes(between + [line[-1]] * factor)

    wide = [stretch(pixels[y * width:(y + 1) * width]) for y in range(height)]
    columns = [stretch(bytes(column)) for column in zip(*wide)]
    return width * factor, height * factor, b"".join(map(bytes, zip(*columns)))


def compose(images, labels, count, seed=20261124):
    """Yields (text, number of touching pairs, width, height, pixels)."""
    rng = random.Random(seed)
    for _ in range(count):
        chosen = [rng.randrange(len(images)) for _ in range(DIGITS)]
        digits = [images[i] for i in chosen]
        places, touching = place(digits, rng)
        yield "".join(str(labels[i]) for i in chosen), touching, *draw(digits, places)
