"""The architectures of networks.py as PyTorch modules."""

import torch
from torch import nn

import networks


class FlattenChannelsLast(nn.Module):
    """Flattens in the order in which a channels_last tensor lies in memory, which costs nothing."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def build(name, channels_last):
    """The network up to its logits; the cross-entropy takes the softmax with it."""
    first, second, hidden = networks.ARCHITECTURES[name]
    network = nn.Sequential(
        nn.Conv2d(1, first, 3), nn.ReLU(inplace=True),
        nn.Conv2d(first, second, 3), nn.ReLU(inplace=True),
        nn.MaxPool2d(2), nn.Dropout(0.25),
        FlattenChannelsLast() if channels_last else nn.Flatten(),
        nn.Linear(12 * 12 * second, hidden), nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(hidden, 10))
    found = sum(p.numel() for p in network.parameters())
    assert found == networks.PARAMETERS[name], f"{name} has {found} parameters"
    return network.to(memory_format=torch.channels_last) if channels_last else network
