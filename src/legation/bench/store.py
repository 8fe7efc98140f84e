"""``legation bench store``: how fast records are stored, and a question answered, on SQLite or PostgreSQL."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from legation.bench.given import empty, records_of
from legation.ingest.run import ingest
from legation.ingest.summary import Summary
from legation.readers.files import read_stories
from legation.readers.story import Story
from legation.store import tables as t
from legation.store.database import Database

_ASKED = 200


def run(records: Path, store: str | None = None, limit: int | None = None) -> dict[str, Any]:
    """Store records that were read before, once without linking and once with.

    Args:
        records: JSONL of records (``legation read … --format jsonl``). store: address of an empty PostgreSQL database; None: SQLite in
            a temporary folder. limit: only the first.
    Returns:
        events (mentions) a second, without linking and with it, and the size of the store.
    """
    given = list(records_of(records, limit))
    events = sum(len(r.events) for _, r in given)
    result: dict[str, Any] = {"engine": "postgresql" if store and "://" in store else "sqlite", "stories": len(given), "events": events}
    for name, link in (("stored_events_per_second", False), ("stored_and_linked_events_per_second", True)):
        with tempfile.TemporaryDirectory() as folder:
            database = Database(store or Path(folder) / "bench.sqlite")
            empty(database)
            begun = time.perf_counter()
            ingest(database, iter(given), None, command="bench store", link=link)
            result[name] = round(events / (time.perf_counter() - begun), 1)
            if database.path is not None:
                result["megabytes"] = round(database.path.stat().st_size / 1e6, 1)
            database.close()
    return result


def run_ingest(stories: Path, limit: int | None = None) -> dict[str, Any]:
    """Read stories alone and read and store them, in turns of one block each, so that a drift of the machine hits both.

    Returns:
        stories a second either way, and the share of the reading speed that ingesting keeps.
    """
    from legation.reader import Reader

    reader = Reader.load()
    items = [s for s in read_stories([stories]) if isinstance(s, Story)][:limit]
    read = whole = 0.0
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "bench.sqlite")
        for at in range(0, len(items), 250):
            block = items[at : at + 250]
            begun = time.perf_counter()
            for _ in reader.read_many(block):
                pass
            middle = time.perf_counter()
            ingest(database, iter(block), reader, command="bench ingest", summary=Summary())
            read += middle - begun
            whole += time.perf_counter() - middle
        database.close()
    return {
        "stories": len(items), "read_stories_per_second": round(len(items) / read, 2), "ingested_stories_per_second": round(len(items) / whole, 2),
        "share_of_reading_speed": round(read / whole, 4),
    }  # fmt: skip


def run_query(records: Path, events: int = 1_000_000, store: str | None = None) -> dict[str, Any]:
    """The median time of a timeline of one dyad over many events, generated from real ones by moving them in time.

    Args:
        records: JSONL of records. events: how many are generated. store: as in :func:`run`.
    """
    from legation.ask.chronicle import Chronicle

    with tempfile.TemporaryDirectory() as folder:
        where = store or str(Path(folder) / "bench.sqlite")
        database = Database(where)
        empty(database)
        ingest(database, records_of(records, None), None, command="bench query")
        made = _multiply(database, events)
        with database.read() as connection:
            d = t.dyads.c
            counted = select(d.a, d.b, func.count()).group_by(d.a, d.b).order_by(func.count().desc())
            pairs: list[Any] = list(connection.execute(counted))
        database.close()
        chronicle = Chronicle(where)
        found: dict[str, Any] = {"engine": "sqlite" if store is None else "postgresql", "events": made, "dyads": len(pairs)}
        chosen = [pairs[i * (len(pairs) - 1) // (_ASKED - 1)] for i in range(_ASKED)] if len(pairs) >= _ASKED else pairs
        for name, asked, filters in (
            ("one dyad, all its events", chosen, {}),
            ("one dyad, one month", chosen, {"since": "1997-04", "until": "1997-04"}),
            ("busiest dyad, newest 100", pairs[:1] * 20, {"limit": 100, "newest": True}),
        ):
            took, rows = [], []
            for a, b, _ in asked:
                begun = time.perf_counter()
                rows.append(chronicle.timeline(a, b, **filters).num_rows)
                took.append(1000 * (time.perf_counter() - begun))
            found[name] = {
                "median_ms": round(statistics.median(took), 2), "p95_ms": round(sorted(took)[int(0.95 * (len(took) - 1))], 2),
                "median_rows": statistics.median(rows),
            }  # fmt: skip
        chronicle.close()
    return found


def _multiply(database: Database, events: int) -> int:
    """Copy the events of a store, each copy a month further on, until there are enough; how many there are."""
    from legation.chronicle.days import iso

    with database.read() as connection:
        first = [dict(r) for r in connection.execute(select(t.events)).mappings()]
        parties = [dict(r) for r in connection.execute(select(t.event_parties)).mappings()]
        dyads = [dict(r) for r in connection.execute(select(t.dyads)).mappings()]
    total, copy = len(first), 0

    def moved(day: str) -> str:
        from datetime import date

        return iso(date.fromisoformat(day).toordinal() + 30 * copy) if day else day

    while total < events:
        copy += 1
        with database.write() as connection:
            connection.execute(insert(t.events), [
                {**r, "id": f"{r['id'][:10]}{copy:05d}", "day": moved(r["day"]), "features": "[]"} for r in first
            ])  # fmt: skip
            for table, rows in ((t.event_parties, parties), (t.dyads, dyads)):
                connection.execute(insert(table), [{**r, "event": f"{r['event'][:10]}{copy:05d}", "day": moved(r["day"])} for r in rows])
        total += len(first)
    with database.write() as connection:
        connection.exec_driver_sql("ANALYZE")
    return total
