"""How a contestant in benchmarks/compare.py is spoken to, and the main function of those written in Python.

A contestant is any program that reads names of cases from its standard input, one a line, runs one short measured
slice of that case, and answers with one line of JSON on its standard output: {"case": NAME, "value": NUMBER, ...}.
So several contestants stay loaded and warm, and take turns slice by slice: what a noisy neighbour takes from the
machine, it takes from all of them alike. The digitnet benchmarks speak the same language with `--lockstep`.
"""

import argparse
import json
import os
import re
import statistics
import sys
import time

MNIST_IMAGES = 60_000


def arguments_of(description, variants):
    """The command line that all peers share. It is read before the framework is imported: some settings must be."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", choices=variants, default=variants[0])
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="fp32")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a measured slice")
    return parser.parse_args()


def serve(prepare):
    """Answers every case name on standard input until the input ends.

    prepare(case) builds the case, checks its answer, warms it up and returns a function that measures one slice.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a framework prints must not come between the answers
    slices = {}
    for line in sys.stdin:
        case = line.strip()
        try:
            if case not in slices:
                slices[case] = prepare(case)
            answer = slices[case]()
        except Exception as error:  # one failing case must not end the whole comparison
            answer = {"error": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"}
        print(json.dumps({"case": case, **answer}), file=answers, flush=True)


def split_case(case):
    """Of a case such as seed-b128 or seed-b128-mnist: architecture, batch size, whether a whole data set is held."""
    architecture, batch, mnist = re.fullmatch(r"(\w+)-b(\d+)(-mnist)?", case).groups()
    return architecture, int(batch), bool(mnist)


def training_slice(seconds, step, batch):
    return lambda: {"value": rate_over(seconds, step, batch), "unit": "images/s"}


def inference_slice(seconds, run, batch):
    """One image: how long; several: how many a second."""
    if batch == 1:
        return lambda: {"value": median_latency_us(seconds, run), "unit": "us"}
    return lambda: {"value": rate_over(seconds, run, batch), "unit": "images/s"}


def rate_over(seconds, step, images_per_step):
    """Calls step() until `seconds` are over (at least twice); returns images per second over the whole slice."""
    step()  # caches and threads come back after the other contestants' turns
    steps = 0
    start = time.perf_counter()
    while True:
        step()
        steps += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds and steps >= 2:
            return images_per_step * steps / elapsed


def median_latency_us(seconds, run):
    run()
    durations = []
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        before = time.perf_counter()
        run()
        durations.append(time.perf_counter() - before)
    return 1e6 * statistics.median(durations)
