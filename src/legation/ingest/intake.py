"""Takes stories in one after another: several are read at once, and each is stored whole, in order, or set aside."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from legation.errors import InputError, LegationError
from legation.ingest.summary import Summary, Taken
from legation.readers.files import Item
from legation.readers.fingerprint import fingerprint
from legation.readers.story import Story
from legation.record.model import Record
from legation.store import asides
from legation.store.database import Database
from legation.store.writer import Writer, find

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from legation.ahead import ReadsAhead

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BATCH = 200
"""Stories a transaction where their records are given; of those that are read here, _TOGETHER."""
_TOGETHER = 10
"""Stories a transaction where they are read here: what a crash makes the next run read again, some half second of reading."""


def storable(story: Story) -> Story:
    """A story without characters that databases refuse (NUL, halves of surrogate pairs); each becomes U+FFFD, so offsets hold."""
    fields = ("id", "text", "title", "publisher", "url")
    changed: dict[str, Any] = {f: _UNSTORABLE.sub("\ufffd", v) for f in fields if (v := getattr(story, f)) and _UNSTORABLE.search(v)}
    if not changed:
        return story
    return replace(story, **changed, warnings=(*story.warnings, "characters that databases refuse were replaced by U+FFFD"))


class Intake:
    """Takes one item after another; several stories are read at once, and stored in their order while the next ones are read.

    Args:
        writer: only ever used by one thread at a time: :meth:`_wait` comes before each use.
    """

    def __init__(self, writer: Writer, database: Database, run: int, reader: ReadsAhead | None, versions: str | None, counted: Summary) -> None:
        self._writer, self._database, self._run, self._reader = writer, database, run, reader
        self._versions, self._counted = versions, counted
        self._batch: list[tuple[Story, Record]] = []
        self._reading: deque[tuple[str, Story, Future[Record | InputError]]] = deque()
        self._open = ExitStack()
        self._submit: Callable[[Item], Future[Record | InputError]] | None = None
        self._thread = ThreadPoolExecutor(1, "legation-store")
        self._read: list[tuple[str, Story, Record]] = []
        self._storing: Future[None] | None = None
        self._keys: set[str] = set()  # of what is being read or stored
        with database.read() as connection:
            self._waiting = asides.count(connection) > 0

    def __enter__(self) -> Intake:
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
        if self._counted.taken() + len(self._batch) + len(self._keys) >= limit:
            self.finish()
            self._store()
        return self._counted.taken() >= limit

    def _story(self, story: Story) -> None:
        key = fingerprint(story.text)
        if key in self._keys:
            self.finish()
        if self._is_known(key, story):
            return
        if self._reader is None:
            raise LegationError("ingest: stories without records need a reader; give one with Reader.load()")
        if self._submit is None:
            self._submit = self._open.enter_context(self._reader.ahead())
        self._keys.add(key)
        self._reading.append((key, story, self._submit(story)))
        while self._reading and (self._reading[0][2].done() or len(self._reading) >= self._reader.in_hand):
            self._next()

    def _next(self) -> None:
        """The story that was given to reading first, as soon as it is read: to those that are stored next, or set aside."""
        key, story, reading = self._reading.popleft()
        outcome = reading.result()
        if isinstance(outcome, InputError):
            self._wait()
            self._note(outcome, story)
            self._keys.discard(key)
            return
        self._read.append((key, story, outcome))
        if len(self._read) >= _TOGETHER:
            self._hand_over()

    def _hand_over(self) -> None:
        """What is read goes to the thread that stores, after what it has in hand."""
        self._wait()
        read, self._read = self._read, []
        self._keys = {key for key, _, _ in (*read, *self._reading)}
        self._storing = self._thread.submit(self._store_batch, [(story, record) for _, story, record in read])

    def finish(self) -> None:
        """Until all that is being read is read and stored."""
        while self._reading:
            self._next()
        if self._read:
            self._hand_over()
        self._wait()
        self._keys.clear()

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
        self._counted.set_aside(error)

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
