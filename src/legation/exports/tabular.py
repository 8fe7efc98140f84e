"""Rows with columns: tab-separated files, and the codebook that lies beside a table."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from legation._version import CODEBOOK_VERSION, __version__

if TYPE_CHECKING:
    from legation.exports.job import Job


class Column(NamedTuple):
    """A column: its name; its type, "text", "day", "int", "float", "bool", "texts" (a list) or "parties"; what it holds."""

    name: str
    type: str
    meaning: str


class Table(NamedTuple):
    """A table of an export: what a row stands for, and its columns."""

    row: str
    columns: tuple[Column, ...]


class _Writer(Protocol):
    def writerow(self, row: Sequence[Any], /) -> Any: ...


@contextmanager
def tab_separated(job: Job, target: Path, columns: Sequence[Column], header: bool = True) -> Iterator[_Writer]:
    """A writer of one tab-separated file (UTF-8, line feed).

    White space in cells becomes single blanks, so that every line is one row and every tab one border; a cell with a quotation mark is quoted as
    in CSV, which pandas, polars, readr and Excel undo.
    """
    stream = job.files.text(target)
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)

    class Cells:
        def writerow(self, row: Sequence[Any]) -> None:
            writer.writerow([cell(v) for v in row])

    if header:
        writer.writerow([c.name for c in columns])
    yield Cells()


def cell(value: Any) -> str:
    """A value as the text of a cell on one line; None is empty, lists are joined by ";"."""
    if value is None:
        return ""
    if isinstance(value, float):
        return number(value)
    if isinstance(value, tuple | list):
        return ";".join(" ".join(str(v).split()).replace(";", ",") for v in value)
    return " ".join(str(value).split())


def number(value: float) -> str:
    """A number with at most four decimals, and one at least: "2.5", "-10.0"."""
    text = f"{value:.4f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


def codebook(job: Job, stem: Path, tables: Mapping[str, Table], remarks: Sequence[str] = ()) -> None:
    """Write ``stem.json`` and ``stem.md``: what is counted, each table's columns, rows, filters and what was left out."""
    made = {
        "export": job.form.name,
        "description": job.form.description,
        "software": f"legation {__version__}",
        "codebook": CODEBOOK_VERSION,
        "counts": job.count,
        "filters": job.filters,
        "all_statuses": job.all_statuses or job.form.statuses == "all",
        "left_out": dict(sorted(job.left_out.items())),
        "notes": dict(sorted(job.notes.items())),
        "remarks": list(remarks),
        "tables": {
            name: {"row": table.row, "rows": job.rows[name], "columns": [c._asdict() for c in table.columns]} for name, table in tables.items()
        },
    }  # fmt: skip
    job.files.text(stem.with_name(f"{stem.name}.json")).write(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    job.files.text(stem.with_name(f"{stem.name}.md")).write(_markdown(made))


def _markdown(made: dict[str, Any]) -> str:
    unit = "event, however often it was reported" if made["counts"] == "events" else "report: one story that tells of an event"
    lines = [
        f"# Codebook: {made['description']}", "",
        f"Written by {made['software']} (codebook {made['codebook']}). **What is counted: {made['counts']}** (one {unit}).", "",
    ]  # fmt: skip
    lines += [f"- filter {k}: {', '.join(map(str, v)) if isinstance(v, list) else v}" for k, v in made["filters"].items()]
    lines += [f"- left out: {n:,} {reason}" for reason, n in made["left_out"].items()]
    lines += [f"- note: {n:,} {what}" for what, n in made["notes"].items()]
    lines += [f"- {r}" for r in made["remarks"]]
    for name, table in made["tables"].items():
        lines += [
            "",
            f"## {name}",
            "",
            f"{table['rows']:,} rows. One row: {table['row']}.",
            "",
            "| column | type | meaning |",
            "| --- | --- | --- |",
        ]
        lines += [f"| {c['name']} | {c['type']} | {c['meaning'].replace('|', chr(92) + '|')} |" for c in table["columns"]]
    return "\n".join(lines) + "\n"
