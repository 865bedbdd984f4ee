#!/usr/bin/env python3
"""ONNX Runtime's side of the question: how long does one image take, and how many a second in batches?

The same work as benchmarks/inference.cpp, in fp32: for x86 the runtime has no bf16 mode (its session option for fast
bf16 products is of ARM only). Cases are ARCHITECTURE-b1 (median latency in microseconds), ARCHITECTURE-b256 (images per
second), and overhead: what a graph that does nothing costs through the same calls, which is Python's own share of a b1
case. Variants:

  binding         input and output bound once, so that a call hands over nothing
  run             session.run on a NumPy array, as a tutorial writes it
"""

import numpy
import onnxruntime

import lockstep
import networks
import onnx_networks

VARIANTS = ("binding", "run")


def session_of(graph, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.enable_mem_pattern = True
    options.enable_cpu_mem_arena = True
    options.add_session_config_entry("session.intra_op.allow_spinning", "1")
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def bound_run(session, images):
    """A function that runs the session on memory that was bound once, and where its output lies."""
    binding = session.io_binding()
    binding.bind_ortvalue_input("images", onnxruntime.OrtValue.ortvalue_from_numpy(images))
    output = onnxruntime.OrtValue.ortvalue_from_shape_and_type(session.get_outputs()[0].shape, numpy.float32)
    binding.bind_ortvalue_output("probabilities", output)
    return lambda: session.run_with_iobinding(binding), output.numpy


def plain_run(session, images):
    run = lambda: session.run(None, {"images": images})  # noqa: E731
    return run, lambda: run()[0]


def main():
    arguments = lockstep.arguments_of(__doc__, VARIANTS)
    make_run = {"binding": bound_run, "run": plain_run}[arguments.variant]

    def prepare(case):
        assert arguments.precision == "fp32", "ONNX Runtime has no bf16 here"
        if case == "overhead":
            run, _ = make_run(session_of(onnx_networks.identity(), arguments.threads),
                              numpy.zeros((1, 1, 28, 28), numpy.float32))
            return lockstep.inference_slice(arguments.seconds, run, 1)
        architecture, batch, _ = lockstep.split_case(case)
        weights = networks.random_weights(architecture)
        images = numpy.random.default_rng(2).random((batch, 1, 28, 28), numpy.float32)
        run, output = make_run(session_of(onnx_networks.build(architecture, weights, batch), arguments.threads), images)
        for _ in range(10):
            run()
        networks.check_probabilities(output(), weights, images.reshape(batch, 28, 28, 1), 1e-5)
        return lockstep.inference_slice(arguments.seconds, run, batch)

    lockstep.serve(prepare)


if __name__ == "__main__":
    main()
