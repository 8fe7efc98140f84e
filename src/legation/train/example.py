"""One training window with whatever labels its corpus has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from legation.engine.labels import LAYERS, TAGS
from legation.engine.session import HEAD, TAIL
from legation.language.windows import Window
from legation.language.words import Words

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


def layer_tags(length: int, spans: dict[str, list[tuple[int, int]]]) -> list[list[int]]:
    """Tags for the layers source, cue and content."""
    return [span_tags(length, spans.get(layer, [])) for layer in LAYERS]
