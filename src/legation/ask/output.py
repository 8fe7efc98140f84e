"""Answers written out: a table for people, JSON, JSONL, CSV, Parquet or Markdown."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from legation.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

_WHOLE = frozenset(("id", "event", "doc_id", "day", "date", "first_day", "last_day", "reported"))
"""Columns that are of no use when cut."""
_READABLE = 9
"""Characters that a column needs at least."""
_LESS = ("recipients", "trigger", "stance", "change", "title", "publisher", "status", "issue", "country", "cue", "events", "place", "reports",
    "sector", "sightings", "as_recipient", "as_actor", "label", "relation")  # fmt: skip
"""Columns that can be done without, from the dearest to the least; others are dearer."""
Form = Literal["table", "json", "jsonl", "csv", "parquet", "md"]


def write(table: pa.Table, form: Form, output: Path | None = None, columns: Sequence[str] | None = None, width: int = 100) -> None:
    """Write a table.

    Args:
        output: file; None for standard output. columns: those shown in ``table`` and ``md``, where all would not fit. width: of the screen.
    Raises:
        UsageError: Parquet without a file.
    """
    if form == "parquet":
        if output is None:
            raise UsageError("--format parquet writes a file; name it with --output FILE.parquet")
        import pyarrow.parquet as pq

        pq.write_table(table, output, compression="zstd")
        return
    if output is not None:
        with output.open("w", encoding="utf8", newline="") as stream:
            _write(table, form, stream, columns, 200)
        return
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None and form != "table":
        reconfigure(encoding="utf8", errors="backslashreplace")
    elif reconfigure is not None:
        reconfigure(errors="replace")
    _write(table, form, sys.stdout, columns, width)


def _write(table: pa.Table, form: Form, stream: IO[str], columns: Sequence[str] | None, width: int) -> None:
    rows = table.to_pylist()
    if form == "json":
        stream.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif form == "jsonl":
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    elif form == "csv":
        stream.write(to_csv(table.column_names, rows))
    else:
        shown = list(columns or table.column_names)
        cells = [[plain(row[c]) for c in shown] for row in rows]
        stream.write(markdown(shown, cells) if form == "md" else columns_of(shown, cells, width))


def to_csv(names: Sequence[str], rows: Sequence[dict[str, Any]]) -> str:
    """Rows as CSV (RFC 4180); truth is true or false, lists of parties are flattened to "Name (USA GOV); …"."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([str(v).lower() if isinstance(v := row[n], bool) else plain(v) for n in names] for row in rows)
    return out.getvalue()


def plain(value: Any) -> str:
    """A cell as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, list):
        return "; ".join(plain(v) for v in value)
    if isinstance(value, dict):
        if "sector" in value and "name" in value:
            codes = " ".join(c for c in (value["country"], value["sector"]) if c)
            return f"{value['name']} ({codes})" if codes else str(value["name"])
        return ", ".join(f"{k} {plain(v)}" for k, v in value.items() if v is not None)
    return " ".join(str(value).split())


def markdown(names: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(names) + " |", "| " + " | ".join("---" for _ in names) + " |"]
    lines += ["| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in cells]
    return "\n".join(lines) + "\n"


def columns_of(names: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> str:
    """An aligned table for a screen; the longest columns are cut to fit."""
    from legation.show import visible

    if not cells:
        return "nothing found\n"
    widths = [max(len(n), *(len(r[i]) for r in cells)) for i, n in enumerate(names)]
    shown = _fitting(names, widths, width)
    left_out = [n for i, n in enumerate(names) if i not in shown]
    cells = [[r[i] for i in shown] for r in cells]
    names, widths = [names[i] for i in shown], [widths[i] for i in shown]
    whole = [n in _WHOLE for n in names]
    room = width - 2 * (len(names) - 1) - sum(w for w, f in zip(widths, whole, strict=True) if f)
    cut = [w for w, f in zip(widths, whole, strict=True) if not f]
    cap = max(cut, default=0)
    while cap > 4 and sum(min(w, cap) for w in cut) > room:
        cap -= 1
    spare = room - sum(min(w, cap) for w in cut)
    for i, w in enumerate(widths):  # what is left over goes to the first of the columns that were cut
        if not whole[i] and w > cap:
            widths[i] = min(w, cap + max(spare, 0))
            spare -= max(0, widths[i] - cap)
    lines = ["  ".join(_cut(n, w).ljust(w) for n, w in zip(names, widths, strict=True)).rstrip()]
    lines += ["  ".join(_cut(visible(c), w).ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]
    if left_out:
        lines.append(f"(no room for: {', '.join(left_out)})")
    return "\n".join(lines) + "\n"


def _fitting(names: Sequence[str], widths: Sequence[int], width: int) -> list[int]:
    """Which columns a screen of this width has room for, the least important left out first."""
    shown = list(range(len(names)))
    while True:
        least = sum(widths[i] if names[i] in _WHOLE else min(widths[i], _READABLE) for i in shown) + 2 * (len(shown) - 1)
        able = [i for i in shown if names[i] not in _WHOLE]
        if least <= width or len(able) <= 1:
            return shown
        shown.remove(max(able, key=lambda i: (_LESS.index(names[i]) if names[i] in _LESS else -1, i)))


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else cell[: max(1, width - 1)] + "…"
