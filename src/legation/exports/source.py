"""The chronicle as a stream: chosen events in the order of their days, each with its reports, some hundreds in memory at a time."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, CursorResult, RowMapping, select

from legation.ask.query import Query, events
from legation.exports.events import Event, Facts, Party, Report, event_of, facts_of
from legation.language.sentences import sentences
from legation.store import rows
from legation.store import tables as t

if TYPE_CHECKING:
    from legation.ask.chronicle import Chronicle

_BATCH = 500
_KEPT = 3000
"""Stories whose facts and sentence tables are kept for the next batches; a story's events lie near each other in time."""
_TELLING = ("AGREE", "CONCEDE", "REQUEST", "REJECT", "SANCTION")
"""Acts that tell what becomes of another: promise, request, refusal."""


@contextmanager
def snapshot(chronicle: Chronicle) -> Iterator[Connection]:
    """A connection that sees the chronicle as it is now, however long the export takes."""
    chronicle.freshen()
    with chronicle.database.read() as connection:
        if chronicle.database.is_sqlite:
            connection.exec_driver_sql("BEGIN")  # Python's driver opens no transaction for reading alone
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


class Source:
    """The events that a query chooses.

    Args:
        connection: the snapshot. query: what is asked for. filtered: whether it leaves anything out.
    """

    def __init__(self, connection: Connection, query: Query, filtered: bool) -> None:
        self.connection, self.query, self.filtered = connection, query, filtered
        self._streams: list[CursorResult[Any]] = []
        self._facts: dict[int, Facts] = {}
        self._texts: dict[int, tuple[list[int], int, int]] = {}
        self._beside: dict[str, list[tuple[str, list[Party]]]] = {}

    def chosen(self, *columns: Any) -> Any:
        """The query for columns of the chosen events."""
        return events(self.query, *columns)

    def events(self, records: bool = False, texts: bool = False, beside: bool = False) -> Iterator[Event]:
        """The events.

        Args:
            records, texts, beside: whether :meth:`facts`, :meth:`sentence` or :meth:`beside` will be asked of them; what these need is then
                fetched together for some hundred events.
        """
        columns = [t.events.c[f.name] for f in fields(Event) if f.name != "told"]
        for batch in self.stream(self.chosen(*columns)):
            told = self._reports([r["id"] for r in batch])
            made = [event_of(dict(r), told[r["id"]]) for r in batch]
            if records:
                self._fetch_facts([e.best.record for e in made])
            elif beside:
                self._fetch_facts([e.best.record for e in made if e.status == "requested"])
            if texts:
                self._fetch_texts([r.story for e in made for r in e.told])
            if beside:
                self._fetch_beside([e for e in made if e.status in ("planned", "requested", "refused")])
            yield from made

    def stream(self, query: Any) -> Iterator[Sequence[RowMapping]]:
        """The rows of a query, some hundred at a time."""
        found = self.connection.execute(query, execution_options={"yield_per": _BATCH})
        self._streams.append(found)
        yield from found.mappings().partitions()

    def close(self) -> None:
        """Close what is still open after an error."""
        for found in self._streams:
            found.close()

    def beside(self, event: Event) -> list[tuple[str, list[Party]]]:
        """Other chosen events that the sentence of an event's best report says were done: type and actors, of those that
        :meth:`events` has given last."""
        return self._beside.get(event.id, [])

    def facts(self, report: Report) -> Facts:
        """What a report's record tells beyond the tables."""
        if report.record not in self._facts:
            self._fetch_facts([report.record])
        return self._facts[report.record]

    def sentence(self, report: Report) -> int:
        """The number of a report's sentence in its story, from 1."""
        return bisect_right(self._text(report.story)[0], report.start) or 1

    def in_lead(self, report: Report) -> bool:
        """Whether a report stands in the first sentence or the first paragraph of its story."""
        return report.start < self._text(report.story)[1]

    def length(self, report: Report) -> int:
        """Characters of a report's story."""
        return self._text(report.story)[2]

    def _text(self, story: int) -> tuple[list[int], int, int]:
        if story not in self._texts:
            self._fetch_texts([story])
        return self._texts[story]

    def _fetch_texts(self, stories: Sequence[int]) -> None:
        wanted = sorted({s for s in stories if s not in self._texts})
        if len(self._texts) + len(wanted) > _KEPT:
            self._texts.clear()
            wanted = sorted(set(stories))
        s = t.stories.c
        for at in range(0, len(wanted), _BATCH):
            for number, text in self.connection.execute(select(s.id, s.text).where(s.id.in_(wanted[at : at + _BATCH]))):
                spans = sentences(text)
                first = spans[0][1] if spans else len(text)
                self._texts[number] = [a for a, _ in spans], max(first, text.find("\n\n")), len(text)

    def _fetch_beside(self, wanted: Sequence[Event]) -> None:
        m, e = t.mentions.c, t.events.c
        query = (
            select(m.id, m.event, m.record, m.type, m.sentence).join(t.events, e.id == m.event)
            .where(m.record.in_({w.best.record for w in wanted}), m.type.in_(_TELLING), m.status == "actual", ~e.retracted).order_by(m.id)
        )  # fmt: skip
        by_sentence: dict[tuple[int, str], list[Any]] = defaultdict(list)
        for r in self.connection.execute(query):
            by_sentence[r.record, r.sentence].append(r)
        near = {w.id: [r for r in by_sentence[w.best.record, w.best.sentence] if r.event != w.id] for w in wanted}
        ids = sorted({r.event for rs in near.values() for r in rs})
        if self.filtered and ids:
            chosen = self.chosen(e.id).subquery()
            ids = list(self.connection.execute(select(chosen.c.id).where(chosen.c.id.in_(ids))).scalars())
        sides = self._parties(sorted({r.id for rs in near.values() for r in rs}))
        told = set(ids)
        self._beside = {w: [(r.type, sides[r.id]["actor"]) for r in rs if r.event in told] for w, rs in near.items()}

    def _fetch_facts(self, numbers: Sequence[int]) -> None:
        wanted = sorted({n for n in numbers if n not in self._facts})
        if len(self._facts) + len(wanted) > _KEPT:
            self._facts.clear()
            wanted = sorted(set(numbers))
        r = t.records.c
        for at in range(0, len(wanted), _BATCH):
            for number, data in self.connection.execute(select(r.id, r.json).where(r.id.in_(wanted[at : at + _BATCH]))):
                self._facts[number] = facts_of(rows.unpack(data))

    def _reports(self, ids: Sequence[str]) -> dict[str, list[Report]]:
        m, s, r = t.mentions.c, t.stories.c, t.records.c
        query = (
            select(
                m.event, m.id, m.record, m.story, m.number, m.start, m.end, m.trigger, m.type, m.mode, m.status, m.date, m.place, m.sentence,
                m.attributed_to, m.confidence, m.reported, s.doc_id, s.publisher, s.url, s.title, r.versions, r.made,
            )
            .join(t.stories, s.id == m.story).join(t.records, r.id == m.record).where(m.event.in_(ids))
        )  # fmt: skip
        found = sorted(self.connection.execute(query).mappings(), key=lambda x: (x["reported"] or "", x["id"]))
        sides = self._parties([x["id"] for x in found])
        told: dict[str, list[Report]] = defaultdict(list)
        for x in found:
            row = {k: v for k, v in x.items() if k != "event"}
            row["attributed_to"] = tuple(json.loads(row["attributed_to"]))
            both = sides[row["id"]]
            told[x["event"]].append(Report(**row, actors=tuple(both["actor"]), recipients=tuple(both["recipient"])))
        return told

    def _parties(self, mentions: Sequence[int]) -> dict[int, dict[str, list[Party]]]:
        p = t.parties.c
        sides: dict[int, dict[str, list[Party]]] = defaultdict(lambda: {"actor": [], "recipient": []})
        for at in range(0, len(mentions), _BATCH):
            query = (
                select(p.mention, p.role, p.name, p.country, p.sector, p.text, p.start, p.end, p.entry)
                .where(p.mention.in_(mentions[at : at + _BATCH])).order_by(p.mention, p.role, p.position)
            )  # fmt: skip
            for mention, role, *rest in self.connection.execute(query):
                sides[mention][role].append(Party(*rest))
        return sides
