"""Sentence segmentation by rule: paragraphs first, then full stops that are not abbreviations."""

from __future__ import annotations

import re

Span = tuple[int, int]

_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "col",
        "lt",
        "maj",
        "sgt",
        "capt",
        "cmdr",
        "brig",
        "adm",
        "sen",
        "rep",
        "gov",
        "st",
        "jr",
        "sr",
        "no",
        "vs",
        "hon",
        "rev",
        "pres",
        "sec",
        "amb",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "inc",
        "ltd",
        "co",
        "corp",
        "dept",
        "est",
        "approx",
        "u.s",
        "u.n",
        "u.k",
        "u.a.e",
        "d.c",
        "e.u",
        "a.m",
        "p.m",
        "i.e",
        "e.g",
        "etc",
    ]
)
_BREAK = re.compile(r"[.!?…]+[\"”’')\]]*(\s+)(?=[\"“‘'(\[]*[A-Z0-9])")
_PARAGRAPH = re.compile(r"\S[^\n]*")
_LAST_TOKEN = re.compile(r"(\S+?)[.!?…]+[\"”’')\]]*$")
# US, UN and initials may end a sentence; they are split only where a common sentence opener follows.
_MAY_END = frozenset(["u.s", "u.n", "u.k", "u.a.e", "d.c", "e.u", "a.m", "p.m", "inc", "ltd", "co", "corp", "etc"])
_OPENER = re.compile(r"(The|A|An|In|On|At|It|He|She|They|We|But|And|This|That|However|But|His|Her|Their|Its|For|As|Both|Some|\"|“)\b")
LONGEST_SENTENCE = 4000
"""Characters after which a sentence is cut at white space, so that text without full stops stays readable."""


def sentences(text: str) -> list[Span]:
    """Split a text into sentences.

    Args:
        text: any text; a line break always ends a sentence.
    Returns:
        ``(start, end)`` character spans, in order, without surrounding white space.
    """
    spans: list[Span] = []
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.start(), paragraph.start() + len(paragraph.group().rstrip())
        for match in _BREAK.finditer(text, start, end):
            if match.start() <= start or not _ends_sentence(text, start, match):
                continue
            spans.extend(_cut(text, start, match.start(1)))
            start = match.end()
        if start < end:
            spans.extend(_cut(text, start, end))
    return spans


def paragraph_of(text: str, spans: list[Span]) -> list[int]:
    """The running number of the paragraph (separated by blank or ended lines) that each span starts in."""
    numbers: list[int] = []
    number = 0
    for i, (start, _) in enumerate(spans):
        if i and "\n" in text[spans[i - 1][1] : start]:
            number += 1
        numbers.append(number)
    return numbers


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    last = _LAST_TOKEN.search(text, max(start, match.start() - 40), match.start(1))
    token = last.group(1).lstrip("\"“‘'([").lower() if last else ""
    if match.group().lstrip()[:1] != "." or not token:
        return True
    if token in _MAY_END:
        return bool(_OPENER.match(text, match.end()))
    return token not in _ABBREVIATIONS and not re.fullmatch(r"[a-z]|(?:[a-z]\.)+[a-z]", token)


def _cut(text: str, start: int, end: int) -> list[Span]:
    pieces: list[Span] = []
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        pieces.append((start, cut))
        start = cut + 1 if text[cut : cut + 1] == " " else cut
    if text[start:end].strip():
        pieces.append((start, end))
    return pieces
