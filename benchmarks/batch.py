#!/usr/bin/env python3
"""How many single digits a second does a whole process read from a folder of pictures?

    python3 benchmarks/batch.py [--program build/release/bin/digitnet] [--model FILE] [--mnist FOLDER] [--pictures 10000] [--json]

Writes MNIST's test images as PNG files into a temporary folder and runs `digitnet predict --recursive FOLDER --csv
FILE.csv` on it again and again, each time from the start: so the time is that of everything, from listing the folder
to the last row on the disk. Prints the median and range of pictures a second, the processor's time for a picture, and
how many are right. Exit code 1 when fewer than 98 % are, or when a run that goes on does not leave the file as it was.
"""

import argparse
import csv
import gzip
import json
import os
import pathlib
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIDE = 28
LEAST_RIGHT = 0.98


def default_mnist():
    data = os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local" / "share"
    return pathlib.Path(os.environ.get("DIGITNET_DATA") or pathlib.Path(data) / "digitnet") / "mnist"


def read_idx(folder, name, header_bytes):
    plain, packed = folder / name, folder / f"{name}.gz"
    if not plain.exists() and not packed.exists():
        sys.exit(f"{plain}: not there; 'digitnet fetch mnist' gets it")
    return (plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes()))[header_bytes:]


def png(pixels):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + pixels[i:i + SIDE] for i in range(0, SIDE * SIDE, SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write_pictures(mnist, folder, count):
    """A thousand to a folder, each file's name ends in its label."""
    images = read_idx(mnist, "t10k-images-idx3-ubyte", 16)
    labels = read_idx(mnist, "t10k-labels-idx1-ubyte", 8)
    for i in range(count):
        image = i % len(labels)
        path = folder / f"{i // 1000:03}" / f"{i:06}-{labels[image]}.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(png(images[image * SIDE * SIDE:(image + 1) * SIDE * SIDE]))


def run(command):
    """(seconds of wall time, seconds of processor time) of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime


def share_right(table, count):
    with open(table, newline="") as file:
        rows = list(csv.DictReader(file))
    if len(rows) != count:
        sys.exit(f"{table}: expected {count} rows, found {len(rows)}")
    return sum(row["text"] == row["image"][-5] for row in rows) / count


def check_going_on(command, table):
    before = table.read_bytes()
    table.write_bytes(before[:len(before) * 2 // 3])
    run(command)
    if table.read_bytes() != before:
        print("a run that went on left another file", file=sys.stderr)
        sys.exit(1)


def measure(arguments, folder):
    pictures, table = folder / "pictures", folder / "out.csv"
    pictures.mkdir()
    write_pictures(arguments.mnist, pictures, arguments.pictures)
    command = [str(arguments.program), "predict", "--model", arguments.model, "--recursive", str(pictures), "--csv", str(table)]
    runs = []
    for _ in range(arguments.repeats):
        table.unlink(missing_ok=True)
        runs.append(run(command))
    right = share_right(table, arguments.pictures)
    check_going_on(command, table)
    rates = [arguments.pictures / wall for wall, _ in runs]
    return {"pictures": arguments.pictures, "right": right,
            "pictures_per_s": {"median": statistics.median(rates), "low": min(rates), "high": max(rates)},
            "processor_ms": 1e3 * statistics.median(processor for _, processor in runs) / arguments.pictures}


def command_line():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "digitnet")
    parser.add_argument("--model", default="shipped")
    parser.add_argument("--mnist", type=pathlib.Path, default=default_mnist(), help="the folder with MNIST's files")
    parser.add_argument("--pictures", type=int, default=10000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main():
    arguments = command_line()
    with tempfile.TemporaryDirectory() as folder:
        results = measure(arguments, pathlib.Path(folder))
    if arguments.json:
        print(json.dumps(results))
    else:
        rate = results["pictures_per_s"]
        print("| pictures | a second: median [range] | processor ms a picture | right |\n|---|---|---|---|")
        print(f"| {results['pictures']:,} | {rate['median']:,.0f} [{rate['low']:,.0f} - {rate['high']:,.0f}] | "
              f"{results['processor_ms']:.3f} | {100 * results['right']:.2f} % |")
    sys.exit(0 if results["right"] >= LEAST_RIGHT else 1)


if __name__ == "__main__":
    main()
