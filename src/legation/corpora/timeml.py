"""TimeML stories (Pustejovsky et al. 2003): a text, its creation time, and the time expressions marked in it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from legation.errors import InputError

# A single line break within a paragraph is the corpus's wrapping; a sentence may run on over it.
_WRAP = re.compile(r"(?<=[^\n])\n(?=[^\n])")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")


@dataclass(frozen=True, slots=True)
class Marked:
    """One TIMEX3 of a text: its characters, type and value."""

    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class TimeStory:
    """A TimeML story. The creation time (``day``) is given to the reader of a story, and is not among ``marked``."""

    name: str
    text: str
    day: date | None
    marked: tuple[Marked, ...]


def read_folder(folder: Path) -> Iterator[TimeStory]:
    """The ``*.tml`` files of a folder, by name.

    Raises:
        InputError: the folder holds none, or one is no TimeML.
    """
    paths = sorted(folder.glob("*.tml"))
    if not paths:
        raise InputError("no *.tml files in this folder", str(folder))
    for path in paths:
        yield read_file(path)


def read_file(path: Path) -> TimeStory:
    """One TimeML story.

    Raises:
        InputError: the file is no XML, or has no ``TEXT``.
    """
    try:
        root = ET.fromstring(path.read_text("utf8"))
    except (ET.ParseError, UnicodeDecodeError) as error:
        raise InputError(f"no TimeML: {error}", str(path)) from None
    body = root.find("TEXT")
    if body is None:
        raise InputError("no TimeML: it has no <TEXT>", str(path))
    pieces: list[str] = []
    marked: list[Marked] = []
    _collect(body, pieces, marked)
    created = root.find("DCT/TIMEX3")
    text = _WRAP.sub(" ", "".join(pieces))
    return TimeStory(path.stem, text, _day(created.get("value", "") if created is not None else ""), tuple(marked))


def _collect(node: ET.Element, pieces: list[str], marked: list[Marked]) -> None:
    """Text of a node and everything in it, in order; TIMEX3 nodes are noted with their offsets."""
    start = sum(map(len, pieces))
    if node.text:
        pieces.append(node.text)
    for child in node:
        _collect(child, pieces, marked)
        if child.tail:
            pieces.append(child.tail)
    # Expressions without characters stand for durations that are only implied; nothing can be found there.
    if node.tag == "TIMEX3" and (end := sum(map(len, pieces))) > start:
        marked.append(Marked(start, end, node.get("type", ""), node.get("value", "")))


def _day(value: str) -> date | None:
    found = _DAY.match(value)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
