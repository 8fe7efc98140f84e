"""Stories set aside: kept with the reason, to be listed and tried again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from legation.errors import InputError, NotFoundError
from legation.readers.fingerprint import fingerprint
from legation.readers.story import Story
from legation.store import tables as t
from legation.store.clock import now


def set_aside(connection: Connection, error: InputError, story: Story | None, run: int) -> bool:
    """Keep what could not be read; the same again changes nothing but the reason. Whether it is new."""
    key = fingerprint(story.text if story is not None else f"{error.source}\n{error.line}\n{error.story}")
    a = t.aside.c
    if connection.execute(select(a.id).where(a.key == key)).first():
        connection.execute(update(t.aside).where(a.key == key).values(reason=error.reason))
        return False
    number = (connection.execute(select(func.max(a.id))).scalar() or 0) + 1
    kept = json.dumps(asdict(story), ensure_ascii=True) if story is not None else None
    connection.execute(insert(t.aside), [{
        "id": number, "key": key, "doc_id": error.story, "source": error.source, "line": error.line, "reason": error.reason, "story": kept,
        "at": now(), "tries": 1, "run": run,
    }])  # fmt: skip
    return True


def count(connection: Connection) -> int:
    """How many are set aside."""
    return connection.execute(select(func.count()).select_from(t.aside)).scalar() or 0


def cleared(connection: Connection, read: Iterable[Story]) -> None:
    """Take off the list what has been read after all."""
    connection.execute(delete(t.aside).where(t.aside.c.key.in_([fingerprint(s.text) for s in read])))


def drop(connection: Connection, numbers: list[int]) -> None:
    """Take off the list what shall not be tried again.

    Raises:
        NotFoundError: nothing was set aside under one of the numbers.
    """
    _known(connection, numbers)
    connection.execute(delete(t.aside).where(t.aside.c.id.in_(numbers)))


def _known(connection: Connection, numbers: list[int]) -> None:
    have = set(connection.execute(select(t.aside.c.id).where(t.aside.c.id.in_(numbers))).scalars())
    if missing := [str(n) for n in numbers if n not in have]:
        raise NotFoundError(f"nothing is set aside under {', '.join(missing)}; list the numbers with: legation aside list")


def tried(connection: Connection, number: int, reason: str | None) -> None:
    """Note another try: failed with a reason, or (None) read at last, which takes it off the list."""
    a = t.aside.c
    if reason is None:
        connection.execute(delete(t.aside).where(a.id == number))
    else:
        connection.execute(update(t.aside).where(a.id == number).values(reason=reason, tries=a.tries + 1, at=now()))


def listed(connection: Connection) -> list[dict[str, Any]]:
    """Everything set aside, without the stories' text."""
    columns = [c for c in t.aside.c if c.name not in ("story", "key")]
    return [dict(r) for r in connection.execute(select(*columns).order_by(t.aside.c.id)).mappings()]


def stories(connection: Connection, numbers: list[int] | None = None) -> Iterator[tuple[int, Story]]:
    """Number and story of what was set aside with its text (None: all of it)."""
    query = select(t.aside.c.id, t.aside.c.story).where(t.aside.c.story.is_not(None)).order_by(t.aside.c.id)
    if numbers is not None:
        _known(connection, numbers)
        query = query.where(t.aside.c.id.in_(numbers))
    for number, text in connection.execute(query).all():
        row = json.loads(text)
        yield number, Story(**{**row, "warnings": tuple(row["warnings"])})
