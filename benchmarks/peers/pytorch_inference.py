#!/usr/bin/env python3
"""PyTorch's side of the question: how long does one image take, and how many a second in batches?

The same work as benchmarks/inference.cpp: the network and its softmax on images that already lie in memory. Cases are
ARCHITECTURE-b1 (median latency in microseconds), ARCHITECTURE-b256 (images per second), and overhead: what a network
that does nothing costs, which is Python's own share of a b1 case. Variants:

  eager           network.eval() under inference_mode
  channels_last   eager, weights and activations as [N,H,W,C] in memory
  jit             traced, frozen and optimised for inference (torch.jit)
  compile         torch.compile with frozen weights

--precision bf16 has the weights and activations of channels_last and compile in bf16, and traces jit under autocast.
"""

import contextlib

import torch
from torch._inductor import config as inductor

import lockstep
import pytorch_networks

VARIANTS = ("eager", "channels_last", "jit", "compile")


class Inference:
    """One case, warmed up."""

    def __init__(self, case, variant, precision):
        architecture, self.batch = ("identity", 1) if case == "overhead" else lockstep.split_case(case)[:2]
        self.network = self.build(architecture, variant != "eager")
        self.images = torch.rand(self.batch, 1, 28, 28)
        if variant != "eager":
            self.images = self.images.to(memory_format=torch.channels_last)
        expected = self.run()
        if precision == "bf16":
            self.to_bf16(variant)
        if variant == "jit":
            with autocast(precision == "bf16"):
                self.network = torch.jit.freeze(torch.jit.trace(self.network, self.images))
            self.network = torch.jit.optimize_for_inference(self.network)
        if variant == "compile":
            inductor.freezing = True
            self.network = torch.compile(self.network, dynamic=False)
        tolerance = 0.02 if precision == "bf16" else 1e-5
        for _ in range(10):
            assert torch.allclose(self.run().float(), expected, atol=tolerance), "other probabilities than eager's"

    @staticmethod
    def build(architecture, channels_last):
        torch.manual_seed(1)
        if architecture == "identity":
            return torch.nn.Sequential(torch.nn.Identity()).eval()
        plain = pytorch_networks.build(architecture, channels_last).eval()
        return torch.nn.Sequential(plain, torch.nn.Softmax(1)).eval()

    def to_bf16(self, variant):
        if variant != "jit":
            self.network = self.network.to(torch.bfloat16)
            self.images = self.images.to(torch.bfloat16)

    def run(self):
        with torch.inference_mode():
            return self.network(self.images)


def autocast(enabled):
    # a trace cannot keep the casts of weights that autocast remembers
    return torch.autocast("cpu", torch.bfloat16, cache_enabled=False) if enabled else contextlib.nullcontext()


def main():
    arguments = lockstep.arguments_of(__doc__, VARIANTS)
    torch.set_num_threads(arguments.threads)

    def prepare(case):
        work = Inference(case, arguments.variant, arguments.precision)
        return lockstep.inference_slice(arguments.seconds, work.run, work.batch)

    lockstep.serve(prepare)


if __name__ == "__main__":
    main()
