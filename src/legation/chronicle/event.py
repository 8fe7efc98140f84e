"""What the chronicle says of an event: the view that its mentions give together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from legation.chronicle.days import bounds
from legation.record.codes import QUAD

_HAPPENED = frozenset(["actual"])
_NOT = frozenset(["refused", "negated"])
_MOST = 12
"""Parties of a side that are named in the event's row, the most often named first."""
_SURE = {"actual": 6, "refused": 5, "negated": 4, "planned": 3, "conditional": 2, "requested": 1, "possible": 0}
"""Which status stands for the event where reports of one day differ: what is known of it, before what is expected."""


@dataclass(frozen=True, slots=True)
class Report:
    """One mention, as far as the event's view needs it.

    Attributes:
        reported: day of the story, or "". order: number of the mention. parties: (role, name, country, sector).
        attributed_to: outermost source or None where the reporter vouches for it.
    """

    order: int
    reported: str
    story: int
    publisher: str
    type: str
    mode: str | None
    status: str
    date: str | None
    trigger: str
    place: str | None
    lat: float | None
    lon: float | None
    country: str | None
    confidence: float
    attributed_to: tuple[str, ...]
    parties: tuple[tuple[str, str, str | None, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """The event as a row of the chronicle; the fields are those of ``store.tables.events``."""

    type: str
    mode: str | None
    quad: int
    status: str
    date: str | None
    day: str
    first_day: str | None
    last_day: str | None
    trigger: str
    actors: tuple[tuple[str, str | None, str], ...]
    recipients: tuple[tuple[str, str | None, str], ...]
    place: str | None
    lat: float | None
    lon: float | None
    country: str | None
    reports: int
    publishers: int
    sources: int
    contradicted: bool
    first_reported: str | None
    last_reported: str | None
    confidence: float


def credited(relation: str, publisher: str | None, copied: str | None) -> str:
    """The publisher that a story's reports count for: of a reprint or version the one of the story it copies.

    Args:
        relation: original, reprint or version. publisher: of the story. copied: of the story it copies, if any.
    """
    return (copied if relation != "original" else None) or publisher or "unknown"


def view(reports: Sequence[Report]) -> View:
    """What the mentions of one event say together.

    Type, mode and place are the commonest; the date the commonest, then the most precise; the status the one of the latest day
    that reports it (of several on one day what is known, before what is expected). ``contradicted`` is True where on one
    day, or after it was said to have happened, it is said not to have.
    """
    if len(reports) == 1:
        return _single(reports[0])
    reports = sorted(reports, key=lambda r: (r.reported, r.order))
    type_ = _commonest(r.type for r in reports) or reports[0].type
    date = _date(reports)
    days = bounds(date)
    told = [r.reported for r in reports if r.reported]
    placed = [r for r in reports if r.place]
    place = _commonest(r.place for r in placed)
    at = next((r for r in placed if r.place == place and r.lat is not None), None) or next((r for r in placed if r.place == place), None)
    first_day, last_day = (days[0].isoformat(), days[1].isoformat()) if days else (None, None)
    return View(
        type=type_, mode=_commonest(r.mode for r in reports if r.type == type_), quad=QUAD[type_], status=status(reports), date=date,
        day=first_day or (told[0] if told else ""), first_day=first_day, last_day=last_day,
        trigger=next(r.trigger for r in reports if r.type == type_),
        actors=_side(reports, "actor"), recipients=_side(reports, "recipient"),
        place=place, lat=at.lat if at else None, lon=at.lon if at else None, country=at.country if at else None,
        reports=len({r.story for r in reports}), publishers=len({r.publisher for r in reports}),
        sources=len({r.attributed_to[-1] for r in reports if r.attributed_to}), contradicted=contradicted(reports),
        first_reported=told[0] if told else None, last_reported=told[-1] if told else None,
        confidence=round(1 - math.prod(1 - r.confidence for r in _strongest(reports)), 4),
    )  # fmt: skip


def _single(r: Report) -> View:
    """The view of an event told once, which most are; the same as the long way, only quicker."""
    days = bounds(r.date)
    first_day, last_day = (days[0].isoformat(), days[1].isoformat()) if days else (None, None)
    sides: dict[str, list[tuple[str, str | None, str]]] = {"actor": [], "recipient": []}
    for role, name, country, sector in r.parties:
        if (party := (name, country, sector)) not in sides[role]:
            sides[role].append(party)
    placed = r.place or None
    return View(
        type=r.type, mode=r.mode, quad=QUAD[r.type], status=r.status, date=r.date or None, day=first_day or r.reported,
        first_day=first_day, last_day=last_day, trigger=r.trigger, actors=tuple(sides["actor"][:_MOST]),
        recipients=tuple(sides["recipient"][:_MOST]), place=placed, lat=r.lat if placed else None, lon=r.lon if placed else None,
        country=r.country if placed else None, reports=1, publishers=1, sources=1 if r.attributed_to else 0, contradicted=False,
        first_reported=r.reported or None, last_reported=r.reported or None, confidence=round(1 - math.prod((1 - r.confidence,)), 4),
    )  # fmt: skip


def status(reports: Sequence[Report]) -> str:
    """The status as of the latest report. An act that was reported as done is not undone by a later hedge, nor by a denial in fewer
    stories than tell that it was done."""
    done = {r.story for r in reports if r.status in _HAPPENED}
    undone = {r.story for r in reports if r.status in _NOT}
    if len(done) > len(undone):
        return "actual"
    last = max(r.reported for r in reports)
    latest = max((r for r in reports if r.reported == last), key=lambda r: _SURE[r.status]).status
    if latest not in _HAPPENED | _NOT and any(r.status in _HAPPENED for r in reports):
        return "actual"
    return latest


def contradicted(reports: Sequence[Report]) -> bool:
    """Whether some story says that it happened and another one, no earlier, that it did not."""
    happened = [(r.reported, r.story) for r in reports if r.status in _HAPPENED]
    denied = [(r.reported, r.story) for r in reports if r.status in _NOT]
    return any(no >= yes and of != by for yes, by in happened for no, of in denied)


def _date(reports: Sequence[Report]) -> str | None:
    found = Counter(r.date for r in reports if r.date)
    if not found:
        return None
    order = list(found)
    return max(order, key=lambda d: (found[d], len(d), -order.index(d)))


def _side(reports: Sequence[Report], role: str) -> tuple[tuple[str, str | None, str], ...]:
    """The parties of a side, those most often named first; a state's bare name gives way to whoever acted for it."""
    count: Counter[tuple[str, str | None, str]] = Counter()
    for r in reports:
        count.update((name, country, sector) for side, name, country, sector in r.parties if side == role)
    order = list(count)
    return tuple(sorted(order, key=lambda p: (-count[p], order.index(p)))[:_MOST])


def _strongest(reports: Sequence[Report]) -> list[Report]:
    """The most confident mention of each publisher: copies do not make a report surer."""
    best: dict[str, Report] = {}
    for r in reports:
        if r.publisher not in best or r.confidence > best[r.publisher].confidence:
            best[r.publisher] = r
    return list(best.values())


def _commonest(values: Iterable[str | None]) -> str | None:
    count = Counter(v for v in values if v is not None)
    return count.most_common(1)[0][0] if count else None
