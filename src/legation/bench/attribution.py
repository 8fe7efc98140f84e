"""``legation bench attribution``: PolNeAR folders, token F1 and exact-span F1 of source, cue and content.

Every (story, annotator) pair of the folder is scored. Spans are the contiguous fragments of an annotation; tokens are
the engine's words.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from legation.corpora.polnear import AttributedText, read
from legation.engine.decode import spans, viterbi
from legation.engine.labels import LAYERS
from legation.engine.session import Session


def run(folder: Path, split: str = "dev", session: Session | None = None) -> dict[str, Any]:
    """Token and exact-span F1, by layer."""
    session = session or Session()
    counts = {kind: {layer: [0, 0, 0] for layer in LAYERS} for kind in ("token", "exact")}
    known: dict[str, dict[str, set[tuple[int, int]]]] = {}
    for item in read(folder, split):
        predicted = known.setdefault(item.text, _predict(item.text, session)) if item.text not in known else known[item.text]
        _add(counts, item, predicted, session)
    return {kind: {layer: round(_f1(*counts[kind][layer]), 4) for layer in LAYERS} for kind in counts}


def _predict(text: str, session: Session) -> dict[str, set[tuple[int, int]]]:
    scores = session.read(text, ("attribution",))
    tags = viterbi(scores.by_word["attribution"], session.transitions["attribution"])
    return {layer: set(spans(tags[:, i])) for i, layer in enumerate(LAYERS)}


def _add(
    counts: dict[str, dict[str, list[int]]], item: AttributedText, predicted: dict[str, set[tuple[int, int]]], session: Session
) -> None:
    from legation.language.words import split

    words = split(item.text, session.tokenizer)
    for layer in LAYERS:
        gold = {words.within(*s) for s in item.spans(layer)}
        for kind, g, p in (("exact", gold, predicted[layer]), ("token", _tokens(gold), _tokens(predicted[layer]))):
            count = counts[kind][layer]
            count[0] += len(g & p)
            count[1] += len(g)
            count[2] += len(p)


def _tokens(found: set[tuple[int, int]]) -> set[Any]:
    return {w for a, b in found for w in range(a, b)}


def _f1(hit: int, gold: int, predicted: int) -> float:
    return 2 * hit / (gold + predicted) if gold + predicted else 0.0
