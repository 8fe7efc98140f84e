"""Stories from pages that came over http, now or in an archive."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from legation.errors import EmptyStoryError, InputError
from legation.ingest.charsets import decode, to_utf8
from legation.readers.files import Item
from legation.readers.story import Story, clean

_HTML = ("text/html", "application/xhtml+xml")
_UNSURE = ("", "application/xml", "text/xml", "application/octet-stream")
_LOOKS_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LOOKS_FEED = re.compile(rb"<(?:[a-z]+:)?(?:rss|feed|RDF)[\s>]")
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")


def story_of(data: bytes, content_type: str, url: str, source: str | None = None) -> Item:
    """The story of an HTML or text page, or why there is none.

    Args:
        data: the body, unpacked. content_type: its Content-Type header. url: where it came from, which becomes the story's id.
        source: what messages name (None: the address).
    """
    source = source or url
    kind = media_type(content_type)
    if not data.strip():
        return EmptyStoryError("the page is empty; nothing to read", source, None, url)
    if not is_page(data, content_type):
        reason = f"the answer is no page with text ({kind or 'of no declared type'}); give the address of an HTML or text page"
        return InputError(reason, source, None, url)
    host = urlsplit(url).hostname or ""
    publisher = host.removeprefix("www.") or None
    if kind == "text/plain":
        text, warnings = decode(data, content_type)
        if not text.strip():
            return EmptyStoryError("the page is empty; nothing to read", source, None, url)
        return Story(url, clean(text), None, "", publisher, url, source, None, warnings)
    from legation.readers.html import from_html

    page, warnings = to_utf8(data, content_type)
    found = from_html(page, source)
    if isinstance(found, InputError):
        return type(found)(found.reason, source, None, url)
    return replace(found, id=url, url=url, source=source, publisher=found.publisher or publisher, warnings=(*found.warnings, *warnings))


def media_type(content_type: str) -> str:
    """The media type of a Content-Type header, in lower case, without parameters."""
    return content_type.split(";")[0].strip().lower()


def may_be_page(content_type: str) -> bool:
    """Whether an answer of this Content-Type may be HTML or plain text."""
    return media_type(content_type) in (*_HTML, "text/plain", *_UNSURE)


def is_page(data: bytes, content_type: str) -> bool:
    """Whether an answer is HTML or plain text."""
    kind = media_type(content_type)
    if b"\x00" in data[:8000] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return False
    return kind in _HTML or kind == "text/plain" or (kind in _UNSURE and bool(_LOOKS_HTML.search(data[:2000])))


def is_feed(data: bytes, content_type: str) -> bool:
    """Whether an answer is an RSS or Atom feed, whatever it is declared as."""
    start = data[:4096]
    return media_type(content_type) in _FEEDS or (bool(_LOOKS_FEED.search(start)) and not _LOOKS_HTML.search(start))
