#!/usr/bin/env python3
"""Takes the half of the non-digits that is learnt from; the other half stays for measuring.

    python3 data/nondigits/take_half.py FOLDER

FOLDER holds images-idx3-ubyte.gz, 28x28 pictures of bhmsds, and names.txt with the name of each (`slash-0042.png`). Of
each class those numbered below 750 are taken: writers follow one another in the numbers, so the halves share few or none.
"""

import gzip
import pathlib
import struct
import sys

FIRST_FOR_MEASURING = 750


def main():
    source = pathlib.Path(sys.argv[1])
    names = (source / "names.txt").read_text().split()
    data = gzip.decompress((source / "images-idx3-ubyte.gz").read_bytes())
    count, height, width = struct.unpack(">3I", data[4:16])
    assert count == len(names), f"{count} images and {len(names)} names"
    size = height * width
    taken = [data[16 + i * size:16 + (i + 1) * size] for i, name in enumerate(names)
             if int(pathlib.Path(name).stem.split("-")[1]) < FIRST_FOR_MEASURING]
    packed = gzip.compress(data[:4] + struct.pack(">3I", len(taken), height, width) + b"".join(taken), 9, mtime=0)
    (pathlib.Path(__file__).parent / "images-idx3-ubyte.gz").write_bytes(packed)


if __name__ == "__main__":
    main()
