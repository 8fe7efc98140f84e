"""One writer at a time: a lock that goes with the process that holds it, however that ends."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import func, insert, select, text, update

from legation.errors import StoreBusyError
from legation.store import tables as t
from legation.store.clock import now
from legation.store.database import Database, safe

_ADVISORY = 0x6C65676174696F6E % 2**62
"""Key of PostgreSQL's advisory lock: "legation" in bytes."""


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """Hold the right to write; a process that dies gives it back.

    Raises:
        StoreBusyError: another process holds it; the message names it.
    """
    if database.path is not None:
        from filelock import FileLock, Timeout

        lock = FileLock(f"{database.path}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise StoreBusyError(_busy(database)) from None
        try:
            yield
        finally:
            lock.release()
        return
    with database.guard(), database.engine.connect() as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY}).scalar():
            raise StoreBusyError(_busy(database))
        connection.commit()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY})
            connection.commit()


def _busy(database: Database) -> str:
    with database.read() as connection:
        run = connection.execute(select(t.runs).where(t.runs.c.state == "running").order_by(t.runs.c.id.desc()).limit(1)).first()
    who = f" (run {run.id}, process {run.process} on {run.host}, since {run.began})" if run else ""
    return f"{safe(database.where)}: another run is writing to this chronicle{who}; wait for it to end. Reading it is possible all the while"


@contextmanager
def noted(database: Database, command: str, counts: Callable[[], dict[str, int]] = dict) -> Iterator[int]:
    """Note a run from its beginning to its end, however that comes: done, stopped or failed; call it under :func:`writing`.

    Args:
        counts: asked at the end for what the run read, knew, set aside and stored.
    Returns:
        the number of the run.
    """
    number, state = begin(database, command), "failed"
    try:
        yield number
        state = "done"
    except KeyboardInterrupt:
        state = "stopped"
        raise
    finally:
        end(database, number, state, **counts())


def begin(database: Database, command: str) -> int:
    """Note the beginning of a run, and the end of those that a killed process left open; call it under :func:`writing`."""
    with database.write() as connection:
        r = t.runs.c
        connection.execute(update(t.runs).where(r.state == "running").values(state="stopped", ended=now()))
        number = (connection.execute(select(func.max(r.id))).scalar() or 0) + 1
        connection.execute(insert(t.runs), [{
            "id": number, "command": command, "began": now(), "ended": None, "state": "running", "host": platform.node(),
            "process": os.getpid(), "read": 0, "known": 0, "aside": 0, "events": 0,
        }])  # fmt: skip
    return number


def end(database: Database, run: int, state: str, **counts: int) -> None:
    """Note the end of a run."""
    with database.write() as connection:
        connection.execute(update(t.runs).where(t.runs.c.id == run).values(state=state, ended=now(), **counts))
