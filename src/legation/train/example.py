"""One training window with whatever labels its corpus has, and batches of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from legation.engine.labels import LAYERS, TAGS
from legation.language.windows import Window
from legation.language.words import Words

HEAD, TAIL = 101, 102
NO_LABEL = -100


@dataclass(slots=True)
class Example:
    """Pieces of a window and its labels; word numbers count from the window's first word.

    Attributes:
        ids, starts: piece ids and the first piece of each word.
        tags: head name ("attribution" or "statement") to one tag list a layer.
        words: head name ("trigger", "status", "mode", "sector", "mention") to ``{word: label}``; the heads in
            ``full`` are labelled at every word (0 where not in the dict).
        many: (link, from) to the words linked; rows that are listed are supervised. one: likewise, any one is right.
        pair, relation: words of the two markers, and the relation between them.
    """

    ids: list[int]
    starts: list[int]
    tags: dict[str, list[list[int]]] = field(default_factory=dict)
    words: dict[str, dict[int, int]] = field(default_factory=dict)
    full: frozenset[str] = frozenset()
    many: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    one: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    pair: tuple[int, int] = (0, 0)
    relation: int = NO_LABEL
    weight: float = 1.0


def example(words: Words, window: Window) -> Example:
    """An unlabelled example of a window."""
    ids, starts = window.ids(words, HEAD, TAIL)
    return Example(ids, starts)


def span_tags(length: int, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Tags of ``length`` words for word spans (first, one past last); of overlapping spans the first listed stands."""
    tags = [0] * length
    for first, last in spans:
        if first >= last or any(tags[first:last]):
            continue
        if last - first == 1:
            tags[first] = TAGS.index("S")
        else:
            tags[first:last] = [TAGS.index("B"), *[TAGS.index("I")] * (last - first - 2), TAGS.index("E")]
    return tags


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


def layer_tags(length: int, spans: dict[str, list[tuple[int, int]]]) -> list[list[int]]:
    """Tags for the layers source, cue and content."""
    return [span_tags(length, spans.get(layer, [])) for layer in LAYERS]
