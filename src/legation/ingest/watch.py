"""Following feeds for as long as it is let: ``feeds.toml`` and the loop."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from legation.errors import FetchError, LegationError
from legation.ingest.entries import Entry
from legation.ingest.feeds import FeedState, failed, follow, moment, seconds_of
from legation.ingest.feeds_file import FeedConfig, read_config
from legation.ingest.fetch import Fetcher
from legation.readers.files import Item

__all__ = ["FeedConfig", "read_config", "watch"]

_LONGEST_NAP = 60.0


def watch(
    config: Sequence[FeedConfig], fetcher: Fetcher, load: Callable[[str], FeedState | None], save: Callable[[FeedState], None],
    handle: Callable[[FeedConfig, Iterator[Item]], None], *, known: Callable[[Entry], bool] | None = None,
    clock: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep, once: bool = False,
) -> None:  # fmt: skip
    """Look at each feed when it is due, until interrupted (KeyboardInterrupt, which ends the loop and is not passed on).

    Whatever is wrong with a feed is kept in its state and does not touch the others. A feed that is broken off, by an interrupt or
    because ``handle`` did not take all items, keeps its former state and is read again; the store knows what it has.

    Args:
        load, save: the stored state of a feed by its address; ``save`` is called after each look, with ``problem`` set where
            something is wrong.
        handle: takes the items of one look; called only where there are any. Its own errors end the loop.
        known: tells which entries were read before the loop began, so that their pages are not fetched again. Of entries met since,
            the loop knows itself which are the same and which were changed (and are fetched again).
        clock: seconds since 1970. once: look at the feeds that are due now, once, and return.
    """
    states = {feed.url: load(feed.url) or FeedState(feed.url) for feed in config}
    seen: dict[str, dict[str, str]] = {}
    try:
        while True:
            for feed in sorted(config, key=lambda f: states[f.url].due or ""):
                if _due(states[feed.url]) <= clock():
                    look = _Look(feed, states[feed.url], seen.get(feed.url, {}), known)
                    items = look.items(fetcher, clock)
                    first = next(items, None)
                    if first is not None:
                        handle(feed, chain([first], items))
                    items.close()
                    if look.after is not None:
                        states[feed.url] = look.after
                        seen[feed.url] = look.met or seen.get(feed.url, {})
                        save(look.after)
                    else:
                        # Not taken to the end: ask again after the usual pause, from the former validators.
                        states[feed.url] = replace(states[feed.url], due=moment(clock() + feed.every))
            if once:
                return
            nap = min((_due(state) for state in states.values()), default=0.0) - clock()
            if nap > 0:
                sleep(min(nap, _LONGEST_NAP))
    except KeyboardInterrupt:
        return


class _Look:
    """One look at one feed: its items, and afterwards its new state."""

    def __init__(self, feed: FeedConfig, state: FeedState, seen: dict[str, str], known: Callable[[Entry], bool] | None) -> None:
        self._feed, self._state, self._seen, self._known = feed, state, seen, known
        self.met: dict[str, str] = {}
        self._last = ""
        self.after: FeedState | None = None

    def items(self, fetcher: Fetcher, clock: Callable[[], float]) -> Generator[Item, None, None]:
        feed = self._feed
        found = follow(
            feed.url, fetcher, self._state, every=feed.every, publisher=feed.publisher, limit=feed.limit, known=self._met, clock=clock
        )  # fmt: skip
        while True:
            try:
                item = next(found)
            except StopIteration as end:
                after: FeedState = end.value
                if after.failures:  # broken off at an entry, which was not read
                    self.met.pop(self._last, None)
                    self.met = self._seen | self.met
                self.after = after
                return
            except FetchError as error:
                self.after = failed(self._state, error, feed.every, clock())
                return
            except LegationError:  # the store's, through ``known``
                raise
            except Exception as error:  # a feed that no one foresaw must not end the watch over the others
                told = FetchError(f"{feed.url}: the feed cannot be read ({type(error).__name__}: {error}); please report this")
                self.after = failed(self._state, told, feed.every, clock())
                return
            yield item

    def _met(self, entry: Entry) -> bool:
        self.met[entry.id], self._last = entry.updated, entry.id
        if entry.id in self._seen:
            return self._seen[entry.id] == entry.updated
        return bool(self._known and self._known(entry))


def _due(state: FeedState) -> float:
    try:
        return seconds_of(state.due) if state.due else 0.0
    except ValueError:
        return 0.0
