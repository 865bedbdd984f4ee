#!/usr/bin/env python3
"""PyTorch's side of the question: how many images a second does a training step take?

The same work as benchmarks/training_step.cpp: forward with dropout, softmax cross-entropy, backward and Adadelta (rate
1.0, rho 0.95, epsilon 1e-7), on batches that already lie in memory as floats. Cases are ARCHITECTURE-bBATCH, such as
seed-b128. --precision bf16 computes under autocast, with weights and their update in fp32. Variants, each a way in
which people run PyTorch on a CPU:

  eager           as a tutorial writes it
  channels_last   eager, weights and activations as [N,H,W,C] in memory, free flatten
  channels_last_compiled_update   the same, the optimiser's step through torch.compile
  compile         torch.compile of network, loss and optimiser step
  compile_channels_last   both

With -mnist at its end, a case draws its batches in random order from as many images as MNIST has, held in bytes as
torchvision holds them.
An allocator (tcmalloc, jemalloc) is a matter of LD_PRELOAD, which benchmarks/compare.py sets.
"""

import itertools

import torch
from torch import nn

import labelled_bars
import lockstep
import pytorch_networks

VARIANTS = ("eager", "channels_last", "channels_last_compiled_update", "compile", "compile_channels_last")
BATCHES_IN_MEMORY = 4


def bars(count, seed, layout):
    images, labels = labelled_bars.labelled_bars(count, seed)
    return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(memory_format=layout), torch.from_numpy(labels)


def ready_batches(batch, layout):
    """Without end the same few batches, as floats."""
    pairs = [bars(batch, seed, layout) for seed in range(1, BATCHES_IN_MEMORY + 1)]
    return itertools.cycle([(images.float().div_(255), labels) for images, labels in pairs])


def shuffled_batches(batch, count, layout):
    images, labels = bars(count, 1, layout)
    while True:
        for chosen in torch.randperm(count).split(batch):
            yield images[chosen].to(torch.float32, memory_format=layout).div_(255), labels[chosen]


class TrainingStep:
    """One case, warmed up."""

    def __init__(self, case, arguments):
        architecture, self.batch, whole = lockstep.split_case(case)
        channels_last = "channels_last" in arguments.variant
        layout = torch.channels_last if channels_last else torch.contiguous_format
        self.bf16 = arguments.precision == "bf16"
        torch.manual_seed(1)
        self.network = pytorch_networks.build(architecture, channels_last)
        self.optimizer = torch.optim.Adadelta(self.network.parameters(), lr=1.0, rho=0.95, eps=1e-7)
        self.batches = (shuffled_batches(self.batch, lockstep.MNIST_IMAGES, layout) if whole
                        else ready_batches(self.batch, layout))
        self.loss_of = self.forward
        self.update = self.optimizer.step
        if arguments.variant.startswith("compile"):
            self.loss_of = torch.compile(self.forward, dynamic=False)
        if "compile" in arguments.variant:
            self.update = torch.compile(self.optimizer.step, dynamic=False)
        self.check()

    def forward(self, images, labels):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bf16):
            logits = self.network(images)
        return nn.functional.cross_entropy(logits.float(), labels)

    def step(self):
        images, labels = next(self.batches)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss_of(images, labels)
        loss.backward()
        self.update()
        return loss

    def check(self):
        """The answer before the time: learning such easy images must bring the loss down."""
        losses = [self.step().item() for _ in range(60)]
        assert min(losses[-4:]) < 0.8 * losses[0], f"the loss went from {losses[0]} to {losses[-4:]}"


def main():
    arguments = lockstep.arguments_of(__doc__, VARIANTS)
    torch.set_num_threads(arguments.threads)

    def prepare(case):
        work = TrainingStep(case, arguments)
        return lockstep.training_slice(arguments.seconds, work.step, work.batch)

    lockstep.serve(prepare)


if __name__ == "__main__":
    main()
