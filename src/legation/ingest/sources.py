"""Stories from whatever is named: addresses of pages and feeds, web archives, files and folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from legation.errors import FetchError, InputError
from legation.ingest.feeds import feed_items
from legation.ingest.fetch import Fetcher
from legation.ingest.pages import is_feed, story_of
from legation.ingest.warc import SUFFIXES, read_warc

# Not read_stories, which refuses an id that came before.
from legation.readers.files import Item, _from_path
from legation.readers.story import Story


def open_sources(paths: Sequence[str], day: str | None = None, fetcher: Fetcher | None = None) -> Iterator[Item]:
    """The stories of addresses (page or feed), web archives, files, folders and ``-`` (standard input), in order.

    Ids may come twice: the store tells copies by their text. The id of a page's story is its address.

    Args:
        day: publication date of stories that carry none. fetcher: for addresses (None: one with the usual limits).
    Yields:
        each story, or an InputError in the place of one that cannot be read; a source that fails does not end the run.
    """
    for path in map(str, paths):
        if path.lower().startswith(("http://", "https://")):
            fetcher = fetcher or Fetcher()
            items = _from_address(path, fetcher)
        elif "://" in path:
            items = iter([InputError("only http and https are fetched; write https://HOST/PATH, or the name of a file", path)])
        else:
            items = _from_path_or_archive(path, day)
        for item in items:
            yield replace(item, date=day) if isinstance(item, Story) and item.date is None and day is not None else item


def _from_address(url: str, fetcher: Fetcher) -> Iterator[Item]:
    try:
        page = fetcher.get(url)
        if is_feed(page.data, page.content_type):
            yield from feed_items(page, fetcher)
        else:
            yield story_of(page.data, page.content_type, url)
    except FetchError as error:
        yield InputError(str(error).removeprefix(f"{url}: "), url)


def _from_path_or_archive(path: str, day: str | None) -> Iterator[Item]:
    if path.lower().endswith(SUFFIXES):
        yield from read_warc(path, day)
        return
    archives: list[Path] = []
    if path != "-" and Path(path).is_dir():
        archives = sorted(
            p for p in Path(path).rglob("*") if p.is_file() and p.name.lower().endswith(SUFFIXES) and not p.name.startswith(".")
        )
        for archive in archives:
            yield from read_warc(archive, day)
    for item in _from_path(path):
        # A folder of archives alone holds nothing else to read, which is no error.
        if not (archives and isinstance(item, InputError) and item.source == str(Path(path)) and item.line is None and item.story is None):
            yield item
