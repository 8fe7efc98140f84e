"""Shards on many cores or machines, with Ray Data: a pool of actors, one reader each, one shard at a time."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legation.cluster.deal import Source
from legation.cluster.make import Done, make_shard, versions_of
from legation.cluster.plan import Plan, Result, gather, planned
from legation.cluster.ray_session import plainly, quiet_data, ray_started
from legation.cluster.shards import Head
from legation.errors import LegationError
from legation.record.model import Versions

if TYPE_CHECKING:
    from legation.reader import Reader

_TRIES = 3
"""A shard whose worker died so often is given up, and the others go on: it holds what kills its reader."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What an actor needs to know."""

    folder: Path
    shards: int
    versions: Versions
    make_reader: Callable[[], Reader]


def _reader(actors: bytes | None) -> Reader:
    """A reader for one core. ``actors`` is the user's file itself, so that it need not lie on every machine."""
    from legation.reader import Reader

    if actors is None:
        return Reader.load(threads=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "actors.toml"
        path.write_bytes(actors)
        return Reader.load(threads=1, actors=path)


class _Worker:
    """The actor. Takes the number of a shard at a time, and gives back what :class:`Done` holds (rows of plain values)."""

    def __init__(self, job: _Job) -> None:
        self._job, self._reader, self._broken = job, None, ""
        try:
            self._reader = job.make_reader()
            network = getattr(self._reader.session, "network", None)  # loaded now: the first story should not pay for it
            assert network is None or network
        except LegationError as error:  # told with the first shard
            self._broken = str(error)

    def __call__(self, batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
        # Errors go back as values: raised here, Ray would wrap them in pages of its own.
        head = Head(int(batch["shard"][0]), self._job.shards, self._job.versions)
        if self._reader is None:
            return _row(head, stop=f"a worker cannot read: {self._broken}")
        try:
            if _tries(self._job.folder, head.shard) > _TRIES:
                return _row(head, failed=f"its worker was killed {_TRIES} times, perhaps for want of memory")
            return _row(head, make_shard(self._job.folder, head, self._reader))
        except LegationError as error:
            return _row(head, stop=str(error))
        except Exception as error:
            return _row(head, failed=f"{type(error).__name__}: {error}")


def _tries(folder: Path, shard: int) -> int:
    """Note that a shard is begun; how often it has been in this run."""
    path = folder / ".dealt" / f"{shard:04d}.tries"
    with path.open("ab") as file:
        file.write(b".")
    return path.stat().st_size


def _row(head: Head, done: Done | None = None, failed: str = "", stop: str = "") -> dict[str, list[Any]]:
    """A shard's row: ``failed`` says why it was given up, ``stop`` why the whole run must be."""
    row = asdict(done or Done(head.shard, 0, 0))
    return {k: [v] for k, v in {**row, "listed": json.dumps(row["listed"]), "failed": failed, "stop": stop, "peak_mb": _peak_mb()}.items()}


def _peak_mb() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _done(row: dict[str, Any]) -> Done:
    values = {k: v for k, v in row.items() if k not in ("failed", "stop", "peak_mb")}
    return Done(**{**values, "listed": tuple(json.loads(row["listed"]))})


def run_ray(
    source: Source, folder: Path, *, workers: int | None = None, shards: int | None = None, resume: bool = True,
    actors: Path | None = None, address: str | None = None, make_reader: Callable[[], Reader] | None = None,
    step: Callable[[int], None] = lambda stories: None,
) -> Result:  # fmt: skip
    """Read stories into shards with Ray; the bytes are those of :func:`legation.cluster.local.run_local`.

    Args:
        source, shards, resume, actors, step: as there; ``step`` is called once a shard. folder: for the shards; on a cluster, storage
            that all machines see under this name.
        workers: actors of one core each; by default one for each core that Ray has. address: of a running cluster; by default what
            RAY_ADDRESS says, else Ray is started on this machine and stopped again. make_reader: makes a worker's reader.
    Raises:
        MissingExtraError: Ray is not installed. UsageError, StoreBusyError, KnowledgeError: as there.
        LegationError: Ray cannot be started, a worker is of another version, or shards were given up; the others are finished, and
            the same call goes on from there.
    """
    folder = folder.resolve()
    make = make_reader or partial(_reader, actors.read_bytes() if actors else None)
    versions = versions_of(make())
    with ray_started(workers, address), planned(source, folder, shards, versions, resume) as plan:
        job = _Job(folder, len(plan.heads), versions, make)
        failed: dict[int, str] = {}
        peaks = [0.0]
        made = _run(job, plan, workers, failed, peaks, step) if plan.todo else ()
        result = gather(plan, made, step)
        result.peak_mb = max(peaks)
        if failed:
            first = min(failed)
            raise LegationError(
                f"{folder}: {len(failed)} of {len(plan.heads)} shards were not made (shard {first}: {failed[first]}); the others are "
                "finished, and the same command goes on from there"
            )
    return result


def _run(
    job: _Job, plan: Plan, workers: int | None, failed: dict[int, str], peaks: list[float], step: Callable[[int], None]
) -> Iterator[Done]:
    import ray
    from ray.data import ActorPoolStrategy

    size = min(workers or int(ray.cluster_resources().get("CPU", 1)), len(plan.todo))
    with quiet_data():
        numbers = ray.data.from_items([{"shard": h.shard} for h in plan.todo], override_num_blocks=len(plan.todo))
        # Ray restarts an actor that died and gives its shards out again. Two shards in flight for each actor: with one, an actor
        # stood still for a third of the time until Ray gave it the next. With few shards the first actor there would take them all.
        pool = ActorPoolStrategy(size=size, max_tasks_in_flight_per_actor=2 if len(plan.todo) > 2 * size else 1)
        rows = numbers.map_batches(_Worker, batch_size=1, compute=pool, fn_constructor_args=(job,), num_cpus=1).iter_rows()
        for row in plainly(rows):
            done = _done(row)
            peaks.append(row["peak_mb"])
            if row["stop"]:
                raise LegationError(row["stop"])
            if row["failed"]:
                failed[done.shard] = row["failed"]
            else:
                step(done.read + done.aside)
                yield done
