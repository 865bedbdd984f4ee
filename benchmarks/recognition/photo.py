"""A photo of 12 megapixels of one line of digits: light that falls off, noise, dark ink, JPEG."""

import random
import shutil
import subprocess

import composed

WIDTH, HEIGHT = 4000, 3000
FACTOR = 12  # a digit of MNIST becomes some 240 pixels high


def noise(rng, count):
    """Bytes of 0 to 7."""
    return int.from_bytes(rng.randbytes(count), "big") & int.from_bytes(b"\x07" * count, "big")


def paper_row(rng, y):
    """Brighter to the left and above."""
    light = bytes(190 + 30 * (WIDTH - x) // WIDTH - 40 * y // HEIGHT for x in range(0, WIDTH, 100))
    row = b"".join(bytes([level]) * 100 for level in light)
    return bytearray((int.from_bytes(row, "big") + noise(rng, WIDTH)).to_bytes(WIDTH, "big"))


def compose_ppm(images, labels, seed=7):
    """(text, bytes of a PPM picture)."""
    rng = random.Random(seed)
    text, _, *small = next(composed.compose(images, labels, 1, seed))
    width, height, number = composed.enlarge(*small, FACTOR)
    left, top = (WIDTH - width) // 2, (HEIGHT - height) // 2
    rows = []
    for y in range(HEIGHT):
        row = paper_row(rng, y)
        if top <= y < top + height:
            ink = number[(y - top) * width:(y - top + 1) * width]
            row[left:left + width] = bytes(paper * (64 + level * 3 // 4) // 255
                                           for paper, level in zip(row[left:left + width], ink))
        colours = bytearray(3 * WIDTH)
        for channel in range(3):
            colours[channel::3] = row
        rows.append(colours)
    return text, b"P6\n%d %d\n255\n" % (WIDTH, HEIGHT) + b"".join(rows)


def write_photo(images, labels, path):
    """Its text, or None where there is no cjpeg (Debian: libjpeg-turbo-progs)."""
    if not shutil.which("cjpeg"):
        return None
    text, ppm = compose_ppm(images, labels)
    jpeg = subprocess.run(["cjpeg", "-quality", "88"], input=ppm, stdout=subprocess.PIPE, check=True).stdout
    path.write_bytes(jpeg)
    return text
