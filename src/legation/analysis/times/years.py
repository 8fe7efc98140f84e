"""Rules for years, decades, centuries, seasons and feasts."""

from __future__ import annotations

import re

from legation.analysis.times.calendars import FEASTS, feast
from legation.analysis.times.context import Found
from legation.analysis.times.grammar import MOD, Value, given_year, rule, spelled, unknown
from legation.analysis.times.vocabulary import DECADES, ORDINALS, SEASONS


@rule("(the year)? c:((nineteen|eighteen) CARDINAL (-? CARDINAL)?)", "the year two thousand")
def _spelled_year(f: Found) -> Value | None:
    f.why = "as written"
    return "DATE", str(spelled(f.words("c")) or 2000)


_NOT_YEARS = frozenset(
    "people troops dollars euros soldiers civilians percent km kilometers kilometres miles feet meters metres points tons tonnes gmt others".split()
)


@rule(
    "(the)? (fiscal|calendar|financial) (year)? y:(YEAR|YEAR2)",
    "y:YEAR",
    "(early|late|mid) -? y:YEAR",
    "(the)? (beginning|end|start|middle) of y:YEAR",
    "(the year)? y:YEAR",
    "y:YEAR (-|to) (YEAR|YEAR2|DAY)",
    "y:YEAR2",
    "the y:YEAR period",
)
def _year(f: Found) -> Value | None:
    word = f.word("y")
    alone = f.last - f.first == 1
    if alone and (
        f.after in _NOT_YEARS or f.before in ("$", "no", "room", "flight", "resolution", "article", "route", "highway", "number")
    ):
        return None
    if len(word) < 4 and f.before not in ("in", "since", "of", "from", "to", "until", "-", ",", "spring", "summer", "fall", "class"):
        return None
    if alone and f.before == "\n" and f.after not in (",", "was", "is", "will", "saw", "has", "would", "\n", ":"):
        return None
    f.why = "as written"
    year = given_year(f)
    return "DATE", str(year)


@rule(
    "(the)? (early|late|mid|mid -)? -? t:TENS",
    "(the)? (early|late|mid)? -? t:TENS2",
    "(the)? (early|late|mid)? -? t:DECADE",
    "(the)? (last|first) half of the t:(TENS|TENS2)",
    "(the)? e:(beginning|end) of the t:(TENS|TENS2)",
)
def _decade(f: Found) -> Value | None:
    text = f.word("t")
    if text in DECADES:
        if f.before in ("her", "his", "their", "in") and f.tokens.words[f.first] != "the":
            return None
        return "DATE", f"19{DECADES[text]}"
    digits = re.sub(r"\D", "", text)
    f.why = "as written"
    return "DATE", digits[:3] if len(digits) == 4 else f"19{digits[0]}"


@rule("(the)? (early|late|mid)? -? n:(NTH|ORDINAL) -? century")
def _century(f: Found) -> Value | None:
    word = f.word("n")
    number = ORDINALS.get(word) or int(re.sub(r"\D", "", word) or 0)
    return "DATE", f"{number - 1:02}" if number else None


@rule(
    f"(the)? {MOD}? x:(last|this|next|coming|past) s:SEASON",
    "(the)? (early|late|mid)? s:SEASON (of)? y:YEAR",
    "(the)? (early|late|mid) -? s:SEASON",
    "the s:SEASON",
    "s:SEASON",
)
def _season(f: Found) -> Value | None:
    name, base = f.word("s"), f.story.base
    if f.last - f.first == 1 and (name in ("fall", "spring") or f.before not in ("in", "by", "during", "since", "until", "of", "for")):
        return None
    if f.match.group() and f.tokens.words[f.first] == "the" and name in ("fall", "spring") and f.last - f.first == 2 and f.after == "of":
        return None
    year = given_year(f)
    if year is None:
        if base is None:
            return unknown(f)
        which = f.word("x")
        year = base.year + (1 if which in ("next", "coming") else 0)
        starts = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}[name]
        if which in ("last", "past") and (name == "winter" or starts + 2 >= base.month):
            year -= 1
        f.why = f"counted from {base}"
    return "DATE", f"{year:04}-{SEASONS[name]}"


_FEAST = "(" + " | ".join(f.replace("'s", " 's").replace("-", " - ") for f in sorted(FEASTS, key=lambda f: (-len(f), f))) + ")"


@rule(f"f:{_FEAST}", f"f:{_FEAST} ,? y:YEAR", f"x:(last|this|next) f:{_FEAST}")
def _feast(f: Found) -> Value | None:
    base, name = f.story.base, " ".join(f.words("f")).replace(" 's", "'s").replace(" - ", "-")
    if name not in FEASTS or not f.tokens.text[f.tokens.starts[f.match.start("f")]].isupper():
        return None
    year = given_year(f)
    if year is None:
        if base is None:
            return unknown(f)
        days = [d for y in (base.year - 1, base.year, base.year + 1) if 1900 < y < 2099 and (d := feast(name, y))]
        if not days:
            return "DATE", None
        which = f.word("x")
        past = which == "last" or (which != "next" and not f.ahead and min(days, key=lambda d: abs((d - base).days)) <= base)
        side = [d for d in days if (d <= base) == past] or days
        day = max(side) if past else min(side)
        f.why = f"the feast next to {base}"
        return "DATE", day.isoformat()
    found = feast(name, year) if 1900 < year < 2099 else None
    return "DATE", found.isoformat() if found else None
