"""Events as rows of a table: one event a row, RFC 4180."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from legation.record.model import Actor, Record

COLUMNS = (
    "doc_id", "date", "event", "trigger", "start", "end", "type", "mode", "status",
    "actors", "actor_countries", "actor_sectors", "recipients", "recipient_countries", "recipient_sectors",
    "event_date", "place", "attributed_to", "quad", "score", "cameo", "contexts", "confidence", "sentence",
)  # fmt: skip
"""Column names. Within a cell several values are joined by "; ", in the same order in names, countries and sectors."""


def rows(record: Record) -> Iterator[tuple[str, ...]]:
    """One row for each event of a record, in the order of :data:`COLUMNS`."""
    for number, e in enumerate(record.events, 1):
        cells = (
            record.doc_id, record.date, number, e.trigger, e.start, e.end, e.type, e.mode, e.status,
            *_parties(e.actors), *_parties(e.recipients),
            e.date, e.place, _join(e.attributed_to), e.quad, e.score, e.cameo, _join(e.contexts), round(e.confidence, 4), e.sentence,
        )  # fmt: skip
        yield tuple("" if cell is None else str(cell) for cell in cells)


def lines(cells: Iterable[Sequence[str]]) -> str:
    """Rows as CSV lines that end in CRLF, quoted where needed."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(cells)
    return out.getvalue()


def table(records: Iterable[Record]) -> str:
    """The events of records as one CSV table with its head."""
    return lines([COLUMNS]) + "".join(lines(rows(record)) for record in records)


def _parties(side: tuple[Actor, ...]) -> tuple[str, str, str]:
    """Names, countries and sectors; a party without a country leaves an empty place, so that all three stay aligned."""
    return _join(a.name for a in side), _join(a.country or "" for a in side), _join(a.sector for a in side)


def _join(values: Iterable[str]) -> str:
    return "; ".join(v.replace(";", ",") for v in values)
