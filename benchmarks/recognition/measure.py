#!/usr/bin/env python3
"""How well does a model read single digits, numbers and pictures that are no digits, how sure is it, and how fast?

    python3 benchmarks/recognition/measure.py [--model FILE] [--data FOLDER] [--part digits ...] [--output TABLE.md]

Runs every set that is present and prints a Markdown table with the goals beside the figures. MNIST's test images are
needed; `--data` (../shared/data beside the repository, if it is there) may hold folders with images-idx3-ubyte.gz and
labels-idx1-ubyte.gz, `nondigits` with names.txt (the half that is not in
data/nondigits is measured), and `unipen-strings-dev` with pictures named for their digits. Needs python3 alone,
and cjpeg (Debian: libjpeg-turbo-progs) for the photo. Nothing may be tuned to what this measures.
"""

import argparse
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import figures  # noqa: E402
import pictures  # noqa: E402
from batch import default_mnist  # noqa: E402
from command import Command  # noqa: E402

FASHION = [default_mnist().parent / "fashion-mnist", pathlib.Path("/usr/share/datasets/fashion-mnist")]
# Those numbered lower may have been learnt from: data/nondigits/README.md.
FIRST_NOT_LEARNT = 750
TEST_IMAGES = "t10k-images-idx3-ubyte"


class Work:
    """What there is to measure, and with what."""

    def __init__(self, arguments):
        self.command = Command(arguments.program.resolve(), arguments.model.resolve(), arguments.line_model)
        self.mnist = arguments.mnist
        self.data = arguments.data if arguments.data and arguments.data.is_dir() else None
        self.fashion = arguments.fashion
        self.numbers = arguments.numbers
        self.most = arguments.most
        self.repeats = arguments.repeats
        self.seconds = arguments.seconds

    def load_mnist(self):
        _, _, images = pictures.load_images(pictures.find_idx(self.mnist, TEST_IMAGES))
        _, labels = pictures.load_idx(pictures.find_idx(self.mnist, "t10k-labels-idx1-ubyte"))
        return images, labels

    def digit_images(self):
        found = {"mnist": pictures.find_idx(self.mnist, TEST_IMAGES)}
        if self.data:
            found["cvl-valid"] = pictures.find_idx(self.data / "cvl-valid", "images-idx3-ubyte")
        return {name: path for name, path in found.items() if path}

    def other_images(self):
        """{name: (path, the places of those that are measured, or None for all)}"""
        found = {}
        if self.data:
            folder = self.data / "nondigits"
            path = pictures.find_idx(folder, "images-idx3-ubyte")
            found["nondigits"] = path, pictures.numbered_from(folder / "names.txt", FIRST_NOT_LEARNT) if path else None
        if self.fashion:
            found["fashion-mnist"] = pictures.find_idx(self.fashion, TEST_IMAGES), None
        return {name: (path, among) for name, (path, among) in found.items() if path}


def command_line():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "digitnet")
    parser.add_argument("--model", type=pathlib.Path, default=ROOT / "data" / "models" / "default.safetensors")
    parser.add_argument("--line-model", default="shipped", help="a file, shipped or none")
    parser.add_argument("--mnist", type=pathlib.Path, default=default_mnist(), help="the folder with MNIST's files")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--fashion", type=pathlib.Path, default=next((path for path in FASHION if path.is_dir()), None),
                        help="the folder with Fashion-MNIST's files")
    parser.add_argument("--part", choices=figures.PARTS, nargs="+", default=list(figures.PARTS))
    parser.add_argument("--numbers", type=int, default=1000, help="how many numbers are composed, of each size")
    parser.add_argument("--most", type=int, help="so many pictures of a set for rejection and for speed, at most")
    parser.add_argument("--repeats", type=int, default=5, help="of what is timed")
    parser.add_argument("--seconds", type=float, default=1, help="how long one digit is timed, each repeat")
    parser.add_argument("--output", type=pathlib.Path, help="a file for the table, too")
    arguments = parser.parse_args()
    if not pictures.find_idx(arguments.mnist, TEST_IMAGES):
        parser.error(f"--mnist: no {TEST_IMAGES} in {arguments.mnist}; 'digitnet fetch mnist' gets it")
    for option in ("program", "model"):
        if not getattr(arguments, option).is_file():
            parser.error(f"--{option}: {getattr(arguments, option)} is not there")
    return arguments


def main():
    arguments = command_line()
    work = Work(arguments)
    lines = ["| what | measured | goal |", "|---|---|---|"]
    print("\n".join(lines), flush=True)
    for part in arguments.part:
        for row in figures.PARTS[part](work):
            lines.append(f"| {' | '.join(row)} |")
            print(lines[-1], flush=True)
    if arguments.output:
        arguments.output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
