"""Batches of training examples as padded tensors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from legation.train.example import Example


@dataclass(slots=True)
class Batch:
    """Padded tensors of several examples, and the examples."""

    ids: Tensor
    mask: Tensor
    starts: Tensor
    pair: Tensor
    lengths: Tensor
    examples: list[Example]


def collate(examples: list[Example]) -> Batch:
    """Pad examples to one batch."""
    pieces, words = max(len(e.ids) for e in examples), max(len(e.starts) for e in examples)
    n = len(examples)
    ids, mask, starts = (
        torch.zeros(n, pieces, dtype=torch.long),
        torch.zeros(n, pieces, dtype=torch.long),
        torch.zeros(n, words, dtype=torch.long),
    )
    for i, e in enumerate(examples):
        ids[i, : len(e.ids)] = torch.tensor(e.ids)
        mask[i, : len(e.ids)] = 1
        starts[i, : len(e.starts)] = torch.tensor(e.starts)
    lengths = torch.tensor([len(e.starts) for e in examples])
    return Batch(ids, mask, starts, torch.tensor([e.pair for e in examples]), lengths, examples)


def batches(examples: Sequence[Example], pieces: int, rng: random.Random) -> Iterator[list[Example]]:
    """Shuffled groups of examples of like length, each of about ``pieces`` pieces when padded."""
    order = sorted(examples, key=lambda e: len(e.ids) + rng.random() * 40)
    groups: list[list[Example]] = [[]]
    for e in order:
        if groups[-1] and len(e.ids) * (len(groups[-1]) + 1) > pieces:
            groups.append([])
        groups[-1].append(e)
    rng.shuffle(groups)
    yield from groups
