"""Rows of the store as Arrow tables with fixed schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

_PARTY = pa.struct([("name", pa.string()), ("country", pa.string()), ("sector", pa.string())])
EVENTS = pa.schema([
    ("id", pa.string()), ("day", pa.string()), ("date", pa.string()), ("first_day", pa.string()), ("last_day", pa.string()),
    ("type", pa.string()), ("mode", pa.string()), ("quad", pa.int8()), ("status", pa.string()), ("trigger", pa.string()),
    ("actors", pa.list_(_PARTY)), ("recipients", pa.list_(_PARTY)), ("place", pa.string()), ("lat", pa.float64()), ("lon", pa.float64()),
    ("country", pa.string()), ("reports", pa.int32()), ("publishers", pa.int32()), ("sources", pa.int32()), ("contradicted", pa.bool_()),
    ("first_reported", pa.string()), ("last_reported", pa.string()), ("confidence", pa.float64()), ("retracted", pa.bool_()),
])  # fmt: skip
"""Events, however often reported: one row each."""
MENTIONS = pa.schema([
    ("id", pa.int64()), ("event", pa.string()), ("doc_id", pa.string()), ("publisher", pa.string()), ("reported", pa.string()),
    ("type", pa.string()), ("mode", pa.string()), ("status", pa.string()), ("trigger", pa.string()), ("start", pa.int32()), ("end", pa.int32()),
    ("date", pa.string()), ("place", pa.string()), ("attributed_to", pa.list_(pa.string())), ("confidence", pa.float64()),
    ("sentence", pa.string()), ("url", pa.string()),
])  # fmt: skip
"""Reports: one row a mention in a story."""
QUOTES = pa.schema([
    ("id", pa.int64()), ("day", pa.string()), ("speaker", pa.string()), ("country", pa.string()), ("sector", pa.string()), ("cue", pa.string()),
    ("kind", pa.string()), ("addressee", pa.string()), ("content", pa.string()), ("about", pa.string()), ("doc_id", pa.string()),
    ("publisher", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("confidence", pa.float64()),
])  # fmt: skip
POSITIONS = pa.schema([
    ("issue_group", pa.string()), ("day", pa.string()), ("holder", pa.string()), ("country", pa.string()), ("sector", pa.string()),
    ("stance", pa.string()), ("issue", pa.string()), ("target", pa.string()), ("change", pa.string()), ("words", pa.string()),
    ("source", pa.string()), ("doc_id", pa.string()), ("publisher", pa.string()), ("start", pa.int32()), ("end", pa.int32()),
])  # fmt: skip
ENGAGEMENTS = pa.schema([
    ("id", pa.string()), ("kind", pa.string()), ("title", pa.string()), ("parties", pa.list_(pa.string())), ("state", pa.string()),
    ("outcome", pa.string()), ("first_day", pa.string()), ("last_day", pa.string()),
    ("steps", pa.list_(pa.struct([
        ("step", pa.string()), ("day", pa.string()), ("date", pa.string()), ("status", pa.string()), ("event", pa.string()),
        ("mention", pa.int64()), ("doc_id", pa.string()), ("publisher", pa.string()), ("sentence", pa.string()),
    ]))),
])  # fmt: skip
STEPS = pa.schema([
    ("id", pa.string()), ("kind", pa.string()), ("title", pa.string()), ("parties", pa.list_(pa.string())), ("state", pa.string()),
    ("outcome", pa.string()), ("step", pa.string()), ("day", pa.string()), ("date", pa.string()), ("status", pa.string()),
    ("event", pa.string()), ("mention", pa.int64()), ("doc_id", pa.string()), ("publisher", pa.string()), ("sentence", pa.string()),
])  # fmt: skip
"""Engagements with one row a step."""
ACTORS = pa.schema([
    ("name", pa.string()), ("country", pa.string()), ("sector", pa.string()), ("events", pa.int64()), ("as_actor", pa.int64()),
    ("as_recipient", pa.int64()), ("first_day", pa.string()), ("last_day", pa.string()), ("entry", pa.string()),
])  # fmt: skip
STORIES = pa.schema([
    ("doc_id", pa.string()), ("date", pa.string()), ("publisher", pa.string()), ("title", pa.string()), ("relation", pa.string()),
    ("copy_of", pa.string()), ("similarity", pa.float64()), ("label", pa.string()), ("sightings", pa.int64()), ("events", pa.int64()),
    ("url", pa.string()), ("hash", pa.string()),
])  # fmt: skip


def table(schema: pa.Schema, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as a table; lists that the store keeps as JSON become lists."""
    rows = list(rows)
    columns = []
    for field in schema:
        values = [r[field.name] for r in rows]
        if pa.types.is_list(field.type) and field.name in ("actors", "recipients"):
            values = [[dict(zip(("name", "country", "sector"), p, strict=True)) for p in json.loads(v)] for v in values]
        elif pa.types.is_list(field.type):
            values = [json.loads(v) if isinstance(v, str) else v for v in values]
        columns.append(pa.array(values, type=field.type))
    return pa.table(columns, schema=schema)


def by_step(engagements: pa.Table) -> pa.Table:
    """Engagements (:data:`ENGAGEMENTS`) with one row a step, for forms that hold no lists (:data:`STEPS`)."""
    return table(STEPS, [{**e, **step} for e in engagements.to_pylist() for step in e["steps"]])
