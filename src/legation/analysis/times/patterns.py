"""A small language for patterns over word classes, compiled to regular expressions with one character for each token.

    ``(the)? w:LAST (n:COUNT)? u:UNITS``

Words in capitals are classes (:mod:`legation.analysis.times.vocabulary`), others stand for themselves; ``( | )`` groups,
``?`` and ``*`` follow what is optional or repeated, ``name:`` keeps what matched. Scanning ten thousand characters of
text with sixty ordinary expressions takes several milliseconds; scanning one character a token takes a tenth of that.
"""

from __future__ import annotations

import re
from functools import cached_property

from legation.analysis.times.vocabulary import CLASSES, SHAPES

UNKNOWN, BREAK = "\x01", "\x02"
_FIRST_CODE = 0x100
_PIECE = re.compile(r"\s*(?:(\w+):(?=[\w(',.-]))?(?:([A-Z][A-Z0-9]+)|([a-z'’][\w'’.]*|[-,.&])|([()|?*]))")
# Classes made of others, and of shapes.
_MIXED: dict[str, tuple[str, ...]] = {
    "DAYNUM": ("DAY", "NTH"),
    "COUNT": ("CARDINAL", "SCALE", "DAY", "NUMBER", "FRACTION"),
    "RANK": ("ORDINAL", "NTH"),
    "ANYYEAR": ("YEAR", "YEAR2"),
}


class Alphabet:
    """Gives every word of the grammar its character."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.shapes = {shape: chr(0x20 + i) for i, shape in enumerate(SHAPES)}
        for words in CLASSES.values():
            for word in words:
                self.code(word)

    def code(self, word: str) -> str:
        """The character of a word, given on first use."""
        return self.codes.setdefault(word, chr(_FIRST_CODE + len(self.codes)))

    def members(self, name: str) -> str:
        """The characters of a class or shape."""
        if name in self.shapes:
            return self.shapes[name]
        if name in _MIXED:
            return "".join(self.members(part) for part in _MIXED[name])
        return "".join(self.code(word) for word in CLASSES[name])


ALPHABET = Alphabet()


class Pattern:
    """A compiled pattern; ``first`` holds the characters it can begin with."""

    def __init__(self, source: str) -> None:
        self._pieces = _pieces(source)
        self._at = 0
        self._source, self.first, nullable = self._alternatives()
        if nullable or self._at < len(self._pieces):
            raise ValueError(f"pattern {source!r}")

    @cached_property
    def match(self) -> re.Pattern[str]:
        """The expression over characters of tokens; compiled on first use, as most stories use few of the patterns."""
        return re.compile(self._source, re.DOTALL)

    def _alternatives(self) -> tuple[str, frozenset[str], bool]:
        sources, first, nullable = [], frozenset[str](), False
        while True:
            source, f, n = self._sequence()
            sources.append(source)
            first, nullable = first | f, nullable or n
            if self._at < len(self._pieces) and self._pieces[self._at][3] == "|":
                self._at += 1
                continue
            return "|".join(sources), first, nullable

    def _sequence(self) -> tuple[str, frozenset[str], bool]:
        out, first, nullable = "", frozenset[str](), True
        while self._at < len(self._pieces) and self._pieces[self._at][3] not in ("|", ")"):
            name, class_, word, mark = self._pieces[self._at]
            self._at += 1
            n = False
            if mark == "(":
                source, f, n = self._alternatives()
                self._at += 1
                source = f"(?P<{name}>{source})" if name else f"(?:{source})"
            else:
                chars = ALPHABET.members(class_) if class_ else ALPHABET.code(word)
                f, source = frozenset(chars), "[" + re.escape(chars) + "]"
                source = f"(?P<{name}>{source})" if name else source
            if self._at < len(self._pieces) and self._pieces[self._at][3] in ("?", "*"):
                source, n = source + self._pieces[self._at][3], True
                self._at += 1
            first = first | f if nullable else first
            out, nullable = out + source, nullable and n
        return out, first, nullable


def _pieces(source: str) -> list[tuple[str, str, str, str]]:
    found, at = [], 0
    source = source.rstrip()
    while at < len(source):
        m = _PIECE.match(source, at)
        if m is None:
            raise ValueError(f"pattern {source!r} at {at}")
        found.append((m[1] or "", m[2] or "", m[3] or "", m[4] or ""))
        at = m.end()
    return found
