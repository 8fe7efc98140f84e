"""Events: triggers with type, mode, parties, place and date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legation.analysis.actors import Actors, Resolved, names
from legation.analysis.statements import Reported
from legation.analysis.times import calendar_date
from legation.engine.decode import sigmoid, softmax
from legation.engine.labels import MODE_LABELS, TRIGGER_LABELS
from legation.engine.session import Scores
from legation.record.model import TimeExpression

_FIRST_TYPE = 2
_LONGEST_TRIGGER = 6
LINK_SHIFT = 3.0
"""The links of the engine are trained with their scores lowered by this much (rare positives)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds of reading; each was tuned on annotated stories that the training left out (:mod:`legation.train.tune`).

    Attributes:
        trigger: added to the score of "no trigger". actor, recipient, place, time: least probability of a link.
    """

    trigger: float = 0.0
    actor: float = 0.4
    recipient: float = 0.4
    place: float = 0.4
    time: float = 0.3


@dataclass(frozen=True, slots=True)
class Act:
    """One event on words, before status and attribution."""

    first: int
    last: int
    type: str
    mode: str | None
    confidence: float
    actors: tuple[Resolved, ...]
    recipients: tuple[Resolved, ...]
    place: tuple[int, int] | None
    time: TimeExpression | None


def find_acts(scores: Scores, actors: Actors, times: list[TimeExpression], statements: list[Reported], settings: Settings) -> list[Act]:
    """The acts named in a story, in order of their triggers."""
    if not len(scores.words):
        return []
    trigger = scores.by_word["trigger"].copy()
    trigger[:, 0] += settings.trigger
    labels, chances = trigger.argmax(1), softmax(trigger)
    by_word = {scores.words.within(t.start, t.end)[0]: t for t in times}
    found: list[Act] = []
    for word in np.flatnonzero(labels >= _FIRST_TYPE).tolist():
        if not any(c.isalnum() for c in scores.words.word(word)):
            continue
        last = word + 1
        while last < len(labels) and labels[last] == 1 and scores.words.sentence_of[last] == scores.words.sentence_of[word]:
            last += 1
        type_ = TRIGGER_LABELS[int(labels[word])]
        if last - word > _LONGEST_TRIGGER:
            last = word + 1
        parties, recipients = _sides(
            _parties(scores, actors, word, "actor", settings.actor), _parties(scores, actors, word, "recipient", settings.recipient)
        )
        place = _place(scores, actors, word, settings.place)
        time = _time(scores, word, by_word, settings.time)
        found.append(
            Act(
                word,
                last,
                type_,
                _mode(scores, word, type_),
                round(float(chances[word, labels[word]]), 4),
                tuple(parties),
                tuple(recipients),
                place,
                time,
            )
        )
    return found


def _mode(scores: Scores, word: int, type_: str) -> str | None:
    row = scores.by_word["mode"][word]
    allowed = [i for i, label in enumerate(MODE_LABELS) if not label or label.startswith(type_ + "/")]
    best = MODE_LABELS[max(allowed, key=lambda i: float(row[i]))]
    return best.partition("/")[2] or None


_Linked = dict[tuple[str, str | None], tuple[Resolved, float]]
"""Parties by name and country, with the probability of their link."""


def _parties(scores: Scores, actors: Actors, word: int, link: str, threshold: float) -> _Linked:
    first, row = scores.link(link, word)
    chances = sigmoid(row - LINK_SHIFT)
    spans: list[tuple[tuple[int, int], float]] = []
    for i in sorted(np.flatnonzero(chances > threshold).tolist(), key=lambda i: -chances[i]):
        span = actors.single(actors.span_from(first + i))
        if not any(span[0] < b and a < span[1] for (a, b), _ in spans):
            spans.append((span, float(chances[i])))
    kept: _Linked = {}
    for span, chance in sorted(spans):
        for r in actors.resolve_all(span):
            kept.setdefault((r.name, r.country), (r, chance))
    return kept


def _sides(actors: _Linked, recipients: _Linked) -> tuple[list[Resolved], list[Resolved]]:
    """Nobody acts on himself: a party linked as both is what the surer link says."""
    both = actors.keys() & recipients.keys()
    of_actor = {key for key in both if actors[key][1] >= recipients[key][1]}
    return (
        [r for key, (r, _) in actors.items() if key not in both or key in of_actor],
        [r for key, (r, _) in recipients.items() if key not in of_actor],
    )


def _place(scores: Scores, actors: Actors, word: int, threshold: float) -> tuple[int, int] | None:
    first, row = scores.link("place", word)
    chances = sigmoid(row - LINK_SHIFT)
    best = int(chances.argmax())
    if float(chances[best]) <= threshold:
        return None
    span = actors.span_from(first + best)
    text = scores.words.text[scores.words.spans[span[0]][0] : scores.words.spans[span[1] - 1][1]]
    return None if names.kind(text) == "pronoun" else span


def _time(scores: Scores, word: int, by_word: dict[int, TimeExpression], threshold: float) -> TimeExpression | None:
    """The time expression that dates an act: where the "time" link points, among those that name a calendar date."""
    first, row = scores.link("time", word)
    spots = [w for w, t in by_word.items() if first <= w < first + len(row) and calendar_date(t.value)]
    if not spots:
        return None
    chances = softmax(row[[word - first, *(w - first for w in spots)]])
    best = int(chances[1:].argmax())
    return by_word[spots[best]] if float(chances[best + 1]) > threshold else None
