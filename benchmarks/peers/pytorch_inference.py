#!/usr/bin/env python3
"""PyTorch's side of the question: how long does one image take, and how many a second in batches?

The same work as benchmarks/inference.cpp: the network and its softmax in fp32 on images that already lie in memory.
Cases are ARCHITECTURE-b1 (median latency in microseconds) and ARCHITECTURE-b256 (images per second). Variants:

  eager           network.eval() under inference_mode
  channels_last   eager, weights and activations as [N,H,W,C] in memory
  jit             traced, frozen and optimised for inference (torch.jit)
  compile         torch.compile with frozen weights
"""

import argparse
import statistics
import time

import torch
from torch._inductor import config as inductor

import lockstep
import pytorch_networks

VARIANTS = ("eager", "channels_last", "jit", "compile")


class Inference:
    """One case, warmed up."""

    def __init__(self, case, variant):
        architecture, batch = case.rsplit("-b", 1)
        self.batch = int(batch)
        torch.manual_seed(1)
        channels_last = variant != "eager"
        plain = pytorch_networks.build(architecture, channels_last).eval()
        self.network = torch.nn.Sequential(plain, torch.nn.Softmax(1)).eval()
        self.images = torch.rand(self.batch, 1, 28, 28)
        if channels_last:
            self.images = self.images.to(memory_format=torch.channels_last)
        expected = self.run()
        if variant == "jit":
            traced = torch.jit.freeze(torch.jit.trace(self.network, self.images))
            self.network = torch.jit.optimize_for_inference(traced)
        if variant == "compile":
            inductor.freezing = True
            self.network = torch.compile(self.network, dynamic=False)
        for _ in range(10):
            assert torch.allclose(self.run(), expected, atol=1e-5), "other probabilities than eager's"

    def run(self):
        with torch.inference_mode():
            return self.network(self.images)


def median_latency_us(seconds, run):
    run()
    durations = []
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        before = time.perf_counter()
        run()
        durations.append(time.perf_counter() - before)
    return 1e6 * statistics.median(durations)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", choices=VARIANTS, default="eager")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a measured slice")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cases = {}

    def run_slice(case):
        if case not in cases:
            cases[case] = Inference(case, arguments.variant)
        subject = cases[case]
        if subject.batch == 1:
            return {"value": median_latency_us(arguments.seconds, subject.run), "unit": "us"}
        return {"value": lockstep.rate_over(arguments.seconds, subject.run, subject.batch), "unit": "images/s"}

    lockstep.serve(run_slice)


if __name__ == "__main__":
    main()
