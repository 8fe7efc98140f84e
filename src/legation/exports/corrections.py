"""People's corrections laid over the records they were made on: for every story with one, the machine's reading and the corrected one.

A correction is made on an event of the chronicle, which many stories may tell; what it says of a field is taken for those of the mentions it was
made on whose reading is the one that was corrected. The others were another reading, which nobody has looked at.
"""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from legation.ask.query import events as chosen_events
from legation.record.codes import MODES
from legation.store import rows
from legation.store import tables as t

if TYPE_CHECKING:
    from legation.exports.job import Job

_BATCH = 500


@dataclass(frozen=True)
class Reviewed:
    """A story with corrections.

    Attributes:
        record: as :meth:`legation.record.model.Record.to_dict` gives it. events: its events after the corrections (those retracted are gone), each
            with ``chain``, the chronicle's event, and ``reviewed``, whether somebody has looked at it.
        corrections: rows of ``store.tables.corrections``, without those undone. versions: of the reading.
    """

    record: Mapping[str, Any]
    events: list[dict[str, Any]]
    corrections: list[dict[str, Any]]
    versions: str


def reviewed(job: Job) -> Iterator[Reviewed]:
    """Stories with standing corrections on chosen events (also retracted ones), in the order of their days."""
    c, a, s, r, m = t.corrections.c, t.anchors.c, t.stories.c, t.records.c, t.mentions.c
    query = select(t.corrections).where(c.undone.is_(None)).order_by(c.id)
    if job.source.filtered:
        ids = chosen_events(replace(job.query, retracted=True), t.events.c.id).subquery()
        query = query.where(c.event.in_(select(ids.c.id)))
    made = {row["id"]: dict(row) for row in job.connection.execute(query).mappings()}
    marks: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row in job.connection.execute(select(t.anchors).order_by(a.correction, a.story, a.start)):
        if row.correction in made:
            marks[row.story].append((row.correction, row.start, row.end))
    hashes = sorted(marks)
    numbers: list[Any] = []
    for at in range(0, len(hashes), _BATCH):
        numbers += job.connection.execute(select(s.date, s.id, s.hash).where(s.hash.in_(hashes[at : at + _BATCH]))).all()
    for _, number, key in sorted(numbers, key=lambda n: (n.date or "", n.id)):
        found = job.connection.execute(select(r.json, r.versions).where(r.story == number, r.current)).first()
        if found is None:
            continue
        record = rows.unpack(found.json)
        told = select(m.number, m.event, m.place, m.start, m.end).where(m.story == number).order_by(m.number)
        mentions = job.connection.execute(told).all()
        events: list[dict[str, Any]] = []
        used: set[int] = set()
        for mention in mentions:
            mine = [n for n, start, end in marks[key] if start < mention.end and mention.start < end]
            used.update(mine)
            event = _corrected(job, record, record["events"][mention.number], mention.place, [made[n] for n in mine])
            if event is not None:
                events.append({**event, "chain": mention.event, "reviewed": bool(mine)})
        if used:
            yield Reviewed(record, events, [made[n] for n in sorted(used)], found.versions)


def _corrected(
    job: Job, record: Mapping[str, Any], told: Mapping[str, Any], place: str | None, decisions: list[dict[str, Any]]
) -> dict[str, Any] | None:
    event: dict[str, Any] = copy.deepcopy(dict(told))
    for d in decisions:
        if d["action"] == "retract":
            return None
        if d["action"] != "correct":
            continue
        field, value, before = d["field"], json.loads(d["value"]), json.loads(d["before"])
        if field in ("actors", "recipients"):
            event[field] = _side(job, record, event, event[field], before, value)
        elif field == "place":
            if place == before:
                place, span = value, _find(record["text"], value, event["start"]) if value else None
                event["place"] = record["text"][slice(*span)] if span else value
                event["place_start"], event["place_end"] = span or (None, None)
        elif event[field] == before:
            event[field] = value
            if field == "type" and event["mode"] not in MODES[value]:
                event["mode"] = None
    return event


def _side(
    job: Job, record: Mapping[str, Any], event: Mapping[str, Any], side: list[dict[str, Any]], before: list[Any], value: list[Any]
) -> list[dict[str, Any]]:
    """A side of an event after a correction of parties, given as lists of [name, country, sector]."""
    old = {name for name, _, _ in before}
    new = {name: (country, sector) for name, country, sector in value}
    kept = [dict(p) for p in side if p["name"] not in old or p["name"] in new]
    for p in kept:
        p["country"], p["sector"] = new.get(p["name"], (p["country"], p["sector"]))
    have = {p["name"] for p in kept}
    for name, (country, sector) in new.items():
        if name in old or name in have:
            continue
        span = _mention(record, name, event["start"])
        if span is None:
            job.notes["parties that people added to an event and the story does not name"] += 1
            continue
        kept.append(
            {"text": record["text"][slice(*span)], "start": span[0], "end": span[1], "name": name, "country": country, "sector": sector}
        )
    return kept


def _mention(record: Mapping[str, Any], name: str, near: int) -> tuple[int, int] | None:
    """Where a story mentions somebody, the nearest to an offset: a mention that was read, else the name's words."""
    spans = [(m["start"], m["end"]) for e in record["entities"] if e["name"] == name for m in e["mentions"]]
    return min(spans, key=lambda s: abs(s[0] - near)) if spans else _find(record["text"], name, near)


def _find(text: str, name: str, near: int) -> tuple[int, int] | None:
    """The nearest place where a text has a name, or its last word."""
    for words in dict.fromkeys((name, name.split()[-1] if name.split() else "")):
        spans = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)] if words else []
        if spans:
            return min(spans, key=lambda s: abs(s[0] - near))
    return None
