"""The images of benchmarks/support/labelled_bars.hpp: fast to learn, so that what is timed can be seen to learn."""

import numpy


def labelled_bars(count, seed=1):
    """Bytes, as MNIST comes: images [N, 28, 28, 1] of noise, a bright bar's place in each telling its label [N]."""
    random = numpy.random.default_rng(seed)
    images = random.integers(0, 128, (count, 28, 28, 1), dtype=numpy.uint8)
    labels = random.integers(0, 10, count)
    for label in range(10):
        images[labels == label, 4 + 2 * label:6 + 2 * label, 4:24] = 255
    return images, labels


def as_floats(images):
    """From 0 to 1, as the specification's script scales them; divided in place, so that nothing is held twice."""
    scaled = images.astype(numpy.float32)
    scaled /= 255
    return scaled
