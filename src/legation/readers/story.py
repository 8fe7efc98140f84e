"""A story as the pipeline takes it, and what is checked before it is read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from legation.errors import EmptyStoryError, InputError, NotEnglishError

LONGEST_TEXT = 2_000_000
"""Characters in a story at most; longer inputs are no news stories, and are set aside rather than read for minutes."""
_FIELDS = ("id", "date", "title", "text", "publisher", "url")
_WORD = re.compile(r"[^\W\d_]+")
# The most frequent words of English; in English news about 40 % of all words are among them, in other languages
# written in Latin letters under 12 %.
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "to",
        "and",
        "a",
        "in",
        "that",
        "is",
        "was",
        "he",
        "for",
        "it",
        "with",
        "as",
        "his",
        "on",
        "be",
        "at",
        "by",
        "i",
        "this",
        "had",
        "not",
        "are",
        "but",
        "from",
        "or",
        "have",
        "an",
        "they",
        "which",
        "one",
        "you",
        "were",
        "her",
        "all",
        "she",
        "there",
        "would",
        "their",
        "we",
        "him",
        "been",
        "has",
        "when",
        "who",
        "will",
        "more",
        "no",
        "if",
        "out",
        "so",
        "said",
        "what",
        "up",
        "its",
        "about",
        "into",
        "than",
        "them",
        "can",
        "only",
        "other",
        "new",
        "some",
        "could",
        "time",
        "these",
        "two",
        "may",
        "then",
        "do",
        "first",
        "any",
        "my",
        "now",
        "such",
        "like",
        "our",
        "over",
        "me",
        "even",
        "most",
        "made",
        "after",
        "also",
        "did",
        "many",
        "before",
        "must",
        "through",
        "back",
        "years",
        "where",
        "much",
        "your",
        "way",
        "well",
        "down",
        "should",
        "because",
        "each",
        "just",
        "those",
        "people",
        "how",
        "too",
        "little",
        "state",
        "good",
        "very",
        "make",
        "world",
        "still",
        "own",
        "see",
        "men",
        "work",
        "long",
        "get",
        "here",
        "between",
        "both",
        "life",
        "being",
        "under",
        "never",
        "day",
        "same",
        "another",
        "know",
        "while",
        "last",
        "might",
        "us",
        "great",
        "old",
        "year",
        "off",
        "come",
        "since",
        "against",
        "go",
        "came",
        "right",
        "used",
        "take",
        "three",
        "says",
        "say",
        "during",
        "government",
        "president",
        "minister",
    ]
)
_LEAST_ENGLISH = 0.15


@dataclass(frozen=True, slots=True)
class Story:
    """One news story.

    Attributes:
        id: unique in a run. text: what offsets point into. date: publication date, YYYY-MM-DD, or None.
        source, line: the file and line it came from, for messages. warnings: found while reading it in.
    """

    id: str
    text: str
    date: str | None = None
    title: str = ""
    publisher: str | None = None
    url: str | None = None
    source: str | None = None
    line: int | None = None
    warnings: tuple[str, ...] = ()

    def check(self) -> None:
        """Refuse what cannot be read.

        Raises:
            EmptyStoryError: no letters. InputError: too long, or binary. NotEnglishError: another language.
        """
        where = (self.source, self.line, self.id)
        if not _WORD.search(self.text):
            raise EmptyStoryError("the text is empty; nothing to read", *where)
        if len(self.text) > LONGEST_TEXT:
            raise InputError(
                f"the text has {len(self.text):,} characters, over the limit of {LONGEST_TEXT:,}; split it into stories", *where
            )
        controls = sum((c < " " and c not in "\n\r\t\f") or c == "\ufffd" for c in self.text[:20_000])
        if controls > 0.02 * min(len(self.text), 20_000):
            raise InputError("the text looks binary or wrongly decoded; save it as UTF-8", *where)
        share = english_share(self.text)
        if share is not None and share < _LEAST_ENGLISH:
            raise NotEnglishError(
                f"the text does not look English ({share:.0%} of its words are common English words; stories have over 30 %)", *where
            )


def english_share(text: str) -> float | None:
    """Share of common English words among a text's first words; None where there are too few words to tell."""
    sample = [m.group().lower() for m in _WORD.finditer(text[:6000])]
    letters = sum(c.isalpha() for c in text[:6000])
    latin = sum(c.isascii() for c in text[:6000] if c.isalpha())
    if letters > 20 and latin < 0.6 * letters:
        return 0.0
    if len(sample) < 12:
        return None
    return sum(w in _ENGLISH for w in sample) / len(sample)


def parse_date(value: object) -> str | None:
    """A publication date as YYYY-MM-DD; the time of day is dropped.

    Raises:
        ValueError: the value is no date.
    """
    if value is None or value == "":
        return None
    text = str(value).strip()
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no date; write YYYY-MM-DD") from None


def from_mapping(row: Mapping[str, Any], source: str, line: int) -> Story:
    """A story from a JSON object; only ``text`` is required.

    Raises:
        InputError: ``text`` is missing or no string, or the date is none.
    """
    text = row.get("text")
    if not isinstance(text, str):
        raise InputError(f"no “text” in the object; the fields read are {', '.join(_FIELDS)}", source, line)
    name = str(row["id"]) if row.get("id") not in (None, "") else text_id(text)
    try:
        day = parse_date(row.get("date"))
    except ValueError as error:
        raise InputError(str(error), source, line, name) from None
    optional = {k: str(row[k]) if row.get(k) else None for k in ("publisher", "url")}
    return Story(name, clean(text), day, str(row.get("title") or ""), optional["publisher"], optional["url"], source, line)


def clean(text: str) -> str:
    """Uniform line ends; nothing else is changed, so that offsets hold for the text that was given."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def text_id(text: str) -> str:
    """An id made of the text itself."""
    return "story-" + hashlib.sha256(text.encode("utf8", "replace")).hexdigest()[:12]
