"""Requests to send: MNIST's test images as PNG files in the form in which a page sends them."""

import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from batch import SIDE, png, read_idx  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
BOUNDARY = "boundary-of-benchmarks-serve"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


class Pictures:
    """`labels[i]` is what stands in the picture of `bodies[i]`; `path` is a file of all bodies for wrk."""

    def __init__(self, mnist, folder, count):
        images, labels = read_idx(mnist, "t10k-images-idx3-ubyte", 16), read_idx(mnist, "t10k-labels-idx1-ubyte", 8)
        self.labels = list(labels[:count])
        self.bodies = [form(png(images[i * SIDE * SIDE:(i + 1) * SIDE * SIDE]), f"{i}.png") for i in range(count)]
        self.path = pathlib.Path(folder) / "bodies"
        self.path.write_bytes(b"%d\n" % count + b"".join(b"%d\n%s" % (len(body), body) for body in self.bodies))


def form(picture, name):
    head = (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"{name}\"\r\n"
            "Content-Type: image/png\r\n\r\n")
    return head.encode() + picture + f"\r\n--{BOUNDARY}--\r\n".encode()


def drive(url, pictures, connections, seconds, meanwhile=None):
    """What wrk's one thread makes of it; `meanwhile` is called while it runs, with its process."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s",
               "-s", str(HERE / "cycle_pictures.lua"), url, "--", str(pictures.path), CONTENT_TYPE]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)
    if meanwhile:
        meanwhile(process)
    output, problems = process.communicate(timeout=seconds + 90)
    if process.returncode != 0:
        sys.exit(f"wrk ended with {process.returncode}: {problems or output}")
    found = json.loads(output.splitlines()[-1])
    found["errors"] = sum(found["failed"].values())
    return found
