#!/usr/bin/env python3
"""Keras's side of the question, on TensorFlow: how long does one image take, and how many a second in batches?

The same work as benchmarks/inference.cpp. Cases are ARCHITECTURE-b1 (median latency in microseconds),
ARCHITECTURE-b256 (images per second), and overhead: what a network that does nothing costs through the same calls,
which is Python's own share of a b1 case. --precision bf16 is Keras's mixed_bfloat16. Variants:

  predict_on_batch   what Keras offers for one batch, NumPy in and out
  function           a tf.function of the network, traced once for its shape, on a tensor
  xla                the same through XLA
"""

import keras_networks  # before keras: it sets TensorFlow up

import keras
import numpy
import tensorflow

import lockstep
import networks

VARIANTS = ("predict_on_batch", "function", "xla")


def run_of(model, images, variant):
    """A function that runs the model on the images and waits for its answer."""
    if variant == "predict_on_batch":
        model.compile(jit_compile=False)
        return lambda: model.predict_on_batch(images)
    traced = tensorflow.function(lambda x: model(x, training=False), jit_compile=variant == "xla")
    tensor = tensorflow.constant(images)
    concrete = traced.get_concrete_function(tensorflow.TensorSpec(images.shape, tensorflow.float32))
    return lambda: concrete(tensor).numpy()


def main():
    arguments = lockstep.arguments_of(__doc__, VARIANTS)
    keras_networks.set_up(arguments.threads, arguments.precision)

    def prepare(case):
        if case == "overhead":
            nothing = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Identity()])
            run = run_of(nothing, numpy.zeros((1, 28, 28, 1), numpy.float32), arguments.variant)
            return lockstep.inference_slice(arguments.seconds, run, 1)
        architecture, batch, _ = lockstep.split_case(case)
        weights = networks.random_weights(architecture)
        model = keras_networks.build(architecture)
        model.set_weights(weights)
        images = numpy.random.default_rng(2).random((batch, 28, 28, 1), numpy.float32)
        run = run_of(model, images, arguments.variant)
        for _ in range(10):
            answer = run()
        networks.check_probabilities(answer, weights, images, 0.02 if arguments.precision == "bf16" else 1e-5)
        return lockstep.inference_slice(arguments.seconds, run, batch)

    lockstep.serve(prepare)


if __name__ == "__main__":
    main()
