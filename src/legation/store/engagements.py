"""Keeps the engagements of each dyad up to date with its events."""

from __future__ import annotations

import json

from sqlalchemy import Connection, delete, insert, select

from legation.chronicle.engagements import Act, engagements
from legation.store import tables as t


def refresh(connection: Connection, pair: tuple[str, str] | None = None) -> int:
    """Make the engagements anew of the dyads whose events have changed (or of one dyad, if it has). How many were."""
    d = t.dirty.c
    query = select(d.a, d.b).order_by(d.a, d.b)
    if pair is not None:
        query = query.where(d.a == pair[0], d.b == pair[1])
    pairs = [(r.a, r.b) for r in connection.execute(query)]
    for a, b in pairs:
        _make(connection, a, b)
        connection.execute(delete(t.dirty).where(d.a == a, d.b == b))
    return len(pairs)


def is_dirty(connection: Connection) -> bool:
    """Whether some dyad's engagements are older than its events."""
    return connection.execute(select(t.dirty.c.a).limit(1)).first() is not None


def acts(connection: Connection, a: str, b: str) -> list[Act]:
    """Every mention of a meeting, agreement, aid, request, refusal or sanction of two states that names one of them at least."""
    m, e, d, p = t.mentions.c, t.events.c, t.dyads.c, t.parties.c
    names_one = select(p.mention).where(p.mention == m.id, p.country.in_((a, b))).exists()
    query = (
        select(m.event, m.id, m.type, m.mode, m.status, m.trigger, m.first_day, m.last_day, m.reported, m.date, m.place, m.sentence, e.day)
        .join(t.events, e.id == m.event).join(t.dyads, d.event == e.id)
        .where(d.a == a, d.b == b, ~e.retracted, names_one, m.type.in_(("CONSULT", "AGREE", "AID", "REQUEST", "REJECT", "SANCTION", "SUPPORT")))
        .order_by(m.id)
    )  # fmt: skip
    made = []
    for r in connection.execute(query):
        if r.last_day and r.reported and r.last_day[:4] < r.reported[:4] and r.first_day[:7] != r.last_day[:7]:
            continue  # background of an earlier year, told without a month
        precise = r.first_day is not None and r.first_day[:7] == r.last_day[:7]
        day = r.first_day if precise else (r.reported or r.day)
        if day:
            made.append(Act(
                r.event, r.id, r.type, r.mode, r.status, r.trigger, day, r.reported or day, r.date, r.place, r.sentence
            ))  # fmt: skip
    return made


def _make(connection: Connection, a: str, b: str) -> None:
    g = t.engagements.c
    old = list(connection.execute(select(g.id).where(g.a == a, g.b == b)).scalars())
    if old:
        connection.execute(delete(t.steps).where(t.steps.c.engagement.in_(old)))
        connection.execute(delete(t.engagements).where(g.id.in_(old)))
    made = engagements(a, b, acts(connection, a, b))
    if not made:
        return
    connection.execute(insert(t.engagements), [
        {
            "id": x.id, "kind": x.kind, "a": a, "b": b, "parties": json.dumps([a, b]), "title": x.title, "state": x.state,
            "outcome": x.outcome, "first_day": x.first_day, "last_day": x.last_day, "steps": len(x.steps),
        }
        for x in made
    ])  # fmt: skip
    connection.execute(insert(t.steps), [
        {
            "engagement": x.id, "position": i, "step": s.step, "day": s.day, "date": s.date, "status": s.status, "event": s.event,
            "mention": s.mention,
        }
        for x in made for i, s in enumerate(x.steps)
    ])  # fmt: skip
