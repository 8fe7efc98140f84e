"""A record taken apart into rows of the store's tables."""

from __future__ import annotations

import json
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import orjson

from legation.chronicle.days import bounds
from legation.chronicle.event import Report
from legation.chronicle.link import block_keys
from legation.chronicle.traits import NONE, Traits, theme, traits
from legation.language.sentences import sentences
from legation.record.model import Event, Record

Row = dict[str, Any]
PER_RECORD = 100_000
"""Numbers of mentions, statements and positions begin at the record's number times this."""


def pack(record: Record) -> bytes:
    """A record as the store keeps it: its JSON, packed."""
    try:
        data = orjson.dumps(record)
    except TypeError:  # an unpaired surrogate, which orjson refuses
        data = record.to_json(indent=None).encode("utf8", "backslashreplace")
    return zlib.compress(data, 1)


def unpack(data: bytes) -> dict[str, Any]:
    """The record's JSON as dicts and lists."""
    made: dict[str, Any] = orjson.loads(zlib.decompress(data))
    return made


def to_json(value: object) -> str:
    """A value as compact JSON."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # an unpaired surrogate
        return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def versions(record: Record) -> str:
    """The versions of a record as one text."""
    v = record.versions
    return f"{v.software} {v.model} {v.knowledge} {v.codebook}"


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a record on its way into the chronicle."""

    event: Event
    number: int
    sentence: str
    traits: Traits
    report: Report
    first_day: str | None
    last_day: str | None
    keys: tuple[str, ...]
    """Where linking keeps its event; see :func:`legation.chronicle.link.block_keys`."""


class Sentences:
    """Finds the sentence around an offset."""

    def __init__(self, text: str) -> None:
        self._text, self._spans = text, sentences(text)
        self._starts = [a for a, _ in self._spans]

    def around(self, offset: int) -> str:
        """The sentence that an offset is in, on one line."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return ""
        start, end = self._spans[at]
        return " ".join(self._text[start:end].split())


def told(record: Record, story: int, publisher: str, record_id: int, link: bool = True) -> list[Told]:
    """The events of a record with what linking (if ``link``) and the chronicle need of them."""
    found = []
    around = Sentences(record.text)
    about = theme(record.text) if link else frozenset()
    for number, e in enumerate(record.events):
        sentence = around.around(e.start)
        place = record.places[e.location] if e.location is not None else None
        days = bounds(e.date)
        sides = [(p, r) for r, side in (("actor", e.actors), ("recipient", e.recipients)) for p in side]
        made = traits(
            type=e.type, mode=e.mode, status=e.status, quad=e.quad, trigger=e.trigger,
            actors=[(a.name, a.country) for a in e.actors], recipients=[(a.name, a.country) for a in e.recipients],
            date=e.date, reported=record.date, place=e.place, sentence=sentence, story=story,
            before=record.text[max(0, e.start - 40) : e.start], theme=about,
        ) if link else NONE  # fmt: skip
        found.append(Told(
            e, number, sentence, made,
            Report(
                record_id * PER_RECORD + number, record.date or "", story, publisher, e.type, e.mode, e.status, e.date, e.trigger,
                place.name if place else e.place, place.lat if place else None, place.lon if place else None,
                place.country if place else None, e.confidence, e.attributed_to,
                tuple((r, p.name, p.country, p.sector) for p, r in sides),
            ),
            days[0].isoformat() if days else None, days[1].isoformat() if days else None, block_keys(made) if link else (),
        ))  # fmt: skip
    return found


def mention_row(t: Told, record: int, story: int, event: str, chance: float, reasons: tuple[tuple[str, float], ...]) -> Row:
    """A row of ``mentions``."""
    e, r = t.event, t.report
    return {
        "id": r.order, "record": record, "story": story, "number": t.number, "start": e.start, "end": e.end, "trigger": e.trigger,
        "type": e.type, "mode": e.mode, "status": e.status, "date": e.date, "first_day": t.first_day, "last_day": t.last_day,
        "place": r.place, "lat": r.lat, "lon": r.lon, "country": r.country, "sentence": t.sentence,
        "attributed_to": _list(e.attributed_to), "confidence": round(e.confidence, 4), "event": event, "score": chance,
        "reason": _list(reasons), "reported": r.reported or None,
    }  # fmt: skip


def party_rows(t: Told) -> list[Row]:
    """Rows of ``parties``."""
    return [
        {
            "mention": t.report.order, "role": role, "position": i, "text": p.text, "start": p.start, "end": p.end, "name": p.name,
            "country": p.country, "sector": p.sector, "entry": p.entry,
        }
        for role, side in (("actor", t.event.actors), ("recipient", t.event.recipients))
        for i, p in enumerate(side)
    ]  # fmt: skip


def statement_rows(record: Record, record_id: int, story: int) -> list[Row]:
    """Rows of ``statements``; what a statement is about are the entities named in its content."""
    mentions = sorted((m.start, m.end, e.name) for e in record.entities for m in e.mentions)
    starts = [m[0] for m in mentions]
    found = []
    for number, s in enumerate(record.statements):
        within = (n for a, b, n in mentions[bisect_right(starts, s.start - 1) :] if a < s.end and b <= s.end)
        found.append({
            "id": record_id * PER_RECORD + number, "record": record_id, "story": story, "number": number, "speaker": s.speaker,
            "country": s.speaker_country, "sector": s.speaker_sector, "cue": s.cue, "kind": s.kind, "addressee": s.addressee,
            "content": s.content, "start": s.start, "end": s.end, "about": "; ".join(dict.fromkeys(within)), "day": record.date,
            "confidence": round(s.confidence, 4),
        })  # fmt: skip
    return found


def _list(values: object) -> str:
    return to_json(values)
