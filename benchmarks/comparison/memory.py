"""The peak of memory of a training run, with a data set of MNIST's size; each is a process of its own.

digitnet trains one epoch with its command, as a user runs it; a peer checks that it learns and trains for one slice,
with the data set as its users hold it. What counts is the kernel's VmHWM of the process, read when it has ended.
"""

import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile


def write_idx(folder, kind, count):
    """Images of noise, in the files that MNIST comes in."""
    images = struct.pack(">IIII", 0x803, count, 28, 28) + random.randbytes(count * 784)
    labels = struct.pack(">II", 0x801, count) + bytes(i % 10 for i in range(count))
    (folder / f"{kind}-images-idx3-ubyte").write_bytes(images)
    (folder / f"{kind}-labels-idx1-ubyte").write_bytes(labels)


def command_peak_kib(contestant, case, arguments, folder):
    """Of `digitnet train`; None where the command does not know the precision."""
    architecture, batch = case.split("-b")
    command = [str(arguments.build / "bin" / "digitnet"), "train", "--data", str(folder), "--arch", architecture,
               "--batch-size", batch, "--epochs", "1", "--optimizer", "adadelta", "--learning-rate", "1",
               "--threads", str(contestant.threads), "-o", str(folder / "model.safetensors")]
    command += ["--precision", contestant.precision] if contestant.precision != "fp32" else []
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    talk = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print(f"{contestant.name}: {case}: {talk.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return usage.ru_maxrss


def lockstep_peak_kib(contestant, case):
    contestant.start()
    value = contestant.slice(f"{case}-mnist")
    peak = contestant.stop()
    return peak if value is not None else None


def measure(contestants, cases, arguments):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_idx(folder, "train", 60_000)
        write_idx(folder, "t10k", 10_000)
        for case in cases:
            for _ in range(arguments.rounds):
                for contestant in contestants:
                    ours = contestant.family == "digitnet"
                    peak = (command_peak_kib(contestant, case, arguments, folder) if ours
                            else lockstep_peak_kib(contestant, case))
                    if peak is not None:
                        contestant.units[case] = "MiB"
                        contestant.values.setdefault(case, []).append(peak / 1024)
            print(f"{case} done", file=sys.stderr)
