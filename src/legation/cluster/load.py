"""Stories and records back from a folder of shards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from legation.cluster import manifest
from legation.cluster.manifest import Manifest
from legation.cluster.shards import Head, aside_path, schema, shard_of, shard_path
from legation.errors import InputError
from legation.readers.fingerprint import fingerprint
from legation.readers.story import Story
from legation.record.load import from_dict
from legation.record.model import Record

_REPAIR = "delete the file and give the command that made the shards again: it makes this one anew"


def read_shards(folder: Path) -> Iterator[tuple[Story, Record]]:
    """Stories with their records, shard by shard, in the order of their hashes.

    A story's ``source`` and ``line`` are the shard and the number of its row, from 1. Memory holds one row group at a time.

    Raises:
        InputError: no folder of shards, made by a newer version, unfinished, or a shard that is damaged or of another run; the
            message names the file and says how to repair it. Rows before the damaged place have been given by then.
    """
    made = manifest.load(folder)
    missing = [i for i in range(made.shards) if not shard_path(folder, i).is_file()]
    if missing:
        raise InputError(
            f"{len(missing)} of {made.shards} shards are not there (the first is {shard_path(folder, missing[0]).name}); "
            "give the command that made the others again: it makes these",
            str(folder),
        )
    for number in range(made.shards):
        yield from _shard(folder, number, made)


def read_aside(folder: Path) -> Iterator[tuple[InputError, Story | None]]:
    """What was set aside: why, and the story (None where no story could be opened).

    Raises:
        InputError: as :func:`read_shards`.
    """
    made = manifest.load(folder)
    for number in range(made.shards):
        path = aside_path(folder, number)
        if not path.is_file():
            continue
        with path.open(encoding="utf8") as lines:
            for at, line in enumerate(lines, 1):
                try:
                    row = json.loads(line)
                    story = row["story"]
                    yield (
                        InputError(row["reason"], row["source"], row["line"], row["id"]),
                        Story(**{**story, "warnings": tuple(story["warnings"])}) if story else None,
                    )
                except (ValueError, KeyError, TypeError) as error:
                    again = f"delete it and {shard_path(folder, number).name}, and give the command that made them again"
                    raise InputError(f"damaged ({type(error).__name__}: {error}); {again}", str(path), at) from None


def _shard(folder: Path, number: int, made: Manifest) -> Iterator[tuple[Story, Record]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path, head = shard_path(folder, number), Head(number, made.shards, made.versions)
    line = 0
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            if not file.schema_arrow.equals(schema(head), check_metadata=True):
                raise InputError(
                    f"this is not shard {number} of {made.shards} of the run that manifest.json describes; {_REPAIR}", str(path)
                )
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)  # every column, so that damage shows wherever it is
                for key, text in zip(*(table.column(name).to_pylist() for name in ("hash", "record")), strict=True):
                    line += 1
                    yield _row(key, text, str(path), line, made.shards, number)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"damaged after row {line} ({str(error).strip().splitlines()[0][:200]}); {_REPAIR}", str(path)) from None


def _row(key: str, text: str, path: str, line: int, shards: int, number: int) -> tuple[Story, Record]:
    try:
        row: dict[str, Any] = _parse(text)
        record = from_dict(row, path, line)
    except (ValueError, TypeError) as error:
        raise InputError(f"the record is damaged ({error}); {_REPAIR}", path, line) from None
    if key != fingerprint(record.text) or shard_of(key, shards) != number:
        raise InputError(f"the text is not the one that the hash {key[:12]}… stands for; {_REPAIR}", path, line, record.doc_id)
    return Story(record.doc_id, record.text, record.date, record.title, record.publisher, record.url, path, line), record


def _parse(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:  # an unpaired surrogate, which orjson refuses
        return json.loads(text)
