"""Progress of a run on stderr: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from legation.errors import InputError

_EVERY = 10.0
_LISTED = 20


@dataclass
class Count:
    """What became of the stories of a run."""

    read: int = 0
    skipped: int = 0
    aside: int = 0
    listed: list[str] = field(default_factory=list)

    def set_aside(self, error: InputError, file: IO[str] | None) -> None:
        """Count a story that could not be read, and note it in the file of ``--aside``."""
        self.aside += 1
        if len(self.listed) < _LISTED:
            self.listed.append(str(error))
        if file is not None:
            row = {"source": error.source, "line": error.line, "id": error.story, "reason": error.reason}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()

    def summary(self, seconds: float, output: Path | None, aside: Path | None) -> str:
        """What to tell at the end of a run."""
        skipped = f", skipped {self.skipped:,} already in {output}" if self.skipped else ""
        lines = [f"read {self.read:,}, set aside {self.aside:,}{skipped} ({duration(seconds)})", *(f"  {line}" for line in self.listed)]
        if self.aside > len(self.listed):
            lines.append(
                f"  … and {self.aside - len(self.listed):,} more; {f'all in {aside}' if aside else 'list them all with --aside FILE'}"
            )
        return "\n".join(lines)


class Progress:
    """Counts stories and shows nothing; the base of what shows them.

    Args:
        total: number of stories, None where it is not known beforehand.
    """

    def __init__(self, total: int | None = None) -> None:
        self.total, self.done, self.begun = total, 0, time.monotonic()

    def step(self) -> None:
        """One more story is done."""
        self.done += 1

    def stop(self) -> None:
        """The run is over."""


class Plain(Progress):
    """A line every ten seconds, for logs."""

    def __init__(self, total: int | None, stream: IO[str], every: float = _EVERY) -> None:
        super().__init__(total)
        self._stream, self._every, self._last = stream, every, self.begun

    def step(self) -> None:
        """One more story is done; says so when ten seconds have passed since the last line."""
        super().step()
        now = time.monotonic()
        if now - self._last >= self._every:
            self._last = now
            rate = self.done / (now - self.begun)
            left = f", {duration((self.total - self.done) / rate)} left" if self.total and self.total >= self.done else ""
            of = f" of {self.total:,}" if self.total else ""
            print(f"{self.done:,}{of} stories, {rate:.1f} a second{left}", file=self._stream, flush=True)


class Bar(Progress):
    """A bar with rate and time left, for a terminal."""

    def __init__(self, total: int | None) -> None:
        super().__init__(total)
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        columns = (
            TextColumn("reading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]} stories/s"),
            TimeRemainingColumn(),
        )
        self._bar = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("reading", total=total, rate="–")
        self._bar.start()

    def step(self) -> None:
        """One more story is done."""
        super().step()
        rate = self.done / max(time.monotonic() - self.begun, 1e-9)
        self._bar.update(self._task, completed=self.done, rate=f"{rate:.1f}")

    def stop(self) -> None:
        """Take the bar away."""
        self._bar.stop()


@contextmanager
def progress(paths: Sequence[str | Path], limit: int | None, shown: bool) -> Iterator[Progress]:
    """The progress of a run over ``paths``; ``shown`` False keeps it silent."""
    made = Progress()
    if shown:
        total = count(paths)
        if limit is not None:
            total = limit if total is None else min(total, limit)
        made = Bar(total) if sys.stderr.isatty() else Plain(total, sys.stderr)
    try:
        yield made
    finally:
        made.stop()


def count(paths: Sequence[str | Path]) -> int | None:
    """Number of stories in files and folders, None where only reading tells (standard input, compressed files)."""
    total = 0
    for path in map(Path, paths):
        if str(path) == "-":
            return None
        try:
            for file in (p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
                if file.name.startswith("."):
                    continue
                if file.suffix == ".gz":
                    return None
                total += _lines(file) if file.suffix in (".jsonl", ".ndjson") else 1
        except OSError:
            return None
    return total


def _lines(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(bool(line.strip()) for line in stream)


def duration(seconds: float) -> str:
    """A time span in words, as in "2 min 5 s"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
