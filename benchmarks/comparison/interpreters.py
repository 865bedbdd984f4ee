"""Which packages a peer's Python has."""

import subprocess

SCRIPT = """
import importlib.metadata, sys
for found in importlib.metadata.distributions():
    if found.metadata["Name"].lower().replace("_", "-") in sys.argv[1:]:
        print(found.metadata["Name"], found.version)
"""

# what has to be there | what is written into the results
NEEDED = {"pytorch": "torch", "keras": "keras", "onnx": "onnxruntime"}
NAMED = {"pytorch": ("torch",), "keras": ("keras", "tensorflow", "tensorflow-cpu"), "onnx": ("onnxruntime",)}


def add_options(parser, default):
    for option in ("--pytorch-python", "--tensorflow-python", "--onnxruntime-python"):
        parser.add_argument(option, default=default, metavar="PYTHON", help="one that has it; default: the running one")


def interpreters(arguments):
    return {"pytorch": arguments.pytorch_python, "keras": arguments.tensorflow_python,
            "onnx": arguments.onnxruntime_python}


def versions(family, python):
    """Such as `torch 2.15.0`; empty where the peer cannot run."""
    try:
        answer = subprocess.run([python, "-c", SCRIPT, *NAMED[family]], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    found = sorted(set(answer.stdout.splitlines()))
    return ", ".join(found) if any(line.startswith(NEEDED[family] + " ") for line in found) else ""
