#!/usr/bin/env python3
"""How close do the kernels come to the machine's limits, as a picture and a table?

    python3 benchmarks/roofline.py [--build build/release] [--threads 2] [--seconds 1] [--repeats 5]
    python3 benchmarks/roofline.py --from benchmarks/results/DATE-kernels.json

Runs benchmark_kernels in fp32 and, where the processor has instructions for it, in bf16; writes
benchmarks/results/DATE-kernels.json and .md and docs/roofline.svg, and prints the table. --from draws what was measured
before. Rates are counted as direct operations, so that Winograd's convolutions may pass the fp32 roof.
"""

import argparse
import datetime
import html
import json
import math
import os
import pathlib
import subprocess
import sys

from comparison import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
CEILINGS = ("peak-", "read-")
INSTRUCTIONS = {"peak-vdpbf16ps": "vdpbf16ps", "peak-tdpbf16ps": "tdpbf16ps"}
SLOPES = {"read-l1-32KiB": "L1", "read-l2-512KiB": "L2", "read-l3-8MiB": "L3", "read-dram-256MiB": "DRAM"}
ONLY_FP32 = ("pool", "adadelta")

# Measurements.


def measure(arguments, precision):
    program = arguments.build / "bin" / "benchmark_kernels"
    if not program.exists():
        sys.exit(f"{program} is not there: cmake --workflow --preset release")
    command = [str(program), "--json", "--precision", precision, "--threads", str(arguments.threads),
               "--seconds", str(arguments.seconds), "--repeats", str(arguments.repeats)]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with exit code {run.returncode}")
    return json.loads(run.stdout)


def measure_all(arguments):
    load_before = os.getloadavg()[0]
    runs = {"fp32": measure(arguments, "fp32")}
    if runs["fp32"]["isa"] in ("avx512_bf16", "amx_bf16"):
        runs["bf16"] = measure(arguments, "bf16")
    loads = f"{load_before:.1f} and {os.getloadavg()[0]:.1f}"
    facts = {**machine.machine(), "instruction set in use": runs["fp32"]["isa"],
             "digitnet": arguments.revision or machine.output_of("git", "describe", "--always", "--dirty"),
             "threads": arguments.threads, "slices": f"{arguments.repeats} of {arguments.seconds} s",
             "load average before and after": loads}
    return {"date": arguments.date, "facts": facts, "runs": runs}


class Run:
    """What was measured in one precision."""

    def __init__(self, precision, result, threads):
        self.precision, self.threads = precision, threads
        self.figures = {case["case"]: {figure["unit"]: figure for figure in case["figures"]}
                        for case in result["cases"]}
        self.kernels = [name for name in self.figures
                        if not name.startswith(CEILINGS) and not (precision != "fp32" and name.startswith(ONLY_FP32))]

    def value(self, name, unit):
        return self.figures[name][unit]["median"]

    def rate(self, name):
        return self.value(name, "GFLOP/s")

    def slopes(self):
        return {label: self.value(case, "GB/s") for case, label in SLOPES.items() if case in self.figures}

    def roofs(self):
        """GFLOP/s by label: float for everything, and the instructions that this precision could use."""
        roofs = {"fp32 multiply-add": self.rate("peak-fp32")}
        if self.precision != "fp32":
            roofs |= {label: self.rate(case) for case, label in INSTRUCTIONS.items() if case in self.figures}
        return roofs


# The table.


def span(figure, digits):
    return f"{figure['median']:,.{digits}f} [{figure['low']:,.{digits}f} - {figure['high']:,.{digits}f}]"


def ceiling_table(run):
    lines = ["| ceiling | measured: median [range] |", "|---|---|"]
    for name in run.figures:
        if name.startswith(CEILINGS):
            unit, figure = next(iter(run.figures[name].items()))
            lines.append(f"| {name} | {span(figure, 0)} {unit} |")
    return lines


def kernel_table(run):
    peak = run.rate("peak-fp32")
    lines = [f"| {run.precision} | GFLOP/s: median [range] | of the fp32 peak | GB/s at least | FLOP/byte at most |",
             "|---|---|---|---|---|"]
    for name in run.kernels:
        figures = run.figures[name]
        lines.append(f"| {name} | {span(figures['GFLOP/s'], 0)} | {figures['GFLOP/s']['median'] / peak:.0%} | "
                     f"{figures['GB/s']['median']:,.1f} | {figures['FLOP/byte']['median']:,.1f} |")
    return lines


def report(measured, runs):
    facts = [f"- {key}: {value}" for key, value in measured["facts"].items()]
    lines = [f"# Kernels and ceilings, {measured['date']}", "",
             "Written by `benchmarks/roofline.py`; docs/roofline.svg is its picture. Operations are counted as direct "
             "convolutions and products have them, so that Winograd's algorithm, which needs fewer, can pass 100 %. "
             "Bytes are those that must move at least once, whichever cache they come from. `conv-` is the second "
             "convolution with its ReLU, `dense-` the first dense layer, `training-` a whole step with everything.",
             "", *facts, "", *ceiling_table(runs[0])]
    for run in runs:
        lines += ["", *kernel_table(run)]
    return "\n".join(lines) + "\n"


# The picture.

WIDTH, PANEL_HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960, 560, 70, 24, 46, 52
INK, GREY, LINE = "#1f2933", "#66727f", "#d9dee3"
COLOURS = {"conv": "#b4452c", "dense": "#1f6f8b", "pool": "#7a5c99", "adadelta": "#4d7c3a", "training": "#1f2933"}
KINDS = {"conv": "convolution", "dense": "dense layer", "pool": "max pooling", "adadelta": "Adadelta",
         "training": "whole training step"}


class Axis:
    def __init__(self, low, high, start, end):
        self.low, self.high, self.start, self.end = low, high, start, end

    def __call__(self, value):
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self):
        exponent = math.ceil(math.log10(self.low) - 1e-9)
        while 10 ** exponent <= self.high * 1.0001:
            yield 10.0 ** exponent
            exponent += 1


class Covered:
    """Which squares of three pixels are taken; boxes are (left, top, right, bottom)."""

    SIDE = 3

    def __init__(self):
        self.squares = set()

    def squares_of(self, box):
        left, top, right, bottom = (math.floor(edge / self.SIDE) for edge in box)
        return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))

    def add(self, box):
        self.squares.update(self.squares_of(box))

    def add_line(self, x1, y1, x2, y2, radius):
        for x, y in along(x1, y1, x2, y2):
            self.add((x - radius, y - radius, x + radius, y + radius))

    def overlap(self, box):
        return sum(square in self.squares for square in self.squares_of(box))

    def overlap_line(self, x1, y1, x2, y2):
        return sum(self.overlap((x, y, x, y)) for x, y in along(x1, y1, x2, y2))


def along(x1, y1, x2, y2):
    steps = int(math.hypot(x2 - x1, y2 - y1) / 4) + 1
    for i in range(steps + 1):
        yield x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps


def text(x, y, words, size=12, colour=INK, anchor="start", weight="normal", turn=None):
    turned = f' transform="rotate({turn:.1f} {x:.1f} {y:.1f})"' if turn else ""
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
            f'font-weight="{weight}" stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
            f'{turned}>{html.escape(words)}</text>')


def line(x1, y1, x2, y2, colour=LINE, width=1.0, dashes=""):
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width}"{dashed}/>')


def text_width(words, size):
    return 0.6 * size * len(words)


def number(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:g}"


def short(name):
    """conv-seed-forward: seed forward; the colour says what it is."""
    kind, _, rest = name.partition("-")
    return f"{kind} {rest}".replace("-", " ") if kind in ("pool", "adadelta") else rest.replace("-", " ")


class Panel:
    """One precision. Ceilings come first, then their labels, then the points' wherever they cover nothing."""

    def __init__(self, run, top, limits):
        self.run, self.top = run, top
        self.x = Axis(*limits[0], LEFT, WIDTH - RIGHT)
        self.y = Axis(*limits[1], top + PANEL_HEIGHT - BOTTOM, top + TOP)
        self.places = {name: (self.x(run.value(name, "FLOP/byte")), self.y(run.rate(name))) for name in run.kernels}
        self.solid, self.ceilings = Covered(), Covered()
        self.parts = []

    def draw(self):
        count = f"{self.run.threads} threads" if self.run.threads > 1 else "1 thread"
        self.parts.append(text(LEFT, self.top + 24, f"{self.run.precision}, {count}", 16, weight="bold"))
        self.grid()
        for x, y in self.places.values():
            self.solid.add((x - 5, y - 5, x + 5, y + 5))
        lines = [*self.slope_lines(), *self.roof_lines()]
        for _, *ends in lines:
            self.parts.append(line(*ends, "#8795a1", 1.5))
            self.ceilings.add_line(*ends, 2)
        for words, *ends in lines:
            self.ceiling_label(words, *ends)
        for name in sorted(self.places, key=lambda name: self.places[name][1]):
            self.label(name)
        for name, (x, y) in self.places.items():
            self.parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour_of(name)}" stroke="#ffffff">'
                f'<title>{html.escape(name)}: {self.run.rate(name):,.0f} GFLOP/s</title></circle>')
        return self.parts

    def grid(self):
        for value in self.x.ticks():
            self.parts.append(line(self.x(value), self.y.start, self.x(value), self.y.end))
            self.parts.append(text(self.x(value), self.y.start + 18, number(value), 11, GREY, "middle"))
        for value in self.y.ticks():
            self.parts.append(line(self.x.start, self.y(value), self.x.end, self.y(value)))
            self.parts.append(text(LEFT - 8, self.y(value) + 4, number(value), 11, GREY, "end"))
        self.parts.append(text((self.x.start + self.x.end) / 2, self.y.start + 38,
                               "operations a byte that must move (FLOP/byte)", 12, GREY, "middle"))
        self.parts.append(text(22, (self.y.start + self.y.end) / 2, "GFLOP/s, counted as direct operations", 12, GREY,
                               "middle", turn=-90))

    def slope_lines(self):
        highest = max(self.run.roofs().values())
        for label, rate in self.run.slopes().items():
            left, right = max(self.x.low, self.y.low / rate), min(highest / rate, self.x.high)
            yield f"{label} {rate:,.0f} GB/s", self.x(left), self.y(left * rate), self.x(right), self.y(right * rate)

    def roof_lines(self):
        fastest = max(self.run.slopes().values())
        for label, rate in self.run.roofs().items():
            start = self.x(max(rate / fastest, self.x.low))
            yield f"{label} {rate:,.0f} GFLOP/s", start, self.y(rate), self.x.end, self.y(rate)

    def ceiling_label(self, words, x1, y1, x2, y2):
        """Along the line, above or below it, where it covers least."""
        length, best = math.hypot(x2 - x1, y2 - y1), None
        along_x, along_y = (x2 - x1) / length, (y2 - y1) / length
        width = text_width(words, 11)
        for start in range(6, int(length - width) - 4, 8):
            for away in (5, -14):
                x = x1 + start * along_x + away * along_y
                y = y1 + start * along_y - away * along_x
                middle = x + 4 * along_y, y - 4 * along_x
                ends = *middle, middle[0] + width * along_x, middle[1] + width * along_y
                cost = sum(10 * self.solid.overlap(box) + self.ceilings.overlap(box) for box in around(*ends))
                cost += start / 5
                if best is None or cost < best[0]:
                    best = cost, x, y, ends
        if best is None:
            return
        _, x, y, ends = best
        self.parts.append(text(x, y, words, 11, GREY, turn=math.degrees(math.atan2(along_y, along_x))))
        self.solid.add_line(*ends, 7)

    def label(self, name):
        """The nearest place where neither it nor the line that leads to it covers anything."""
        (x, y), words = self.places[name], short(name)
        width, best = text_width(words, 11), None
        for distance in range(11, 160, 4):
            if best is not None and best[0] <= distance:
                break
            for degrees in range(0, 360, 10):
                dx, dy = distance * math.cos(math.radians(degrees)), distance * math.sin(math.radians(degrees))
                side = 0 if abs(dx) < 4 else math.copysign(1, dx)
                left = x + dx - width * (1 - side) / 2
                box = left - 2, y + dy - 7, left + width + 2, y + dy + 7
                if box[0] < self.x.start or box[2] > self.x.end or box[1] < self.y.end or box[3] > self.y.start:
                    continue
                if not side and distance < 18:
                    continue
                leader = (x + 9 * dx / distance, y + 9 * dy / distance, x + dx - 2 * side,
                          y + dy - (0 if side else math.copysign(8, dy)))
                cost = distance + 30 * self.solid.overlap(box) + self.ceilings.overlap(box)
                cost += 60 * self.solid.overlap_line(*leader) if distance > 14 else 0
                if best is None or cost < best[0]:
                    best = cost, left, y + dy, box, distance, leader
        _, left, middle, box, distance, leader = best
        self.solid.add(box)
        if distance > 14:
            self.solid.add_line(*leader, 1)
            self.parts.append(line(x, y, *leader[2:], colour_of(name), 0.7))
        self.parts.append(text(left, middle + 4, words, 11, colour_of(name)))


def around(x1, y1, x2, y2):
    return [(x - 5, y - 5, x + 5, y + 5) for x, y in along(x1, y1, x2, y2)]


def colour_of(name):
    return COLOURS[name.split("-")[0]]


def limits(runs):
    """The same axes for every panel."""
    intensities = [run.value(name, "FLOP/byte") for run in runs for name in run.kernels]
    rates = [run.rate(name) for run in runs for name in run.kernels] + [r for run in runs for r in run.roofs().values()]
    return (min(intensities) / 2, max(intensities) * 2.2), (min(rates) / 2, max(rates) * 1.9)


CAPTION = (
    "Lines are ceilings measured on this machine: reading from each cache and from memory (slopes), multiplying and",
    "adding in registers (roofs). Points are kernels on the shapes of the architectures seed and report. A point lies",
    "as far right as its inputs and outputs, moved once, allow, wherever they come from. Operations are counted as",
    "direct convolutions have them; Winograd's algorithm needs fewer multiplications, and so 3x3 convolutions in fp32,",
    "and the steps that contain them, can lie above the fp32 roof.",
)


def picture(measured, runs):
    top = 84
    height = top + PANEL_HEIGHT * len(runs) + 24 + 17 * len(CAPTION)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
             f'viewBox="0 0 {WIDTH} {height}" font-family="DejaVu Sans, Verdana, Helvetica, Arial, sans-serif">',
             "<title>digitnet's kernels under the machine's roofs</title>",
             f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
             text(LEFT, 30, "digitnet's kernels under the machine's roofs", 20, weight="bold"),
             text(LEFT, 50, f"{measured['facts']['processor']}, {measured['date']}", 12, GREY)]
    x = LEFT
    for kind, words in KINDS.items():
        parts.append(f'<circle cx="{x + 5}" cy="70" r="4.5" fill="{COLOURS[kind]}"/>')
        parts.append(text(x + 15, 74, words, 12, COLOURS[kind]))
        x += 40 + text_width(words, 12)
    for i, run in enumerate(runs):
        parts += Panel(run, top + i * PANEL_HEIGHT, limits(runs)).draw()
    for i, words in enumerate(CAPTION):
        parts.append(text(LEFT, top + PANEL_HEIGHT * len(runs) + 20 + 17 * i, words, 12, INK))
    return "\n".join([*parts, "</svg>"]) + "\n"


def command_line():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    parser.add_argument("--revision", help="default: git describe")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "benchmarks" / "results")
    parser.add_argument("--picture", type=pathlib.Path, default=ROOT / "docs" / "roofline.svg")
    parser.add_argument("--from", dest="measured", type=pathlib.Path, help="draw what this file says was measured")
    return parser.parse_args()


def main():
    arguments = command_line()
    if arguments.measured:
        measured = json.loads(arguments.measured.read_text())
    else:
        measured = measure_all(arguments)
        arguments.output.mkdir(parents=True, exist_ok=True)
        (arguments.output / f"{measured['date']}-kernels.json").write_text(json.dumps(measured, indent=1) + "\n")
    runs = [Run(precision, result, measured["facts"]["threads"]) for precision, result in measured["runs"].items()]
    table = report(measured, runs)
    if not arguments.measured:
        (arguments.output / f"{measured['date']}-kernels.md").write_text(table)
    arguments.picture.write_text(picture(measured, runs))
    print(table, end="")


if __name__ == "__main__":
    main()
