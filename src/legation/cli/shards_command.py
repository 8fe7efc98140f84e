"""``legation read --shards``: stories to Parquet shards, on this machine or on Ray."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from legation.errors import UsageError


def run_shards(
    paths: list[str], folder: Path | None, engine: str, workers: int | None, parts: int | None, date: str | None, limit: int | None,
    sample: bool, resume: bool, threads: int, actors: Path | None, quiet: bool, form: Any, output: Path | None, aside: Path | None,
) -> int:  # fmt: skip
    """Read stories into shards.

    Returns:
        the exit code: 0 all read, 3 some set aside.
    Raises:
        UsageError: options that do not fit together. LegationError: the run cannot go on.
    """
    from legation.cli.progress import duration, progress
    from legation.cluster.deal import Source

    if folder is None:
        raise UsageError("--engine ray writes shards; name their folder with --shards DIR")
    if form is not None or output is not None or aside is not None:
        raise UsageError("--shards writes records and what was set aside as Parquet and JSONL; leave out --format, --output and --aside")
    if workers is not None and engine != "ray":
        raise UsageError("--workers is for --engine ray; this engine takes --threads")
    begun = time.monotonic()
    with ExitStack() as stack:
        named: list[str | Path] = list(paths)
        if sample:
            from importlib import resources

            named = [stack.enter_context(resources.as_file(resources.files("legation") / "data" / "samples.jsonl"))]
        if not named:
            raise UsageError("nothing to read. Name files or folders, or try: legation read --sample --shards DIR")
        bar = stack.enter_context(progress(named, limit, not quiet))

        def step(stories: int) -> None:
            for _ in range(stories):
                bar.step()

        source = Source(named, date, limit)
        if engine == "ray":
            from legation.cluster.run_ray import run_ray

            done = run_ray(source, folder, workers=workers, shards=parts, resume=resume, actors=actors, step=step)
        else:
            from legation.cluster.local import run_local

            done = run_local(source, folder, shards=parts, resume=resume, threads=threads, actors=actors, step=step)
    if done.aside or not quiet:
        skipped = f", {done.skipped:,} in shards that were finished before" if done.skipped else ""
        took = duration(time.monotonic() - begun)
        print(f"read {done.read:,}, set aside {done.aside:,}{skipped}; {done.shards:,} shards in {folder} ({took})", file=sys.stderr)
        for line in done.listed:
            print(f"  {line}", file=sys.stderr)
    return 3 if done.aside else 0
