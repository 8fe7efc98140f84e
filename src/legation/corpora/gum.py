"""GUM (Zeldes 2017): entity mentions with types and coreference from the ``Entity=`` column of CoNLL-U files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OPEN_OR_CLOSE = re.compile(r"\((\d+)-([a-z]+)[^()]*|(\d+)\)|\)")


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention: characters ``start:end``, its type, and the number of its entity."""

    start: int
    end: int
    kind: str
    entity: int


def read(folder: Path, genres: tuple[str, ...]) -> Iterator[tuple[str, str, list[Mention]]]:
    """Name, rebuilt text and mentions of each document of the genres."""
    for path in sorted(folder.glob("GUM_*.conllu")):
        if path.stem.split("_")[1] in genres:
            text, mentions = _document(path)
            yield path.stem, text, mentions


def _document(path: Path) -> tuple[str, list[Mention]]:
    text, found, stack = "", [], []
    for line in path.read_text("utf8").split("\n"):
        if line.startswith("# newpar") and text:
            text = text.rstrip() + "\n\n"
        columns = line.split("\t")
        if len(columns) != 10 or not columns[0].isdigit():
            continue
        start = len(text)
        text += columns[1]
        end = len(text)
        misc = dict(item.split("=", 1) for item in columns[9].split("|") if "=" in item)
        for match in _OPEN_OR_CLOSE.finditer(misc.get("Entity", "")):
            if match[1]:
                stack.append((int(match[1]), match[2], start))
                if misc["Entity"][match.end() : match.end() + 1] == ")":
                    continue
            elif stack:
                number = int(match[3]) if match[3] else stack[-1][0]
                at = max((i for i, s in enumerate(stack) if s[0] == number), default=None)
                if at is not None:
                    entity, kind, begin = stack.pop(at)
                    found.append(Mention(begin, end, kind, entity))
        if misc.get("SpaceAfter") != "No":
            text += " "
    return text, sorted(found, key=lambda m: (m.start, -m.end))
