"""Stories dealt to shards by content hash: one pass over the input, before anything is read."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from legation.cluster.shards import shard_of
from legation.errors import InputError
from legation.readers.files import Item, read_stories
from legation.readers.fingerprint import fingerprint
from legation.readers.story import Story

_HELD = 64_000_000
"""Characters kept in memory before they are written: with thousands of shards, too many files to hold open."""
_DIGEST = 2**256


@dataclass(frozen=True, slots=True)
class Source:
    """Where stories come from: what ``legation read`` is given.

    Attributes:
        paths: files, folders, or - for standard input. date: publication date of stories that carry none. limit: only the first.
    """

    paths: Sequence[str | Path]
    date: str | None = None
    limit: int | None = None

    def items(self) -> Iterator[Item]:
        """The stories, and an error in the place of each that cannot be opened."""
        return islice(read_stories(self.paths, self.date), self.limit)

    def stamp(self) -> str | None:
        """Names, sizes and times of the files as one hash, to tell that nothing has changed; None for standard input."""
        made = hashlib.sha256(json.dumps([self.date, self.limit]).encode())
        for path in map(Path, self.paths):
            if str(path) == "-":
                return None
            for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
                try:
                    known = file.stat()
                except OSError:
                    return None
                made.update(json.dumps([str(file), known.st_size, known.st_mtime_ns]).encode())
        return made.hexdigest()

    def describe(self) -> dict[str, Any]:
        """Paths, date and limit, for the manifest."""
        return {"paths": [str(p) for p in self.paths], "date": self.date, "limit": self.limit}


@dataclass(frozen=True, slots=True)
class Dealt:
    """What was dealt: numbers of stories and of places that gave none, and a digest of the stories whatever their order."""

    stories: int
    unreadable: int
    digest: str


def dealt_path(folder: Path, number: int) -> Path:
    """File with the stories of a shard, as they came; it goes when the shard is finished."""
    return folder / ".dealt" / f"{number:04d}.jsonl"


def deal(source: Source, folder: Path, shards: int) -> Dealt:
    """Deal stories into ``.dealt.part``; :func:`accept` gives them to the shards.

    What gave no story goes to a shard by the hash of its place, so that it is set aside there.
    """
    target = folder / ".dealt.part"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for number in range(shards):
        (target / f"{number:04d}.jsonl").touch()
    held: dict[int, list[str]] = {}
    stories = unreadable = size = total = 0
    for item in source.items():
        if isinstance(item, Story):
            row = asdict(item)
            key = fingerprint(item.text)
            line = json.dumps({"hash": key, "story": row})
            # Where a story was found does not change its record: the same stories in other files are the same input.
            row["source"] = row["line"] = None
            total += int.from_bytes(hashlib.sha256(json.dumps(row).encode()).digest())
            stories += 1
        else:
            key = fingerprint(f"{item.source}\n{item.line}\n{item.story}")
            line = json.dumps({"hash": key, "error": [item.reason, item.source, item.line, item.story]})
            unreadable += 1
        held.setdefault(shard_of(key, shards), []).append(line)
        size += len(line)
        if size >= _HELD:
            _append(target, held)
            size = 0
    _append(target, held)
    return Dealt(stories, unreadable, f"{total % _DIGEST:064x}")


def accept(folder: Path) -> None:
    """Give what was dealt to the shards, in place of what was dealt before."""
    shutil.rmtree(folder / ".dealt", ignore_errors=True)
    (folder / ".dealt.part").rename(folder / ".dealt")


def dealt(folder: Path, number: int) -> tuple[list[tuple[str, Story]], list[tuple[str, InputError]]]:
    """Stories and errors of a shard, each with its hash, in the order of the shard."""
    stories: list[tuple[str, Story]] = []
    errors: list[tuple[str, InputError]] = []
    with dealt_path(folder, number).open(encoding="utf8") as lines:
        for line in lines:
            row = json.loads(line)
            if "story" in row:
                stories.append((row["hash"], Story(**{**row["story"], "warnings": tuple(row["story"]["warnings"])})))
            else:
                errors.append((row["hash"], InputError(*row["error"])))
    return sorted(stories, key=_order), sorted(errors, key=lambda e: (e[0], str(e[1])))


def _order(row: tuple[str, Story]) -> tuple[str, str, str]:
    key, story = row
    return key, story.id, json.dumps(asdict(story))


def _append(target: Path, held: dict[int, list[str]]) -> None:
    for number, lines in held.items():
        with (target / f"{number:04d}.jsonl").open("a", encoding="utf8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    held.clear()
