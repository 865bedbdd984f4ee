"""How a contestant in benchmarks/compare.py is spoken to.

A contestant is any program that reads names of cases from its standard input, one a line, runs one short measured
slice of that case, and answers with one line of JSON on its standard output: {"case": NAME, "value": NUMBER, ...}.
So several contestants stay loaded and warm, and take turns slice by slice: what a noisy neighbour takes from the
machine, it takes from all of them alike. The digitnet benchmarks speak the same language with `--lockstep`.
"""

import json
import sys
import time


def serve(run_slice):
    """Answers every case name on standard input with run_slice(name), a dictionary, until the input ends."""
    for line in sys.stdin:
        name = line.strip()
        try:
            answer = run_slice(name)
        except Exception as error:  # one failing case must not end the whole comparison
            answer = {"error": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"}
        print(json.dumps({"case": name, **answer}), flush=True)


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
