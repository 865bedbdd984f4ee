#!/usr/bin/env python3
"""How long does a whole process take, from start to exit, to read one picture?

    python3 benchmarks/startup.py --tensorflow-python A/bin/python --pytorch-python B/bin/python
    python3 benchmarks/startup.py [--program build/release/bin/digitnet] [--image data/samples/...] [--json]

Runs `digitnet predict` again and again, in turn with `true`, which shows what any process costs here, and for some of
the turns with the peers: a Python that imports its framework, loads a saved model and classifies the same picture
(peers/*_startup.py). A peer whose interpreter lacks its package is left out. Prints the median and range in
milliseconds of wall and of processor time, and by what factor of wall time digitnet is ahead, taken within each turn.
Exit code 1 when the answer is not a digit.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from comparison import interpreters

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = ROOT / "benchmarks" / "peers"
NULL = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
OURS = "digitnet predict"
MODELS = {"keras": "model.keras", "pytorch": "model.pt", "onnx": "model.onnx"}


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
    """The answer before the time; it also warms the files up."""
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout
    if not re.match(r"\s*\d\s", answer):
        print(f"{' '.join(command)}: expected a digit first, found {answer!r}", file=sys.stderr)
        sys.exit(1)


def peer_commands(arguments, image, folder):
    """Each peer saves its model first, which is not counted."""
    commands = {}
    for family, python in interpreters.interpreters(arguments).items():
        found = interpreters.versions(family, python)
        if not found:
            print(f"left out: {family} ({python} has no {interpreters.NEEDED[family]})", file=sys.stderr)
            continue
        script, model = str(PEERS / f"{family}_startup.py"), str(folder / MODELS[family])
        subprocess.run([python, "-Wignore", script, "save", model], check=True, stdout=subprocess.DEVNULL)
        commands[found] = [python, "-Wignore", script, "classify", model, str(image)]
    return commands


def measure(commands, arguments):
    runs = {name: [] for name in commands}
    for turn in range(arguments.repeats):
        for name, command in commands.items():
            if name in (OURS, "true") or turn < arguments.peer_repeats:
                runs[name].append(one_process(command))
    return runs


def middle(values):
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def summary(runs, ours):
    wall, processor = zip(*runs)
    ahead = [theirs / mine for theirs, (mine, _) in zip(wall, ours)]
    return {"wall_ms": middle(wall), "processor_ms": middle(processor), "digitnet_ahead_by": middle(ahead)}


def print_table(results):
    print("| process | wall ms: median [range] | processor ms | digitnet ahead by: median [range] |\n|---|---|---|---|")
    for name, figures in results.items():
        wall, ahead = figures["wall_ms"], figures["digitnet_ahead_by"]
        factor = "" if name in (OURS, "true") else f"{ahead['median']:.1f} [{ahead['low']:.1f} - {ahead['high']:.1f}]"
        print(f"| {name} | {wall['median']:,.1f} [{wall['low']:,.1f} - {wall['high']:,.1f}] | "
              f"{figures['processor_ms']['median']:,.1f} | {factor} |")


def command_line():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "bin" / "digitnet")
    parser.add_argument("--image", type=pathlib.Path, help="default: the first of data/samples")
    parser.add_argument("--repeats", type=int, default=51)
    parser.add_argument("--peer-repeats", type=int, default=7, help="turns in which the peers run too")
    parser.add_argument("--json", action="store_true")
    interpreters.add_options(parser, sys.executable)
    return parser.parse_args()


def main():
    arguments = command_line()
    image = arguments.image or min((p for p in (ROOT / "data" / "samples").rglob("*")
                                    if p.suffix in (".png", ".jpg")), default=None)
    if image is None:
        sys.exit("no picture: give one with --image")
    with tempfile.TemporaryDirectory() as folder:
        commands = {OURS: [str(arguments.program), "predict", str(image)],
                    **peer_commands(arguments, image, pathlib.Path(folder))}
        for command in commands.values():
            check_answer(command)
        runs = measure({**commands, "true": ["true"]}, arguments)
    results = {name: summary(figures, runs[OURS]) for name, figures in runs.items()}
    if arguments.json:
        print(json.dumps({"repeats": arguments.repeats, "peer_repeats": arguments.peer_repeats, "results": results}))
    else:
        print_table(results)


if __name__ == "__main__":
    main()
