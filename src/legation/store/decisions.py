"""What people decided, as reading and linking take it into account: where mentions belong, what lies over an event's row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from legation.chronicle.days import bounds
from legation.chronicle.event import Report
from legation.record.codes import MODES, QUAD
from legation.store import tables as t
from legation.store.rows import Row, Told


def decided(connection: Connection, story: str, told: Sequence[Told]) -> tuple[dict[int, str], dict[int, frozenset[str]]]:
    """What people decided of a story's mentions before: mention number to the event it belongs to, and to those it does not."""
    pinned: dict[int, str] = {}
    barred: dict[int, frozenset[str]] = {}
    a, c = t.anchors.c, t.corrections.c
    merges = merges_of(connection)
    query = (
        select(a.start, a.end, c.id, c.action, c.event, c.other).join(t.corrections, c.id == a.correction)
        .where(a.story == story, c.undone.is_(None)).order_by(c.id)
    )  # fmt: skip
    for start, end, id_, action, event, other in connection.execute(query):
        for m in told:
            if m.event.start < end and start < m.event.end:
                pinned[m.number] = later(event, id_, merges)
                if action == "split" and other:
                    barred[m.number] = barred.get(m.number, frozenset()) | {later(other, id_, merges)}
    return pinned, barred


def merges_of(connection: Connection) -> list[tuple[int, str, str]]:
    """Standing merges, the oldest first: number, the event that stayed, the event taken in."""
    c = t.corrections.c
    query = select(c.id, c.event, c.other).where(c.undone.is_(None), c.action == "merge").order_by(c.id)
    return [(r.id, r.event, r.other) for r in connection.execute(query)]


def later(event: str, since: int, merges: Sequence[tuple[int, str, str]]) -> str:
    """The event that now stands for one that a decision of number ``since`` was made on."""
    for number, into, other in merges:
        if number > since and other == event:
            event = into
    return event


def taken_in(connection: Connection, events: Sequence[str]) -> set[str]:
    """The ids of events and of those merged into them, whose decisions are theirs now."""
    found = set(events)
    for _, into, other in reversed(merges_of(connection)):
        if into in found:
            found.add(other)
    return found


def overlays(connection: Connection, events: Sequence[str] | None = None) -> dict[str, list[tuple[str, str, Any]]]:
    """Standing decisions by event: action, field and value, the oldest first (None: of all events)."""
    c = t.corrections.c
    merges = merges_of(connection)
    query = select(c.id, c.event, c.action, c.field, c.value).where(c.undone.is_(None), c.action.in_(("correct", "retract"))).order_by(c.id)
    if events is not None:
        query = query.where(c.event.in_(sorted(taken_in(connection, events))))
    found: dict[str, list[tuple[str, str, Any]]] = {}
    for id_, event, action, field, value in connection.execute(query):
        found.setdefault(later(event, id_, merges), []).append((action, field, json.loads(value)))
    return found


def corrected(reports: Sequence[Report], decisions: Sequence[tuple[str, str, Any]]) -> Sequence[Report]:
    """Reports with the parties that people gave the event, by which it is found."""
    sides = {field.removesuffix("s"): value for action, field, value in decisions if action == "correct" and field in ("actors", "recipients")}
    if not sides:
        return reports
    parties = tuple((role, *party) for role, value in sides.items() for party in value)
    return [replace(r, parties=(*(p for p in r.parties if p[0] not in sides), *parties)) for r in reports]


def lay(row: Row, decisions: Sequence[tuple[str, str, Any]]) -> None:
    """Lay decisions over an event's row."""
    for action, field, value in decisions:
        if action == "retract":
            row["retracted"] = True
        elif field in ("actors", "recipients"):
            row[field] = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        else:
            row[field] = value
            if field == "type":
                row["quad"] = QUAD[value]
                row["mode"] = row["mode"] if row["mode"] in MODES[value] else None
            elif field == "date":
                days = bounds(value)
                row["first_day"], row["last_day"] = (days[0].isoformat(), days[1].isoformat()) if days else (None, None)
                row["day"] = row["first_day"] or row["first_reported"] or ""
            elif field == "place":
                row["lat"], row["lon"], row["country"] = _point(value, row)


def _point(name: str | None, row: Row) -> tuple[float | None, float | None, str | None]:
    """Where a place lies that people named: of several of the name the one in a country of the parties, else the most populous."""
    from legation.knowledge.gazetteer import Gazetteer

    found = Gazetteer.load().find(name) if name else ()
    if not found:
        return None, None, None
    countries = [c for side in ("actors", "recipients") for _, c, _ in json.loads(row[side])]
    best = next((p for p in found if p.country in countries), found[0])
    return best.lat, best.lon, best.country
