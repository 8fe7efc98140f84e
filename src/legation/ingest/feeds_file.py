"""``feeds.toml``: which feeds to follow, and how often.

::

    [[feed]]
    url = "https://news.example/rss.xml"
    every = "15m"              # s, m, h or d; 15m where it is left out, 1m at least
    publisher = "Example News" # else the feed's own title
    limit = 50                 # entries taken at each look; else all
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from legation.errors import FetchError, UsageError
from legation.ingest.addresses import parse
from legation.ingest.feeds import EVERY

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_FIELDS = ("url", "every", "publisher", "limit")
_SHORTEST, _LONGEST = 60, 30 * 86_400
_EXAMPLE = '[[feed]] with url = "https://…"'


@dataclass(frozen=True, slots=True)
class FeedConfig:
    """A feed to follow; ``every`` in seconds."""

    url: str
    every: float = EVERY
    publisher: str | None = None
    limit: int | None = None


def read_config(path: str | Path) -> list[FeedConfig]:
    """The feeds of a ``feeds.toml``.

    Raises:
        UsageError: it cannot be read, or a field is wrong; the message names file, feed, field and what to write instead.
    """
    try:
        data = tomllib.loads(Path(path).read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be opened ({error.strerror or error}); write a file with {_EXAMPLE}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: no TOML ({error}); texts stand in quotes, each feed begins with [[feed]]") from None
    unknown = [key for key in data if key != "feed"]
    if unknown:
        raise UsageError(f"{path}: “{unknown[0]}” is not known; each feed begins with [[feed]], its fields are {', '.join(_FIELDS)}")
    feeds = data.get("feed", [])
    if not isinstance(feeds, list) or not all(isinstance(feed, dict) for feed in feeds):
        raise UsageError(f"{path}: “feed” must be a list; write [[feed]] with two brackets")
    if not feeds:
        raise UsageError(f"{path}: it names no feed; write {_EXAMPLE}")
    found: dict[str, FeedConfig] = {}
    for number, row in enumerate(feeds, 1):
        feed = _feed(row, f"{path}: feed {number}")
        if feed.url in found:
            raise UsageError(f"{path}: feed {number}: url: {feed.url} came before; leave one out")
        found[feed.url] = feed
    return list(found.values())


def _feed(row: Mapping[str, Any], where: str) -> FeedConfig:
    for key in row:
        if key not in _FIELDS:
            raise UsageError(f"{where}: “{key}” is not known; the fields are {', '.join(_FIELDS)}")
    url = row.get("url")
    if not isinstance(url, str):
        raise UsageError(f'{where}: url: {"missing" if url is None else "not a text"}; write url = "https://…"')
    try:
        parse(url)
    except FetchError as error:
        raise UsageError(f"{where}: url: {url}: {error}") from None
    publisher, limit = row.get("publisher"), row.get("limit")
    if publisher is not None and not (isinstance(publisher, str) and publisher.strip()):
        raise UsageError(f'{where}: publisher: not a text; write publisher = "NAME", or leave it out')
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        raise UsageError(f"{where}: limit: {limit!r} is no number of entries; write limit = 50, or leave it out")
    return FeedConfig(url.strip(), _seconds(row.get("every"), where), publisher, limit)


def _seconds(value: object, where: str) -> float:
    if value is None:
        return EVERY
    match = re.fullmatch(r"\s*(\d{1,9})\s*([smhd])\s*", value) if isinstance(value, str) else None
    if not match:
        raise UsageError(f'{where}: every: {value!r} is no length of time; write a number and s, m, h or d, such as every = "15m"')
    seconds = int(match[1]) * _UNITS[match[2]]
    if not _SHORTEST <= seconds <= _LONGEST:
        raise UsageError(f'{where}: every: {value!r} is not between 1m and 30d; write for example every = "15m"')
    return float(seconds)
