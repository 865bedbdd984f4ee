"""Slices in turn, and how much other programs disturbed them."""

import os
import sys
import time

from comparison import lineup

QUIET = 0.1  # the share of the processor that others may take from a slice


def busy_ticks():
    """How long all cores together have been busy with anything, in clock ticks; stolen time included."""
    user, nice, system, _, _, irq, softirq, steal, *_ = map(int, open("/proc/stat").readline().split()[1:])
    return user + nice + system + irq + softirq + steal


def own_ticks(process_id):
    fields = open(f"/proc/{process_id}/stat").read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])  # user and system time of the whole process


def quiet_slice(contestant, case, tries):
    """The value of the slice that other programs disturbed least, and what share of the processor they took."""
    best = None
    unused = max(os.cpu_count() - contestant.threads, 0) / os.cpu_count()
    for _ in range(tries):
        start, busy, own = time.monotonic(), busy_ticks(), own_ticks(contestant.process.pid)
        value = contestant.slice(case)
        if value is None:
            sys.exit(f"{contestant.name} failed in the middle of {case}")
        foreign = busy_ticks() - busy - (own_ticks(contestant.process.pid) - own)
        share = max(foreign, 0) / os.sysconf("SC_CLK_TCK") / (time.monotonic() - start) / os.cpu_count()
        if best is None or share < best[1]:
            best = (value, share)
        if share <= QUIET + unused:
            break
    return best


def measure(contestants, cases, arguments):
    for contestant in contestants:
        contestant.start(arguments.urgent)
    for case in cases:
        able = [c for c in contestants  # checked and warmed up, not counted
                if lineup.can_do(arguments.question, c, case) and c.slice(case) is not None]
        for contestant in able:
            contestant.values[case], contestant.disturbed[case] = [], []
        for turn in range(arguments.rounds if able else 0):
            shift = turn % len(able)
            for contestant in able[shift:] + able[:shift]:
                value, share = quiet_slice(contestant, case, arguments.tries)
                contestant.values[case].append(value)
                contestant.disturbed[case].append(round(share, 3))
        print(f"{case} done", file=sys.stderr)
    for contestant in contestants:
        contestant.process.kill()  # some frameworks take long to leave, and what they measured is here
        contestant.stop()
