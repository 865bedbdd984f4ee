"""Digits of a font of 5 x 7 dots, moved about and with some noise: what takes MNIST's place where nobody fetched it."""

import random
import struct
import zlib

SIDE = 28
SCALE = 3
FONT = (
    "01110 10001 10011 10101 11001 10001 01110",
    "00100 01100 00100 00100 00100 00100 01110",
    "01110 10001 00001 00110 01000 10000 11111",
    "11110 00001 00001 01110 00001 00001 11110",
    "00010 00110 01010 10010 11111 00010 00010",
    "11111 10000 11110 00001 00001 10001 01110",
    "00110 01000 10000 11110 10001 10001 01110",
    "11111 00001 00010 00100 01000 01000 01000",
    "01110 10001 10001 01110 10001 10001 01110",
    "01110 10001 10001 01111 00001 00010 01100",
)


def draw(digit, chance):
    """28 x 28 pixels, light on black."""
    pixels = bytearray(min(255, int(abs(chance.gauss(0, 9)))) for _ in range(SIDE * SIDE))
    left, top, light = chance.randint(4, 9), chance.randint(2, 5), chance.randint(190, 250)
    for y, row in enumerate(FONT[digit].split()):
        for x, dot in enumerate(row):
            if dot == "1":
                for i in range(SCALE * SCALE):
                    place = (top + y * SCALE + i // SCALE) * SIDE + left + x * SCALE + i % SCALE
                    pixels[place] = min(255, max(0, light + chance.randint(-20, 20)))
    return bytes(pixels)


def png(pixels):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + pixels[i:i + SIDE] for i in range(0, SIDE * SIDE, SIDE))
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write_mnist(folder, trained=400, tested=200, seed=1):
    """A folder as `digitnet fetch mnist` leaves it, but small."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for part, count in (("train", trained), ("t10k", tested)):
        labels = bytes(i % 10 for i in range(count))
        images = b"".join(draw(label, chance) for label in labels)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(struct.pack(">IIII", 0x803, count, SIDE, SIDE) + images)
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(struct.pack(">II", 0x801, count) + labels)
