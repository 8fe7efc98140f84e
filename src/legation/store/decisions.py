"""What people decided, as reading and linking take it into account: where mentions belong, what lies over an event's row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from legation.chronicle.days import bounds
from legation.record.codes import QUAD
from legation.store import tables as t
from legation.store.rows import Row, Told


def decided(connection: Connection, story: str, told: Sequence[Told]) -> tuple[dict[int, str], dict[int, frozenset[str]]]:
    """What people decided of a story's mentions before: mention number to the event it belongs to, and to those it does not."""
    pinned: dict[int, str] = {}
    barred: dict[int, frozenset[str]] = {}
    a, c = t.anchors.c, t.corrections.c
    query = (
        select(a.start, a.end, c.action, c.event, c.other).join(t.corrections, c.id == a.correction)
        .where(a.story == story, c.undone.is_(None)).order_by(c.id)
    )  # fmt: skip
    for start, end, action, event, other in connection.execute(query):
        for m in told:
            if m.event.start < end and start < m.event.end:
                pinned[m.number] = event
                if action == "split" and other:
                    barred[m.number] = barred.get(m.number, frozenset()) | {other}
    return pinned, barred


def overlays(connection: Connection, events: Sequence[str] | None = None) -> dict[str, list[tuple[str, str, Any]]]:
    """Standing decisions by event: action, field and value, the oldest first (None: of all events)."""
    c = t.corrections.c
    query = select(c.event, c.action, c.field, c.value).where(c.undone.is_(None), c.action.in_(("correct", "retract"))).order_by(c.id)
    if events is not None:
        query = query.where(c.event.in_(list(events)))
    found: dict[str, list[tuple[str, str, Any]]] = {}
    for event, action, field, value in connection.execute(query):
        found.setdefault(event, []).append((action, field, json.loads(value)))
    return found


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
            elif field == "date":
                days = bounds(value)
                row["first_day"], row["last_day"] = (days[0].isoformat(), days[1].isoformat()) if days else (None, None)
                row["day"] = row["first_day"] or row["first_reported"] or ""
            elif field == "place":
                row["lat"] = row["lon"] = row["country"] = None
