"""Following a feed: what is new in it since the last time, and when to ask again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from legation.errors import EmptyStoryError, FetchError, InputError
from legation.ingest.entries import Entry, Feed, parse_feed, read_feed
from legation.ingest.fetch import Fetcher, Page, TryLaterError
from legation.ingest.pages import story_of
from legation.readers.files import Item
from legation.readers.story import Story

__all__ = ["Entry", "FeedState", "failed", "feed_items", "follow", "moment", "read_feed", "seconds_of"]

EVERY = 900.0
"""Seconds between two looks at a feed where nothing else is asked for."""
_LONGEST = 86_400.0
# An entry with so many characters, and not cut off, is the article itself; teasers have under 600.
_FULL = 1_000
_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|read (?:more|the full (?:story|article))|continue reading|full story)\W*$", re.IGNORECASE)
_SHORTEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed, as the store keeps it.

    Attributes:
        etag, modified: validators for the next conditional request. due: when it may be asked next, UTC, ISO 8601 (None: now).
        failures: how often in a row it failed. problem: the last failure, or what is wrong with its form. checked: the last look.
    """

    url: str
    etag: str | None = None
    modified: str | None = None
    due: str | None = None
    failures: int = 0
    problem: str | None = None
    checked: str | None = None


def follow(
    url: str, fetcher: Fetcher, state: FeedState | None = None, *, every: float = EVERY, publisher: str | None = None,
    limit: int | None = None, known: Callable[[Entry], bool] | None = None, clock: Callable[[], float] = time.time,
) -> Generator[Item, None, FeedState]:  # fmt: skip
    """The stories of a feed that may be new, and as the generator's value (``yield from``) the state to store.

    Args:
        state: as stored (None: never asked). every: seconds until the next look; the feed's ttl counts where it is longer.
        publisher: of the stories (None: the feed's title, else what the pages say). limit: take only the first entries.
        known: tells which entries need not be fetched because their page was read before.
        clock: seconds since 1970.
    Yields:
        stories, with their link as id, and InputError for an entry whose page cannot be read.
    Raises:
        FetchError: the feed itself cannot be had or is none (the message names it); :func:`failed` makes the state to store then.
            TryLaterError: the host asks for patience.
    """
    state = state or FeedState(url)
    page = fetcher.get(url, etag=state.etag, modified=state.modified, patient=False)
    now = clock()
    if page.status == 304:
        # The ttl is in the feed, which was not sent again: keep the pause it led to.
        pause = seconds_of(state.due) - seconds_of(state.checked) if state.due and state.checked and not state.failures else 0.0
        return replace(state, due=moment(now + min(max(every, pause), _LONGEST)), failures=0, problem=None, checked=moment(now))
    feed = _parsed(page)
    try:
        yield from _items(url, feed, fetcher, publisher, limit, known)
    except TryLaterError as later:
        # The validators stay as they were, so that the entries not yet read come again.
        return failed(state, later, every, clock())
    now = clock()
    pause = min(max(every, feed.ttl), _LONGEST)
    return FeedState(url, page.etag, page.modified, moment(now + pause), 0, feed.problem, moment(now))


def failed(state: FeedState, error: Exception, every: float, now: float) -> FeedState:
    """The state after a failure: the pause doubles each time, up to a day, and is never shorter than the host asks for.

    Args:
        every: seconds between two looks when all is well. now: seconds since 1970.
    """
    failures = state.failures + 1
    pause = min(max(every, _SHORTEST_PAUSE) * 2.0 ** min(failures, 20), _LONGEST)
    if isinstance(error, TryLaterError) and error.seconds is not None:
        pause = min(max(pause, error.seconds), _LONGEST)
    return replace(state, due=moment(now + pause), failures=failures, problem=str(error), checked=moment(now))


def feed_items(page: Page, fetcher: Fetcher, limit: int | None = None) -> Generator[Item, None, None]:
    """The stories of a feed that was fetched already, once; raises FetchError where it is none."""
    yield from _items(page.url, _parsed(page), fetcher, None, limit, None)


def moment(seconds: float) -> str:
    """Seconds since 1970 as the store writes moments."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_of(written: str) -> float:
    """The other way; raises ValueError where it is no moment."""
    return datetime.fromisoformat(written.replace("Z", "+00:00")).timestamp()


def _parsed(page: Page) -> Feed:
    return parse_feed(page.data, page.url, page.content_type, page.final)


def _items(
    url: str, feed: Feed, fetcher: Fetcher, publisher: str | None, limit: int | None, known: Callable[[Entry], bool] | None
) -> Generator[Item, None, None]:
    links: set[str] = set()
    for entry in feed.entries[:limit]:
        name = entry.link or entry.id
        if name in links:
            continue
        links.add(name)
        full = len(entry.text) >= _FULL and not _CUT.search(entry.text[-60:])
        if full or not entry.link:
            if not entry.text:
                yield EmptyStoryError("the entry has neither text nor a link; nothing to read", url, None, name)
                continue
            by = publisher or feed.title or urlsplit(url).hostname
            yield Story(name, entry.text, entry.date, entry.title, by, entry.link, url, None, feed.warnings)
        elif not (known and known(entry)):
            yield _page(entry, entry.link, url, fetcher, publisher)


def _page(entry: Entry, link: str, url: str, fetcher: Fetcher, publisher: str | None) -> Item:
    try:
        page = fetcher.get(link)
    except TryLaterError:
        raise
    except FetchError as error:
        return InputError(str(error).removeprefix(link + ": "), url, None, link)
    story = story_of(page.data, page.content_type, link, url)
    if isinstance(story, InputError):
        return story
    # The feed says outright what a page's metadata may only hint at.
    return replace(story, date=entry.date or story.date, title=entry.title or story.title, publisher=publisher or story.publisher)
