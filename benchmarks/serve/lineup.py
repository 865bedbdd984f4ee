"""Who serves: digitnet, and the peers where their interpreters have what they need."""

import html
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

from processes import Server, free_port

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PEERS = ROOT / "benchmarks" / "peers"
FASTAPI_PATH = "/recognize"
# No limits, and room for a request of every connection.
UNLIMITED = ["--rate", "0", "--connections", "20000", "--connections-per-address", "20000", "--queue", "4000"]
VERSIONS = """
import importlib.metadata, sys
print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in sys.argv[1:]))
"""


class Contestant:
    """`answer` takes a text and returns the digit and how probable the server says it is, or None."""

    def __init__(self, name, command, path, answer, least_right):
        self.name, self.command, self.path, self.answer, self.least_right = name, command, path, answer, least_right

    def server(self, log=os.devnull):
        port = free_port()
        return Server(self.command(port), port, self.path, log=log, env={**os.environ, "OMP_WAIT_POLICY": "passive"})

    def check(self, server, pictures, content_type, count=200):
        """The answers before the time: which share is right, and all of them."""
        answers = []
        for body in pictures.bodies[:count]:
            status, _, text = server.ask(body, content_type)
            if status != 200:
                sys.exit(f"{self.name}: answers {status}: {text[:200]}")
            answers.append(self.answer(text))
        right = sum(digit == str(label) for (digit, _), label in zip(answers, pictures.labels)) / len(answers)
        if right < self.least_right:
            sys.exit(f"{self.name}: {right:.1%} of the answers are right, expected {self.least_right:.0%}")
        return right, answers


def check_same_network(ours, theirs, tolerance=0.02):
    """Both read with the same network: on most pictures with the same probability (one of them may do so in bfloat16)."""
    apart = [abs(mine - other) for (_, mine), (_, other) in zip(ours, theirs)]
    if statistics.quantiles(apart, n=20)[-1] > tolerance:
        sys.exit(f"the peer's network is another: probabilities are up to {max(apart):.3f} apart")


def digitnet_answer(text):
    read = json.loads(text)
    return read["text"], read["digits"][0]["probability"] if read["digits"] else 0.0


def digitnet_command(program, *options):
    return lambda port: [str(program), "serve", "--port", str(port), "--data-dir", "none", *UNLIMITED, *options]


def digitnet(program, *options, name="digitnet", path="/api/v1/recognize"):
    return Contestant(name, digitnet_command(program, *options), path, digitnet_answer, 0.98)


def page_answer(text):
    found = re.search(r"PREDICTION : (\d)", html.unescape(text))
    return (found.group(1) if found else "", None)


def fastapi_answer(text):
    read = json.loads(text)
    return str(read["digit"]), read["top"][0]["probability"]


def versions(python, *packages):
    """Empty where one is missing."""
    try:
        return subprocess.run([python, "-c", VERSIONS, *packages], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        print(f"left out: {python} has not all of {', '.join(packages)}", file=sys.stderr)
        return ""


def flask_keras(python, mnist, folder):
    """As the report runs it, and tuned; nothing where it cannot run."""
    found = versions(python, "flask", "keras", "tensorflow-cpu", "waitress")
    if not found:
        return []
    script, model = str(PEERS / "flask_keras_server.py"), str(pathlib.Path(folder) / "model.keras")
    subprocess.run([python, script, "train", model, str(mnist)], check=True, stdout=subprocess.DEVNULL)
    return [Contestant(f"Flask + Keras, {variant} ({found})",
                       lambda port, variant=variant: [python, script, "serve", model, str(port), "--variant", variant],
                       "/predict", page_answer, 0.85) for variant in ("development", "tuned")]


def fastapi_onnx(python, model):
    found = versions(python, "fastapi", "uvicorn", "uvloop", "httptools", "onnxruntime")
    if not found:
        return []
    script = str(PEERS / "fastapi_onnx_server.py")
    return [Contestant(f"FastAPI + ONNX Runtime ({found})", lambda port: [python, script, str(model), str(port)],
                       FASTAPI_PATH, fastapi_answer, 0.98)]
