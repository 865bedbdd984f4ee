"""A small world for servers: data in MNIST's place, a model that learns it in a moment, an administrator."""

import json
import pathlib
import subprocess
import tempfile

import glyphs

PASSWORD = "a heron waits in the reeds"
ADMINISTRATOR = "ada@digits.example"
ARCHITECTURE = {"input": [28, 28, 1], "layers": [
    {"type": "conv", "filters": 4, "stride": 2}, {"type": "relu"}, {"type": "max_pool"}, {"type": "dense", "units": 32}, {"type": "relu"}, {"type": "dense", "units": 10}, {"type": "softmax"}]}


class World:
    def __init__(self, digitnet):
        self.digitnet, self.temporary = pathlib.Path(digitnet).resolve(), tempfile.TemporaryDirectory(prefix="digitnet-world-")
        self.folder = pathlib.Path(self.temporary.name)
        self.mnist, self.model = self.folder / "mnist", self.folder / "model.safetensors"
        glyphs.write_mnist(self.mnist)
        architecture = self.folder / "small.json"
        architecture.write_text(json.dumps(ARCHITECTURE))
        self.run("train", "--arch", architecture, "--data", self.mnist, "--epochs", "6", "--batch-size", "16", "--threads", "2", "--output", self.model)
        self.server_words = ["--model", str(self.model), "--mnist", str(self.mnist)]

    def close(self):
        self.temporary.cleanup()

    def run(self, *words, **options):
        return subprocess.run([str(self.digitnet), *map(str, words)], check=True, capture_output=True, text=True, **options).stdout

    def create_user(self, place, email, *more):
        self.run("user", "create", email, "--password-stdin", *place.words, *more, input=PASSWORD + "\n")

    def check(self, place):
        """What is wrong with what is kept."""
        answer = subprocess.run([self.digitnet, "db", "check", "--json", *place.words], capture_output=True, text=True)
        return json.loads(answer.stdout)["problems"] if answer.stdout.startswith("{") else [answer.stdout + answer.stderr]

    def other_models(self, count):
        """Files of models that read alike but can be told apart: what passes the gate."""
        paths = [self.folder / f"other{i}.safetensors" for i in range(count)]
        for i, path in enumerate(paths):
            self.run("train", "--init", self.model, "--data", self.mnist, "--epochs", "1", "--learning-rate", "1e-9", "--seed", 1000 + i, "--output", path)
        return paths
