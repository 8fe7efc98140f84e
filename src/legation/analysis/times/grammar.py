"""The registry of rules, and the pieces of patterns and meaning that several share.

A rule is a pattern and what it means, most of it after TimeML's guidelines (Saurí et al. 2006). It returns type and value, or
None where the words are no time expression after all. Of the rules that match at a word, the one that covers most counts; of
equally long ones, the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from legation.analysis.times.calendars import fiscal_year
from legation.analysis.times.context import Found
from legation.analysis.times.patterns import Pattern
from legation.analysis.times.vocabulary import CARDINALS

Value = tuple[str, str | None]
Rule = tuple[Pattern, Callable[[Found], Value | None]]
RULES: list[Rule] = []

NUM = "(COUNT COUNT* | CARDINAL - CARDINAL | a SCALE | COUNT and a half)"
MANY = "(a few | few | several | some | many | a couple of | couple of | a number of | dozens of | hundreds of)"
ABOUT = "((at least | more than | less than | up to | as long as | as much as)? ABOUT?)"
MOD = "((EARLY | beginning of | start of | middle of | end of | the beginning of | the start of | the middle of | the end of) -?)"
NAMED = frozenset(["may", "march"])
_FAR, _NEAR = 4, 2
"""Months ahead beyond which a date without a year lies in the year before, and by which one in January may be the next.
Set on the "dev" half of TimeBank."""
BEFORE_DATE = frozenset("""
    in of since by until till from to during before after last next this early late mid on through between for around and or , ( - \n the
    about that
""".split()) | {"\n", "end", "start", "beginning", "ended", "ending"}  # fmt: skip


def rule(*patterns: str) -> Callable[[Callable[[Found], Value | None]], Callable[[Found], Value | None]]:
    """Enter a meaning for some patterns."""

    def enter(meaning: Callable[[Found], Value | None]) -> Callable[[Found], Value | None]:
        RULES.extend((Pattern(p), meaning) for p in patterns)
        return meaning

    return enter


def year_of(f: Found, month: int, day: int | None = None) -> int | None:
    """The year meant where only month (and day) are given: the nearest one before, or ahead where the clause looks ahead."""
    base = f.story.base
    if base is None:
        return None
    gap = (month - base.month) if day is None else (month - base.month) + (day - base.day) / 31
    if f.ahead:
        f.why = f"the next one from {base}, as the clause looks ahead"
        return base.year + 1 if gap < -2 else base.year
    f.why = f"the one nearest to {base}"
    return base.year - 1 if gap > _FAR else base.year + 1 if gap < -12 + _NEAR else base.year


def given_year(f: Found) -> int | None:
    """The year written in part "y", in four figures, in two, or as "last year"; None if there is none."""
    words = f.words("y")
    if not words:
        return None
    if words == ["last", "year"] or words == ["this", "year"] or words == ["next", "year"]:
        offset = {"last": -1, "next": 1}.get(words[0], 0)
        return f.story.base.year + offset if f.story.base else None
    digits = re.sub(r"\D", "", words[-1])
    return int(digits) if len(digits) == 4 else 1900 + int(digits) + (100 if int(digits) < 40 else 0)


def unknown(f: Found) -> Value:
    """What a relative date means without a publication date."""
    f.why = "without a publication date it has no value"
    return "DATE", None


def may_be_month(f: Found) -> bool:
    """Whether a "March" or "May" that stands alone is a month."""
    return f.word("m") not in NAMED or f.before in BEFORE_DATE - {"\n", "the", "that", "and", "or", ",", "to"}


def spelled(words: list[str]) -> int | None:
    """ "nineteen ninety-seven" → 1997."""
    if not words or words[0] not in ("nineteen", "eighteen"):
        return None
    rest = [CARDINALS[w] for w in words[1:] if w in CARDINALS]
    return CARDINALS[words[0]] * 100 + sum(rest) if rest else None


def fiscal(f: Found, value: str | None) -> None:
    """Says in the reason of a fiscal year or quarter what it runs from and to, or that the text does not tell."""
    words = f.tokens.words[f.first : f.last]
    if value is None or not ("fiscal" in words or "financial" in words):
        return
    around = f.tokens.words[max(0, f.first - _AROUND) : f.last + _AROUND]
    bounds = fiscal_year(int(value[:4]), around) if value[:4].isdigit() else None
    f.why = f"{f.why}; a fiscal year, {bounds}" if bounds else f"{f.why}; a fiscal year, whose first day the text does not tell"


_AROUND = 9
"""Words before and after a fiscal year among which its state is looked for."""
