"""Runs `digitnet` and takes its answers apart."""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile


def pinned(words, cores):
    """Runs a program on its first `cores` cores, or, for None, on all that there are."""
    environment = os.environ | {"OMP_WAIT_POLICY": "passive"}
    pin = None
    if cores:
        environment["OMP_NUM_THREADS"] = str(cores)
        chosen = sorted(os.sched_getaffinity(0))[:cores]

        def pin():
            os.sched_setaffinity(0, chosen)
    return subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env=environment, preexec_fn=pin)


class Command:
    def __init__(self, program, model, line_model):
        self.program = program
        self.model = model
        self.line_model = line_model

    def predict(self, *words, cores=None):
        models = ["--model", self.model, "--line-model", self.line_model]
        return self.run(["predict", *models, *words], cores)

    def run(self, words, cores=None):
        """Standard output. Exit code 1, some answers are no, is as good as 0; another one ends everything."""
        done = pinned([self.program, *words], cores)
        if done.returncode not in (0, 1):
            sys.exit(f"{self.program} {words[0]} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def evaluate(self, *words):
        return json.loads(self.run(["evaluate", self.model, "--json", *words]))

    def read_json(self, folder):
        """{name of the file: its answer} for every picture in the folder."""
        lines = self.predict("--json", "--recursive", folder).splitlines()
        return {pathlib.Path(answer["image"]).name: answer for answer in map(json.loads, lines)}

    def read_csv(self, folder):
        """[(name of the file, text, confidence)] for every picture in the folder. Without digits the text is empty, and
        the confidence that there is a digit 0."""
        with tempfile.TemporaryDirectory() as home:
            table = pathlib.Path(home) / "out.csv"
            self.predict("--recursive", folder, "--csv", table)
            with open(table, newline="") as file:
                return [(pathlib.Path(row["image"]).name, row["text"], float(row["probability"]) if row["text"] else 0.0)
                        for row in csv.DictReader(file)]
