#!/usr/bin/env python3
"""PyTorch's side of the question: how many images a second does a training step take?

The same work as benchmarks/training_step.cpp: forward with dropout, softmax cross-entropy, backward and Adadelta (rate
1.0, rho 0.95, epsilon 1e-7) in fp32, on batches that already lie in memory as floats. Cases are ARCHITECTURE-bBATCH,
such as seed-b128. Variants, each a way in which people run PyTorch on a CPU:

  eager           as a tutorial writes it
  channels_last   eager, weights and activations as [N,H,W,C] in memory, free flatten
  channels_last_compiled_update   the same, the optimiser's step through torch.compile
  compile         torch.compile of network, loss and optimiser step
  compile_channels_last   both

An allocator (tcmalloc, jemalloc) is a matter of LD_PRELOAD, which benchmarks/compare.py sets.
"""

import argparse

import torch
from torch import nn

import lockstep
import pytorch_networks

VARIANTS = ("eager", "channels_last", "channels_last_compiled_update", "compile", "compile_channels_last")
BATCHES_IN_MEMORY = 4


def images_of(labels):
    """Noise, with a bright bar whose place tells the label: fast to learn, so that the answer can be checked."""
    images = torch.rand(len(labels), 1, 28, 28) * 0.5
    for image, label in zip(images, labels.tolist()):
        image[0, 4 + 2 * label:6 + 2 * label, 4:24] = 1
    return images


class TrainingStep:
    """One case, warmed up."""

    def __init__(self, case, variant):
        architecture, batch = case.rsplit("-b", 1)
        self.batch = int(batch)
        channels_last = "channels_last" in variant
        torch.manual_seed(1)
        self.network = pytorch_networks.build(architecture, channels_last)
        self.optimizer = torch.optim.Adadelta(self.network.parameters(), lr=1.0, rho=0.95, eps=1e-7)
        self.labels = [torch.randint(10, (self.batch,)) for _ in range(BATCHES_IN_MEMORY)]
        self.images = [images_of(labels) for labels in self.labels]
        if channels_last:
            self.images = [x.to(memory_format=torch.channels_last) for x in self.images]
        self.step_number = 0
        self.loss_of = self.forward
        self.update = self.optimizer.step
        if variant.startswith("compile"):
            self.loss_of = torch.compile(self.forward, dynamic=False)
        if "compile" in variant:
            self.update = torch.compile(self.optimizer.step, dynamic=False)
        self.check()

    def forward(self, images, labels):
        return nn.functional.cross_entropy(self.network(images), labels)

    def step(self):
        i = self.step_number % BATCHES_IN_MEMORY
        self.step_number += 1
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss_of(self.images[i], self.labels[i])
        loss.backward()
        self.update()
        return loss

    def check(self):
        """The answer before the time: learning such easy images must bring the loss down."""
        losses = [self.step().item() for _ in range(60)]
        assert min(losses[-4:]) < 0.8 * losses[0], f"the loss went from {losses[0]} to {losses[-4:]}"


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
            cases[case] = TrainingStep(case, arguments.variant)
        subject = cases[case]
        return {"value": lockstep.rate_over(arguments.seconds, subject.step, subject.batch), "unit": "images/s"}

    lockstep.serve(run_slice)


if __name__ == "__main__":
    main()
