#!/usr/bin/env python3
"""Does `digitnet serve` bear many clients, slow ones, new models and time?

    python3 benchmarks/serve/endure.py [--part crowd --part swap ...] [--minutes 10]

| part | goal |
|---|---|
| one | server time of a 28x28 PNG (Server-Timing): p50 at most 1 ms; processor time of a request at most twice that of the network alone (benchmark_model) |
| many | 1,000 connections that stay open: at least 80 % of the requests a second of 64, no error |
| crowd | with 2,000 idle and 500 slow connections a fresh client has its answer within 50 ms |
| swap | the model is swapped twice a second under load: no request fails, and both models answer |
| memory | after --minutes under load at most 200 MiB, and no more than 3 % above a tenth of the time |

Everything on loopback, driven by wrk, which takes a part of the same cores. Rate limits and caps are off, and so is the
cache of answers. Prints a table; exit code 1 when a goal is missed.
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import idle_and_slow
import lineup
import other_version
import pictures
from batch import default_mnist

PARTS = ("one", "many", "crowd", "swap", "memory")


class Results:
    """Rows of the table, and whether all goals were met."""

    def __init__(self):
        self.rows, self.met = [], True

    def add(self, what, found, goal, is_met):
        self.rows.append((what, found, goal, is_met))
        self.met = self.met and is_met
        print(f"{what}: {found} (goal: {goal}{'' if is_met else '; MISSED'})", file=sys.stderr)

    def print_table(self):
        print("| what | found | goal | met |\n|---|---|---|---|")
        for what, found, goal, is_met in self.rows:
            print(f"| {what} | {found} | {goal} | {'yes' if is_met else '**no**'} |")


def network_us(arguments):
    program = arguments.program.parent / "benchmark_model"
    model = lineup.ROOT / "data" / "models" / "default.safetensors"
    answer = subprocess.run([program, model, "--threads", "1", "--seconds", "2", "--json"], capture_output=True, text=True,
                            check=True).stdout
    return float(re.search(r'"median":\s*([0-9.]+)', answer).group(1))


def server_times_ms(server, work, count):
    times = []
    for i in range(count):
        _, headers, _ = server.ask(work.bodies[i % len(work.bodies)], pictures.CONTENT_TYPE)
        times.append(float(re.search(r"recognize;dur=([0-9.]+)", headers["Server-Timing"]).group(1)))
    return times


def measure_one(work, arguments, results):
    contestant = lineup.digitnet(arguments.program, "--cache", "0")
    with contestant.server() as server:
        contestant.check(server, work, pictures.CONTENT_TYPE)
        p50 = statistics.median(server_times_ms(server, work, 1000))
        results.add("server time of one picture, p50", f"{p50:.3f} ms", "<= 1 ms", p50 <= 1)
        before = server.processor_s()
        found = pictures.drive(server.url, work, 64, arguments.seconds)
        cost = 1e6 * (server.processor_s() - before) / found["requests"]
    alone = network_us(arguments)
    results.add("processor time of a request", f"{cost:.0f} us, {cost / alone:.2f} times the network's {alone:.0f} us",
                "<= 2 times", cost <= 2 * alone)


def measure_many(work, arguments, results):
    contestant = lineup.digitnet(arguments.program, "--cache", "0")
    shares, errors = [], 0
    with contestant.server() as server:
        pictures.drive(server.url, work, 64, 1)
        for _ in range(arguments.rounds):
            few, many = (pictures.drive(server.url, work, count, arguments.seconds) for count in (64, 1000))
            shares.append(many["requests"] / many["seconds"] / (few["requests"] / few["seconds"]))
            errors += few["errors"] + many["errors"]
    share = statistics.median(shares)
    results.add("requests/s at 1,000 connections to those at 64", f"{share:.0%} (p99 {many['p99_ms']:.0f} ms)", ">= 80 %",
                share >= 0.8)
    results.add("errors", str(errors), "0", errors == 0)


def measure_crowd(work, arguments, results):
    contestant = lineup.digitnet(arguments.program, "--cache", "0")
    with contestant.server() as server:
        contestant.check(server, work, pictures.CONTENT_TYPE)
        quiet = server.memory_mib()
        alone = [idle_and_slow.fresh_client_ms(server, body, pictures.CONTENT_TYPE) for body in work.bodies[:40]]
        with idle_and_slow.Crowd(server.port, 2000, 500) as crowd:
            times = []
            for i in range(40):
                times.append(idle_and_slow.fresh_client_ms(server, work.bodies[i], pictures.CONTENT_TYPE))
                time.sleep(0.5)
            memory, answered, cut = server.memory_mib() - quiet, crowd.still_open(), crowd.cut
    results.add("a fresh client among 2,000 idle and 500 slow ones",
                f"p50 {statistics.median(times):.1f} ms, worst of 40 {max(times):.1f} ms; "
                f"without them {statistics.median(alone):.1f} and {max(alone):.1f} ms", "worst <= 50 ms", max(times) <= 50)
    results.add("idle connections that are answered afterwards", f"{answered} of 2000", "all", answered == 2000)
    results.add("slow connections cut within 20 s", f"{cut}; the crowd took {memory:.0f} MiB", ">= 500", cut >= 500)


def swap_until_end(server, files, model, swaps, versions, work):
    def meanwhile(process):
        while process.poll() is None:
            shutil.copy(files[len(swaps) % 2], model.with_suffix(".new"))
            os.replace(model.with_suffix(".new"), model)
            os.kill(server.process.pid, signal.SIGHUP)
            swaps.append(time.monotonic())
            time.sleep(0.5)
            versions.add(server.ask(work.bodies[0], pictures.CONTENT_TYPE)[1]["X-Model-Version"])
    return meanwhile


def measure_swap(work, arguments, results):
    with tempfile.TemporaryDirectory() as folder:
        shipped = lineup.ROOT / "data" / "models" / "default.safetensors"
        model, other = pathlib.Path(folder) / "model.safetensors", pathlib.Path(folder) / "other.safetensors"
        shutil.copy(shipped, model)
        other_version.write_other_version(shipped, other)
        contestant = lineup.digitnet(arguments.program, "--cache", "0", "--model", str(model))
        swaps, versions = [], set()
        with contestant.server() as server:
            meanwhile = swap_until_end(server, (other, shipped), model, swaps, versions, work)
            found = pictures.drive(server.url, work, 64, arguments.seconds, meanwhile)
    results.add("failed requests while the model was swapped", f"{found['errors']} of {found['requests']:,}, {len(swaps)} swaps",
                "0", found["errors"] == 0 and len(swaps) > 1)
    results.add("models that answered", str(len(versions)), "2", len(versions) == 2)


def measure_memory(work, arguments, results):
    contestant = lineup.digitnet(arguments.program)
    samples = []

    def watch(process):
        while process.poll() is None:
            samples.append(server.memory_mib())
            time.sleep(1)

    with contestant.server() as server:
        found = pictures.drive(server.url, work, 256, round(60 * arguments.minutes), watch)
    early, late = samples[len(samples) // 10], statistics.median(samples[-5:])
    results.add(f"memory after {arguments.minutes:g} minutes and {found['requests']:,} requests",
                f"{late:.0f} MiB, at most {max(samples):.0f} MiB", "<= 200 MiB", max(samples) <= 200)
    results.add("growth over the last nine tenths", f"{late / early - 1:+.1%}", "<= 3 %", late <= 1.03 * early)
    results.add("errors meanwhile", str(found["errors"]), "0", found["errors"] == 0)


def command_line():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=lineup.ROOT / "build" / "release" / "bin" / "digitnet")
    parser.add_argument("--mnist", type=pathlib.Path, default=default_mnist())
    parser.add_argument("--part", action="append", choices=PARTS, help="may be given again; default: all")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--pictures", type=int, default=500)
    return parser.parse_args()


def main():
    arguments = command_line()
    results = Results()
    with tempfile.TemporaryDirectory() as folder:
        work = pictures.Pictures(arguments.mnist, folder, arguments.pictures)
        for part in arguments.part or PARTS:
            globals()[f"measure_{part}"](work, arguments, results)
    results.print_table()
    sys.exit(0 if results.met else 1)


if __name__ == "__main__":
    main()
