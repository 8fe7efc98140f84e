"""The compact form in which annotators write a record, and its conversion to records with offsets.

A file holds, for each story, a line ``## STORY_ID``, entity lines ``N alias = Name/COUNTRY/SECTOR``, statements
``S sentence | Speaker @ mention | cue | kind | addressee | first words >> last words`` and events
``E sentence | trigger#occurrence | TYPE/mode | status | actors | recipients | date | place | sources``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Span = tuple[int, int]


class CompactError(ValueError):
    """A line that does not follow the compact form, or quotes what the story does not say."""


def stories(text: str) -> Iterator[tuple[str, list[str]]]:
    """Story id and annotation lines of each story of a compact file."""
    name = ""
    lines: list[str] = []
    for line in text.split("\n"):
        line = line.strip()
        if line.startswith("## "):
            if name:
                yield name, lines
            name, lines = line.split()[1], []
        elif line and not line.startswith("#"):
            lines.append(line)
    if name:
        yield name, lines


def sentences_of_batch(text: str) -> dict[str, list[str]]:
    """Story id to its numbered sentences (0 is the headline), from the file that annotators read."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.split("\n"):
        if line.startswith("## "):
            current = found.setdefault(line.split()[1], [])
        elif match := re.match(r"\[\d+(?:: headline)?\] ?(.*)", line):
            current.append(match[1])
    return found


def _pattern(quoted: str, edges: bool = True) -> re.Pattern[str]:
    body = r"\s+".join(re.escape(w) for w in quoted.split())
    if edges:
        body = (r"(?<!\w)" if quoted[:1].isalnum() else "") + body + (r"(?!\w)" if quoted[-1:].isalnum() else "")
    return re.compile(body)


def _hits(text: str, quoted: str) -> list[Span]:
    for edges in (True, False):
        if hits := [m.span() for m in _pattern(quoted, edges).finditer(text)]:
            return hits
    return []


def _nearest(text: str, quoted: str, spot: int) -> Span | None:
    return min(_hits(text, quoted), key=lambda h: abs(h[0] - spot), default=None)


class Locator:
    """Turns the lines of one story into a record with character offsets into ``text``."""

    def __init__(self, text: str, sentences: list[str]) -> None:
        self.text = text
        self.spans: list[Span] = []
        place = 0
        for i, sentence in enumerate(sentences):
            match = _pattern(sentence.removeprefix("¶ "), edges=False).search(text, place) if i and sentence else None
            self.spans.append(match.span() if match else (place, place))
            place = match.end() if match else place
        self.entities: dict[str, str] = {}
        self.problems: list[str] = []

    def record(self, lines: list[str]) -> dict[str, Any]:
        """Statements and events with offsets; lines that cannot be placed are dropped and named in ``problems``."""
        statements: list[dict[str, Any]] = []
        events: list[dict[str, Any]] = []
        for line in lines:
            kind, _, rest = line.partition(" ")
            fields = [" ".join(f.split()) for f in rest.split("|")]
            try:
                if kind == "N":
                    alias, _, entity = rest.partition("=")
                    self.entities[alias.strip()] = entity.strip()
                elif kind == "S":
                    statements.append(self._statement(fields))
                elif kind == "E":
                    events.append(self._event(fields))
            except (CompactError, ValueError, IndexError) as error:
                self.problems.append(f"{error}: {line}")
        return {"statements": statements, "events": events}

    def _statement(self, fields: list[str]) -> dict[str, Any]:
        number, who, cue, kind, addressee, content = fields
        speaker, _, mention = who.partition(" @ ")
        opening, _, closing = content.partition(" >> ")
        first = self.spans[int(number)]
        start = _pattern(opening, edges=False).search(self.text, first[0])
        if not start or start.start() > first[1]:
            raise CompactError("content not found")
        end = start.end()
        if closing:
            last = _pattern(closing, edges=False).search(self.text, max(start.start(), start.end() - len(closing)))
            if not last:
                raise CompactError("content end not found")
            end = last.end()
        span = (start.start(), end)
        out = {
            "start": span[0], "end": span[1], "speaker": speaker, "kind": kind,
            "addressee": None if addressee == "-" else addressee,
        }  # fmt: skip
        for key, quoted in (("cue", cue), ("speaker", mention)):
            hits = [h for h in _hits(self.text, quoted) if h[1] <= span[0] or h[0] >= span[1]] or _hits(self.text, quoted)
            if not hits:
                raise CompactError(f"{key} not found")
            at = min(hits, key=lambda h: min(abs(h[1] - span[0]), abs(h[0] - span[1])))
            out[f"{key}_start"], out[f"{key}_end"] = at
        return out

    def _event(self, fields: list[str]) -> dict[str, Any]:
        number, trigger, type_, status, actors, recipients, date, place, sources = fields
        word, _, occurrence = trigger.partition("#")
        start, end = self.spans[int(number)]
        hits = [m.span() for m in _pattern(word).finditer(self.text, start, end)]
        if not hits:
            raise CompactError("trigger not found")
        at = hits[min(int(occurrence or 1), len(hits)) - 1]
        code, _, mode = type_.partition("/")
        where = None if place == "-" else _nearest(self.text, place, at[0])
        return {
            "start": at[0], "end": at[1], "type": code, "mode": mode or None, "status": status,
            "actors": self._actors(actors, at[0]), "recipients": self._actors(recipients, at[0]),
            "date": None if date == "-" else date,
            "place_start": where[0] if where else None, "place_end": where[1] if where else None,
            "attributed_to": [] if sources == "-" else [s.strip() for s in sources.split(";")],
        }  # fmt: skip

    def _actors(self, field: str, spot: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for item in [] if field == "-" else field.split(";"):
            entity, _, mention = item.strip().partition(" @ ")
            entity = self.entities.get(entity.strip(), entity.strip())
            if entity.count("/") < 2:
                raise CompactError(f"unknown alias {entity!r}")
            name, country, sector = entity.rsplit("/", 2)
            at = _nearest(self.text, mention, spot)
            found.append({
                "name": name, "country": None if country == "-" else country, "sector": sector,
                "start": at[0] if at else None, "end": at[1] if at else None,
            })  # fmt: skip
        return found
