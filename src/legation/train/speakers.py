"""Trains the weights of choosing speakers on the annotated corpus: ``legation train speakers``."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from legation.analysis.actors import Actors
from legation.analysis.statements import Reported, find_statements
from legation.analysis.statements.candidates import SIGNALS, Choices
from legation.analysis.statements.kinds import KINDS
from legation.analysis.statements.speakers import Weights
from legation.bench.scorer import names_agree
from legation.errors import InputError
from legation.reader import Reader

_PENALTY = 2e-4
"""Weight of the squared weights in the mean loss; set by hand, not searched."""
_LEAST_OVERLAP = 0.5
Pair = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One mention's candidates: their signals, (candidates, signals), and which of them are right."""

    kind: int
    rows: list[tuple[float, ...]]
    right: list[int]


def run(reader: Reader, pairs: Sequence[Pair], out: Path, version: str, folds: int = 5) -> dict[str, Any]:
    """Fit weights to annotated stories and write them.

    Args:
        pairs: stories and annotations. out: takes the weights. version: written with them.
    Returns:
        shares of the mentions (pronouns and descriptions beside a cue) resolved rightly: as read, and chosen by weights fitted to the
        other folds of stories. The engine knows these stories, and the speakers before are taken as known, so both flatter.
    Raises:
        InputError: no story has a statement to learn from.
    """
    stories = [[*choices(reader, pair)] for pair in pairs]
    random.Random(5).shuffle(stories)
    read = chosen = 0
    flat = [c for s in stories for c in s]
    if not any(c.right for c in flat):
        raise InputError("no annotated statement is found in the stories, so there is nothing to learn speakers from", str(out))
    for fold in range(folds):
        weights = fit([c for i, s in enumerate(stories) if i % folds != fold for c in s], version)
        for c in (c for s in stories[fold::folds] for c in s):
            read += 0 in c.right
            chosen += weights.best(KINDS[c.kind], c.rows) in c.right
    weights = fit(flat, version)
    form = {
        "version": version,
        "weights": {k: {s: round(w, 4) for s, w in zip(SIGNALS, row, strict=True)} for k, row in weights.rows.items()},
    }
    out.write_text(json.dumps(form, indent=1) + "\n", "utf8")
    return {"mentions": len(flat), "as_read": round(read / len(flat), 4), "chosen": round(chosen / len(flat), 4)}


def choices(reader: Reader, pair: Pair) -> Iterator[Choice]:
    """The choices of one annotated story: each mention beside a cue that stands for somebody, once."""
    story, annotation = pair
    scores = reader.session.read(story["text"])
    day = date.fromisoformat(story["date"]) if story.get("date") else None
    actors = Actors(scores, reader.knowledge, day)
    found = find_statements(scores, reader.session.transitions["statement"], actors)
    made = Choices(found, actors)
    seen: set[tuple[int, int]] = set()
    for number, statement in enumerate(found):
        if statement.source is None or statement.source.words in seen:
            continue
        seen.add(statement.source.words)
        gold = _gold(statement, annotation["statements"])
        kind = made.kind(number)
        candidates = made.candidates(number)
        right = [i for i, c in enumerate(candidates) if gold is not None and names_agree(gold, c.name)]
        if kind is not None and gold is not None:
            yield Choice(KINDS.index(kind), [made.signals(number, c) for c in candidates], right)
        made.chose(candidates[right[0] if right and kind is not None else 0])  # go on as a reader that is mostly right would


def _gold(statement: Reported, annotated: Sequence[dict[str, Any]]) -> str | None:
    """The annotated speaker of a statement, or None where none matches."""

    def share(s: dict[str, Any]) -> float:
        both = min(s["end"], statement.end) - max(s["start"], statement.start)
        return float(both / max(s["end"] - s["start"], statement.end - statement.start, 1))

    best = max(annotated, key=share, default=None)
    return None if best is None or share(best) < _LEAST_OVERLAP else best["speaker"]


def fit(rows: Sequence[Choice], version: str = "") -> Weights:
    """Weights of a conditional logit by L-BFGS: the logarithm of the chance of any right candidate is made largest.

    Mentions none of whose candidates is right teach nothing and are left out.
    """
    rows = [c for c in rows if c.right]
    most = max(len(c.rows) for c in rows)
    signals = torch.zeros(len(rows), most, len(SIGNALS))
    live = torch.full((len(rows), most), -1e4)
    right = torch.full((len(rows), most), -1e4)
    for i, c in enumerate(rows):
        signals[i, : len(c.rows)] = torch.tensor(c.rows)
        live[i, : len(c.rows)] = 0
        right[i, c.right] = 0
    kinds = functional.one_hot(torch.tensor([c.kind for c in rows]), len(KINDS)).float()
    # A weight is that of all kinds and that of its own: rare kinds lean on the others.
    common, own = torch.zeros(len(SIGNALS), requires_grad=True), torch.zeros(len(KINDS), len(SIGNALS), requires_grad=True)
    optimiser = torch.optim.LBFGS([common, own], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        values = torch.einsum("ncs,ns->nc", signals, common + kinds @ own) + live
        lost = (values.logsumexp(1) - (values + right).logsumexp(1)).mean() + _PENALTY * (
            own.square().sum() + 0.1 * common.square().sum()
        ) / 100
        lost.backward()
        return lost

    optimiser.step(closure)
    table = (common + own).detach().tolist()
    return Weights(version, {k: tuple(row) for k, row in zip(KINDS, table, strict=True)})

