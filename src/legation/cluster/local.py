"""Shards on a single machine, without Ray: the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from legation.cluster.deal import Source
from legation.cluster.make import make_shard, versions_of
from legation.cluster.plan import Result, gather, planned

if TYPE_CHECKING:
    from legation.reader import Reader


def run_local(
    source: Source, folder: Path, *, shards: int | None = None, resume: bool = True, threads: int = 0, actors: Path | None = None,
    reader: Reader | None = None, step: Callable[[int], None] = lambda stories: None,
) -> Result:  # fmt: skip
    """Read stories into shards, one shard after another.

    Args:
        source: the stories. folder: for the shards; made if need be. shards: their number, 1 to 9,999; by default that of the
            folder's earlier run, else 64. resume: finished shards stay; False makes all of them anew.
        threads: of the engine; 0 is one for each core. actors: a user's own actors, in TOML. reader: in place of a new one.
        step: called with a number of stories when they are done.
    Raises:
        UsageError: the folder holds another run's shards, or lies within the input. StoreBusyError: another run writes to it.
        KnowledgeError: the user's actors are wrong. OSError: a full disk; the same call goes on from there.
    """
    if reader is None:
        from legation.reader import Reader

        reader = Reader.load(threads=threads, actors=actors)
    with planned(source, folder, shards, versions_of(reader), resume) as plan:
        return gather(plan, (make_shard(folder, head, reader, step) for head in plan.todo), step)
