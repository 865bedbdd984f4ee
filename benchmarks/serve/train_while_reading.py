#!/usr/bin/env python3
"""Does a training by a user keep others waiting, and how long does it take?

    python3 benchmarks/serve/train_while_reading.py [--digits 125] [--a-second 10]

A user keeps so many digits (a fifth of them is held back) and trains; meanwhile a stranger has MNIST's test images read, one after
the other, so many a second. Goals: the training takes at most 60 s, from the request to the version; the 95th percentile of the
answers stays below 150 ms. Prints both, with the same percentile before the training; exit code 1 when a goal is missed.
"""

import argparse
import http.client
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import pictures  # noqa: F401  which finds batch
from batch import SIDE, default_mnist, png, read_idx
from processes import Server, free_port

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EMAIL = "ada@digits.example"
PASSWORD = "a heron waits in the reeds"
MOST_TRAINING_S = 60
MOST_P95_MS = 150


class Browser:
    """Asks one server, with what it was given as a cookie."""

    def __init__(self, port):
        self.port, self.cookies, self.csrf = port, {}, ""

    def ask(self, method, path, body=None, fields=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        fields = {"Origin": f"http://127.0.0.1:{self.port}", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(fields or {})}
        if self.csrf:
            fields["X-CSRF-Token"] = self.csrf
        connection.request(method, path, body, fields)
        answer = connection.getresponse()
        text = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, text

    def log_in(self):
        _, page = self.ask("GET", "/login")
        token = page.decode().partition('name="csrf" value="')[2].partition('"')[0]
        form = f"csrf={token}&email={EMAIL}&password={PASSWORD.replace(' ', '+')}"
        status, _ = self.ask("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        if status != 303:
            sys.exit(f"the login is answered with {status}")
        self.csrf = json.loads(self.ask("GET", "/api/v1/session")[1])["csrf"]

    def keep(self, picture, label):
        boundary = "a-line-between"
        body = b"".join((f'--{boundary}\r\nContent-Disposition: form-data; name="label"\r\n\r\n{label}\r\n'.encode(),
                         f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'.encode(),
                         picture, f"\r\n--{boundary}--\r\n".encode()))
        return self.ask("POST", "/api/v1/samples", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})[0]


def mnist_pictures(mnist, part, count):
    """So many of its images as PNG files, with their labels."""
    images, labels = read_idx(mnist, f"{part}-images-idx3-ubyte", 16), read_idx(mnist, f"{part}-labels-idx1-ubyte", 8)
    return [png(images[i * SIDE * SIDE:(i + 1) * SIDE * SIDE]) for i in range(count)], list(labels[:count])


def read_some(stranger, bodies, a_second, until):
    """The milliseconds of each answer."""
    took = []
    while not until(len(took)):
        start = time.monotonic()
        status, _ = stranger.ask("POST", "/api/v1/recognize", bodies[len(took) % len(bodies)], {"Content-Type": "image/png"})
        took.append(1000 * (time.monotonic() - start))
        if status != 200:
            sys.exit(f"a picture is answered with {status}")
        time.sleep(max(0, 1 / a_second - (time.monotonic() - start)))
    return took


def p95(took):
    return statistics.quantiles(took, n=20)[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digitnet", default=ROOT / "build/release/bin/digitnet")
    parser.add_argument("--mnist", default=default_mnist())
    parser.add_argument("--digits", type=int, default=125)
    parser.add_argument("--a-second", type=float, default=10)
    arguments = parser.parse_args()
    own, labels = mnist_pictures(arguments.mnist, "train", arguments.digits)
    read, _ = mnist_pictures(arguments.mnist, "t10k", 1000)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([arguments.digitnet, "user", "create", EMAIL, "--data-dir", folder, "--password-stdin"],
                       input=PASSWORD + "\n", text=True, check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        command = [arguments.digitnet, "serve", "--port", str(port), "--data-dir", folder, "--rate", "0", "--cache", "0",
                   "--mnist", str(arguments.mnist)]
        with Server(command, port, "/", env={**os.environ, "OMP_WAIT_POLICY": "passive"}):
            user, stranger = Browser(port), Browser(port)
            user.log_in()
            for picture, label in zip(own, labels):
                if (status := user.keep(picture, label)) != 201:
                    sys.exit(f"a digit is answered with {status}")
            before = read_some(stranger, read, arguments.a_second, lambda count: count >= 100)
            start = time.monotonic()
            status, text = user.ask("POST", "/api/v1/trainings", '{"from": "served"}', {"Content-Type": "application/json"})
            if status != 202:
                sys.exit(f"the training is answered with {status}: {text[:300]}")
            path = f"/api/v1/trainings/{json.loads(text)['id']}"
            training = {}

            def is_over(count):
                if count % 5 == 0:
                    training.update(json.loads(user.ask("GET", path)[1]))
                return training["state"] not in ("queued", "running")

            during = read_some(stranger, read, arguments.a_second, is_over)
            took_s = time.monotonic() - start
            if training["state"] != "done":
                sys.exit(f"the training is {training['state']}: {training['problem']}")
            version = json.loads(user.ask("GET", f"/api/v1/versions/{training['version']}")[1])
    print(f"{version['trained_images']} digits learnt from: {took_s:.1f} s (goal: at most {MOST_TRAINING_S})")
    print(f"answers: p95 {p95(during):.1f} ms of {len(during)} (goal: below {MOST_P95_MS}); before the training {p95(before):.1f} ms")
    for images in ("held_back", "mnist"):
        shares = [version[images][when]["accuracy"] for when in ("before", "after")]
        print(f"{images}: {100 * shares[0]:.2f} % before, {100 * shares[1]:.2f} % after")
    return 0 if took_s <= MOST_TRAINING_S and p95(during) < MOST_P95_MS else 1


if __name__ == "__main__":
    sys.exit(main())
