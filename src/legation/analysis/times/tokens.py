"""A text as tokens, each with the character the grammar knows it by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from legation.analysis.times.patterns import ALPHABET, BREAK, UNKNOWN

_TOKEN = re.compile(
    r"[A-Za-z]+(?:\.[A-Za-z])+\.?"  # a.m., U.S.
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu|Thurs?|Fri|Sat|Sun)\."
    r"|[^\W\d_]+"
    r"|['’`]?\d+(?:[.,:/]\d+)*[a-z]*"
    r"|['’]s\b"
    r"|[^\w\s]"
)
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("DAY", re.compile(r"0?[1-9]|[12]\d|3[01]")),
    ("YEAR", re.compile(r"1[5-9]\d\d|20\d\d")),
    ("NUMBER", re.compile(r"\d+|\d{1,3}(?:,\d{3})+|\d+\.\d+")),
    ("NTH", re.compile(r"\d{1,2}(?:st|nd|rd|th)")),
    ("CLOCK", re.compile(r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?")),
    ("SLASHED", re.compile(r"\d{1,2}/\d{1,2}/(?:\d\d|\d{4})")),
    ("FRACTION", re.compile(r"[1-9]/[2-9]")),
    ("TENS", re.compile(r"(?:1[5-9]|20)\d0s")),
    ("TENS2", re.compile(r"['’`]?[2-9]0s")),
    ("YEAR2", re.compile(r"['’`]\d\d")),
)
_CAPITALS = frozenset(["may", "march", "sun", "mon", "mar", "dec", "jan"])
"""Names that are also common words, and count only with a capital."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens.

    Attributes:
        starts, ends: characters. words: lower-case forms. codes: one character a token, with breaks between sentences.
    """

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    codes: str

    def slice(self, first: int, last: int) -> str:
        """The characters of tokens ``first`` to ``last`` (exclusive)."""
        return self.text[self.starts[first] : self.ends[last - 1]]


def tokens(text: str, sentences: list[tuple[int, int]]) -> Tokens:
    """Cut the sentences of a text into tokens; a token that is a break stands between sentences."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    codes: list[str] = []
    known = ALPHABET.codes
    for start, end in sentences:
        for m in _TOKEN.finditer(text, start, end):
            raw = m.group()
            word = raw.lower()
            a, b = m.span()
            code = known.get(word)
            if code is None:
                code = UNKNOWN
                if word[0].isdigit() or (word[-1] >= "0" and len(word) > 1 and word[1].isdigit()):
                    code = _shape(text, a, b, word)
                elif word == "’s":
                    code = known["'s"]
            elif word in _CAPITALS and raw[0].islower():
                code = UNKNOWN
            starts.append(a)
            ends.append(b)
            words.append(word)
            codes.append(code)
        starts.append(end)
        ends.append(end)
        words.append("\n")
        codes.append(BREAK)
    return Tokens(text, starts, ends, words, "".join(codes))


def _shape(text: str, a: int, b: int, word: str) -> str:
    # Sums of money and percentages are no times.
    if (a and text[a - 1] in "$€£¥#") or text[b : b + 1] == "%":
        return UNKNOWN
    for shape, pattern in _SHAPES:
        if pattern.fullmatch(word):
            return ALPHABET.shapes[shape]
    return UNKNOWN
