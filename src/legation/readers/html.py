"""Stories from HTML pages, with trafilatura."""

from __future__ import annotations

import logging
from pathlib import Path

from legation.errors import EmptyStoryError, InputError
from legation.readers.story import Story, parse_date, text_id


def from_html(data: bytes, name: str) -> Story | InputError:
    """The article of a page, with its title, date, publisher and address from the page's metadata."""
    import trafilatura

    # trafilatura logs a page without an article; we report it ourselves.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(data, include_comments=False, include_tables=False, with_metadata=True)
    except Exception as error:  # whatever a broken page makes a parser do, the run goes on
        return InputError(f"the page cannot be parsed ({type(error).__name__}: {error})", name)
    page = found.as_dict() if found is not None and hasattr(found, "as_dict") else found
    text = (page or {}).get("text") or ""
    if not page or not text.strip():
        return EmptyStoryError("the page holds no article; give its text as a file, or another address", name)
    try:
        day = parse_date(page.get("date"))
    except ValueError:
        day = None
    stem = Path(name).stem if name != "standard input" else text_id(text)
    return Story(stem, text, day, page.get("title") or "", page.get("sitename") or page.get("hostname"), page.get("url"), name)
