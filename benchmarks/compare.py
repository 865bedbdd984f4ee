#!/usr/bin/env python3
"""Runs digitnet and its peers on the same work, slice by slice in turn, and writes a table with ratios.

    python3 benchmarks/compare.py training --peer-python VENV/bin/python
    python3 benchmarks/compare.py inference --case seed-b1 --rounds 7

All contestants are loaded, warmed up and check their answers first; then every round gives each of them one slice of
about a second, in an order that moves on by one each round, so that a noisy neighbour takes from all alike. A slice
during which other programs took more than a tenth of the processor is measured again, up to --tries times; the least
disturbed counts. A ratio is taken within each round; the table shows the median of the ratios and their range. Results
go to benchmarks/results/DATE-QUESTION.md and .json. Needs a release build (cmake --workflow --preset release) and a
Python with benchmarks/peers/requirements.txt; the script itself needs only Python's standard library.

On a busy machine, --urgent (as root) gives each contestant a scheduling group of the highest weight, so that others get
next to nothing while a slice runs. Keep such runs short.

A new peer is a program that speaks the language of peers/lockstep.py, and a line in contestants_of().
"""

import argparse
import dataclasses
import datetime
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
LIBRARIES = pathlib.Path("/usr/lib/x86_64-linux-gnu")
ALLOCATORS = {"tcmalloc": LIBRARIES / "libtcmalloc_minimal.so.4", "jemalloc": LIBRARIES / "libjemalloc.so.2"}
OURS = "digitnet"

QUIET = 0.1  # the share of the processor that others may take from a slice

CASES = {
    "training": ("seed-b128", "seed-b20", "report-b128", "report-b20", "notebook-b20"),
    "inference": ("seed-b1", "seed-b256", "report-b1", "report-b256"),
}


def busy_ticks():
    """How long all cores together have been busy with anything, in clock ticks; stolen time included."""
    user, nice, system, _, _, irq, softirq, steal, *_ = map(int, open("/proc/stat").readline().split()[1:])
    return user + nice + system + irq + softirq + steal


def own_ticks(process_id):
    fields = open(f"/proc/{process_id}/stat").read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])  # user and system time of the whole process


@dataclasses.dataclass
class Contestant:
    """A program to measure, and what it answered: values[case] has one number a round."""

    name: str
    command: list
    environment: dict
    threads: int
    process: subprocess.Popen = None
    values: dict = dataclasses.field(default_factory=dict)
    units: dict = dataclasses.field(default_factory=dict)
    disturbed: dict = dataclasses.field(default_factory=dict)

    def start(self, urgent):
        self.process = subprocess.Popen(self.command, env={**os.environ, **self.environment}, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=urgent)
        if urgent:  # a session is a scheduling group of its own (sched_autogroup), and has a nice value of its own
            pathlib.Path(f"/proc/{self.process.pid}/autogroup").write_text("-20")

    def slice(self, case):
        """The answer's value, or None when the contestant cannot do this case."""
        self.process.stdin.write(case + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} ended in the middle of {case} (exit code {self.process.wait()})")
        answer = json.loads(line)
        if "error" in answer:
            print(f"{self.name}: {case}: {answer['error']}", file=sys.stderr)
            return None
        self.units[case] = answer["unit"]
        return answer["value"]

    def quiet_slice(self, case, tries):
        """The value of the slice that other programs disturbed least, and what share of the processor they took."""
        best = None
        unused = max(os.cpu_count() - self.threads, 0) / os.cpu_count()
        for _ in range(tries):
            start, busy, own = time.monotonic(), busy_ticks(), own_ticks(self.process.pid)
            value = self.slice(case)
            foreign = busy_ticks() - busy - (own_ticks(self.process.pid) - own)
            share = max(foreign, 0) / os.sysconf("SC_CLK_TCK") / (time.monotonic() - start) / os.cpu_count()
            if best is None or share < best[1]:
                best = (value, share)
            if share <= QUIET + unused:
                break
        return best

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def contestants_of(question, arguments):
    program = {"training": "benchmark_training_step", "inference": "benchmark_inference"}[question]
    rows = []

    def add(name, command, environment, threads):
        name += f", {threads} thread" if threads else ""
        threads = threads or arguments.threads
        ending = ["--threads", str(threads), "--seconds", str(arguments.seconds)]
        rows.append(Contestant(name, command + ending, environment, threads))

    def digitnet(threads=None):
        add(OURS, [str(arguments.build / "bin" / program), "--lockstep"], {}, threads)

    def pytorch(variant, allocator=None, threads=None):
        path = ALLOCATORS.get(allocator)
        if path is not None and not path.exists():
            print(f"left out: PyTorch {variant} with {allocator} ({path} is not there)", file=sys.stderr)
            return
        name = f"PyTorch {variant}" + (f" + {allocator}" if allocator else "")
        command = [str(arguments.peer_python), str(HERE / "peers" / f"pytorch_{question}.py"), "--variant", variant]
        add(name, command, {"LD_PRELOAD": str(path)} if path else {}, threads)

    digitnet()
    if question == "training":
        pytorch("eager")
        pytorch("channels_last")
        pytorch("channels_last", "tcmalloc")
        pytorch("channels_last_compiled_update", "tcmalloc")
        pytorch("channels_last_compiled_update", "jemalloc")
        pytorch("compile", "tcmalloc")
    else:
        digitnet(threads=1)
        pytorch("eager")
        pytorch("channels_last", "tcmalloc")
        pytorch("jit", "tcmalloc")
        pytorch("jit", "tcmalloc", threads=1)
        pytorch("compile", "tcmalloc")
        pytorch("compile", "tcmalloc", threads=1)
    wanted = arguments.contestant
    return [row for row in rows if not wanted or any(text.lower() in row.name.lower() for text in wanted)]


def measure(contestants, cases, arguments):
    for contestant in contestants:
        contestant.start(arguments.urgent)
    for case in cases:
        able = [c for c in contestants if c.slice(case) is not None]  # checked and warmed up, not counted
        for contestant in able:
            contestant.values[case], contestant.disturbed[case] = [], []
        for turn in range(arguments.rounds):
            shift = turn % len(able)
            for contestant in able[shift:] + able[:shift]:
                value, share = contestant.quiet_slice(case, arguments.tries)
                contestant.values[case].append(value)
                contestant.disturbed[case].append(round(share, 3))
        print(f"{case} done", file=sys.stderr)
    for contestant in contestants:
        contestant.stop()


def gains(ours, theirs, unit):
    """By what factor we are ahead, round by round: a rate should be high, a time low."""
    return [b / a if unit == "us" else a / b for a, b in zip(ours, theirs)]


def span(values, digits):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.{digits}f} [{low:,.{digits}f} - {high:,.{digits}f}]"


def table(contestants, cases):
    ours = next((c for c in contestants if c.name == OURS), None)
    lines = []
    for case in cases:
        ranked = [c for c in contestants if case in c.values]
        if not ranked:
            continue
        unit = ranked[0].units[case]
        lines += [f"### {case}", "",
                  f"| contestant | {unit}: median [range] | {OURS} ahead by: median [range] | taken by others |",
                  "|---|---|---|---|"]
        ranked.sort(key=lambda c: statistics.median(c.values[case]), reverse=unit != "us")
        for contestant in ranked:
            ahead = ""
            share = statistics.median(contestant.disturbed[case])
            if ours and contestant is not ours and case in ours.values:
                ahead = span(gains(ours.values[case], contestant.values[case], unit), 2)
            lines.append(f"| {contestant.name} | {span(contestant.values[case], 0)} | {ahead} | {share:.0%} |")
        lines.append("")
    return "\n".join(lines)


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def machine():
    """What the figures depend on, without the machine's name."""
    cpu = pathlib.Path("/proc/cpuinfo").read_text()
    model, family, number = (re.search(rf"^{key}\s*: (.*)$", cpu, re.M).group(1)
                             for key in ("model name", "cpu family", "model"))
    flags = set(re.search(r"^flags\s*: (.*)$", cpu, re.M).group(1).split())
    memory_kib = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1))
    known = [flag for flag in ("avx2", "fma", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16") if flag in flags]
    return {"processor": f"{model} (family {family}, model {number}), {os.cpu_count()} cores",
            "instructions": " ".join(known), "memory": f"{memory_kib / 2**20:.0f} GiB",
            "system": f"{platform.system()} {platform.release().split('-')[0]}, {' '.join(platform.libc_ver())}",
            "compiler": output_of("g++", "--version").splitlines()[0]}


def peer_versions(python):
    script = "import torch; print('PyTorch', torch.__version__)"
    return output_of(str(python), "-c", script)


def write_results(arguments, contestants, cases, load):
    facts = {**machine(), "peers": peer_versions(arguments.peer_python),
             "digitnet": arguments.revision or output_of("git", "-C", str(HERE), "describe", "--always", "--dirty"),
             "threads": arguments.threads, "rounds": arguments.rounds, "slice": f"{arguments.seconds} s",
             "scheduling": "urgent" if arguments.urgent else "normal",
             "load average before and after": " and ".join(f"{x:.1f}" for x in load)}
    arguments.output.mkdir(parents=True, exist_ok=True)
    stem = arguments.output / f"{arguments.date}-{arguments.question}"
    listing = "\n".join(f"- {key}: {value}" for key, value in facts.items())
    text = (f"# {arguments.question.capitalize()}, {arguments.date}\n\n"
            f"Written by `benchmarks/compare.py {arguments.question}`. fp32. Contestants take turns slice by slice; "
            f"the factor is taken within each round. The last column is the share of the processor that "
            f"other programs took meanwhile (median; one thread leaves them a core).\n\n"
            f"{listing}\n\n{table(contestants, cases)}")
    stem.with_suffix(".md").write_text(text)
    rows = [{"contestant": c.name, "command": [pathlib.Path(part).name for part in c.command],
             "environment": c.environment, "units": c.units, "values": c.values, "disturbed": c.disturbed}
            for c in contestants]
    stem.with_suffix(".json").write_text(json.dumps({"facts": facts, "contestants": rows}, indent=1) + "\n")
    print(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", choices=CASES)
    parser.add_argument("--case", action="append", help="only this case; may be given several times")
    parser.add_argument("--contestant", action="append", help="only those whose name contains this; likewise")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a slice")
    parser.add_argument("--tries", type=int, default=5, help="how often a disturbed slice is measured at most")
    parser.add_argument("--urgent", action="store_true", help="ahead of all other programs of the machine")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parent / "build" / "release")
    parser.add_argument("--revision", help="what the build was made from; default: as git describes the tree now")
    parser.add_argument("--peer-python", type=pathlib.Path, default=pathlib.Path(sys.executable))
    parser.add_argument("--output", type=pathlib.Path, default=HERE / "results")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    arguments = parser.parse_args()
    cases = arguments.case or CASES[arguments.question]
    contestants = contestants_of(arguments.question, arguments)
    load = [os.getloadavg()[0]]
    measure(contestants, cases, arguments)
    load.append(os.getloadavg()[0])
    write_results(arguments, contestants, cases, load)


if __name__ == "__main__":
    main()
