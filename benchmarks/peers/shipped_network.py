"""A digitnet model file as an ONNX graph: the same network, from the same numbers.

Layers as docs/formats/model.md has them. Images go in as [N, 1, 28, 28], 0 to 1; ONNX Runtime blocks such convolutions
by itself, and takes batch normalisation into them.
"""

import json
import pathlib
import struct

import numpy
from onnx import helper, numpy_helper

import onnx_networks


def read_model(path):
    """(architecture, {tensor's name: array})"""
    data = pathlib.Path(path).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    architecture = json.loads(header.pop("__metadata__")["digitnet.architecture"])
    return architecture, {
        name: numpy.frombuffer(data, "<f4", offset=8 + length + info["data_offsets"][0],
                               count=int(numpy.prod(info["shape"]))).reshape(info["shape"])
        for name, info in header.items()}


class Graph:
    """Grows layer by layer; keeps what flows as height, width, channels."""

    def __init__(self, tensors, shape):
        self.tensors, self.shape, self.nodes, self.initial, self.flow = tensors, list(shape), [], [], "images"

    def keep(self, name, array):
        self.initial.append(numpy_helper.from_array(numpy.ascontiguousarray(array), name))
        return name

    def add(self, kind, *inputs, **attributes):
        output = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, [self.flow, *inputs], [output], **attributes))
        self.flow = output

    def conv(self, at, layer):
        weight, bias = self.tensors[f"{at}.conv.weight"], self.tensors[f"{at}.conv.bias"]
        same = layer["padding"] == "same"
        kernel, stride = layer["kernel"], layer["stride"]
        assert stride == 1 and kernel % 2 == 1, "only what the shipped model has"
        self.add("Conv", self.keep(f"w{at}", weight.transpose(3, 2, 0, 1)), self.keep(f"b{at}", bias),
                 kernel_shape=[kernel, kernel], pads=[kernel // 2] * 4 if same else [0] * 4)
        shrink = 0 if same else kernel - 1
        self.shape = [self.shape[0] - shrink, self.shape[1] - shrink, weight.shape[3]]

    def batch_norm(self, at, layer):
        roles = [self.keep(f"{role}{at}", self.tensors[f"{at}.batch_norm.{role}"])
                 for role in ("gamma", "beta", "mean", "variance")]
        self.add("BatchNormalization", *roles, epsilon=layer["epsilon"])

    def max_pool(self, _, layer):
        window, stride = layer["window"], layer["stride"] or layer["window"]
        self.add("MaxPool", kernel_shape=[window, window], strides=[stride, stride])
        self.shape = [(self.shape[0] - window) // stride + 1, (self.shape[1] - window) // stride + 1, self.shape[2]]

    def dense(self, at, _):
        weight, (height, width, channels) = self.tensors[f"{at}.dense.weight"], self.shape
        channels_first = weight.reshape(height, width, channels, -1).transpose(2, 0, 1, 3).reshape(weight.shape)
        self.add("Flatten")
        self.add("Gemm", self.keep(f"w{at}", channels_first), self.keep(f"b{at}", self.tensors[f"{at}.dense.bias"]))
        self.shape = [1, 1, weight.shape[1]]

    def relu(self, *_):
        self.add("Relu")

    def softmax(self, *_):
        self.add("Softmax", axis=1)

    def dropout(self, *_):
        """Does nothing when a picture is read."""


def build(path, batch=1):
    """The graph, serialized."""
    architecture, tensors = read_model(path)
    graph = Graph(tensors, architecture["input"])
    for at, layer in enumerate(architecture["layers"]):
        getattr(graph, layer["type"])(at, layer)
    graph.nodes[-1].output[0] = "probabilities"
    return onnx_networks.model("shipped", graph.nodes, graph.initial, [batch, 1, 28, 28], [batch, graph.shape[2]])
