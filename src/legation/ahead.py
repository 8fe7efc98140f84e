"""Several stories read at once, and given in their order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from legation.errors import InputError
from legation.readers.files import Item
from legation.record.model import Record

_AHEAD = 2
"""Stories in hand for each thread that reads, so that none waits for the next."""

Submit = Callable[[Item], "Future[Record | InputError]"]


class ReadsAhead(ABC):
    """Reading many stories, built on reading one."""

    @property
    @abstractmethod
    def at_once(self) -> int:
        """Stories read at the same time."""

    @abstractmethod
    def outcome(self, item: Item) -> Record | InputError:
        """The record of a story, or the error that says why there is none."""

    def narrow(self) -> ReadsAhead:
        """The reader that threads share, each on one core."""
        return self

    @property
    def in_hand(self) -> int:
        """Stories that are given to :meth:`ahead` before the first outcome is waited for."""
        return _AHEAD * self.at_once

    def read_many(self, stories: Iterable[Item]) -> Iterator[Record | InputError]:
        """Read a stream of stories, in its order; what cannot be read comes back as the error that says why.

        Where several are read at once, stories are taken from the stream up to two for each thread ahead of the record that is given,
        and a record is given when the stream gives the next story: a stream that waits for a record before it gives the next story
        waits for ever; use :meth:`outcome` there.
        """
        if self.at_once == 1:
            yield from map(self.outcome, stories)
            return
        with self.ahead() as submit:
            waiting: deque[Future[Record | InputError]] = deque()
            source, broken = iter(stories), None
            while broken is None:
                try:
                    waiting.append(submit(next(source)))
                except Exception as error:  # the end, or the stream broke: what was taken before is given first
                    broken = error
                while waiting and (broken or waiting[0].done() or len(waiting) >= self.in_hand):
                    yield waiting.popleft().result()
            if not isinstance(broken, StopIteration):
                raise broken

    @contextmanager
    def ahead(self) -> Iterator[Submit]:
        """Threads that read: gives a function that takes a story and at once gives back its outcome to come."""
        reader = self.narrow()
        pool = ThreadPoolExecutor(self.at_once, "legation-read")
        try:
            yield lambda item: pool.submit(reader.outcome, item)
        finally:
            pool.shutdown(cancel_futures=True)
