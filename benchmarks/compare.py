#!/usr/bin/env python3
"""Runs digitnet and its peers on the same work, slice by slice in turn, and writes a table with ratios.

    python3 benchmarks/compare.py training --pytorch-python A/bin/python --tensorflow-python B/bin/python
    python3 benchmarks/compare.py inference --case seed-b1 --rounds 7
    python3 benchmarks/compare.py memory
    python3 benchmarks/compare.py scaling --contestant digitnet

All contestants are loaded, warmed up and check their answers first; then every round gives each of them one slice of
about a second, in an order that moves on by one each round, so that a noisy neighbour takes from all alike. A slice
during which other programs took more than a tenth of the processor is measured again, up to --tries times; the least
disturbed counts. A ratio is taken within each round; the table shows the median of the ratios and their range. Results
go to benchmarks/results/DATE-QUESTION.md and .json. benchmarks/README.md says how to set up the peers; one whose
package, library or program is not there is left out. The script itself needs only Python's standard library.

On a busy machine, --urgent (as root) gives each contestant a scheduling group of the highest weight, so that others get
next to nothing while a slice runs. Keep such runs short.

A new peer is a program that speaks the language of peers/lockstep.py, and a line in comparison/lineup.py.
"""

import argparse
import datetime
import os
import pathlib
import sys

from comparison import interpreters, lineup, memory, report, turns

HERE = pathlib.Path(__file__).resolve().parent


def command_line():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", choices=lineup.CASES)
    parser.add_argument("--case", action="append", help="only this case; may be given several times")
    parser.add_argument("--contestant", action="append", help="only those whose name matches this regular expression; likewise")
    parser.add_argument("--rounds", type=int, help="default: 5; 1 for memory, which hardly varies")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a slice")
    parser.add_argument("--tries", type=int, default=5, help="how often a disturbed slice is measured at most")
    parser.add_argument("--urgent", action="store_true", help="ahead of all other programs of the machine")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parent / "build" / "release")
    parser.add_argument("--revision", help="what the build was made from; default: as git describes the tree now")
    interpreters.add_options(parser, sys.executable)
    parser.add_argument("--output", type=pathlib.Path, default=HERE / "results")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    arguments = parser.parse_args()
    arguments.rounds = arguments.rounds or (1 if arguments.question == "memory" else 5)
    return arguments


def main():
    arguments = command_line()
    cases = arguments.case or lineup.CASES[arguments.question]
    contestants = lineup.contestants_of(arguments)
    load = [os.getloadavg()[0]]
    (memory if arguments.question == "memory" else turns).measure(contestants, cases, arguments)
    load.append(os.getloadavg()[0])
    report.write(arguments, contestants, cases, load)


if __name__ == "__main__":
    main()
