"""Following feeds into the chronicle: the loop of :mod:`legation.ingest.watch` with the store behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from legation.ingest.entries import Entry
from legation.ingest.feeds import FeedState
from legation.ingest.fetch import Fetcher
from legation.ingest.run import ingest
from legation.ingest.summary import Summary
from legation.ingest.watch import FeedConfig, read_config, watch
from legation.readers.files import Item
from legation.readers.story import Story
from legation.store import tables as t
from legation.store.database import Database

if TYPE_CHECKING:
    from legation.reader import Reader


def load(database: Database, url: str) -> FeedState | None:
    """The stored state of a feed."""
    with database.read() as connection:
        row = connection.execute(select(t.feeds).where(t.feeds.c.url == url)).mappings().first()
    return FeedState(**row) if row else None


def save(database: Database, state: FeedState) -> None:
    """Store the state of a feed."""
    with database.write() as connection:
        connection.execute(delete(t.feeds).where(t.feeds.c.url == state.url))
        connection.execute(insert(t.feeds), [asdict(state)])


def follow_feeds(
    database: Database, config: Path, reader: Reader, once: bool = False, private: bool = False, say: Callable[[str], None] = lambda _: None,
    fetcher: Fetcher | None = None,
) -> Summary:  # fmt: skip
    """Follow the feeds of a file and take what is new into the chronicle, until interrupted (or once).

    Args:
        config: ``feeds.toml``. say: is told a line for each look that brought something, and for each problem.
    Returns:
        what became of the stories in all.
    Raises:
        UsageError: the file is wrong. StoreError: the store failed.
    """
    feeds, counted = read_config(config), Summary()

    def handle(feed: FeedConfig, items: Iterator[Item]) -> None:
        named = (replace(i, publisher=feed.publisher or i.publisher) if isinstance(i, Story) else i for i in items)
        before = (counted.new, counted.aside)
        ingest(database, named, reader, command=f"watch {feed.url}"[:500], summary=counted)
        say(f"{feed.url}: {counted.new - before[0]} new, {counted.aside - before[1]} set aside")

    def note(state: FeedState) -> None:
        if state.problem:
            say(state.problem if state.url in state.problem else f"{state.url}: {state.problem}")
            counted.problems += 1
        save(database, state)

    def known(entry: Entry) -> bool:
        with database.read() as connection:
            s = t.sightings.c
            return entry.link is not None and connection.execute(select(s.story).where(s.url == entry.link).limit(1)).first() is not None

    watch(feeds, fetcher or Fetcher(private=private), lambda url: load(database, url), note, handle, known=known, once=once)
    return counted
