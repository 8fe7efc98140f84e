"""Which mentions of a story are toponyms."""

from __future__ import annotations

from legation.engine.session import Scores
from legation.knowledge.base import Hit

_PLACE = (5, 6)
"""Mention labels "B-place" and "I-place" of the engine."""
_NAMED = frozenset(["state", "city", "capital"])


def find_toponyms(scores: Scores, hits: list[Hit]) -> list[tuple[int, int]]:
    """Characters of the toponyms: proper names that the engine reads as places, and states, capitals and cities by name.

    Args:
        hits: names of the knowledge base in the text.
    """
    words = scores.words
    if not len(words):
        return []
    labels = scores.by_word["mention"].argmax(1).tolist()
    taken = [False] * len(words)
    spans: list[tuple[int, int]] = []
    for hit in hits:
        if hit.entry.kind in _NAMED:
            spans.append((words.spans[hit.first][0], words.spans[hit.last - 1][1]))
        taken[hit.first : hit.last] = [True] * (hit.last - hit.first)
    at = 0
    while at < len(labels):
        if labels[at] not in _PLACE:
            at += 1
            continue
        last = at + 1
        while last < len(labels) and labels[last] == _PLACE[1]:
            last += 1
        for a, b in _proper(words.text, words.spans[at:last]):
            if not any(taken[i] for i in range(at, last) if a <= words.spans[i][0] < b):
                spans.append((a, b))
        at = last
    return sorted(set(spans))


def _proper(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs of capitalised words in a mention: "the northern city of Mosul" → "Mosul"."""
    runs: list[tuple[int, int]] = []
    for a, b in spans:
        word = text[a:b]
        joined = runs and (runs[-1][1] == a or text[runs[-1][1] : a] == " ")
        inner = word in ("-", "'", "’", ".") and runs and runs[-1][1] == a
        if word[:1].isupper() or (inner and word != "."):
            if joined and runs:
                runs[-1] = (runs[-1][0], b)
            else:
                runs.append((a, b))
    return [(a, b) for a, b in runs if text[a:b].strip("-'’.")]
