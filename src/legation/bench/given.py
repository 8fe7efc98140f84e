"""What benchmarks of the store start from: records of a file, an empty store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from legation.errors import InputError
from legation.readers.story import Story
from legation.record.load import from_dict
from legation.record.model import Record
from legation.store import tables as t
from legation.store.database import Database


def records_of(path: Path, limit: int | None) -> Iterator[tuple[Story, Record]]:
    """The first stories of a JSONL file of records, each with its record.

    Raises:
        InputError: a line is no record.
    """
    with path.open(encoding="utf8") as lines:
        for number, line in enumerate(lines, 1):
            if limit is not None and number > limit:
                return
            try:
                row = json.loads(line)
            except ValueError as error:
                raise InputError(f"not a JSON object ({error}); make records with: legation read … --format jsonl", str(path), number) from None
            record = from_dict(row, str(path), number)
            yield Story(record.doc_id, record.text, record.date, record.title, record.publisher, record.url, str(path), number), record


def empty(database: Database) -> None:
    """Take every row out of a store."""
    with database.write() as connection:
        for table in reversed(t.metadata.sorted_tables):
            connection.execute(table.delete())
