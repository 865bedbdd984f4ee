"""The architectures of networks.py as ONNX graphs, channels first: ONNX Runtime blocks such convolutions by itself."""

import onnx
from onnx import TensorProto, helper, numpy_helper


def build(name, weights, batch):
    """weights as networks.random_weights gives them."""
    kernel1, bias1, kernel2, bias2, dense1, bias3, dense2, bias4 = weights
    second, hidden = kernel2.shape[3], dense1.shape[1]
    channels_first = dense1.reshape(12, 12, second, hidden).transpose(2, 0, 1, 3).reshape(-1, hidden)
    initial = {"kernel1": kernel1.transpose(3, 2, 0, 1), "bias1": bias1, "kernel2": kernel2.transpose(3, 2, 0, 1),
               "bias2": bias2, "dense1": channels_first, "bias3": bias3, "dense2": dense2, "bias4": bias4}
    nodes = [
        helper.make_node("Conv", ["images", "kernel1", "bias1"], ["a"], kernel_shape=[3, 3]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Conv", ["b", "kernel2", "bias2"], ["c"], kernel_shape=[3, 3]),
        helper.make_node("Relu", ["c"], ["d"]),
        helper.make_node("MaxPool", ["d"], ["e"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Flatten", ["e"], ["f"]),
        helper.make_node("Gemm", ["f", "dense1", "bias3"], ["g"]),
        helper.make_node("Relu", ["g"], ["h"]),
        helper.make_node("Gemm", ["h", "dense2", "bias4"], ["i"]),
        helper.make_node("Softmax", ["i"], ["probabilities"], axis=1)]
    tensors = [numpy_helper.from_array(value.copy(), key) for key, value in initial.items()]
    return model(name, nodes, tensors, [batch, 1, 28, 28], [batch, 10])


def identity():
    """A network that does nothing."""
    shape = [1, 1, 28, 28]
    return model("identity", [helper.make_node("Identity", ["images"], ["probabilities"])], [], shape, shape)


def model(name, nodes, tensors, shape_in, shape_out):
    graph = helper.make_graph(nodes, name, [helper.make_tensor_value_info("images", TensorProto.FLOAT, shape_in)],
                              [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, shape_out)], tensors)
    built = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(built)
    return built.SerializeToString()
