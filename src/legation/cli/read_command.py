"""``legation read``: stories to records."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from legation.cli.progress import Count, Progress, progress
from legation.errors import InputError, UsageError

if TYPE_CHECKING:
    from legation.reader import Reader
    from legation.readers.files import Item
    from legation.readers.story import Story
    from legation.record.model import Record, Versions
    from legation.show import Format, Write

_LONGEST_NAME = 120


@dataclass
class Options:
    """What the command line asks for; see ``legation read --help``."""

    paths: Sequence[str]
    date: str | None = None
    format: Format | None = None
    output: Path | None = None
    resume: bool = True
    limit: int | None = None
    sample: bool = False
    quiet: bool = False
    threads: int = 0
    aside: Path | None = None
    actors: Path | None = None


def run(options: Options) -> int:
    """Read stories as the options say.

    Returns:
        the exit code: 0 all read, 3 some set aside.
    Raises:
        UsageError: the options do not fit together. LegationError: the run cannot go on.
    """
    paths, day, form = _check(options)
    from legation.reader import Reader
    from legation.show import prepare, writer

    begun, counted = time.monotonic(), Count()
    shown = not options.quiet and (options.output is not None or not sys.stdout.isatty())
    with ExitStack() as stack:
        aside = stack.enter_context(_open(options.aside)) if options.aside else None
        reader = Reader.load(threads=options.threads, actors=options.actors)
        store = Store(options.output, reader, options.resume) if options.output else None
        write: Write | None = None
        if store is None:
            prepare(sys.stdout, form)
            colour = form == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
            write = stack.enter_context(writer(form, sys.stdout, width, colour))
        bar = stack.enter_context(progress(paths, options.limit, shown and not options.sample))
        try:
            for outcome in _outcomes(_items(options, paths, day), reader, store, bar, counted):
                if isinstance(outcome, InputError):
                    counted.set_aside(outcome, aside)
                    continue
                if store is not None:
                    store.write(outcome)
                elif write is not None:
                    write(outcome)
                counted.read += 1
        except KeyboardInterrupt:
            bar.stop()
            again = " The same command goes on from there." if store and options.resume else ""
            print(f"stopped after {counted.read:,} stories; what was read is written.{again}", file=sys.stderr)
            raise
    if counted.aside or not options.quiet:
        print(counted.summary(time.monotonic() - begun, options.output, options.aside), file=sys.stderr)
    return 3 if counted.aside else 0


def _check(options: Options) -> tuple[Sequence[str], str | None, Format]:
    from legation.readers.story import parse_date

    if options.sample and options.paths:
        raise UsageError("--sample reads the built-in stories; leave out either --sample or the paths")
    if not options.sample and not options.paths and sys.stdin.isatty():
        raise UsageError("nothing to read. Name files or folders, pipe a text in, or try: legation read --sample")
    form: Format = options.format or ("json" if options.output else "text")
    if options.output is not None and form != "json":
        raise UsageError(
            f"--output writes one JSON file for each story; for {form} leave it out and write: legation read … --format {form} > FILE"
        )
    if options.output is not None and options.output.exists() and not options.output.is_dir():
        raise UsageError(f"--output {options.output}: is a file; name a folder")
    try:
        return options.paths or ["-"], parse_date(options.date), form
    except ValueError as error:
        raise UsageError(f"--date: {error}") from None


def _items(options: Options, paths: Sequence[str], day: str | None) -> Iterator[Item]:
    from legation import samples
    from legation.readers.files import read_stories

    return islice(iter(samples()) if options.sample else read_stories(paths, day), options.limit)


def _outcomes(items: Iterator[Item], reader: Reader, store: Store | None, bar: Progress, counted: Count) -> Iterator[Record | InputError]:
    def to_read() -> Iterator[Item]:
        for item in items:
            if store is not None and not isinstance(item, InputError) and store.holds(item):
                counted.skipped += 1
                bar.step()
            else:
                yield item

    for outcome in reader.read_many(to_read()):
        yield outcome
        bar.step()


class Store:
    """A folder with one JSON file for each story."""

    def __init__(self, folder: Path, reader: Reader, resume: bool) -> None:
        self.folder, self._reader, self._resume = folder, reader, resume
        folder.mkdir(parents=True, exist_ok=True)

    def holds(self, story: Story) -> bool:
        """Whether the folder has the record that this story, read by these versions, would give."""
        path = self.folder / file_name(story.id)
        if not self._resume or not path.exists():
            return False
        try:
            old = json.loads(path.read_text("utf8"))
            same = all(old[k] == getattr(story, k) for k in ("text", "date", "title", "publisher", "url"))
            return same and old["doc_id"] == story.id and old["versions"] == asdict(self._versions())
        except (ValueError, KeyError, TypeError):
            return False  # damaged, or no record: made anew

    def _versions(self) -> Versions:
        from legation._version import CODEBOOK_VERSION, __version__
        from legation.record.model import Versions

        return Versions(__version__, self._reader.session.version, self._reader.knowledge.version, CODEBOOK_VERSION)

    def write(self, record: Record) -> None:
        """Write a record so that its file is there whole or not at all."""
        path = self.folder / file_name(record.doc_id)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            part.write_text(record.to_json() + "\n", "utf8", errors="backslashreplace", newline="\n")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def file_name(story: str) -> str:
    """A story's id as a file name; an id that is none gets a mark made of itself, so that two ids never share a file."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", story)[:_LONGEST_NAME].lstrip(".")
    reserved = re.fullmatch(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", safe)
    if safe != story or not safe or reserved:
        safe = f"{safe or 'story'}-{hashlib.sha256(story.encode('utf8', 'replace')).hexdigest()[:10]}"
        safe = f"_{safe}" if reserved else safe
    return f"{safe}.json"


def _open(path: Path) -> IO[str]:
    try:
        return path.open("w", encoding="utf8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise UsageError(f"--aside {path}: cannot be written ({error.strerror or error})") from None
