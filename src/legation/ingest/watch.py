"""Following feeds for as long as it is let: ``feeds.toml`` and the loop."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from legation.errors import FetchError
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
        known: tells which entries were read before, so that their pages are not fetched again; entries seen since the start of the
            loop are known anyway, until they change.
        clock: seconds since 1970. once: look at the feeds that are due now, once, and return.
    """
    states = {feed.url: load(feed.url) or FeedState(feed.url) for feed in config}
    seen: dict[str, set[tuple[str, str]]] = {}
    try:
        while True:
            for feed in sorted(config, key=lambda f: states[f.url].due or ""):
                if _due(states[feed.url]) <= clock():
                    look = _Look(feed, states[feed.url], seen.get(feed.url, set()), known)
                    items = look.items(fetcher, clock)
                    first = next(items, None)
                    if first is not None:
                        handle(feed, chain([first], items))
                    items.close()
                    if look.after is not None:
                        states[feed.url], seen[feed.url] = look.after, look.met
                        save(look.after)
                    elif look.after is None:
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

    def __init__(self, feed: FeedConfig, state: FeedState, seen: set[tuple[str, str]], known: Callable[[Entry], bool] | None) -> None:
        self._feed, self._state, self._seen, self._known = feed, state, seen, known
        self.met: set[tuple[str, str]] = set()
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
                self.after = end.value
                return
            except FetchError as error:
                self.after = failed(self._state, error, feed.every, clock())
                return
            except Exception as error:  # a feed that no one foresaw must not end the watch over the others
                told = FetchError(f"{feed.url}: the feed cannot be read ({type(error).__name__}: {error}); please report this")
                self.after = failed(self._state, told, feed.every, clock())
                return
            yield item

    def _met(self, entry: Entry) -> bool:
        key = (entry.id, entry.updated)
        self.met.add(key)
        return key in self._seen or bool(self._known and self._known(entry))


def _due(state: FeedState) -> float:
    try:
        return seconds_of(state.due) if state.due else 0.0
    except ValueError:
        return 0.0
