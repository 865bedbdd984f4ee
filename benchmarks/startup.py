#!/usr/bin/env python3
"""How long does a whole process of `digitnet predict` take, from start to exit, for one picture?

    python3 benchmarks/startup.py [--program build/release/bin/digitnet] [--image data/samples/...] [--json]

Runs it again and again, in turn with `true`, which shows what any process costs here. Prints the median and range in
milliseconds of wall and of processor time. Exit code 1 when the answer is not a digit.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
NULL = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]


def one_process(command):
    """(milliseconds of wall time, milliseconds of processor time) of one run."""
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=NULL)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return 1e3 * wall, 1e3 * (usage.ru_utime + usage.ru_stime)


def check_answer(command):
    reader, writer = os.pipe()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writer, 1)])
    os.close(writer)
    answer = os.fdopen(reader).read()
    os.waitpid(process, 0)
    if not re.match(r"\s*\d\s", answer):
        print(f"wrong answer: expected a digit first, found {answer!r}", file=sys.stderr)
        sys.exit(1)


def summary(runs):
    wall, processor = zip(*runs)
    return {"wall_ms": {"median": statistics.median(wall), "low": min(wall), "high": max(wall)},
            "processor_ms": {"median": statistics.median(processor), "low": min(processor), "high": max(processor)}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "digitnet")
    parser.add_argument("--image", type=pathlib.Path, help="default: the first of data/samples")
    parser.add_argument("--repeats", type=int, default=51)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    image = arguments.image or min((p for p in (ROOT / "data" / "samples").rglob("*")
                                    if p.suffix in (".png", ".jpg")), default=None)
    if image is None:
        sys.exit("no picture: give one with --image")
    command = [str(arguments.program), "predict", str(image)]
    check_answer(command)
    runs = {"digitnet predict": [], "true": []}
    for _ in range(arguments.repeats):
        runs["digitnet predict"].append(one_process(command))
        runs["true"].append(one_process(["true"]))
    results = {name: summary(figures) for name, figures in runs.items()}
    if arguments.json:
        print(json.dumps({"repeats": arguments.repeats, "results": results}))
        return
    for name, figures in results.items():
        wall, processor = figures["wall_ms"], figures["processor_ms"]
        print(f"{name:18} wall {wall['median']:7.2f} ms [{wall['low']:.2f} - {wall['high']:.2f}]   "
              f"processor {processor['median']:6.2f} ms")


if __name__ == "__main__":
    main()
