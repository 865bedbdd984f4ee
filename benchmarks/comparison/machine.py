"""The facts that the figures depend on, without the machine's name."""

import os
import pathlib
import platform
import re
import subprocess


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def machine():
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


def dlib():
    """dlib's version, and the BLAS that it gets: with Debian's reference BLAS it is slow."""
    version = output_of("pkg-config", "--modversion", "dlib-1")
    blas = os.path.realpath("/usr/lib/x86_64-linux-gnu/libblas.so.3")
    return f"dlib {version} with {pathlib.Path(blas).parent.name}"
