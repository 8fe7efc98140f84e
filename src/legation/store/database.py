"""Opening the chronicle's database: SQLite by default, PostgreSQL by its address; made or upgraded on first use."""

from __future__ import annotations

import os
import re
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.pool import QueuePool

from legation.errors import MissingExtraError, StoreBusyError, StoreError, StoreVersionError, UsageError

HEAD = "0001"
"""The newest migration; :mod:`legation.store.migrations` holds them all."""
DEFAULT = "legation.sqlite"
_WAIT_MS = 30_000


class Database:
    """A chronicle's database.

    Args:
        where: a file name (SQLite), an address ``postgresql://user@host/name``, or None for the environment variable
            ``LEGATION_STORE``, else ``legation.sqlite`` in this folder.
        create: whether it is made where there is none.
    Raises:
        StoreError: it cannot be opened. StoreVersionError: a newer Legation made it. MissingExtraError: PostgreSQL without its extra.
        UsageError: there is no such file and ``create`` is False.
    """

    def __init__(self, where: str | Path | None = None, create: bool = True) -> None:
        self.where = str(where or os.environ.get("LEGATION_STORE") or DEFAULT)
        self.engine = self._engine(create)
        weakref.finalize(self, self.engine.dispose)
        with self.guard():
            self._prepare(create)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database."""
        return Path(self.where) if self.is_sqlite else None

    def _engine(self, create: bool) -> Engine:
        if "://" in self.where:
            address = self.where
            if address.startswith(("postgres://", "postgresql://")):
                address = "postgresql+psycopg://" + address.split("://", 1)[1]
            if not address.startswith("postgresql+psycopg://"):
                raise UsageError(f"--store {safe(self.where)}: write a file name, or postgresql://USER@HOST/NAME")
            try:
                import psycopg  # noqa: F401
            except ImportError:
                raise MissingExtraError("postgres", "a chronicle on PostgreSQL") from None
            return create_engine(address, poolclass=QueuePool, pool_pre_ping=True, connect_args={"connect_timeout": 10})
        path = Path(self.where)
        if not path.exists() and not create:
            raise UsageError(f"{path}: there is no chronicle here; make one with: legation ingest STORIES --store {path}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.parent}: the folder cannot be made ({error.strerror or error})") from None
        engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=QueuePool, connect_args={"timeout": _WAIT_MS / 1000})
        event.listen(engine, "connect", _tune_sqlite)
        return engine

    def _prepare(self, create: bool) -> None:
        found = self.version()
        if found == HEAD:
            return
        if found is None and not create and not self.is_sqlite:
            raise UsageError(f"{safe(self.where)}: there is no chronicle in this database; make one with: legation ingest STORIES --store {safe(self.where)}")
        from legation.store import migrations

        if found is not None and not migrations.known(found):
            raise StoreVersionError(
                f"{safe(self.where)}: the chronicle has form {found}, this Legation knows up to {HEAD}; upgrade with: pip install -U legation"
            )
        if found is None and not self._is_empty():
            raise StoreError(f"{safe(self.where)}: the database holds other tables than a chronicle's; name another file or database")
        migrations.upgrade(self.engine)

    def version(self) -> str | None:
        """The form the database has, or None where it has none yet."""
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def _is_empty(self) -> bool:
        with self.engine.connect() as connection:
            return not inspect(connection).get_table_names()

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Turns errors of the database into ours, with what to do.

        Raises:
            StoreError, StoreBusyError: what the database said, in words.
        """
        try:
            yield
        except (DataError, IntegrityError):
            raise  # of one row, not of the store: whoever writes decides what becomes of it
        except DBAPIError as error:
            raise explain(error, self.where) from error
        except sqlite3.Error as error:
            raise _words(str(error), self.where) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with; never waits for a run that writes."""
        with self.guard(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection in a transaction, committed at the end or rolled back whole."""
        with self.guard(), self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _tune_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={_WAIT_MS}", "foreign_keys=ON", "cache_size=-65536", "temp_store=MEMORY",
        "wal_autocheckpoint=8000",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def explain(error: DBAPIError, where: str) -> StoreError:
    """An error of the database in words."""
    said = str(error.orig or error).strip()
    if isinstance(error, OperationalError) and ("could not connect" in said or "connection" in said.lower()) and "://" in where:
        return StoreError(f"{safe(where)}: the database server cannot be reached ({said.splitlines()[0]}); is it running, and the address right?")
    return _words(said, where)


def _words(said: str, where: str) -> StoreError:
    low = said.lower()
    if "locked" in low or "busy" in low:
        return StoreBusyError(f"{safe(where)}: another program is writing to the chronicle; wait for it to end and run this again")
    if "disk is full" in low or "no space" in low or "disk full" in low:
        return StoreError(
            f"{safe(where)}: the disk is full; what was stored before is safe. Make room and run the same command again: it goes on where it stopped"
        )
    if "malformed" in low or "not a database" in low:
        return StoreError(
            f"{safe(where)}: the file is damaged or no SQLite database; restore a backup, or save what can be read with: "
            f"sqlite3 {where} .recover | sqlite3 new.sqlite"
        )
    if "readonly" in low or "read-only" in low or "unable to open" in low:
        return StoreError(f"{safe(where)}: the file cannot be opened or written ({said.splitlines()[0]}); check the path and its permissions")
    return StoreError(f"{safe(where)}: {said.splitlines()[0] if said else 'unknown error of the database'}")


def safe(where: str) -> str:
    """An address without its password."""
    where = re.sub(r"([?&]password=)[^&]*", r"\1***", where)
    head, at, tail = where.rpartition("@")
    if not at or ":" not in head.split("://", 1)[-1]:
        return where
    return head.rsplit(":", 1)[0] + ":***@" + tail
