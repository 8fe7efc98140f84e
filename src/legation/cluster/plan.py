"""The run before the reading: which shards there are, which of them are finished, and a lock on the folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from legation.cluster import manifest
from legation.cluster.deal import Source, accept, deal, dealt_path
from legation.cluster.make import LISTED, Done, finished
from legation.cluster.manifest import Manifest
from legation.cluster.shards import MOST, Head
from legation.errors import StoreBusyError, UsageError
from legation.record.model import Versions

SHARDS = 64
"""Shards where no number is given. A fixed number, so that it depends on nothing; four or more for each core share the work evenly."""


@dataclass
class Result:
    """What became of a run.

    Attributes:
        read, aside: stories read and set aside now. skipped: stories of shards that were finished before, read or set aside.
        shards: their number. listed: messages of the first stories set aside. began, ended: of the reading, in seconds since 1970,
            without the dealing and the start of workers; 0 where nothing was left to read. peak_mb: memory of the largest worker.
    """

    shards: int
    read: int = 0
    aside: int = 0
    skipped: int = 0
    listed: list[str] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0
    peak_mb: float = 0.0

    def add(self, done: Done) -> None:
        """Count a shard."""
        if done.skipped:
            self.skipped += done.read + done.aside
            return
        self.read += done.read
        self.aside += done.aside
        self.listed = [*self.listed, *done.listed][:LISTED]
        self.began = min(self.began or done.began, done.began)
        self.ended = max(self.ended, done.ended)


@dataclass(frozen=True, slots=True)
class Plan:
    """The shards of a run: ``heads`` of all, those that are ``done``, and the ``todo``."""

    heads: list[Head]
    done: list[Done]
    todo: list[Head]


@contextmanager
def planned(source: Source, folder: Path, shards: int | None, versions: Versions, resume: bool) -> Iterator[Plan]:
    """Deal the stories, unless an earlier run of the same input has, and keep others out of the folder meanwhile.

    What is left of an earlier run is cleared away; what was dealt goes when all shards are finished.

    Raises:
        UsageError: the folder holds another run's shards, or lies within the input. StoreBusyError: another run writes to it.
    """
    if shards is not None and not 1 <= shards <= MOST:
        raise UsageError(f"{shards} shards: give a number from 1 to {MOST:,}; deal a larger archive to several folders, as one a month")
    for path in source.paths:
        if str(path) != "-" and folder.resolve().is_relative_to(Path(path).resolve()):
            raise UsageError(f"{folder}: lies within the input {path}, and would be read as input the next time; name a folder outside")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file; name a folder for the shards")
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        try:
            plan = _plan(source, folder, shards, versions, resume)
            yield plan
        finally:
            _clear(folder, ".*.part")
        if all(finished(folder, head) for head in plan.todo):
            shutil.rmtree(folder / ".dealt", ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(folder / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StoreBusyError(f"{folder}: another run is writing shards to this folder; wait for it to end, or name another") from None
    try:
        yield
    finally:
        lock.release()


def _plan(source: Source, folder: Path, shards: int | None, versions: Versions, resume: bool) -> Plan:
    _clear(folder, ".*.part")
    _clear(folder / ".dealt", "*.tries")
    old = _old(folder, resume)
    if old is not None:
        old.agrees(folder, shards, versions)
    number = shards or (old.shards if old else SHARDS)
    heads = [Head(i, number, versions) for i in range(number)]
    stamp = source.stamp()
    plan = _sort(folder, heads)
    dealt = old is not None and stamp is not None and stamp == old.input.get("stamp")
    if not (dealt and all(dealt_path(folder, h.shard).exists() for h in plan.todo)):
        made = deal(source, folder, number)
        if old is not None:
            old.agrees(folder, shards, versions, made.digest)
        accept(folder)
        counts = {"stories": made.stories, "unreadable": made.unreadable, "digest": made.digest, "stamp": stamp}
        Manifest(number, versions, {**source.describe(), **counts}).write(folder)
    return plan


def _sort(folder: Path, heads: list[Head]) -> Plan:
    done = [d for h in heads if (d := finished(folder, h)) is not None]
    there = {d.shard for d in done}
    return Plan(heads, done, [h for h in heads if h.shard not in there])


def _old(folder: Path, resume: bool) -> Manifest | None:
    """The manifest of the run to go on with, if there is one; without ``resume`` everything in the folder is taken away."""
    if not resume:
        manifest.remove(folder)
        for pattern in ("shard-*.parquet", "aside-*.jsonl"):
            _clear(folder, pattern)
        shutil.rmtree(folder / ".dealt", ignore_errors=True)
        return None
    if manifest.is_shards(folder):
        return manifest.load(folder)
    if next(folder.glob("shard-*.parquet"), None) is not None:
        raise UsageError(f"{folder}: holds shards but no manifest.json, so nobody knows of what; name another folder, or use --no-resume")
    return None


def _clear(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def gather(plan: Plan, made: Iterable[Done], step: Callable[[int], None]) -> Result:
    """Count the shards finished before, then those that come; ``step`` is called with the number of stories of the former."""
    result = Result(len(plan.heads))
    for done in plan.done:
        result.add(done)
        step(done.read + done.aside)
    for done in made:
        result.add(done)
    return result
