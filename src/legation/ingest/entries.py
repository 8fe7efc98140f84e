"""The entries of an RSS or Atom feed, with feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from legation.errors import FetchError
from legation.ingest.charsets import to_utf8
from legation.readers.story import parse_date

_BLOCKS = frozenset("p div li ul ol h1 h2 h3 h4 h5 h6 blockquote table tr pre hr section article figure figcaption".split())
_SPACE = re.compile(r"[ \t\r\f\v\xa0]*\n[ \t\r\f\v\xa0]*")
_PERIODS = {"hourly": 3600.0, "daily": 86_400.0, "weekly": 7 * 86_400.0, "monthly": 30 * 86_400.0, "yearly": 365 * 86_400.0}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes:
        id: the feed's own id, else the link. link: http(s) address of the article, or None. date: day of publication in the
            publisher's time zone, YYYY-MM-DD. updated: the moment of the last change, as the feed writes it.
        text: the longest of content and summary as plain text, paragraphs parted by an empty line.
    """

    id: str
    link: str | None
    title: str
    date: str | None
    updated: str
    text: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was read; ``ttl`` is how long it asks to be left alone, in seconds; ``problem`` says what is wrong with its form."""

    title: str
    entries: tuple[Entry, ...]
    ttl: float
    problem: str | None
    warnings: tuple[str, ...]


def parse_feed(data: bytes, url: str, content_type: str = "", base: str | None = None) -> Feed:
    """A feed, read as far as its form allows.

    Args:
        url: what messages name. content_type: the Content-Type header. base: what relative links start from (None: ``url``).
    Raises:
        FetchError: it is no feed at all; the message names it.
    """
    import feedparser

    utf8, warnings = to_utf8(data, content_type)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base or url}
    try:
        # A stream, not bytes: feedparser opens bytes that are the name of a file.
        found: Any = feedparser.parse(io.BytesIO(utf8), response_headers=headers)
        entries = tuple(e for e in (_entry(raw) for raw in found.entries) if e is not None)
    except Exception as error:  # whatever a broken feed makes a parser do, the other feeds go on
        raise FetchError(
            f"{url}: the feed cannot be parsed ({type(error).__name__}: {error}); tell its publisher, or leave it out"
        ) from error
    if not found.entries and not found.get("version"):
        told = f" ({found.bozo_exception})" if found.get("bozo") and found.get("bozo_exception") else ""
        raise FetchError(f"{url}: this is no RSS or Atom feed{told}; give the address of the feed itself")
    problem = None
    if found.get("bozo"):
        problem = f"the feed is not well-formed ({found.get('bozo_exception')}); it was read as far as it goes"
    return Feed(plain(str(found.feed.get("title") or "")), entries, _ttl(found.feed), problem, warnings)


def read_feed(data: bytes, url: str) -> list[Entry]:
    """The entries of a feed, in its order; raises as :func:`parse_feed` does."""
    return list(parse_feed(data, url).entries)


def plain(markup: str) -> str:
    """The text of an HTML fragment: paragraphs parted by an empty line."""
    if "<" in markup or "&" in markup:
        from lxml import etree, html

        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        try:
            root = html.document_fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), parser=parser)
        except (etree.ParserError, ValueError):
            return ""
        pieces: list[str] = []
        for event, node in etree.iterwalk(root, events=("start", "end")):
            if node.tag == "br" and event == "start":
                pieces.append("\n")
            elif node.tag in _BLOCKS:
                pieces.append("\n\n")
            pieces.append(str((node.text if event == "start" else node.tail) or "").replace("\n", " "))
        markup = "".join(pieces)
    paragraphs = re.split(r"\n{2,}", _SPACE.sub("\n", markup))
    return "\n\n".join(text for text in (" ".join(p.split()) for p in paragraphs) if text)


def _entry(raw: dict[str, Any]) -> Entry | None:
    link = str(raw.get("link") or "").strip()
    if not link.lower().startswith(("http://", "https://")):
        link = ""
    texts = [_text(part) for part in (*(raw.get("content") or ()), raw.get("summary_detail") or {})]
    text = max(texts, key=len, default="")
    title = plain(str(raw.get("title") or ""))
    name = str(raw.get("id") or link or "").strip()
    if not (link or text):
        return None
    # dict.get: feedparser's own look-up gives “published” for “updated”, with a warning.
    published, updated = str(raw.get("published") or ""), str(dict.get(raw, "updated") or "")
    day = _day(published, raw.get("published_parsed")) or _day(updated, dict.get(raw, "updated_parsed"))
    return Entry(name or title, link or None, title, day, updated or published, text)


def _text(part: Mapping[str, Any]) -> str:
    value = str(part.get("value") or "")
    return (
        plain(value)
        if part.get("type") != "text/plain"
        else "\n\n".join(" ".join(p.split()) for p in re.split(r"\n\s*\n", value) if p.strip())
    )


def _day(written: str, parsed: Any) -> str | None:
    """The day as the publisher counts it: feedparser's moments are in UTC, where an evening in New York is the next day."""
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:
        return parse_date(
            written if re.match(r"\d{4}-\d\d-\d\d", written) else "-".join(f"{n:02d}" for n in parsed[:3]) if parsed else None
        )
    except ValueError:
        return None


def _ttl(feed: Mapping[str, Any]) -> float:
    ttl, frequency = str(feed.get("ttl") or ""), str(feed.get("sy_updatefrequency") or "1")
    if ttl.strip().isdecimal():
        return float(ttl) * 60
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower(), 0.0)
    return period / max(1, int(frequency) if frequency.isascii() and frequency.isdecimal() else 1)
