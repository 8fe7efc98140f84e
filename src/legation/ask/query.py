"""What can be asked for: one set of filters for every question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from legation.chronicle.days import bounds
from legation.errors import UsageError
from legation.record.codes import MODES, STATUSES, TYPES
from legation.store import tables as t
from legation.store.index import party_key

_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Query:
    """Filters; those left out do not filter.

    Attributes:
        actors: every one of these takes part, as actor or recipient: a country ("PRK", "North Korea", "Pyongyang") or a name
            ("Christopher Hill", "Hamas"). since, until: days of the event, YYYY[-MM[-DD]], both inclusive. types: PLOVER types, or
            "TYPE/mode". statuses: see the codebook. source: who vouches for it, or the publisher. country: where it happened.
        text: words of the sentence that reports it. least_reports: told by so many stories at least. retracted: show retracted ones too.
        limit: at most so many, None for all. newest: the latest first.
    """

    actors: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    source: str | None = None
    country: str | None = None
    text: str | None = None
    least_reports: int = 1
    retracted: bool = False
    limit: int | None = None
    newest: bool = False
    days: tuple[str | None, str | None] = field(init=False, default=(None, None))

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", (_day(self.since, 0, "since"), _day(self.until, 1, "until")))
        for name in self.types:
            type_, _, mode = name.partition("/")
            if type_ not in TYPES or (mode and mode not in MODES[type_]):
                raise UsageError(f"--type {name}: no PLOVER type; write one of {', '.join(TYPES)}, or TYPE/mode as in CONSULT/visit")
        for name in self.statuses:
            if name not in STATUSES:
                raise UsageError(f"--status {name}: no status; write one of {', '.join(STATUSES)}")
        if self.limit is not None and self.limit < 1:
            raise UsageError(f"--limit {self.limit}: write 1 or more")


def _day(value: str | None, end: int, name: str) -> str | None:
    if not value:
        return None
    days = bounds(value)
    if days is None:
        raise UsageError(f"--{name} {value}: no date; write YYYY-MM-DD, YYYY-MM or YYYY")
    return days[end].isoformat()


def party(name: str) -> str:
    """The key by which a party is found: the code of a country, else the name in lower case.

    Args:
        name: "USA", "United States", "Washington", "Hamas".
    """
    name = name.strip()
    if _CODE.fullmatch(name):
        return name
    from legation.knowledge.base import Knowledge

    capital = " ".join(w if w in ("of", "the", "and") else w[:1].upper() + w[1:] for w in name.split())
    entries = Knowledge.load().named(name) or Knowledge.load().named(capital)
    for entry in entries:
        if entry.kind in ("state", "byword", "capital", "demonym") and entry.country:
            return entry.country
    return party_key(entries[0].name if entries else name)


def is_country(key: str) -> bool:
    """Whether a party's key is a country code."""
    return _CODE.fullmatch(key) is not None


def events(query: Query, *columns: Any) -> Select[Any]:
    """The events that a query is about, in order of their days."""
    e = t.events.c
    chosen = select(*(columns or (t.events,)))
    day: ColumnElement[str] = e.day
    keys = [party(a) for a in query.actors]
    pairs = sorted(k for k in keys if is_country(k))
    if len(pairs) >= 2:
        d = t.dyads.alias()
        chosen = chosen.join(d, d.c.event == e.id).where(d.c.a == pairs[0], d.c.b == pairs[1])
        day = d.c.day
        keys = [k for k in keys if k not in pairs[:2]]
    for key in keys:
        p = t.event_parties.alias()
        sub = select(p.c.event, func.min(p.c.day).label("day")).where(p.c.key == key, *_between(p.c.day, query)).group_by(p.c.event).subquery()
        chosen = chosen.join(sub, sub.c.event == e.id)
    chosen = chosen.where(*_between(day, query), *_of_event(query))
    order = (day.desc(), e.id.desc()) if query.newest else (day, e.id)
    return chosen.order_by(*order).limit(query.limit)


def _between(day: ColumnElement[str], query: Query) -> list[ColumnElement[bool]]:
    since, until = query.days
    return [c for c in (day >= since if since else None, day <= until if until else None) if c is not None]


def _of_event(query: Query) -> list[ColumnElement[bool]]:
    e, m = t.events.c, t.mentions.c
    found: list[ColumnElement[bool]] = []
    if query.types:
        found.append(or_(*(
            and_(e.type == n.partition("/")[0], e.mode == n.partition("/")[2]) if "/" in n else e.type == n for n in query.types
        )))  # fmt: skip
    if query.statuses:
        found.append(e.status.in_(query.statuses))
    if not query.retracted:
        found.append(~e.retracted)
    if query.least_reports > 1:
        found.append(e.reports >= query.least_reports)
    if query.country:
        found.append(e.country == party(query.country))
    if query.source:
        s = t.stories.c
        found.append(exists(
            select(m.id).join(t.stories, s.id == m.story).where(
                m.event == e.id, or_(m.attributed_to.contains(query.source, autoescape=True), func.lower(s.publisher) == query.source.lower())
            )
        ))  # fmt: skip
    if query.text:
        found.append(exists(select(m.id).where(m.event == e.id, *(
            func.lower(m.sentence).contains(w.lower(), autoescape=True) for w in query.text.split()
        ))))  # fmt: skip
    return found
