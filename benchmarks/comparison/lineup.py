"""Who takes part in which question, each in the best configurations that were found. A new peer is a line here."""

import os
import pathlib
import re
import sys

from comparison import interpreters
from comparison.contestant import Contestant

PEERS = pathlib.Path(__file__).resolve().parent.parent / "peers"
LIBRARIES = pathlib.Path("/usr/lib/x86_64-linux-gnu")
ALLOCATORS = {"tcmalloc": LIBRARIES / "libtcmalloc_minimal.so.4", "jemalloc": LIBRARIES / "libjemalloc.so.2"}
PROGRAMS = {"training": "benchmark_training_step", "inference": "benchmark_inference"}
TITLES = {"pytorch": "PyTorch", "keras": "Keras", "onnx": "ONNX Runtime"}

CASES = {
    "training": ("seed-b128", "seed-b20", "report-b128", "report-b20", "notebook-b20"),
    "inference": ("seed-b1", "seed-b256", "report-b1", "report-b256", "overhead"),
    "memory": ("seed-b128", "report-b128"),
    "scaling": ("seed-b128", "seed-b20", "report-b128", "seed-b1", "seed-b256", "report-b256"),
}


class Lineup:
    """The contestants of one program: training or inference."""

    def __init__(self, program, arguments):
        self.program, self.arguments = program, arguments
        self.pythons = interpreters.interpreters(arguments)
        self.contestants = []

    def add(self, label, family, precision, command, environment=None, threads=None):
        count = threads or self.arguments.threads
        ending = ["--threads", str(count), "--seconds", str(self.arguments.seconds)]
        ending += ["--precision", precision] if precision != "fp32" else []
        self.contestants.append(Contestant(label, family, precision, self.program, [*command, *ending],
                                           environment or {}, count, threads is not None))

    def digitnet(self, precision="fp32", threads=None):
        program = self.arguments.build / "bin" / PROGRAMS[self.program]
        if not program.exists():
            sys.exit(f"{program} is not there: cmake --workflow --preset release")
        self.add("digitnet" + suffix(precision), "digitnet", precision, [str(program), "--lockstep"], threads=threads)

    def peer(self, family, variant, precision="fp32", allocator=None, threads=None):
        label = f"{TITLES[family]} {variant}{suffix(precision)}" + (f" + {allocator}" if allocator else "")
        if not interpreters.versions(family, self.pythons[family]):
            return left_out(label, f"{self.pythons[family]} has no {interpreters.NEEDED[family]}")
        path = ALLOCATORS.get(allocator)
        if path and not path.exists():
            return left_out(label, f"{path} is not there")
        script = PEERS / f"{family}_{self.program}.py"
        self.add(label, family, precision, [self.pythons[family], "-Wignore", str(script), "--variant", variant],
                 {"LD_PRELOAD": str(path)} if path else {}, threads)

    def dlib(self, threads=None):
        program = self.arguments.build / "bin" / f"dlib_{self.program}"
        if not program.exists():
            return left_out("dlib", f"{program} is not built")
        environment = {"OPENBLAS_NUM_THREADS": str(threads or self.arguments.threads),
                       "OMP_NUM_THREADS": str(threads or self.arguments.threads)}
        if "avx512f" in pathlib.Path("/proc/cpuinfo").read_text():  # OpenBLAS does not know every processor of today
            environment["OPENBLAS_CORETYPE"] = "SkylakeX"
        self.add("dlib", "dlib", "fp32", [str(program), "--lockstep"], environment, threads)


def suffix(precision):
    """fp32 goes without saying."""
    return "" if precision == "fp32" else f" {precision}"


def left_out(label, reason):
    print(f"left out: {label} ({reason})", file=sys.stderr)


def training(arguments):
    line = Lineup("training", arguments)
    for precision in ("fp32", "bf16"):
        line.digitnet(precision)
        line.peer("pytorch", "channels_last", precision, "tcmalloc")
        line.peer("pytorch", "channels_last_compiled_update", precision, "tcmalloc")
        line.peer("pytorch", "compile", precision, "tcmalloc")
        line.peer("keras", "script", precision)
        line.peer("keras", "script", precision, "tcmalloc")
        line.peer("keras", "steps", precision)
        line.peer("keras", "function", precision, "tcmalloc")
    line.peer("pytorch", "eager")
    line.dlib()
    return line.contestants


def inference(arguments):
    line = Lineup("inference", arguments)
    for threads in (None, 1):
        line.digitnet("auto", threads)
        for precision in ("fp32", "bf16"):
            line.digitnet(precision, threads)
            line.peer("pytorch", "jit", precision, "tcmalloc", threads)
            line.peer("pytorch", "compile", precision, "tcmalloc", threads)
        line.peer("onnx", "binding", threads=threads)
        line.peer("keras", "function", threads=threads)  # one image is read faster with one thread
        line.peer("keras", "xla", threads=threads)
        line.dlib(threads)
    line.peer("pytorch", "eager")
    line.peer("pytorch", "channels_last", "fp32", "tcmalloc")
    line.peer("pytorch", "channels_last", "bf16", "tcmalloc")
    line.peer("keras", "predict_on_batch")
    line.peer("keras", "function", "bf16")
    return line.contestants


def memory(arguments):
    line = Lineup("training", arguments)
    for precision in ("fp32", "bf16"):
        line.digitnet(precision)
        line.peer("pytorch", "channels_last", precision)
        line.peer("keras", "script", precision)
    line.peer("pytorch", "eager")
    line.dlib()
    return line.contestants


def scaling(arguments):
    """Everyone with 1, 2, 4 ... threads, as far as there are cores."""
    contestants = []
    for program in PROGRAMS:
        line = Lineup(program, arguments)
        for threads in (2**i for i in range(os.cpu_count().bit_length())):
            line.digitnet("fp32", threads)
            line.digitnet("bf16", threads)
            line.peer("pytorch", "channels_last", "fp32", "tcmalloc", threads)
            line.peer("keras", "script" if program == "training" else "function", "fp32", None, threads)
            if program == "inference":
                line.peer("onnx", "binding", threads=threads)
            line.dlib(threads)
        contestants += line.contestants
    return contestants


def contestants_of(arguments):
    rows = {"training": training, "inference": inference, "memory": memory, "scaling": scaling}
    wanted = arguments.contestant or []
    return [row for row in rows[arguments.question](arguments)
            if not wanted or any(re.search(text, row.name, re.IGNORECASE) for text in wanted)]


def can_do(question, contestant, case):
    """In the question of scaling, each case belongs to one of the two programs; overhead is that of Python."""
    if case == "overhead":
        return contestant.family in TITLES
    return question != "scaling" or case in CASES[contestant.program]
