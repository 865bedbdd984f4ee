#!/usr/bin/env python3
"""PyTorch's side of the question: how long does a whole process take to read one picture?

    pytorch_startup.py save MODEL.pt              writes an untrained model's weights
    pytorch_startup.py classify MODEL.pt PICTURE  prints the digit
"""

import sys

import torch

import pytorch_networks


def save(path):
    torch.save(pytorch_networks.build("seed", channels_last=False).state_dict(), path)


def classify(path, picture):
    import numpy
    from PIL import Image
    network = pytorch_networks.build("seed", channels_last=False).eval()
    network.load_state_dict(torch.load(path))
    pixels = numpy.asarray(Image.open(picture).convert("L").resize((28, 28)), dtype=numpy.float32) / 255
    with torch.inference_mode():
        print(int(network(torch.from_numpy(pixels).reshape(1, 1, 28, 28)).argmax()))


{"save": save, "classify": classify}[sys.argv[1]](*sys.argv[2:])
