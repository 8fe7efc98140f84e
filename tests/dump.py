"""What a store holds, without moments and numbers of runs, to compare two stores."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from legation.store import tables as t
from legation.store.database import Database

_TABLES = (
    t.stories, t.sightings, t.bands, t.records, t.mentions, t.parties, t.statements, t.events, t.event_parties, t.dyads, t.blocks,
    t.engagements, t.steps, t.positions,
)  # fmt: skip
_LEFT_OUT = {"seen", "made", "run"}


def dump(database: Database) -> dict[str, list[Any]]:
    """Every row of every table that a reading fills, sorted."""
    found = {}
    with database.read() as connection:
        for table in _TABLES:
            columns = [c for c in table.c if c.name not in _LEFT_OUT]
            found[table.name] = sorted((tuple(r) for r in connection.execute(select(*columns))), key=repr)
    return found
