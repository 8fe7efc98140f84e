"""``legation bench cluster``: stories a second with one Ray worker and more, and what large archives cost at that speed."""

from __future__ import annotations

import hashlib
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from legation.cluster.deal import Source
from legation.cluster.run_ray import run_ray
from legation.errors import UsageError

_ARCHIVES = {"day_of_world_news": 100_000, "ten_year_archive": 250_000_000}
_CORES = (2, 16, 128, 1024)


def run(file: Path, workers: Sequence[int] = (1, 2), limit: int | None = None) -> dict[str, Any]:
    """Read the same stories with each number of workers, one after the other.

    Args:
        file: JSONL of stories. workers: numbers of workers, of one core each. limit: read at most so many stories.
    Returns:
        for each number of workers: stories read and set aside, stories a second from the first story begun to the last shard
        written, seconds before that (Ray's start, dealing, loading the readers) and after it, and memory of the largest worker
        and of the process that steers; the gain over the smallest number and whether all wrote the same bytes; and what a day of world news
        and a ten-year archive cost at the speed of a worker in the largest run: core-hours, days on so many cores (if speed keeps
        growing with the cores, with start and dealing left out) and gigabytes of shards.
    Raises:
        UsageError: no stories to read. LegationError: as :func:`legation.cluster.run_ray.run_ray`.
    """
    runs: dict[int, dict[str, Any]] = {}
    digests: set[str] = set()
    size = 0
    for number in workers:
        with tempfile.TemporaryDirectory() as folder:
            runs[number] = _measure(file, Path(folder), number, limit)
            shards = [p.read_bytes() for p in sorted(Path(folder).glob("shard-*.parquet"))]
            digests.add(hashlib.sha256(b"".join(shards)).hexdigest())
            size = sum(map(len, shards))
    most = max(runs)
    speed = runs[most]["stories_per_second"]
    cost = {
        name: {
            "stories": stories, "core_hours": round(stories * most / speed / 3600, 1),
            "days": {f"{cores}_cores": float(f"{stories * most / speed / cores / 86_400:.3g}") for cores in _CORES},
            "shards_gb": round(stories * size / runs[most]["stories"] / 1e9, 1),
        }
        for name, stories in _ARCHIVES.items()
    }  # fmt: skip
    least = min(runs)
    gain = {
        f"{n}_over_{least}": round(r["stories_per_second"] / runs[least]["stories_per_second"], 3) for n, r in runs.items() if n != least
    }
    return {"workers": {str(n): r for n, r in runs.items()}, "gain": gain, "same_bytes": len(digests) == 1, "cost": cost}


def _measure(file: Path, folder: Path, workers: int, limit: int | None) -> dict[str, Any]:
    begun = time.time()
    result = run_ray(Source([file], limit=limit), folder, workers=workers)
    ended = time.time()
    if not result.read:
        raise UsageError(f"{file}: holds no story that can be read; give a JSONL file of English news stories")
    return {
        "stories": result.read, "set_aside": result.aside, "stories_per_second": round(result.read / (result.ended - result.began), 2),
        "startup_s": round(result.began - begun, 2), "reading_s": round(result.ended - result.began, 2), "end_s": round(ended - result.ended, 2),
        "peak_worker_mb": round(result.peak_mb),
        "peak_driver_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)),
    }  # fmt: skip
