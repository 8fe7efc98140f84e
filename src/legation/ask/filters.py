"""Filters as they are given by name, made into a query; and what is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from legation.ask.query import Query
from legation.errors import UsageError


def among(option: str, given: Iterable[str], allowed: Iterable[str]) -> tuple[str, ...]:
    """Values that an option may have.

    Raises:
        UsageError: another value; the message lists what may be written.
    """
    chosen = tuple(given or ())
    for value in chosen:
        if value not in tuple(allowed):
            raise UsageError(f"--{option} {value}: write one of {', '.join(allowed)}")
    return chosen


def within(query: Any, day: Any, asked: Query) -> Any:
    """A selection cut to the days that are asked for."""
    since, until = asked.days
    return query.where(*([day >= since] if since else []), *([day <= until] if until else []))


DAYS = ("since", "until")


def asked(what: str, filters: dict[str, Any], apply: Iterable[str] | None = None) -> Query:
    """The query that filters make; see :func:`clean`."""
    return Query(**clean(filters, what, apply))


def clean(filters: dict[str, Any], what: str = "events", apply: Iterable[str] | None = None) -> dict[str, Any]:
    """Filters as given by name, lists as tuples; a single type, status or actor may stand alone.

    Args:
        what: the question, for messages. apply: the filters that apply to it; None: all.
    Raises:
        UsageError: no such filter, or it does not apply.
    """
    plural = {"type": "types", "status": "statuses", "actor": "actors"}
    fields = [f.name for f in dataclasses.fields(Query) if f.init]
    known = [f for f in fields if apply is None or f in apply]
    made: dict[str, Any] = {}
    for key, value in filters.items():
        name = plural.get(key, key)
        if name not in fields:
            raise UsageError(f"unknown filter {key}; known are {', '.join(known)}")
        if name in ("types", "statuses", "actors"):
            value = (value,) if isinstance(value, str) else tuple(value or ())
        if name not in known and value and value != Query.__dataclass_fields__[name].default:
            rest = f"filters are {', '.join(known)}" if known else "they take no filter"
            raise UsageError(f"{what} cannot be filtered by {key}; {rest}")
        made[name] = value
    return made
