#!/usr/bin/env python3
"""How many pictures a second does `digitnet serve` answer, how soon, and how do its peers?

    python3 benchmarks/serve/compare.py --flask-python A/bin/python --fastapi-python B/bin/python

Starts each server in turn on loopback, checks 200 of its answers, and drives it with wrk: one thread, 64 connections
that stay open, a few hundred different 28x28 PNG files as a form sends them. All servers get the same bytes. digitnet
runs without its cache of answers and without limits of rate. Prints a table; rates are medians of the
rounds and factors are taken within each round. Exit code 1 when a server answers wrongly or an error came.
"""

import argparse
import json
import math
import pathlib
import statistics
import sys
import tempfile

import lineup
import pictures
from batch import default_mnist

OURS = "digitnet"


def measure(contestant, work, arguments, answers):
    with contestant.server() as server:
        right, answers[contestant.name] = contestant.check(server, work, pictures.CONTENT_TYPE)
        if contestant.path == lineup.FASTAPI_PATH:
            lineup.check_same_network(answers[OURS], answers[contestant.name])
        pictures.drive(server.url, work, arguments.connections, 1)
        server.ask(work.bodies[0], pictures.CONTENT_TYPE)  # behind all that the first drive left unanswered
        before = server.processor_s()
        found = pictures.drive(server.url, work, arguments.connections, arguments.seconds)
        spent = server.processor_s() - before
        return {"requests_per_s": found["requests"] / found["seconds"], "p50_ms": found["p50_ms"],
                "p99_ms": found["p99_ms"], "errors": found["errors"], "right": right,
                "processor_us": 1e6 * spent / max(1, found["requests"]), "memory_mib": server.memory_mib()}


def contestants(arguments, folder):
    program = arguments.program
    found = [lineup.digitnet(program, "--cache", "0", name=OURS)]
    found += lineup.fastapi_onnx(arguments.fastapi_python, arguments.model)
    return found + lineup.flask_keras(arguments.flask_python, arguments.mnist, folder)


def rounds(arguments):
    with tempfile.TemporaryDirectory() as folder:
        work = pictures.Pictures(arguments.mnist, folder, arguments.pictures)
        runs, answers = {}, {}
        everyone = contestants(arguments, folder)
        for turn in range(arguments.rounds):
            for contestant in everyone:
                figures = measure(contestant, work, arguments, answers)
                runs.setdefault(contestant.name, []).append(figures)
                print(f"round {turn + 1}, {contestant.name}: {json.dumps(figures)}", file=sys.stderr)
        return runs


def middle(runs, key):
    return statistics.median(run[key] for run in runs)


def factor(ours, theirs, key):
    """By what factor ours is the larger, within each round; infinite where theirs came to nothing."""
    return statistics.median(a[key] / b[key] if b[key] else math.inf for a, b in zip(ours, theirs))


def print_table(runs):
    ours = runs[OURS]
    print("| server | requests/s: median [range] | digitnet ahead by | p50 ms | p99 ms | p99 to digitnet's | "
          "processor us a request | to digitnet's | memory MiB | right | errors |\n|---|---|---|---|---|---|---|---|---|---|---|")
    for name, theirs in runs.items():
        rates = [run["requests_per_s"] for run in theirs]
        cells = [name, f"{statistics.median(rates):,.0f} [{min(rates):,.0f} - {max(rates):,.0f}]",
                 "" if name == OURS else f"{factor(ours, theirs, 'requests_per_s'):.1f}",
                 f"{middle(theirs, 'p50_ms'):.1f}", f"{middle(theirs, 'p99_ms'):.1f}",
                 "" if name == OURS else f"{factor(theirs, ours, 'p99_ms'):.1f}",
                 f"{middle(theirs, 'processor_us'):,.0f}",
                 "" if name == OURS else f"{factor(theirs, ours, 'processor_us'):.1f}",
                 f"{middle(theirs, 'memory_mib'):,.0f}", f"{middle(theirs, 'right'):.1%}",
                 str(sum(run["errors"] for run in theirs))]
        print("| " + " | ".join(cells) + " |")


def command_line():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=lineup.ROOT / "build" / "release" / "bin" / "digitnet")
    parser.add_argument("--model", type=pathlib.Path, help="of the peer with the same network",
                        default=lineup.ROOT / "data" / "models" / "default.safetensors")
    parser.add_argument("--mnist", type=pathlib.Path, default=default_mnist())
    parser.add_argument("--flask-python", default=sys.executable)
    parser.add_argument("--fastapi-python", default=sys.executable)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pictures", type=int, default=500)
    parser.add_argument("--json", type=pathlib.Path, help="keep all rounds in this file")
    return parser.parse_args()


def main():
    arguments = command_line()
    runs = rounds(arguments)
    print_table(runs)
    if arguments.json:
        arguments.json.write_text(json.dumps(runs, indent=1) + "\n")
    sys.exit(1 if any(run["errors"] for run in runs[OURS]) else 0)


if __name__ == "__main__":
    main()
