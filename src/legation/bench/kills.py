"""``legation bench kills``: kill -9 at random moments of a run, then see that nothing is lost and nothing is there twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from legation.bench.given import empty, records_of
from legation.ingest.run import ingest
from legation.store import tables as t
from legation.store.database import Database

_LEFT_OUT = {"seen", "made", "run"}
_TABLES = (
    t.stories, t.sightings, t.bands, t.records, t.mentions, t.parties, t.statements, t.events, t.event_parties, t.dyads, t.blocks,
    t.engagements, t.steps, t.positions,
)  # fmt: skip


def run(records: Path, kills: int = 50, store: str | None = None, limit: int = 400, seed: int = 1) -> dict[str, Any]:
    """Store records in a process that is killed at random moments and begun again, then compare with a run left alone.

    Args:
        records: JSONL of records. kills: how often. store: address of an empty PostgreSQL database; None: SQLite. limit: stories.
    Returns:
        kills that hit a running process, rows lost and rows too many over all tables (0 and 0 is right).
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        whole = Database(Path(folder) / "whole.sqlite")
        begun = time.perf_counter()
        ingest(whole, records_of(records, limit), None)
        length = time.perf_counter() - begun
        where = store or str(Path(folder) / "killed.sqlite")
        database = Database(where)
        empty(database)
        database.close()
        hit = tries = 0
        while hit < kills and tries < 20 * kills:
            tries += 1
            process = subprocess.Popen([sys.executable, "-m", "legation.bench.kills", where, str(records), str(limit)], stdout=subprocess.PIPE)
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.0, 1.2 * length / kills**0.5))  # so that the kills fall over the whole of the run
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                hit += 1
            process.wait()
            process.stdout.close()
        database = Database(where)
        with database.read() as connection:
            before = len(connection.execute(select(t.stories.c.id)).all())
        ingest(database, records_of(records, limit), None)
        lost, extra = _difference(whole, database)
        database.close()
        whole.close()
    return {
        "engine": "postgresql" if store else "sqlite", "kills": hit, "stories": limit, "stories stored when the last kill fell": before,
        "rows_lost": lost, "rows_too_many": extra,
    }  # fmt: skip


def contents(database: Database) -> dict[str, list[Any]]:
    """Every row of every table that a reading fills, sorted, without moments and numbers of runs: what two stores are compared by."""
    found = {}
    with database.read() as connection:
        for table in _TABLES:
            columns = [c for c in table.c if c.name not in _LEFT_OUT]
            found[table.name] = sorted((tuple(r) for r in connection.execute(select(*columns))), key=repr)
    return found


def _difference(whole: Database, other: Database) -> tuple[int, int]:
    sides = [{(name, repr(row)) for name, rows in contents(d).items() for row in rows} for d in (whole, other)]
    return len(sides[0] - sides[1]), len(sides[1] - sides[0])


if __name__ == "__main__":
    place, path, count = sys.argv[1:4]
    chronicle = Database(place)
    print("ready", flush=True)
    # One transaction a story, as when stories are read: many more moments at which a kill can fall.
    for pair in records_of(Path(path), int(count)):
        ingest(chronicle, [pair], None)
