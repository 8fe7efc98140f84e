"""All tables as Parquet, with their meaning in the files' metadata and a codebook beside them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from legation._version import __version__
from legation.exports.tables import TABLES, rows
from legation.exports.tabular import Table, codebook

if TYPE_CHECKING:
    from legation.exports.job import Job

_PARTY = pa.struct([("name", pa.string()), ("country", pa.string()), ("sector", pa.string())])
_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(), "day": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "texts": pa.list_(pa.string()),
    "parties": pa.list_(_PARTY),
}  # fmt: skip
_GROUP = 10_000
"""Rows in memory a table, and in a row group."""


def write(job: Job) -> None:
    """Write the files and their codebook."""
    schemas = {name: schema(job, name, table) for name, table in TABLES.items()}
    writers = {
        name: pq.ParquetWriter(job.files.temporary(job.target / f"{name}.parquet"), s, compression="zstd") for name, s in schemas.items()
    }
    held: dict[str, list[dict[str, Any]]] = defaultdict(list)
    try:
        for name, row in rows(job):
            held[name].append(row)
            job.rows[name] += 1
            if len(held[name]) >= _GROUP:
                writers[name].write_table(pa.Table.from_pylist(held.pop(name), schema=schemas[name]))
        for name, left in held.items():
            writers[name].write_table(pa.Table.from_pylist(left, schema=schemas[name]))
    finally:
        for writer in writers.values():
            writer.close()
    codebook(job, job.target / "codebook", TABLES)


def schema(job: Job, name: str, table: Table) -> pa.Schema:
    """Schema of a table; the meaning of every column, and what a row counts, in its metadata."""
    fields = [pa.field(c.name, _TYPES[c.type], metadata={"meaning": c.meaning}) for c in table.columns]
    counted = "events" if name == "events" else "reports" if name == "mentions" else name
    return pa.schema(fields, metadata={"table": name, "row": table.row, "counted": counted, "software": f"legation {__version__}"})
