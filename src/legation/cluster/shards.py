"""The form of a shard: records as Parquet, sorted by content hash, in the same bytes whoever writes them.

Columns: hash, doc_id, date, title, publisher, url, versions, and record, which is ``Record.to_json(indent=None)``. The file's
metadata says which shard of how many it is and what made its records. Nothing in it depends on time, on the number of workers or on
the order of the input; a page's checksum tells when the file was damaged. The bytes do depend on pyarrow's version.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legation.record.model import Record, Versions

if TYPE_CHECKING:
    import pyarrow

MOST = 9_999
"""Shards of a run at most."""
FORM = 1
_ROWS, _BYTES = 256, 64_000_000
"""A row group ends after so many records, or so many bytes of them, so that memory stays small whatever the size of a shard."""
_COLUMNS = ("hash", "doc_id", "date", "title", "publisher", "url", "versions", "record")
_KEY = b"legation"
_numbers = count()


@dataclass(frozen=True, slots=True)
class Head:
    """What a shard's metadata says: its number, of how many, and what made its records."""

    shard: int
    shards: int
    versions: Versions

    def to_bytes(self) -> bytes:
        """The metadata, always in the same bytes."""
        return json.dumps({"form": FORM, **asdict(self)}, sort_keys=True, separators=(",", ":")).encode()


def shard_of(key: str, shards: int) -> int:
    """Number of the shard, from 0, that a story belongs to by its content hash."""
    return int(key[:16], 16) % shards


def shard_path(folder: Path, number: int) -> Path:
    """File of a shard."""
    return folder / f"shard-{number:04d}.parquet"


def aside_path(folder: Path, number: int) -> Path:
    """File of the stories of a shard that could not be read; there only if there are some."""
    return folder / f"aside-{number:04d}.jsonl"


def schema(head: Head | None = None) -> pyarrow.Schema:
    """Columns of a shard, all text; ``record`` may be over 2 GB."""
    import pyarrow as pa

    fields = [pa.field(name, pa.large_string() if name == "record" else pa.string()) for name in _COLUMNS]
    return pa.schema(fields, metadata={_KEY: head.to_bytes()} if head else None)


def write_shard(path: Path, head: Head, records: Iterable[tuple[str, Record]]) -> int:
    """Write a shard so that its file is there whole or not at all.

    Args:
        records: content hash and record, sorted by hash and id.
    Returns:
        the number of records.
    Raises:
        OSError: the file cannot be written (a full disk).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    form = schema(head)
    text = " ".join(asdict(head.versions).values())
    rows: list[list[str | None]] = []
    size = written = 0
    with whole(path) as part, pq.ParquetWriter(
        part, form, compression="zstd", compression_level=3, use_dictionary=["publisher", "versions"], write_page_checksum=True
    ) as file:  # fmt: skip

        def flush() -> None:
            nonlocal size, written
            if rows:
                file.write_batch(
                    pa.record_batch([pa.array(c, f.type) for c, f in zip(zip(*rows, strict=True), form, strict=True)], schema=form)
                )
            written += len(rows)
            size = 0
            rows.clear()

        for key, r in records:
            row = [_safe(v) for v in (key, r.doc_id, r.date, r.title, r.publisher, r.url, text, r.to_json(indent=None))]
            rows.append(row)
            size += len(row[-1] or "")
            if len(rows) == _ROWS or size >= _BYTES:
                flush()
        flush()
    return written


def _safe(value: str | None) -> str | None:
    # An unpaired surrogate has no UTF-8. As \udXXX it is what JSON writes for it, so that a record comes back unchanged.
    return value.encode("utf8", "backslashreplace").decode() if value is not None else None


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file to write, which takes the name ``path`` when all is written and on the disk, and is gone after an error."""
    part = path.with_name(f".{path.name}.{platform.node()}.{os.getpid()}.{next(_numbers)}.part")
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def rows_in(path: Path, head: Head) -> int | None:
    """Number of records in a finished shard; None where the file is not there, damaged at its end, or another one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        data: Any = pq.read_metadata(path)
    except (OSError, ValueError, pa.ArrowException):
        return None
    return int(data.num_rows) if (data.metadata or {}).get(_KEY) == head.to_bytes() else None
