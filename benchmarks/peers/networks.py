"""The architectures of libdigitnet/model/architectures.cpp, and what every framework is checked against, in NumPy."""

import numpy

# filters of the first convolution, of the second, units of the hidden dense layer
ARCHITECTURES = {"seed": (32, 64, 64), "report": (64, 64, 256), "notebook": (32, 64, 256)}
PARAMETERS = {"seed": 609_354, "report": 2_399_690, "notebook": 2_380_938}


def random_weights(name, seed=1):
    """Kernels [kernel, kernel, in, out] and dense weights [in, out], each followed by its biases."""
    first, second, hidden = ARCHITECTURES[name]
    random = numpy.random.default_rng(seed)
    weights = []
    for shape in ((3, 3, 1, first), (3, 3, first, second), (12 * 12 * second, hidden), (hidden, 10)):
        scale = numpy.sqrt(2 / numpy.prod(shape[:-1]))
        weights += [(scale * random.standard_normal(shape)).astype(numpy.float32),
                    (0.1 * random.standard_normal(shape[-1])).astype(numpy.float32)]
    return weights


def probabilities(weights, images):
    """The forward pass, plain and slow. images [N, 28, 28, 1] -> [N, 10]."""
    kernel1, bias1, kernel2, bias2, dense1, bias3, dense2, bias4 = (w.astype(numpy.float64) for w in weights)
    x = numpy.maximum(convolution(images, kernel1) + bias1, 0)
    x = numpy.maximum(convolution(x, kernel2) + bias2, 0)
    x = x.reshape(len(x), 12, 2, 12, 2, -1).max(axis=(2, 4)).reshape(len(x), -1)
    logits = numpy.maximum(x @ dense1 + bias3, 0) @ dense2 + bias4
    powers = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def convolution(images, kernel):
    windows = numpy.lib.stride_tricks.sliding_window_view(images, (3, 3), axis=(1, 2))  # [N, H, W, in, 3, 3]
    return numpy.tensordot(windows, kernel, axes=((3, 4, 5), (2, 0, 1)))


def check_probabilities(found, weights, images, tolerance):
    """The answer before the time, on the first images of a batch."""
    expected = probabilities(weights, images[:8])
    error = numpy.abs(numpy.asarray(found, dtype=numpy.float64)[:8] - expected).max()
    assert error < tolerance, f"probabilities are off by {error:.2g}"
