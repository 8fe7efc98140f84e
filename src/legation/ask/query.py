"""What can be asked for: one set of filters for every question."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select

from legation.chronicle.days import bounds
from legation.errors import UsageError
from legation.record.codes import MODES, STATUSES, TYPES
from legation.store import tables as t
from legation.store.index import party_key

if TYPE_CHECKING:
    from legation.knowledge.base import Entry

_CODE = re.compile(r"[A-Z]{3}")
_BORDERS = "-()[],;:/\"'’“”"
"""Characters that end a word, as a space does; a full stop is left out, so that "U.S." is one word."""


@dataclass(frozen=True, slots=True)
class Query:
    """Filters; those left out do not filter.

    Attributes:
        actors: every one of these takes part, as actor or recipient: a country ("PRK", "North Korea", "Pyongyang") or a name
            ("Christopher Hill", "Hamas"), which is also found within a longer one ("two Hamas gunmen"). since, until: days of the event,
            YYYY[-MM[-DD]] or a date, both inclusive. types: PLOVER types, or "TYPE/mode". statuses: see the codebook. source: who vouches
            for it, or the publisher, under any of the names that the knowledge base has for it. country: where it happened.
        text: words of the sentence that reports it. least_reports: told by so many stories at least. retracted: show retracted ones too.
        limit: at most so many, None for all. newest: the latest first.
    """

    actors: tuple[str, ...] = ()
    since: str | dt.date | None = None
    until: str | dt.date | None = None
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
        object.__setattr__(self, "types", tuple(_type(n) for n in self.types))
        object.__setattr__(self, "statuses", tuple(str(n).lower() for n in self.statuses))
        for name in self.statuses:
            if name not in STATUSES:
                raise UsageError(f"--status {name}: no status; write one of {', '.join(STATUSES)}")
        for what, number in (("limit", self.limit), ("reports", self.least_reports)):
            if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
                raise UsageError(f"--{what} {number!r}: write a whole number, as in 3")
            if number is not None and number < 1:
                raise UsageError(f"--{what} {number}: write 1 or more")


def _type(given: str) -> str:
    type_, slash, mode = str(given).partition("/")
    name = type_.upper() + slash + mode.lower()
    if type_.upper() not in TYPES or (slash and mode.lower() not in MODES[type_.upper()]):
        raise UsageError(f"--type {given}: no PLOVER type; write one of {', '.join(TYPES)}, or TYPE/mode as in CONSULT/visit")
    return name


def _day(value: str | dt.date | None, end: int, name: str) -> str | None:
    if not value:
        return None
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    days = bounds(value) if isinstance(value, str) else None
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
    entries = _entries(name)
    for entry in entries:
        if entry.kind in ("state", "byword", "capital", "demonym") and entry.country:
            return entry.country
    return party_key(entries[0].name if entries else name)


def _entries(name: str) -> tuple[Entry, ...]:
    from legation.knowledge.base import Knowledge

    small = " ".join(w if w in ("of", "the", "and") else w[:1].upper() + w[1:] for w in name.split())
    named = Knowledge.load().named
    return named(name) or named(small) or named(re.sub(r"-\w", lambda m: m[0].upper(), small))


def is_country(key: str) -> bool:
    """Whether a party's key is a country code."""
    return _CODE.fullmatch(key) is not None


def _cases(words: str) -> tuple[str, ...]:
    """Words as SQLite has to be asked for them, whose lower() and LIKE know the case of ASCII only; PostgreSQL is asked the same."""
    return (words,) if words.isascii() else tuple(dict.fromkeys((words, words.lower(), words.title(), words.upper())))


def has(column: Any, words: str) -> ColumnElement[bool]:
    """Whether a column holds these characters, whatever their case, on either engine."""
    return or_(*(func.lower(column).like(func.lower(literal(f"%{_escaped(w)}%")), escape="!") for w in _cases(words)))


def same(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a column is this name, whatever its case, on either engine."""
    return or_(*(func.lower(column) == func.lower(literal(n)) for n in _cases(name)))


def has_words(column: Any, words: str) -> ColumnElement[bool]:
    """Whether a column in lower case holds these words as whole words, in this order."""
    return or_(*(_has_words(column, w) for w in _cases(words)))


def _has_words(column: Any, words: str) -> ColumnElement[bool]:
    pieces = [w.strip(".") for w in re.split(rf"[\s{re.escape(_BORDERS)}]+", words)]
    whole = words.replace(".", "")
    spaced = func.replace(column, ".", "")
    for c in _BORDERS:
        whole, spaced = whole.replace(c, " "), func.replace(spaced, c, " ")
    whole = " ".join(whole.split())
    if not whole:
        return false()
    rough = column.like(func.lower(literal(f"%{_escaped(max(pieces, key=len))}%")), escape="!")  # quick, and false for nearly all rows
    return and_(rough, (" " + spaced + " ").like(func.lower(literal(f"% {_escaped(whole)} %")), escape="!"))


def _escaped(words: str) -> str:
    return re.sub("[!%_]", r"!\g<0>", words)


def takes_part(name: str) -> ColumnElement[bool]:
    """Which rows of ``event_parties`` are of this party: by its code if it is a country, else by a name that holds any of its names."""
    p = t.event_parties.c
    key = party(name)
    if is_country(key):
        return p.key == key
    from legation.knowledge.base import Knowledge

    base = Knowledge.load()
    entries = (_entries(name.strip()) or base.named(name.strip().upper()))[:1]  # "nato"
    forms = {party_key(name), key, *(party_key(f) for e in entries for f in base.forms_of(e) if base.named(f) == (e,))}
    return or_(*(has_words(p.key, f) for f in sorted(forms) if not any(o != f and f" {o} " in f" {f} " for o in forms)))


def source_names(name: str) -> list[str]:
    """A source's name with all others that the knowledge base has for it, if it is a medium: "AFP", "Agence France-Presse"."""
    from legation.knowledge.base import Knowledge

    base = Knowledge.load()
    found = [e for e in (*_entries(name), *base.named(name.upper())) if e.kind == "media"]
    return list(dict.fromkeys([name, *(f for e in found[:1] for f in (e.name, *base.forms_of(e)))]))


def published_by(source: str) -> ColumnElement[bool]:
    """Whether a story is of this publisher."""
    return or_(*(same(t.stories.c.publisher, n) for n in source_names(source)))


def vouched_for(source: str) -> ColumnElement[bool]:
    """Whether a mention is on the word of this source, or its story of this publisher; mentions are joined to stories."""
    column = func.lower(t.mentions.c.attributed_to)  # a list as JSON
    return or_(published_by(source), *(has_words(column, json.dumps(n, ensure_ascii=False)[1:-1]) for n in source_names(source)))


def events(query: Query, *columns: Any) -> Select[Any]:
    """The events that a query is about, in order of their days."""
    e = t.events.c
    chosen = select(*(columns or (t.events,)))
    day: ColumnElement[str] = e.day
    keys = {party(a): a for a in query.actors}
    pairs = sorted(k for k in keys if is_country(k))
    if len(pairs) >= 2:
        d = t.dyads.alias()
        chosen = chosen.join(d, d.c.event == e.id).where(d.c.a == pairs[0], d.c.b == pairs[1])
        day = d.c.day
        keys = {k: a for k, a in keys.items() if k not in pairs[:2]}
    for actor in keys.values():
        p = t.event_parties.c
        its = select(p.event).where(takes_part(actor), *_between(p.day, query))
        if pairs and not is_country(party(actor)):  # no index finds a part of a name: look only at the events of the country
            chosen = chosen.where(its.where(p.event == e.id).correlate(t.events).exists())
        else:
            chosen = chosen.where(e.id.in_(its))
    chosen = chosen.where(*_between(day, query), *of_event(query))
    order = (day.desc(), e.id.desc()) if query.newest else (day, e.id)
    return chosen.order_by(*order).limit(query.limit)


def _between(day: ColumnElement[str], query: Query) -> list[ColumnElement[bool]]:
    since, until = query.days
    return [c for c in (day >= since if since else None, day <= until if until else None) if c is not None]


def of_event(query: Query) -> list[ColumnElement[bool]]:
    """Conditions on ``events`` other than who takes part and when."""
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
        found.append(exists(select(m.id).join(t.stories, s.id == m.story).where(m.event == e.id, vouched_for(query.source))))
    if query.text:
        found.append(exists(select(m.id).where(m.event == e.id, *(has(m.sentence, w) for w in query.text.split()))))
    return found
