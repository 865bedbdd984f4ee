#!/usr/bin/env python3
"""Keras's side of the question, on TensorFlow: how many images a second does a training step take?

The work of benchmarks/training_step.cpp as a Keras user pays for it: forward with dropout, softmax cross-entropy,
backward and Adadelta (rate 1.0, rho 0.95, epsilon 1e-7), in model.fit over a data set of MNIST's size that lies in
memory as floats with one-hot labels, the progress bar off. Cases are ARCHITECTURE-bBATCH, such as seed-b128;
-mnist at the end changes nothing.
--precision bf16 is Keras's mixed_bfloat16. Variants:

  script          as the specification's script: compile() and fit()
  steps           steps_per_execution=16
  xla             jit_compile=True
  xla_steps       both
  function        no fit: a tf.function of the step, on batches that already lie in memory as tensors
  xla_function    the same through XLA

What a fit costs once, before its first step, is not counted: in an epoch it is little.
"""

import itertools
import time

import keras_networks  # before keras: it sets TensorFlow up

import keras
import tensorflow

import labelled_bars
import lockstep

VARIANTS = ("script", "steps", "xla", "xla_steps", "function", "xla_function")
BATCHES_IN_MEMORY = 4


class Stopwatch(keras.callbacks.Callback):
    """Ends a fit after so many seconds, counted from the end of its first step."""

    def __init__(self, seconds, batch):
        super().__init__()
        self.seconds, self.batch = seconds, batch
        self.start = None

    def on_train_batch_end(self, last, logs=None):
        now = time.perf_counter()
        if self.start is None:
            self.start, self.first = now, last
            return
        self.rate = self.batch * (last - self.first) / (now - self.start)
        if now - self.start >= self.seconds:
            self.model.stop_training = True


def compiled(architecture, variant):
    model = keras_networks.build(architecture)
    model.compile(loss="categorical_crossentropy",
                  optimizer=keras.optimizers.Adadelta(learning_rate=1.0, rho=0.95, epsilon=1e-7),
                  metrics=["accuracy"], jit_compile=True if "xla" in variant else "auto",
                  steps_per_execution=16 if "steps" in variant else 1)
    return model


def check(model, images, labels, train):
    """The answer before the time: learning such easy images must bring the loss down."""
    def loss():
        return model.evaluate(images[:1024], labels[:1024], verbose=0)[0]

    before = loss()
    train()
    after = loss()
    assert after < 0.8 * before, f"the loss went from {before} to {after}"


def fit_slice(model, images, labels, batch, seconds):
    def fit(duration):
        watch = Stopwatch(duration, batch)
        model.fit(images, labels, batch_size=batch, epochs=1, verbose=0, callbacks=[watch])
        return watch.rate

    check(model, images, labels, lambda: [fit(2) for _ in range(2)])
    return lambda: {"value": fit(seconds), "unit": "images/s"}


def function_slice(model, images, labels, batch, seconds, xla):
    @tensorflow.function(jit_compile=xla)
    def step(x, y):
        with tensorflow.GradientTape() as tape:
            loss = model.compute_loss(x, y, model(x, training=True))
        model.optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_weights), model.trainable_weights))
        return loss

    starts = range(0, BATCHES_IN_MEMORY * batch, batch)
    batches = itertools.cycle([(tensorflow.constant(images[i:i + batch]), tensorflow.constant(labels[i:i + batch]))
                               for i in starts])

    def run():
        return step(*next(batches)).numpy()

    model.optimizer.build(model.trainable_weights)
    check(model, images, labels, lambda: [run() for _ in range(60)])
    return lockstep.training_slice(seconds, run, batch)


def main():
    arguments = lockstep.arguments_of(__doc__, VARIANTS)
    keras_networks.set_up(arguments.threads, arguments.precision)
    images, labels = labelled_bars.labelled_bars(lockstep.MNIST_IMAGES)
    images, labels = labelled_bars.as_floats(images), keras.utils.to_categorical(labels, 10)

    def prepare(case):
        architecture, batch, _ = lockstep.split_case(case)
        model = compiled(architecture, arguments.variant)
        if "function" in arguments.variant:
            xla = arguments.variant.startswith("xla")
            return function_slice(model, images, labels, batch, arguments.seconds, xla)
        return fit_slice(model, images, labels, batch, arguments.seconds)

    lockstep.serve(prepare)


if __name__ == "__main__":
    main()
