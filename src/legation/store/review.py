"""Corrections by people: laid over the machine's reading, never in its place, and kept through later readings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from legation.chronicle.days import bounds
from legation.chronicle.link import event_id
from legation.errors import NotFoundError, UsageError
from legation.record.codes import MODES, SECTORS, STATUSES, TYPES
from legation.store import tables as t
from legation.store.clock import now
from legation.store.decisions import later, merges_of
from legation.store.rebuild import rebuild
from legation.store.rows import Row

FIELDS = ("type", "mode", "status", "date", "place", "actors", "recipients")
"""What can be corrected of an event; actors and recipients as lists of [name, country, sector]."""
_COUNTRY = re.compile(r"[A-Z]{3}")


def accept(connection: Connection, event: str, who: str, note: str = "") -> int:
    """Say that an event is right as it stands."""
    return _record(connection, "accept", event, who, note, anchors=_anchors(connection, event))


def correct(connection: Connection, event: str, field: str, value: Any, who: str, note: str = "") -> int:
    """Give a field of an event another value.

    Raises:
        UsageError: no such field, or no such value. NotFoundError: no such event.
    """
    row = _event(connection, event)
    value = _checked(field, value, row)
    before = json.loads(row[field]) if field in ("actors", "recipients") else row[field]
    return _record(connection, "correct", event, who, note, field, value, before, anchors=_anchors(connection, event))


def retract(connection: Connection, event: str, who: str, note: str = "") -> int:
    """Take an event back: it is kept and shown as retracted, and left out of counts."""
    return _record(connection, "retract", event, who, note, anchors=_anchors(connection, event))


def merge(connection: Connection, event: str, other: str, who: str, note: str = "") -> int:
    """Say that two events are one: the mentions of ``other`` become those of ``event``."""
    if event == other:
        raise UsageError(f"{event}: an event cannot be merged with itself; name two")
    _event(connection, other)
    moved = _anchors(connection, other)
    marks = [*_anchors(connection, event), *moved]
    connection.execute(update(t.mentions).where(t.mentions.c.event == other).values(event=event))
    return _record(connection, "merge", event, who, note, "event", [_mark(a) for a in moved], other, other, marks, also=(other,))


def split(connection: Connection, event: str, mentions: Sequence[int], who: str, note: str = "") -> tuple[int, str]:
    """Say that some mentions tell of another event.

    Returns:
        number of the correction, id of the new event.
    Raises:
        UsageError: none of the mentions, or all, are of the event.
    """
    _event(connection, event)
    m, s = t.mentions.c, t.stories.c
    rows = connection.execute(
        select(m.id, m.start, m.end, m.type, s.hash).join(t.stories, s.id == m.story).where(m.event == event).order_by(m.id)
    ).all()  # fmt: skip
    moved = [r for r in rows if r.id in set(mentions)]
    if not moved or len(moved) == len(rows):
        have = ", ".join(str(r.id) for r in rows)
        raise UsageError(f"{event}: name some of its mentions, not all and not none; it has {have}")
    id_, extra = event_id(moved[0].hash, moved[0].start, moved[0].end, moved[0].type), 0
    while connection.execute(select(t.events.c.id).where(t.events.c.id == id_)).first():
        extra += 1
        id_ = event_id(moved[0].hash, moved[0].start, moved[0].end + extra * 10_000_000, moved[0].type)
    marks = [{"story": r.hash, "start": r.start, "end": r.end, "type": r.type} for r in moved]
    connection.execute(insert(t.events), [{**_event(connection, event), "id": id_}])
    connection.execute(update(t.mentions).where(m.id.in_([r.id for r in moved])).values(event=id_))
    number = _record(connection, "split", id_, who, note, "event", [_mark(a) for a in marks], event, event, marks, also=(event,))
    return number, id_


def undo(connection: Connection, number: int, who: str) -> None:
    """Take a correction back; it stays in the list as undone. Undoing a merge gives the mentions back (also
    those that a newer model has read since), undoing a split joins them.

    Raises:
        NotFoundError: no such correction. UsageError: it is undone already.
    """
    if not who.strip():
        raise UsageError("undoing needs a name: give --by NAME, or set LEGATION_USER")
    c, m = t.corrections.c, t.mentions.c
    row = connection.execute(select(t.corrections).where(c.id == number)).first()
    if row is None:
        raise NotFoundError(f"there is no correction {number}; list them with: legation review list")
    if row.undone:
        raise UsageError(f"correction {number} was undone on {row.undone[:10]} by {row.undone_by}")
    holds = later(row.event, number, merges_of(connection))
    touched = {holds}
    if row.action in ("merge", "split") and row.other:
        touched.add(row.other)
        moved = _marked(connection, holds, json.loads(row.value) if row.action == "merge" else None)
        if moved and not connection.execute(select(t.events.c.id).where(t.events.c.id == row.other)).first():
            connection.execute(insert(t.events), [{**_event(connection, holds), "id": row.other}])
        connection.execute(update(t.mentions).where(m.id.in_(moved)).values(event=row.other))
    connection.execute(update(t.corrections).where(c.id == number).values(undone=now(), undone_by=who))
    rebuild(connection, touched)


def _record(
    connection: Connection, action: str, event: str, who: str, note: str, field: str = "", value: Any = None, before: Any = None,
    other: str | None = None, anchors: Sequence[Mapping[str, Any]] = (), also: Sequence[str] = (),
) -> int:  # fmt: skip
    if not who.strip():
        raise UsageError("a correction needs a name: give --by NAME, or set LEGATION_USER")
    number = (connection.execute(select(func.max(t.corrections.c.id))).scalar() or 0) + 1
    connection.execute(insert(t.corrections), [{
        "id": number, "at": now(), "who": who.strip(), "action": action, "event": event, "other": other, "field": field,
        "value": json.dumps(value, ensure_ascii=False), "before": json.dumps(before, ensure_ascii=False), "note": note,
    }])  # fmt: skip
    unique = {(a["story"], a["start"]): a for a in anchors}
    if unique:
        connection.execute(insert(t.anchors), [{"correction": number, **a} for a in unique.values()])
    rebuild(connection, (event, *also))
    return number


def _event(connection: Connection, event: str) -> Row:
    row = connection.execute(select(t.events).where(t.events.c.id == event)).mappings().first()
    if row is None:
        raise NotFoundError(f"there is no event {event}; find ids with: legation events")
    return dict(row)


def _anchors(connection: Connection, event: str) -> list[Row]:
    _event(connection, event)
    m, s = t.mentions.c, t.stories.c
    query = select(s.hash.label("story"), m.start, m.end, m.type).join(t.stories, s.id == m.story).where(m.event == event).order_by(m.id)
    return [dict(r) for r in connection.execute(query).mappings()]


def _mark(anchor: Mapping[str, Any]) -> list[Any]:
    """A mention by the story's hash and the trigger's offsets, as a correction's value keeps it: numbers of mentions change when a story is
    read again."""
    return [anchor["story"], anchor["start"], anchor["end"]]


def _marked(connection: Connection, event: str, marks: Sequence[Sequence[Any]] | None) -> list[int]:
    """The mentions of an event that lie at marks (None: all), whichever model read them."""
    m, s = t.mentions.c, t.stories.c
    query = select(m.id, m.start, m.end, s.hash).join(t.stories, s.id == m.story).where(m.event == event).order_by(m.id)
    return [
        r.id for r in connection.execute(query)
        if marks is None or any(story == r.hash and r.start < end and start < r.end for story, start, end in marks)
    ]  # fmt: skip


def _checked(field: str, value: Any, row: Row) -> Any:
    def refuse(allowed: str) -> UsageError:
        return UsageError(f"“{value}” is no value of “{field}”; write {allowed}")

    if field not in FIELDS:
        raise UsageError(f"“{field}” cannot be corrected; what can: {', '.join(FIELDS)}")
    if field == "type" and value not in TYPES:
        raise refuse(f"one of {', '.join(TYPES)}")
    if field == "status" and value not in STATUSES:
        raise refuse(f"one of {', '.join(STATUSES)}")
    if field == "mode":
        value = value or None
        if value is not None and value not in MODES[row["type"]]:
            raise refuse(f"one of {', '.join(MODES[row['type']]) or 'none'}, or nothing")
    if field == "date":
        value = value or None
        if value is not None and bounds(value) is None:
            raise refuse("YYYY-MM-DD, YYYY-MM, YYYY or YYYY-Www, a day that the calendar has")
    if field == "place":
        if value is not None and not isinstance(value, str):
            raise refuse("a name, or nothing")
        value = (value or "").strip() or None
    if field in ("actors", "recipients"):
        if not isinstance(value, list) or not all(isinstance(p, list | tuple) and len(p) == 3 and p[0] and p[2] in SECTORS for p in value):
            raise refuse("parties as NAME/COUNTRY/SECTOR, separated by ; (PLOVER sectors, as in “Kofi Annan/IGO/IGO”)")
        if wrong := next((c for _, c, _ in value if c and not _COUNTRY.fullmatch(c)), None):
            raise refuse(f"parties whose country is three letters, as in USA or IGO, or nothing, not “{wrong}”")
        value = [[n, c or None, s] for n, c, s in value]
    return value
