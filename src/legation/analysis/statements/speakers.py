"""Who speaks: the person or body that a pronoun or a description beside a cue stands for.

The candidates are the people and bodies that the story names, the sources of the statements around, and the mention as it is
written. A conditional logit (McFadden 1974) with weights for each kind of mention chooses among them; its weights are trained by
``legation train speakers`` on the speakers of the annotated corpus and lie in ``legation/data/speakers.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from legation.analysis.actors import Actors, Resolved, names
from legation.analysis.statements.candidates import SIGNALS, Candidate, Choices
from legation.analysis.statements.find import Reported
from legation.analysis.statements.kinds import KINDS
from legation.errors import ModelError

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the conditional logit: one row for each of :data:`~legation.analysis.statements.kinds.KINDS`, one column for each of
    :data:`~legation.analysis.statements.candidates.SIGNALS`."""

    version: str
    rows: dict[str, tuple[float, ...]]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Weights:
        """Those in the package.

        Raises:
            ModelError: the file is missing or damaged.
        """
        try:
            form = json.loads((resources.files("legation") / "data" / "speakers.json").read_text("utf8"))
            return Weights(form["version"], {k: tuple(form["weights"][k][s] for s in SIGNALS) for k in KINDS})
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"data/speakers.json: the weights of speakers cannot be read ({error}); reinstall legation") from None

    def best(self, kind: str, rows: Sequence[Sequence[float]]) -> int:
        """Number of the likeliest candidate of a mention, the first of equals."""
        weights = self.rows[kind]
        values = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
        return max(range(len(values)), key=values.__getitem__)


def resolve_speakers(found: Sequence[Reported], actors: Actors, weights: Weights | None = None) -> list[Reported]:
    """Statements with the sources that most likely spoke; what was found is told to ``actors``.

    Args:
        found: in order of their cues, with sources as the mentions beside the cues resolve ("he" goes on with the speaker before).
        weights: by default those of the package.
    Returns:
        the statements in order of their content.
    """
    weights = weights or Weights.load()
    story = Choices(found, actors)
    chosen: dict[_Span, Resolved] = {}
    out = []
    for number, statement in enumerate(found):
        if statement.source is None:
            out.append(statement)
            continue
        span = statement.source.words
        if span not in chosen:  # a mention with two contents is one speaker
            chosen[span] = _choose(story, number, statement.source, weights)
        out.append(replace(statement, source=chosen[span]))
    actors.settle((*chosen.values(), *_own_words(out, actors)))
    return sorted(out, key=lambda s: (s.start, -s.end))


def _own_words(found: Sequence[Reported], actors: Actors) -> Iterator[Resolved]:
    """The mentions "I", "we", "us" … in quoted contents; in quotes within quotes the inner speaker's."""
    for statement in sorted(found, key=lambda s: s.start - s.end):
        if statement.source is None or statement.kind == "indirect":
            continue
        for word in range(*statement.content):
            if actors.words.word(word).lower() in names.SPEAKER_PRONOUNS:
                yield actors.spoken((word, word + 1), statement.source)


def _choose(story: Choices, number: int, source: Resolved, weights: Weights) -> Resolved:
    candidates = story.candidates(number)
    kind = story.kind(number)
    best = candidates[0] if kind is None else candidates[weights.best(kind, [story.signals(number, c) for c in candidates])]
    story.chose(best)
    return source if best is candidates[0] else _as(source, best)


def _as(source: Resolved, best: Candidate) -> Resolved:
    """A mention that stands for a candidate."""
    r = best.resolved
    if r.words == source.words:
        return r
    return replace(
        source, name=r.name, as_source=r.as_source, entry=r.entry, country=r.country, sector=r.sector, sectors=r.sectors, person=r.person,
        reason=f"“{source.text}” most likely stands for “{r.text}”; {re.sub(r'^“[^”]*” most likely stands for ', '', r.reason)}",
    )  # fmt: skip
