#!/usr/bin/env python3
"""Keras's side of the question: how long does a whole process take to read one picture?

As the specification's page reads it, but for the start of the page's server.

    keras_startup.py save MODEL.keras              writes an untrained model
    keras_startup.py classify MODEL.keras PICTURE  prints the digit
"""

import os
import sys

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")


def save(path):
    import keras_networks
    keras_networks.build("seed").save(path)


def classify(path, picture):
    import keras
    import numpy
    from PIL import Image
    model = keras.models.load_model(path)
    pixels = numpy.asarray(Image.open(picture).convert("L").resize((28, 28)), dtype=numpy.float32) / 255
    print(int(model.predict(pixels.reshape(1, 28, 28, 1), verbose=0).argmax()))


{"save": save, "classify": classify}[sys.argv[1]](*sys.argv[2:])
