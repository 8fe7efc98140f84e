"""Records back from their JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legation.errors import InputError
from legation.record.model import Actor, Entity, Event, Mention, Place, Record, Statement, TimeExpression, Versions


def from_dict(row: Mapping[str, Any], source: str | None = None, line: int | None = None) -> Record:
    """The record that :meth:`Record.to_dict` gave.

    Args:
        row: the record as dicts and lists. source, line: where it stands, for the message.
    Raises:
        InputError: it is no record, or one of a form that this version does not know; the message names the field.
    """
    try:
        return Record(
            doc_id=row["doc_id"], date=row["date"], title=row["title"], publisher=row["publisher"], url=row["url"], text=row["text"],
            statements=tuple(Statement(**{**s, "sources": tuple(s["sources"])}) for s in row["statements"]),
            events=tuple(_event(e) for e in row["events"]),
            entities=tuple(Entity(**{**e, "mentions": tuple(Mention(**m) for m in e["mentions"])}) for e in row["entities"]),
            times=tuple(TimeExpression(**t) for t in row["times"]),
            places=tuple(Place(**{**p, "alternatives": tuple(p["alternatives"])}) for p in row["places"]),
            warnings=tuple(row["warnings"]), versions=Versions(**row["versions"]),
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise InputError(
            f"this is no record of Legation ({type(error).__name__}: {error}); make records with: legation read … --format jsonl",
            source, line, str(row.get("doc_id", "")) or None,
        ) from None  # fmt: skip


def _event(row: Mapping[str, Any]) -> Event:
    return Event(**{
        **row, "actors": tuple(_actor(a) for a in row["actors"]), "recipients": tuple(_actor(a) for a in row["recipients"]),
        "attributed_to": tuple(row["attributed_to"]), "contexts": tuple(row["contexts"]),
    })  # fmt: skip


def _actor(row: Mapping[str, Any]) -> Actor:
    return Actor(**{**row, "sectors": tuple(row["sectors"])})
