#!/usr/bin/env python3
"""Writes the golden numbers that golden_test.cpp holds the library to, computed by PyTorch in double precision.

    pip install torch==2.15.0 numpy==2.4.6
    python3 tests/golden/export.py

Written last on 2026-11-23, plain.safetensors on 2026-11-26, with Python 3.11.7 and the versions above; each file's
metadata repeats them.

Weights lie as digitnet keeps them, convolution [kernel,kernel,in,out] and dense [in,out], images as [N,H,W,C], and a
dense layer reads an image in that order; torch's own layouts appear only inside forward(). So the gradients come out in
digitnet's layouts too, and torch's optimisers work on them as they are.

Why torch may stand for Keras:
- Adadelta. Keras 3 (keras/src/optimizers/adadelta.py): a = rho a + (1-rho) g^2; d = sqrt(b + eps) g / sqrt(a + eps);
  b = rho b + (1-rho) d^2; w -= rate d. torch (torch/optim/adadelta.py) does the same in the same order; only the
  defaults differ (Keras: rate 0.001, rho 0.95, epsilon 1e-7). check_keras_adadelta() compares the two in numbers.
- Momentum: torch's v = m v + g, w -= rate v is Keras's v' = m v' - rate g, w += v' with v' = -rate v, as long as the
  rate stays the same.
- Label smoothing: both take (1-e) one-hot + e / classes.
- Adam differs: Keras divides by sqrt(v) + epsilon before the bias correction ("epsilon hat"), torch as algorithm 1 of
  the paper after it. digitnet follows the paper.
- Batch normalisation differs: torch's running variance takes the unbiased variance, Keras's and digitnet's the biased.
  So the running statistics are computed here, by Keras's formula.

A golden number is of use only where rounding cannot move it. A value of a hair above zero before a ReLU, or two nearly
equal ones under a pooling window, would make a jump of rounding; so every run is repeated in single precision, and the
script stops unless both agree to a tenth of what the test allows.
"""

import datetime
import json
import pathlib
import platform
import struct
import sys

import numpy
import torch
from torch.nn import functional

FOLDER = pathlib.Path(__file__).resolve().parent
TOLERANCE = 1e-6  # between double and single precision; golden_test.cpp allows 1e-5
STEPS = 3

# What golden_test.cpp builds, layer by layer: (kind, fields). Training takes the first `trained` images of the batch:
# one where there is batch normalisation, which digitnet computes per shard of a batch, so that there is but one shard.
PLAIN = {
    "input": (12, 12, 1), "batch": 11, "trained": 11,
    "layers": [("conv", dict(filters=4)), ("relu", {}), ("conv", dict(filters=6)), ("relu", {}),
               ("max_pool", dict(window=2, stride=2)), ("dense", dict(units=16)), ("relu", {}),
               ("dense", dict(units=10)), ("softmax", {})]}
STRIDED = {
    "input": (11, 10, 2), "batch": 9, "trained": 9,
    "layers": [("conv", dict(filters=5, kernel=5, padding="same")), ("relu", {}),
               ("conv", dict(filters=6, kernel=3, stride=2, padding="same")), ("relu", {}),
               ("conv", dict(filters=7, kernel=2)), ("relu", {}),
               ("max_pool", dict(window=3, stride=1)),
               ("conv", dict(filters=4, kernel=2, stride=2, padding="same")),
               ("dense", dict(units=10)), ("softmax", {})]}
NORMALIZED = {
    "input": (8, 7, 2), "batch": 5, "trained": 1,
    "layers": [("conv", dict(filters=5)), ("batch_norm", dict(momentum=0.9, epsilon=1e-3)), ("relu", {}),
               ("conv", dict(filters=4)), ("batch_norm", dict(momentum=0.75, epsilon=1e-2)), ("relu", {}),
               ("dense", dict(units=10)), ("softmax", {})]}
# "brief": its file keeps only the last step and no smoothed labels, for the sake of its size.
WIDE = {
    "input": (11, 10, 1), "batch": 10, "trained": 10, "brief": True,
    "layers": [("conv", dict(filters=16)), ("relu", {}), ("conv", dict(filters=32, padding="same")), ("relu", {}),
               ("conv", dict(filters=16)), ("relu", {}), ("max_pool", dict(window=3, stride=3)),
               ("dense", dict(units=10)), ("softmax", {})]}

# Those of golden_test.cpp, by the same names.
OPTIMIZERS = {
    "adadelta_keras": lambda p: torch.optim.Adadelta(p, lr=0.001, rho=0.95, eps=1e-7),
    "adadelta": lambda p: torch.optim.Adadelta(p, lr=1.0, rho=0.95, eps=1e-7),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=0.001, eps=1e-7),
    "adamw": lambda p: torch.optim.AdamW(kernels_decay(p, 0.004), lr=0.001, eps=1e-7),
}


def kernels_decay(arrays, weight_decay):
    """Two groups of parameters: kernels, which decay, and biases, which do not."""
    return [{"params": [array for array in arrays if array.dim() > 1], "weight_decay": weight_decay},
            {"params": [array for array in arrays if array.dim() == 1], "weight_decay": 0}]


def same_padding(extent, kernel, stride):
    """Keras's: the output measures ceil(extent / stride), the odd row goes behind."""
    total = max((-(-extent // stride) - 1) * stride + kernel - extent, 0)
    return total // 2, total - total // 2


def convolve(x, weight, bias, fields):
    stride = fields.get("stride", 1)
    x = x.permute(0, 3, 1, 2)
    if fields.get("padding") == "same":
        kernel = weight.shape[0]
        x = functional.pad(x, (*same_padding(x.shape[3], kernel, stride), *same_padding(x.shape[2], kernel, stride)))
    y = functional.conv2d(x, weight.permute(3, 2, 0, 1), bias, stride=stride)
    return y.permute(0, 2, 3, 1)


def normalize(x, gamma, beta, mean, variance, epsilon):
    return gamma * (x - mean) / torch.sqrt(variance + epsilon) + beta


def biased_statistics(x):
    axes = tuple(range(x.dim() - 1))
    return x.mean(axes), x.var(axes, unbiased=False)


def batch_norm(x, arrays, prefix, fields, training):
    """Normalises and, while training, moves the running statistics in `arrays`."""
    mean, variance = arrays[f"{prefix}.mean"], arrays[f"{prefix}.variance"]
    if training:
        mean, variance = biased_statistics(x)
        for role, current in (("mean", mean), ("variance", variance)):
            running = arrays[f"{prefix}.{role}"]
            arrays[f"{prefix}.{role}"] = (fields["momentum"] * running + (1 - fields["momentum"]) * current).detach()
    return normalize(x, arrays[f"{prefix}.gamma"], arrays[f"{prefix}.beta"], mean, variance, fields["epsilon"])


def apply_layer(i, layer, arrays, x, training):
    kind, fields = layer
    prefix = f"{i}.{kind}"
    if kind == "conv":
        return convolve(x, arrays[f"{prefix}.weight"], arrays[f"{prefix}.bias"], fields)
    if kind == "dense":
        return x.reshape(x.shape[0], -1) @ arrays[f"{prefix}.weight"] + arrays[f"{prefix}.bias"]
    if kind == "relu":
        return functional.relu(x)
    if kind == "max_pool":
        return functional.max_pool2d(x.permute(0, 3, 1, 2), fields["window"], fields["stride"]).permute(0, 2, 3, 1)
    if kind == "batch_norm":
        return batch_norm(x, arrays, prefix, fields, training)
    assert kind == "softmax", kind
    return x  # the loss takes logits


def forward(network, arrays, x, training=False):
    """The logits `[N,classes]`."""
    for i, layer in enumerate(network["layers"]):
        x = apply_layer(i, layer, arrays, x, training)
    return x


def as_single(value):
    """The double nearest to the single precision number that the file will hold, so that both start alike."""
    return value.to(torch.float32).to(torch.float64)


def uniform(shape, low, high, generator):
    return as_single(low + (high - low) * torch.rand(shape, generator=generator, dtype=torch.float64))


def draw_arrays(network, generator):
    """Weights of a sensible size; biases and statistics away from zero and one, so that leaving one out shows."""
    arrays = {}
    x = torch.zeros(1, *network["input"], dtype=torch.float64)
    for i, (kind, fields) in enumerate(network["layers"]):
        prefix = f"{i}.{kind}"
        if kind in ("conv", "dense"):
            out = fields["filters"] if kind == "conv" else fields["units"]
            kernel = fields.get("kernel", 3)
            shape = (kernel, kernel, x.shape[3], out) if kind == "conv" else (x[0].numel(), out)
            limit = 2 * (3 / numpy.prod(shape[:-1])) ** 0.5
            arrays[f"{prefix}.weight"] = uniform(shape, -limit, limit, generator)
            arrays[f"{prefix}.bias"] = uniform((out,), -0.2, 0.2, generator)
        if kind == "batch_norm":
            ranges = {"gamma": (0.5, 1.5), "beta": (-0.5, 0.5), "mean": (-0.3, 0.3), "variance": (0.3, 2)}
            for role, (low, high) in ranges.items():
                arrays[f"{prefix}.{role}"] = uniform((x.shape[3],), low, high, generator)
        x = apply_layer(i, (kind, fields), arrays, x, False)
    return arrays


def is_trained(name):
    return name.rsplit(".", 1)[1] not in ("mean", "variance")


class Run:
    """One network on its way through training, in one precision."""

    def __init__(self, network, arrays, dtype):
        self.network = network
        self.dtype = dtype
        self.arrays = {name: value.to(dtype).clone().requires_grad_(is_trained(name)) for name, value in arrays.items()}
        self.trained = [value for name, value in self.arrays.items() if is_trained(name)]

    def loss(self, images, labels, smoothing=0.0):
        logits = forward(self.network, self.arrays, images.to(self.dtype), training=True)
        return functional.cross_entropy(logits, labels, label_smoothing=smoothing)

    def gradients(self, images, labels, smoothing=0.0):
        """The mean loss and its gradient for every trained array."""
        loss = self.loss(images, labels, smoothing)
        found = torch.autograd.grad(loss, self.trained)
        return loss.detach(), dict(zip((n for n in self.arrays if is_trained(n)), found))

    def steps(self, make_optimizer, images, labels):
        """Trains on the same batch again and again; yields the loss before and all arrays after each step."""
        optimizer = make_optimizer(self.trained)
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss = self.loss(images, labels)
            loss.backward()
            optimizer.step()
            yield loss.detach(), {name: value.detach().clone() for name, value in self.arrays.items()}


def golden_of(network, arrays, images, labels, optimizers, dtype):
    """All numbers of one network in one precision, by the names that the file gives them."""
    golden = {}
    with torch.no_grad():
        logits = forward(network, Run(network, arrays, dtype).arrays, images.to(dtype))
    golden["probabilities"] = logits.softmax(1)
    images, labels = images[:network["trained"]], labels[:network["trained"]]
    brief = network.get("brief", False)
    for name, smoothing in (("", 0.0),) if brief else (("", 0.0), ("smoothed.", 0.1)):
        loss, gradients = Run(network, arrays, dtype).gradients(images, labels, smoothing)
        golden[f"{name}loss"] = loss.reshape(1)
        golden |= {f"{name}gradient.{array}": value for array, value in gradients.items()}
    for name in optimizers:
        losses = []
        for step, (loss, after) in enumerate(Run(network, arrays, dtype).steps(OPTIMIZERS[name], images, labels), 1):
            losses.append(loss)
            if step == STEPS or not brief:
                golden |= {f"{name}.{step}.{array}": value for array, value in after.items()}
        golden[f"{name}.losses"] = torch.stack(losses)
    return golden


def well_conditioned(single, double):
    """Whether rounding to single precision moves no golden number by more than TOLERANCE."""
    return max((single[name].double() - double[name]).abs().max().item() for name in double) <= TOLERANCE


def export_network(file_name, network, optimizers):
    """Draws numbers until rounding cannot flip a ReLU or a pooling window, then writes them with their results."""
    for seed in range(1, 100):
        generator = torch.Generator().manual_seed(seed)
        arrays = draw_arrays(network, generator)
        images = uniform((network["batch"], *network["input"]), 0, 1, generator)
        labels = torch.randint(10, (network["batch"],), generator=generator)
        double = golden_of(network, arrays, images, labels, optimizers, torch.float64)
        if well_conditioned(golden_of(network, arrays, images, labels, optimizers, torch.float32), double):
            break
    else:
        sys.exit(f"{file_name}: no seed gives numbers that rounding leaves alone")
    start = {f"start.{name}": value for name, value in arrays.items()}
    write(file_name, {"images": images, "labels": labels.double(), **start, **double}, seed)


def export_batch_norm():
    """The layer by itself, in training, on one shard of three images."""
    generator = torch.Generator().manual_seed(1)
    momentum, epsilon = 0.9, 1e-3
    x = uniform((3, 5, 4, 6), -1, 2, generator).requires_grad_()
    gamma = uniform((6,), 0.5, 1.5, generator).requires_grad_()
    beta = uniform((6,), -0.5, 0.5, generator).requires_grad_()
    mean, variance = uniform((6,), -0.3, 0.3, generator), uniform((6,), 0.3, 2, generator)
    grad_y = uniform(x.shape, -1, 1, generator)
    arrays = {"0.batch_norm.gamma": gamma, "0.batch_norm.beta": beta,
              "0.batch_norm.mean": mean, "0.batch_norm.variance": variance}
    y = apply_layer(0, ("batch_norm", {"momentum": momentum, "epsilon": epsilon}), arrays, x, True)
    # The formula above against torch's own layer, which shares no code with it.
    own = functional.batch_norm(x.permute(0, 3, 1, 2), None, None, gamma, beta, training=True, eps=epsilon)
    assert torch.allclose(own.permute(0, 2, 3, 1), y, rtol=0, atol=1e-12)
    grads = torch.autograd.grad(own.permute(0, 2, 3, 1), (x, gamma, beta), grad_y)
    write("batch_norm.safetensors", {
        "x": x, "gamma": gamma, "beta": beta, "mean": mean, "variance": variance, "grad_y": grad_y, "y": y,
        "momentum": torch.tensor([momentum]), "epsilon": torch.tensor([epsilon]),
        "mean_after": arrays["0.batch_norm.mean"], "variance_after": arrays["0.batch_norm.variance"],
        "grad_x": grads[0], "grad_gamma": grads[1], "grad_beta": grads[2]}, 1)


def check_keras_adadelta():
    """Three steps by Keras's formula, written out, and by torch's optimiser."""
    w = torch.linspace(-1, 1, 9, dtype=torch.float64).requires_grad_()
    optimizer = OPTIMIZERS["adadelta"]([w])
    by_keras, a, b = w.detach().clone(), *torch.zeros(2, 9, dtype=torch.float64)
    for step in range(STEPS):
        w.grad = torch.cos(7 * w.detach() + step)
        a = 0.95 * a + 0.05 * w.grad**2
        delta = -torch.sqrt(b + 1e-7) * w.grad / torch.sqrt(a + 1e-7)
        b = 0.95 * b + 0.05 * delta**2
        by_keras = by_keras + 1.0 * delta
        optimizer.step()
        assert torch.allclose(by_keras, w, rtol=0, atol=1e-12)


def write(file_name, tensors, seed):
    """safetensors by hand (a length, a JSON header, the floats), so that the same numbers are the same bytes."""
    metadata = {"torch": torch.__version__.split("+")[0], "numpy": numpy.__version__,
                "python": platform.python_version(), "date": datetime.date.today().isoformat(),
                "command": "python3 tests/golden/export.py", "seed": str(seed)}
    header, data = {"__metadata__": metadata}, b""
    for name, value in tensors.items():
        floats = value.detach().float().contiguous().numpy().astype("<f4").tobytes()
        end = len(data) + len(floats)
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), end]}
        data += floats
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path = FOLDER / file_name
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    print(f"{path}: {len(tensors)} tensors, {path.stat().st_size} bytes, seed {seed}")


def main():
    check_keras_adadelta()
    export_network("plain.safetensors", PLAIN, list(OPTIMIZERS))
    export_network("strided.safetensors", STRIDED, ["adadelta"])
    export_network("normalized.safetensors", NORMALIZED, ["adadelta", "momentum"])
    export_network("wide.safetensors", WIDE, ["adadelta"])
    export_batch_norm()


if __name__ == "__main__":
    main()
