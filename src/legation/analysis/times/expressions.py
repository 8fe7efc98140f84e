"""Finds the time expressions of a text and gives each its value."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from legation.analysis.times import dates, lengths, years  # noqa: F401 - they enter their rules
from legation.analysis.times.context import Found, Story
from legation.analysis.times.grammar import RULES, Rule, fiscal
from legation.analysis.times.tokens import Tokens, tokens
from legation.record.model import TimeExpression

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"\d{4}(?:-|$)")
_CALENDAR = re.compile(r"(\d{4}(?:-(?:\d\d(?:-\d\d)?|W\d\d))?)(?:T.*|-WE)?|(\d{4})-(?:Q\d|H\d|SP|SU|FA|WI)")


@lru_cache(maxsize=1)
def _by_first() -> dict[str, list[Rule]]:
    """The rules that may begin with each token character."""
    found: dict[str, list[Rule]] = {}
    for rule in RULES:
        for char in rule[0].first:
            found.setdefault(char, []).append(rule)
    return found


def time_expressions(text: str, base: date | None, sentences: list[tuple[int, int]]) -> list[TimeExpression]:
    """Find time expressions and resolve them.

    Args:
        text: the story. base: its publication date, or None: then relative expressions get no value.
        sentences: character spans; an expression stands within one.
    Returns:
        expressions without overlaps, in order, with TIMEX3-style type and value and the reason of the value.
    """
    rules, found, at = _by_first(), [], 0
    cut = tokens(text, sentences)
    story = Story(base)
    codes = cut.codes
    while at < len(codes):
        candidates = rules.get(codes[at])
        if candidates is None:
            at += 1
            continue
        expression, at = _longest(cut, at, candidates, story)
        if expression is not None:
            found.append(expression)
            if expression.value and _DAY.fullmatch(expression.value):
                story.day = date.fromisoformat(expression.value)
            if expression.value and _YEAR.match(expression.value):
                story.year = int(expression.value[:4])
    return found


def _longest(cut: Tokens, at: int, candidates: list[Rule], story: Story) -> tuple[TimeExpression | None, int]:
    matches = [(m.end(), -n, m, meaning) for n, (pattern, meaning) in enumerate(candidates) if (m := pattern.match.match(cut.codes, at))]
    for last, _, match, meaning in sorted(matches, key=lambda m: m[:2], reverse=True):
        if last <= at:
            continue
        f = Found(cut, at, last, match, story)
        value = meaning(f)
        if value is not None:
            fiscal(f, value[1])
            return TimeExpression(cut.slice(at, last), cut.starts[at], cut.ends[last - 1], value[0], value[1], f.why), last  # type: ignore[arg-type]
    return None, at + 1


def calendar_date(value: str | None) -> str | None:
    """The day, week, month or year of the calendar that a value falls in, as an event is dated (codebook: date).

    Returns:
        "1997-04-02" of "1997-04-02TNI", "1997-W14" of "1997-W14-WE", "1997" of "1997-Q2" or "1997-SP"; None of durations,
        sets, decades and references such as "PAST_REF".
    """
    match = _CALENDAR.fullmatch(value or "")
    return (match[1] or match[2]) if match else None
