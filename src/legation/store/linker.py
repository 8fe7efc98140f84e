"""Linking against the store: fetches the events that a story's mentions may be of, decides, and keeps what it decided at hand."""

from __future__ import annotations

import json
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from legation.chronicle.compare import Weights
from legation.chronicle.event import Report, credited
from legation.chronicle.link import Link, block_day, choose, event_id, windows
from legation.chronicle.traits import Sum
from legation.store import tables as t
from legation.store.rows import Told

_KEPT = 20_000
_MOST = 40
"""Candidates compared for one mention: those found under the most keys, then the nearest in time."""
_MOST_ROWS = 4_000


@dataclass(slots=True)
class Held:
    """An event at hand: the sum of its traits, and its reports (None until they are needed)."""

    sum: Sum
    reports: list[Report] | None = None


class Linker:
    """Decides for each mention of a story which event it tells of.

    Args:
        weights: of the model. Events not yet written lie in ``pending`` until :meth:`written` is called.
    """

    def __init__(self, weights: Weights | None = None) -> None:
        self.weights = weights or Weights.load()
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._pending: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def link(
        self, connection: Connection, story: str, mentions: Sequence[Told], pinned: Mapping[int, str] | None = None,
        barred: Mapping[int, frozenset[str]] | None = None, first: bool = False,
    ) -> list[Link]:  # fmt: skip
        """Where the mentions of one story go, in their order.

        Args:
            story: hash of the text. first: whether it has never been read before, so that ids made of it are new. pinned: mention number to the event that people chose for it. barred: to those they excluded.
        """
        found = self._candidates(connection, mentions)
        self.hold(connection, (pinned or {}).values())
        links = []
        for m in mentions:
            id_ = (pinned or {}).get(m.number)
            if id_ is not None:
                link = Link(id_, not self._known(connection, id_), 1.0, (("decided by review", 0.0),))
            else:
                link = self._choose(m, found, (barred or {}).get(m.number, frozenset())) or Link(
                    self._new_id(connection, story, m, first), True, 1.0, ()
                )
            self._join(link, m, found)
            links.append(link)
        return links

    def open(self, connection: Connection, story: str, mentions: Sequence[Told], first: bool) -> list[Link]:
        """Open an event of its own for each mention, without looking for one told before."""
        links = [Link(self._new_id(connection, story, m, first), True, 1.0, ()) for m in mentions]
        for link in links:
            self._held[link.event] = Held(Sum(), [])
        return links

    def _new_id(self, connection: Connection, story: str, m: Told, first: bool) -> str:
        id_ = event_id(story, m.event.start, m.event.end, m.event.type)
        extra = 0
        while (id_ in self._held) if first else self._known(connection, id_):  # after a split or a new reading the id of its first mention may be taken
            extra += 1
            id_ = event_id(story, m.event.start, m.event.end + extra * 10_000_000, m.event.type)
        return id_

    def _known(self, connection: Connection, id_: str) -> bool:
        return id_ in self._held or connection.execute(select(t.events.c.id).where(t.events.c.id == id_)).first() is not None

    def _choose(self, m: Told, found: Mapping[str, list[tuple[str, str]]], barred: Iterable[str]) -> Link | None:
        spans = windows(m.traits)
        shared: dict[str, int] = defaultdict(int)
        day_of: dict[str, str] = {}
        first, last = spans[0][0], spans[-1][1]
        for key in m.keys:
            for day, id_ in found.get(key, ()):
                if first <= day <= last and (len(spans) == 1 or any(a <= day <= b for a, b in spans)):
                    shared[id_] += 1
                    day_of[id_] = day
        ids: Iterable[str] = shared
        if len(shared) > _MOST:
            here = block_day(m.traits)
            ids = sorted(shared, key=lambda i: (-shared[i], _distance(day_of[i], here), i))[:_MOST]
        return choose(m.traits, {i: self._held[i].sum for i in ids}, self.weights, barred)

    def _join(self, link: Link, m: Told, found: dict[str, list[tuple[str, str]]]) -> None:
        held = self._held.get(link.event)
        if held is None:
            held = self._held[link.event] = Held(Sum(), [])
        self._held.move_to_end(link.event)
        held.sum.add(m.traits)
        day = block_day(m.traits)
        for key in m.keys:
            if (day, link.event) not in found[key]:
                found[key].append((day, link.event))
                self._pending[key].append((day, link.event))

    def _candidates(self, connection: Connection, mentions: Sequence[Told]) -> dict[str, list[tuple[str, str]]]:
        """Events by block key, from the store and from what is not yet written; their sums are then held."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        by_span: dict[tuple[str, str], set[str]] = defaultdict(set)
        for m in mentions:
            for span in windows(m.traits):
                by_span[span].update(m.keys)
        for span, keys in _joined(by_span):
            b = t.blocks.c
            query = (
                select(b.key, b.day, b.event).where(b.key.in_(sorted(keys)), b.day >= span[0], b.day <= span[1])
                .order_by(b.day.desc(), b.event).limit(_MOST_ROWS)
            )  # fmt: skip
            for key, day, id_ in connection.execute(query):
                found[key].append((day, id_))
            for key in keys:
                found[key].extend((d, i) for d, i in self._pending.get(key, ()) if span[0] <= d <= span[1])
        for key, entries in found.items():
            found[key] = sorted(set(entries))
        self.hold(connection, {i for entries in found.values() for _, i in entries})
        return found

    def hold(self, connection: Connection, ids: Iterable[str]) -> None:
        """Have the sums of events at hand."""
        wanted = sorted(i for i in ids if i not in self._held)
        for at in range(0, len(wanted), 500):
            part = wanted[at : at + 500]
            for id_, features in connection.execute(select(t.events.c.id, t.events.c.features).where(t.events.c.id.in_(part))):
                self._held[id_] = Held(Sum.from_json(features))

    def sum_of(self, id_: str) -> Sum:
        """The sum of an event at hand."""
        return self._held[id_].sum

    def reports(self, connection: Connection, ids: Iterable[str]) -> dict[str, list[Report]]:
        """The reports of events at hand, as lists to add to; those not held yet are fetched."""
        ids = list(ids)
        missing = [i for i in ids if self._held[i].reports is None]
        if missing:
            fetched = fetch_reports(connection, missing)
            for id_ in missing:
                self._held[id_].reports = fetched.get(id_, [])
        return {i: reports for i in ids if (reports := self._held[i].reports) is not None}

    def written(self) -> None:
        """What was pending is in the store now; events least recently touched are let go."""
        self._pending.clear()
        while len(self._held) > _KEPT:
            self._held.popitem(last=False)

    def forget(self, ids: Iterable[str] | None = None) -> None:
        """Let go of events that were changed in the store (None: all)."""
        if ids is None:
            self._held.clear()
            self._pending.clear()
        else:
            for id_ in ids:
                self._held.pop(id_, None)


def _distance(day: str, here: str) -> int:
    from datetime import date

    if not day or not here:
        return 10_000
    return abs((date.fromisoformat(day) - date.fromisoformat(here)).days)


def _joined(by_span: Mapping[tuple[str, str], set[str]]) -> list[tuple[tuple[str, str], set[str]]]:
    """Spans that overlap as one, so that a story needs one query for its own days and one for each older date."""
    joined: list[tuple[tuple[str, str], set[str]]] = []
    for (a, b), keys in sorted(by_span.items()):
        if joined and a <= joined[-1][0][1]:
            (first, last), all_keys = joined[-1]
            joined[-1] = ((first, max(last, b)), all_keys | keys)
        else:
            joined.append(((a, b), set(keys)))
    return joined


def fetch_reports(connection: Connection, ids: Sequence[str]) -> dict[str, list[Report]]:
    """The reports of events, from the tables, in the order of their numbers."""
    found: dict[str, list[Report]] = defaultdict(list)
    m, s, p = t.mentions.c, t.stories.c, t.parties.c
    original = t.stories.alias("original")
    for at in range(0, len(ids), 500):
        part = list(ids[at : at + 500])
        parties: dict[int, list[tuple[str, str, str | None, str]]] = defaultdict(list)
        query = (
            select(p.mention, p.role, p.name, p.country, p.sector).join(t.mentions, m.id == p.mention).where(m.event.in_(part))
            .order_by(p.mention, p.role, p.position)
        )  # fmt: skip
        for mention, role, name, country, sector in connection.execute(query):
            parties[mention].append((role, name, country, sector))
        rows = connection.execute(
            select(
                m.event, m.id, m.reported, m.story, s.publisher, s.relation, original.c.publisher.label("copied"), m.type, m.mode, m.status,
                m.date, m.trigger, m.place, m.lat, m.lon, m.country, m.confidence, m.attributed_to,
            )
            .join(t.stories, s.id == m.story)
            .join(original, original.c.id == s.copy_of, isouter=True)
            .where(m.event.in_(part))
            .order_by(m.id)
        )  # fmt: skip
        for r in rows:
            publisher = credited(r.relation, r.publisher, r.copied)
            found[r.event].append(Report(
                r.id, r.reported or "", r.story, publisher, r.type, r.mode, r.status, r.date, r.trigger, r.place, r.lat, r.lon, r.country,
                r.confidence, tuple(json.loads(r.attributed_to)), tuple(parties.get(r.id, ())),
            ))  # fmt: skip
    return found


