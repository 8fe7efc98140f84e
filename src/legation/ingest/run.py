"""One run of ingesting: reads what is new, stores each story whole, sets aside what cannot be read."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from legation.errors import InputError
from legation.ingest.intake import Intake, storable
from legation.ingest.summary import Summary, Taken
from legation.readers.story import Story
from legation.store import asides, lock
from legation.store.database import Database
from legation.store.engagements import refresh
from legation.store.writer import Writer

if TYPE_CHECKING:
    from legation.reader import Reader

_SWITCH_S = 0.0005


def ingest(
    database: Database, items: Iterable[Taken], reader: Reader | None = None, *, command: str = "ingest",
    limit: int | None = None, reread: bool = False, dry_run: bool = False, step: Callable[[], None] = lambda: None,
    summary: Summary | None = None, link: bool = True,
) -> Summary:  # fmt: skip
    """Take stories into the chronicle.

    Args:
        items: stories; errors in the place of stories that could not be opened; or stories with records made elsewhere. reader: reads
            stories that come without a record (needed for those). limit: end after so many that are not known. reread: read known stories again
            where their record was made by other versions. dry_run: store nothing, say what would be done. step: called after
            each item. link: whether mentions are linked to events told before; if not, every mention is an event of its own until :func:`legation.store.relink.relink` is called. summary: counts are added to this one, so that they are at hand when the run is broken off.
    Returns:
        what became of the stories.
    Raises:
        StoreBusyError: another run is writing. StoreError: the store failed; all stories before are stored, and the same call goes
            on from there.
    """
    counted = summary if summary is not None else Summary()
    if dry_run:
        _dry(database, islice(iter(items), limit), reader, reread, counted, step)
        return counted
    with lock.writing(database), lock.noted(database, command, counted.counts) as number:
        versions = _versions(reader) if reread else None
        with _quick(), Intake(Writer(database, number, link=link), database, number, reader, versions, counted) as intake:
            for item in _until_broken(items, intake):
                if limit is not None and intake.has_taken(limit):
                    break
                intake.take(item)
                step()
        if link:
            with database.write() as connection:
                refresh(connection)
    return counted


@contextmanager
def _quick() -> Iterator[None]:
    """Threads change over more often than usual, as reading waits for the interpreter while storing holds it; and what lives through
    the run anyway (model, knowledge base) is not looked at again by each round of the garbage collector."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _SWITCH_S))
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(before)


def _until_broken(items: Iterable[Taken], intake: Intake) -> Iterator[Taken]:
    """The items; when their source breaks off, what came before is stored first."""
    source = iter(items)
    while True:
        try:
            item = next(source)
        except StopIteration:
            return
        except Exception:
            intake.finish()
            raise
        yield item


def _versions(reader: Reader | None) -> str | None:
    from legation._version import CODEBOOK_VERSION, __version__

    return f"{__version__} {reader.session.version} {reader.knowledge.version} {CODEBOOK_VERSION}" if reader else None


def _dry(
    database: Database, items: Iterator[Taken], reader: Reader | None, reread: bool, counted: Summary,
    step: Callable[[], None],
) -> None:  # fmt: skip
    writer = Writer(database, 0)
    versions = _versions(reader) if reread else None
    with database.read() as connection:
        for item in items:
            story: Story | InputError = item[0] if isinstance(item, tuple) else item
            if isinstance(story, InputError):
                counted.set_aside(story)
            elif writer.known(connection, story, versions) is not None:
                counted.known += 1
            else:
                try:
                    story.check()
                except InputError as error:
                    counted.set_aside(error)
                else:
                    if writer.known(connection, story, None) is not None:
                        counted.again += 1
                    else:
                        counted.new += 1
                        counted.copies += writer.foresee(connection, story)
            step()


def retry(database: Database, reader: Reader, numbers: list[int] | None = None, step: Callable[[], None] = lambda: None) -> Summary:
    """Read once more what was set aside with its text (None: all of it).

    Raises:
        NotFoundError: nothing was set aside under one of the numbers. StoreBusyError: another run is writing.
    """
    counted = Summary()
    with lock.writing(database):
        with database.read() as connection:
            waiting = list(asides.stories(connection, numbers))
        with lock.noted(database, "aside retry", counted.counts) as run:
            writer = Writer(database, run)
            for number, story in waiting:
                story = storable(story)
                outcome = reader.outcome(story)
                with database.write() as connection:
                    if isinstance(outcome, InputError):
                        asides.tried(connection, number, outcome.reason)
                        counted.set_aside(outcome)
                    else:
                        writer.add(connection, story, outcome)
                        writer.commit(connection)
                        asides.tried(connection, number, None)
                        counted.new += 1
                        counted.events = writer.events
                step()
            with database.write() as connection:
                refresh(connection)
    return counted
