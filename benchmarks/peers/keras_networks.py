"""The architectures of networks.py as the specification's script writes them, and TensorFlow's settings.

TensorFlow must be set up before it is first used, so import this module instead of keras.
"""

import os

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")

import keras  # noqa: E402
import tensorflow  # noqa: E402
from keras import layers  # noqa: E402

import networks  # noqa: E402


def set_up(threads, precision):
    tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(threads)
    keras.utils.set_random_seed(1)
    if precision == "bf16":
        keras.mixed_precision.set_global_policy("mixed_bfloat16")


def build(name):
    first, second, hidden = networks.ARCHITECTURES[name]
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(first, (3, 3), activation="relu"),
        layers.Conv2D(second, (3, 3), activation="relu"),
        layers.MaxPooling2D((2, 2)), layers.Dropout(0.25), layers.Flatten(),
        layers.Dense(hidden, activation="relu"), layers.Dropout(0.5),
        layers.Dense(10, activation="softmax", dtype="float32")])  # as Keras's guide to mixed precision has it
    assert model.count_params() == networks.PARAMETERS[name], f"{name} has {model.count_params()} parameters"
    return model
