"""One run of ingesting: reads what is new, stores each story whole, sets aside what cannot be read."""

from __future__ import annotations

import gc
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from legation.errors import InputError, LegationError
from legation.readers.files import Item
from legation.readers.fingerprint import fingerprint
from legation.readers.story import Story
from legation.record.model import Record
from legation.store import asides, lock
from legation.store.database import Database
from legation.store.engagements import refresh
from legation.store.writer import Writer, find

if TYPE_CHECKING:
    from legation.reader import Reader

Taken = Item | tuple[Story, Record] | tuple[InputError, Story | None]
"""What comes in: a story, why there is none, a story with its record, or what was set aside elsewhere with its text."""
_LISTED = 20
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SWITCH_S = 0.0005
_BATCH = 200
"""Stories a transaction where their records are given; stories that must be read are stored one by one, as reading takes longer."""


@dataclass
class Summary:
    """What became of the stories of a run.

    Attributes:
        new: read and stored. again: read again by other versions. known: in the store already. copies: of the new ones, reprints and
            versions of other stories. sightings: known texts seen at a new place. aside: could not be read. events: mentions stored. problems: looks at a feed that failed.
    """

    new: int = 0
    again: int = 0
    known: int = 0
    copies: int = 0
    sightings: int = 0
    aside: int = 0
    events: int = 0
    problems: int = 0
    listed: list[str] = field(default_factory=list)

    def taken(self) -> int:
        """How many were not known."""
        return self.new + self.again + self.aside

    def lines(self, dry: bool = False) -> list[str]:
        """The summary in words."""
        would = "would read" if dry else "read"
        parts = [f"{would} {self.new:,} new ({self.copies:,} reprints or versions of others)"]
        if self.again:
            parts.append(f"{would} again {self.again:,}")
        parts.append(f"known {self.known:,}" + (f" ({self.sightings:,} seen at a new place)" if self.sightings else ""))
        parts.append(f"set aside {self.aside:,}")
        if not dry:
            parts.append(f"{self.events:,} mentions of events")
        more = [f"  … and {self.aside - len(self.listed):,} more; list them with: legation aside list"] if self.aside > len(self.listed) else []
        return [", ".join(parts), *(f"  {line}" for line in self.listed), *more]


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
    with lock.writing(database):
        number = lock.begin(database, command)
        state = "failed"
        try:
            versions = _versions(reader) if reread else None
            with _quick(), _Intake(Writer(database, number, link=link), database, number, reader, versions, counted) as intake:
                for item in _until_broken(items, intake):
                    if limit is not None and intake.has_taken(limit):
                        break
                    intake.take(item)
                    step()
            if link:
                with database.write() as connection:
                    refresh(connection)
            state = "done"
        except KeyboardInterrupt:
            state = "stopped"
            raise
        finally:
            lock.end(
                database, number, state, read=counted.new + counted.again, known=counted.known, aside=counted.aside, events=counted.events
            )
    return counted


def storable(story: Story) -> Story:
    """A story without characters that databases refuse (NUL, halves of surrogate pairs); each becomes U+FFFD, so offsets hold."""
    fields = ("id", "text", "title", "publisher", "url")
    changed: dict[str, Any] = {f: _UNSTORABLE.sub("\ufffd", v) for f in fields if (v := getattr(story, f)) and _UNSTORABLE.search(v)}
    if not changed:
        return story
    return replace(story, **changed, warnings=(*story.warnings, "characters that databases refuse were replaced by U+FFFD"))


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


def _until_broken(items: Iterable[Taken], intake: _Intake) -> Iterator[Taken]:
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


class _Intake:
    """Takes one item after another; several stories are read at once, and stored in their order while the next ones are read.

    Args:
        writer: only ever used by one thread at a time: :meth:`_wait` comes before each use.
    """

    def __init__(self, writer: Writer, database: Database, run: int, reader: Reader | None, versions: str | None, counted: Summary) -> None:
        self._writer, self._database, self._run, self._reader = writer, database, run, reader
        self._versions, self._counted = versions, counted
        self._batch: list[tuple[Story, Record]] = []
        self._reading: deque[tuple[str, Story, Future[Record | InputError]]] = deque()
        self._open = ExitStack()
        self._submit: Callable[[Item], Future[Record | InputError]] | None = None
        self._thread = ThreadPoolExecutor(1, "legation-store")
        self._storing: Future[None] | None = None
        self._last = ""
        with database.read() as connection:
            self._waiting = asides.count(connection) > 0

    def __enter__(self) -> _Intake:
        return self

    def __exit__(self, *failed: object) -> None:
        try:
            if failed[0] is None:
                self.finish()
                self._store()
        finally:
            self._open.close()
            self._thread.shutdown()

    def take(self, item: Taken) -> None:
        """Take one item in, or set it aside."""
        if isinstance(item, InputError):
            self._aside(item, None)
        elif isinstance(item, tuple):
            self.finish()
            if isinstance(item[0], InputError):
                self._aside(item[0], item[1] if isinstance(item[1], Story) else None)
                return
            if not isinstance(item[1], Record):
                raise TypeError("a story comes with its record, or an error with its story")
            if _UNSTORABLE.search(item[0].text):
                story = item[0]
                reason = "the text holds characters that no database takes (NUL or half a surrogate pair); read the story itself, not its record"
                self._aside(InputError(reason, story.source, story.line, story.id), None)
                return
            self._batch.append((item[0], item[1]))
            if len(self._batch) >= _BATCH:
                self._store()
        else:
            self._store()
            self._story(storable(item))

    def has_taken(self, limit: int) -> bool:
        """Whether so many stories that were not known are stored or set aside."""
        if self._counted.taken() + len(self._batch) + len(self._reading) + (self._storing is not None) >= limit:
            self.finish()
            self._store()
        return self._counted.taken() >= limit

    def _story(self, story: Story) -> None:
        key = fingerprint(story.text)
        if key == self._last or any(key == other for other, _, _ in self._reading):
            self.finish()
        if self._is_known(key, story):
            return
        if self._reader is None:
            raise LegationError("ingest: stories without records need a reader; give one with Reader.load()")
        if self._submit is None:
            self._submit = self._open.enter_context(self._reader.ahead())
        self._reading.append((key, story, self._submit(story)))
        while self._reading and (self._reading[0][2].done() or len(self._reading) >= self._reader.in_hand):
            self._next()

    def _next(self) -> None:
        """The story that was given to reading first, as soon as it is read: store it while others are read, or set it aside."""
        key, story, reading = self._reading.popleft()
        outcome = reading.result()
        self._wait()
        if isinstance(outcome, InputError):
            self._note(outcome, story)
            return
        self._last = key
        self._storing = self._thread.submit(self._store_batch, [(story, outcome)])

    def finish(self) -> None:
        """Until all that is being read is read and stored."""
        while self._reading:
            self._next()
        self._wait()

    def _wait(self) -> None:
        """Until what is being stored is stored; raises what went wrong with it."""
        if self._storing is not None:
            storing, self._storing = self._storing, None
            storing.result()

    def _store(self) -> None:
        """Store the batch, after what is being stored."""
        if self._batch:
            self._wait()
            batch, self._batch = self._batch, []
            self._store_batch(batch)

    def _store_batch(self, batch: list[tuple[Story, Record]]) -> None:
        """Store stories; where that fails for reasons of one story, the others are stored and that one is set aside."""
        try:
            self._put(batch)
        except (LegationError, KeyboardInterrupt):
            raise
        except Exception:
            for pair in batch:
                try:
                    self._put([pair])
                except LegationError:
                    raise
                except Exception as error:  # one bad story never stops a run
                    story = pair[0]
                    reason = f"storing failed ({type(error).__name__}: {error}); please report this story"
                    self._note(InputError(reason, story.source, story.line, story.id), story)

    def _put(self, batch: list[tuple[Story, Record]]) -> None:
        if not batch:
            return
        writer, counted = self._writer, self._counted
        with self._database.write() as connection:
            try:
                before = writer.events
                writer.look_up(connection, [s for s, _ in batch])
                outcomes = [writer.add(connection, s, r) for s, r in batch]
                copies, seen = writer.gathered()
                writer.commit(connection)
                if self._waiting:
                    asides.cleared(connection, [s for s, _ in batch])
            except BaseException:
                writer.discard()
                raise
        for outcome in outcomes:
            setattr(counted, outcome, getattr(counted, outcome) + 1)
        counted.copies += copies
        counted.sightings += seen
        counted.events += writer.events - before

    def _aside(self, error: InputError, story: Story | None) -> None:
        self.finish()
        self._note(error, story)

    def _note(self, error: InputError, story: Story | None) -> None:
        with self._database.write() as connection:
            asides.set_aside(connection, error, story, self._run)
        self._waiting = True
        self._counted.aside += 1
        if len(self._counted.listed) < _LISTED:
            self._counted.listed.append(str(error))

    def _is_known(self, key: str, story: Story) -> bool:
        with self._database.read() as connection:
            number = find(connection, key, self._versions)
        if number is None:
            return False
        self._wait()
        with self._database.write() as connection:
            if self._writer.sighting(connection, number, story):
                self._writer.commit(connection)
                self._counted.sightings += 1
        self._counted.known += 1
        return True


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
                counted.aside += 1
                if len(counted.listed) < _LISTED:
                    counted.listed.append(str(story))
            elif writer.known(connection, story, versions) is not None:
                counted.known += 1
            else:
                try:
                    story.check()
                except InputError as error:
                    counted.aside += 1
                    if len(counted.listed) < _LISTED:
                        counted.listed.append(str(error))
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
        run, state = lock.begin(database, "aside retry"), "failed"
        writer = Writer(database, run)
        try:
            for number, story in waiting:
                story = storable(story)
                outcome = reader.outcome(story)
                with database.write() as connection:
                    if isinstance(outcome, InputError):
                        asides.tried(connection, number, outcome.reason)
                        counted.aside += 1
                        counted.listed.append(str(outcome))
                    else:
                        writer.add(connection, story, outcome)
                        writer.commit(connection)
                        asides.tried(connection, number, None)
                        counted.new += 1
                step()
            with database.write() as connection:
                refresh(connection)
            state = "done"
        except KeyboardInterrupt:
            state = "stopped"
            raise
        finally:
            lock.end(database, run, state, read=counted.new, aside=counted.aside, events=writer.events)
    counted.events = writer.events
    return counted
