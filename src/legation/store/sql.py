"""Rows into tables, on either engine."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

from legation.chronicle.event import View
from legation.store import tables as t
from legation.store.rows import Row, to_json

_WORTH_COPYING = 8


def event_row(id_: str, made: View, features: str) -> Row:
    """A row of ``events``."""
    row = {name: getattr(made, name) for name in View.__slots__}
    row["actors"], row["recipients"] = to_json(made.actors), to_json(made.recipients)
    return {"id": id_, **row, "features": features, "retracted": False}


def mark_dirty(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Note dyads whose engagements must be made anew."""
    insert_new(connection, t.dirty, [{"a": a, "b": b} for a, b in sorted(pairs)])


def insert_new(connection: Connection, table: Table, made: list[Row]) -> None:
    """Insert rows; those whose key is there already are left as they are."""
    if made:
        on = connection.dialect.name
        new = sqlite.insert(table).on_conflict_do_nothing() if on == "sqlite" else postgresql.insert(table).on_conflict_do_nothing()
        connection.execute(new, made)


def insert_rows(connection: Connection, table: Table, made: list[Row]) -> None:
    """Insert rows, in the order given."""
    if not made:
        return
    if connection.dialect.name == "postgresql" and len(made) >= _WORTH_COPYING:
        _copy(connection, table, made)
    elif connection.dialect.name == "sqlite" and len(made) >= _WORTH_COPYING:
        _plain(connection, table, made)
    else:
        connection.execute(insert(table), made)


def _plain(connection: Connection, table: Table, made: list[Row]) -> None:
    """SQLite's own INSERT: the values are of its types already, so SQLAlchemy need not look at each."""
    columns = tuple(made[0])
    quote = connection.dialect.identifier_preparer.quote
    names, places = ", ".join(quote(c) for c in columns), ", ".join("?" * len(columns))
    pick = itemgetter(*columns)
    connection.exec_driver_sql(f"INSERT INTO {quote(table.name)} ({names}) VALUES ({places})", [pick(row) for row in made])


def _copy(connection: Connection, table: Table, made: list[Row]) -> None:
    """PostgreSQL's COPY: several times as fast as INSERT."""
    columns = tuple(made[0])
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(c) for c in columns)
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy:
            for row in made:
                copy.write_row([row[c] for c in columns])
    finally:
        cursor.close()
