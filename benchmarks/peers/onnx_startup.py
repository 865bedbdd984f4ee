#!/usr/bin/env python3
"""ONNX Runtime's side of the question: how long does a whole process take to read one picture?

    onnx_startup.py save MODEL.onnx              writes a model of random weights
    onnx_startup.py classify MODEL.onnx PICTURE  prints the digit
"""

import pathlib
import sys


def save(path):
    import networks
    import onnx_networks
    pathlib.Path(path).write_bytes(onnx_networks.build("seed", networks.random_weights("seed"), 1))


def classify(path, picture):
    import numpy
    import onnxruntime
    from PIL import Image
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    pixels = numpy.asarray(Image.open(picture).convert("L").resize((28, 28)), dtype=numpy.float32) / 255
    print(int(session.run(None, {"images": pixels.reshape(1, 1, 28, 28)})[0].argmax()))


{"save": save, "classify": classify}[sys.argv[1]](*sys.argv[2:])
