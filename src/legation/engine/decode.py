"""From tag scores to spans."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from legation.engine.labels import TAGS

Floats = NDArray[np.float32]
_FORBIDDEN = -1e4


@lru_cache(maxsize=1)
def _allowed() -> Floats:
    """Penalty of each tag after each other: a span opened must go on or end, and only an open one may."""
    after = {"O": "OBS", "B": "IE", "I": "IE", "E": "OBS", "S": "OBS"}
    return np.array([[0 if b in after[a] else _FORBIDDEN for b in TAGS] for a in TAGS], dtype=np.float32)


def viterbi(emissions: Floats, transitions: Floats) -> NDArray[np.int64]:
    """Best tag sequences of several layers at once.

    Args:
        emissions: (words, layers, tags). transitions: (layers, tags, tags), from row to column.
    Returns:
        (words, layers) tag numbers.
    """
    words, layers, tags = emissions.shape
    if not words:
        return np.zeros((0, layers), dtype=np.int64)
    moves = transitions + _allowed()[None]
    best = emissions[0] + np.where(np.isin(np.arange(tags), [TAGS.index("I"), TAGS.index("E")]), _FORBIDDEN, 0)[None]
    back = np.zeros((words, layers, tags), dtype=np.int64)
    for t in range(1, words):
        scores = best[:, :, None] + moves
        back[t] = scores.argmax(1)
        best = scores.max(1) + emissions[t]
    best = best + np.where(np.isin(np.arange(tags), [TAGS.index("B"), TAGS.index("I")]), _FORBIDDEN, 0)[None]
    path = np.zeros((words, layers), dtype=np.int64)
    path[-1] = best.argmax(1)
    rows = np.arange(layers)
    for t in range(words - 1, 0, -1):
        path[t - 1] = back[t, rows, path[t]]
    return path


def spans(tags: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Word spans (first, one past last) of one layer's tags."""
    found: list[tuple[int, int]] = []
    begin = 0
    for i, tag in enumerate(tags.tolist()):
        name = TAGS[tag]
        if name == "S":
            found.append((i, i + 1))
        elif name == "B":
            begin = i
        elif name == "E":
            found.append((begin, i + 1))
    return found


def softmax(scores: NDArray[Any], axis: int = -1) -> NDArray[Any]:
    """Probabilities from scores."""
    shifted = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=axis, keepdims=True))


def sigmoid(scores: NDArray[Any]) -> NDArray[Any]:
    """Probabilities of independent yes-or-no scores."""
    return np.asarray(1 / (1 + np.exp(-scores)))
