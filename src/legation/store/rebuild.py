"""Events made anew from the mentions that are left of them, after a correction or a new reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from legation.chronicle.event import Report, view
from legation.chronicle.link import block_day, block_keys
from legation.chronicle.traits import Sum, Traits, theme, traits
from legation.record.codes import QUAD
from legation.store import tables as t
from legation.store.decisions import corrected, lay, overlays
from legation.store.index import index, pairs_of
from legation.store.linker import fetch_reports
from legation.store.sql import event_row, insert_new, mark_dirty


def rebuild(connection: Connection, events: Iterable[str]) -> None:
    """Make rows and index rows of events from their mentions; an event without any is taken out."""
    ids = sorted(set(events))
    if not ids:
        return
    reports = fetch_reports(connection, ids)
    mentions = mention_traits(connection, ids)
    decisions = overlays(connection, ids)
    for id_ in ids:
        for table in (t.event_parties, t.dyads, t.blocks):
            if table is t.dyads:
                d = table.c
                mark_dirty(connection, {(r.a, r.b) for r in connection.execute(select(d.a, d.b).where(d.event == id_))})
            connection.execute(delete(table).where(table.c.event == id_))
        if id_ not in reports:
            connection.execute(delete(t.steps).where(t.steps.c.event == id_))
            connection.execute(delete(t.events).where(t.events.c.id == id_))
            continue
        put(connection, id_, reports[id_], mentions[id_], decisions.get(id_, ()))
        mark_dirty(connection, {p for r in corrected(reports[id_], decisions.get(id_, ())) for p in pairs_of(c for _, _, c, _ in r.parties)})


def put(connection: Connection, id_: str, reports: list[Report], mentions: list[Traits], decisions: Sequence[tuple[str, str, Any]]) -> None:
    """Write one event with its index rows, people's decisions laid over it."""
    total = Sum()
    for m in mentions:
        total.add(m)
    made = view(reports)
    row = event_row(id_, made, total.to_json())
    lay(row, decisions)
    kept = {k: v for k, v in row.items() if k != "id"}
    if not connection.execute(update(t.events).where(t.events.c.id == id_).values(kept)).rowcount:
        connection.execute(insert(t.events), [row])
    ix = index(row["day"], corrected(reports, decisions))
    for table, rows in ((t.event_parties, ix.party_rows(id_)), (t.dyads, ix.dyad_rows(id_))):
        if rows:
            connection.execute(insert(table), rows)
    blocks = {(k, block_day(m)) for m in mentions for k in block_keys(m)}
    insert_new(connection, t.blocks, [{"key": k, "day": d, "event": id_} for k, d in sorted(blocks)])


def mention_traits(connection: Connection, ids: list[str]) -> dict[str, list[Traits]]:
    """The traits of events' mentions, in the order of their numbers, from the tables."""
    m, p = t.mentions.c, t.parties.c
    sides: dict[int, dict[str, list[tuple[str, str | None]]]] = defaultdict(lambda: {"actor": [], "recipient": []})
    query = select(p.mention, p.role, p.name, p.country).join(t.mentions, m.id == p.mention).where(m.event.in_(ids)).order_by(p.mention, p.role, p.position)
    for mention, role, name, country in connection.execute(query):
        sides[mention][role].append((name, country))
    found: dict[str, list[Traits]] = defaultdict(list)
    texts: dict[int, tuple[str, frozenset[str]]] = {}
    stories = select(t.stories.c.id, t.stories.c.text).where(t.stories.c.id.in_(select(m.story).where(m.event.in_(ids))))
    for number, text in connection.execute(stories):
        texts[number] = (text, theme(text))
    for r in connection.execute(select(t.mentions).where(m.event.in_(ids)).order_by(m.id)):
        text, about = texts[r.story]
        found[r.event].append(traits(
            type=r.type, mode=r.mode, status=r.status, quad=QUAD[r.type], trigger=r.trigger, actors=sides[r.id]["actor"],
            recipients=sides[r.id]["recipient"], date=r.date, reported=r.reported, place=r.place, sentence=r.sentence, story=r.story,
            before=text[max(0, r.start - 40) : r.start], theme=about,
        ))  # fmt: skip
    return found
