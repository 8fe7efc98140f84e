"""Linking everything anew: after stories were stored without linking, or with a newer linker."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, func, select

from legation.chronicle.event import credited
from legation.record.load import from_dict
from legation.store import lock, rows
from legation.store import tables as t
from legation.store.database import Database
from legation.store.engagements import refresh
from legation.store.writer import Writer

_BATCH = 200


def relink(database: Database, step: Callable[[], None] = lambda: None) -> int:
    """Link the mentions of all current records anew, in the order in which their stories came; corrections are kept.

    One transaction: readers see the old events until the new ones are whole, and a run that is killed changes nothing.

    Returns:
        the number of events.
    Raises:
        StoreBusyError: another run is writing.
    """
    with lock.writing(database), lock.noted(database, "link") as run, database.write() as connection:
        return _all(database, connection, run, step)


def _all(database: Database, connection: Connection, run: int, step: Callable[[], None]) -> int:
    for table in (t.steps, t.engagements, t.dirty, t.parties, t.mentions, t.event_parties, t.dyads, t.blocks, t.events):
        connection.execute(delete(table))
    writer = Writer(database, run)
    s, r, original = t.stories.c, t.records.c, t.stories.alias("original")
    query = (
        select(s.id, s.hash, r.id.label("record"), r.json, s.publisher, s.relation, original.c.publisher.label("copied"))
        .join(t.records, r.story == s.id)
        .join(original, original.c.id == s.copy_of, isouter=True)
        .where(r.current)
        .order_by(s.id)
    )
    last = 0
    while batch := connection.execute(query.where(s.id > last).limit(_BATCH)).all():
        for row in batch:
            publisher = credited(row.relation, row.publisher, row.copied)
            writer.again(connection, row.hash, row.id, row.record, from_dict(rows.unpack(row.json)), publisher)
            step()
        writer.commit(connection)
        last = batch[-1].id
    refresh(connection)
    return connection.execute(select(func.count()).select_from(t.events)).scalar() or 0
