"""One shard: its stories read, the records written, what cannot be read set aside. The same on every engine."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from legation._version import CODEBOOK_VERSION, __version__
from legation.cluster.deal import dealt, dealt_path
from legation.cluster.shards import Head, aside_path, rows_in, shard_path, whole, write_shard
from legation.errors import InputError, LegationError
from legation.readers.story import Story
from legation.record.model import Record, Versions

if TYPE_CHECKING:
    from legation.reader import Reader

LISTED = 20
"""Messages of set-aside stories that are kept for the summary."""


@dataclass(frozen=True, slots=True)
class Done:
    """A finished shard.

    Attributes:
        read, aside: numbers of stories. listed: messages of the first that were set aside.
        skipped: whether it was finished before. began, ended: when, in seconds since 1970.
    """

    shard: int
    read: int
    aside: int
    listed: tuple[str, ...] = ()
    skipped: bool = False
    began: float = 0.0
    ended: float = 0.0


def versions_of(reader: Reader) -> Versions:
    """What makes the records that this reader gives."""
    return Versions(__version__, reader.session.version, reader.knowledge.version, CODEBOOK_VERSION)


def finished(folder: Path, head: Head) -> Done | None:
    """The shard, if it is finished; only its end is read."""
    read = rows_in(shard_path(folder, head.shard), head)
    if read is None:
        return None
    try:
        with aside_path(folder, head.shard).open("rb") as lines:
            aside = sum(1 for _ in lines)
    except FileNotFoundError:
        aside = 0
    return Done(head.shard, read, aside, skipped=True)


def make_shard(folder: Path, head: Head, reader: Reader, step: Callable[[int], None] = lambda stories: None) -> Done:
    """Read the stories dealt to a shard and write it, unless it is finished.

    Args:
        step: called with 1 after each story.
    Raises:
        LegationError: the reader is of other versions than the run, or the stories are not there. OSError: a full disk.
    """
    done = finished(folder, head)
    if done is not None:
        return done
    began = time.time()
    try:
        stories, errors = dealt(folder, head.shard)
    except FileNotFoundError:
        if (done := finished(folder, head)) is not None:  # another attempt at it was faster
            return done
        raise LegationError(
            f"{dealt_path(folder, head.shard)}: not there; all machines must see the folder under the same name (shared storage)"
        ) from None
    failed: list[tuple[InputError, Story | None]] = [(e, None) for _, e in errors]
    step(len(errors))

    def records() -> Iterator[tuple[str, Record]]:
        for (key, story), outcome in zip(stories, reader.read_many(story for _, story in stories), strict=True):
            if isinstance(outcome, InputError):
                failed.append((outcome, story))
            elif outcome.versions != head.versions:
                raise LegationError(f"this reader is {outcome.versions}, the run's is {head.versions}; install the same everywhere")
            else:
                yield key, outcome
            step(1)
        # Before the shard takes its name, so that a shard that is there is finished.
        _write_aside(aside_path(folder, head.shard), failed)

    read = write_shard(shard_path(folder, head.shard), head, records())
    dealt_path(folder, head.shard).unlink(missing_ok=True)
    return Done(head.shard, read, len(failed), tuple(str(e) for e, _ in failed[:LISTED]), began=began, ended=time.time())


def _write_aside(path: Path, failed: list[tuple[InputError, Story | None]]) -> None:
    if not failed:
        path.unlink(missing_ok=True)
        return
    with whole(path) as part, part.open("w", encoding="utf8", newline="\n") as file:
        for error, story in failed:
            row = {"source": error.source, "line": error.line, "id": error.story, "reason": error.reason}
            file.write(json.dumps({**row, "story": asdict(story) if story else None}) + "\n")
