"""All tables as CSV that Excel opens by a double click: UTF-8 with a byte order mark, lines that end in CRLF; and a codebook."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from legation.ask.output import plain
from legation.exports.tables import TABLES, rows
from legation.exports.tabular import codebook

if TYPE_CHECKING:
    from legation.exports.job import Job

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that Excel takes for a formula (OWASP, "CSV injection"); texts come from stories that anybody may have written."""
REMARKS = (
    "Lists are joined by “; ”; parties are written “Name (COUNTRY SECTOR)”, and one a row in parties.csv.",
    "A text that begins with = + - @ has an apostrophe before it, so that Excel does not take it for a formula.",
    "Dates are text as precise as they are known; truth is TRUE or FALSE; an empty cell is not known.",
)


def write(job: Job) -> None:
    """Write the files and their codebook."""
    writers = {}
    for name, table in TABLES.items():
        writers[name] = csv.writer(job.files.text(job.target / f"{name}.csv", "utf-8-sig"), lineterminator="\r\n")
        writers[name].writerow([c.name for c in table.columns])
    for name, row in rows(job):
        writers[name].writerow([cell(row[c.name]) for c in TABLES[name].columns])
        job.rows[name] += 1
    codebook(job, job.target / "codebook", TABLES, REMARKS)


def cell(value: Any) -> str:
    """A value as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return str(value)
    text = plain(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
