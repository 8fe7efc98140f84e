"""Rules for dates, clock times, weekdays, and units, quarters and halves counted from a date."""

from __future__ import annotations

import re
from datetime import date, timedelta

from legation.analysis.times.calendars import day_value, last_quarter, shift
from legation.analysis.times.context import Found
from legation.analysis.times.grammar import MOD, Value, given_year, may_be_month, rule, spelled, unknown, year_of
from legation.analysis.times.vocabulary import ORDINALS, PARTS, WEEKDAYS


@rule(
    "(WEEKDAY ,?)? m:MONTH d:DAYNUM ,? y:(YEAR|YEAR2)",
    "(WEEKDAY ,?)? (the)? d:DAYNUM of? m:MONTH ,? y:YEAR",
    "(WEEKDAY ,?)? m:MONTH d:DAYNUM (-|to|and) (MONTH)? DAYNUM ,? y:YEAR",
    "(WEEKDAY ,? the?)? m:MONTH d:DAYNUM",
    "(WEEKDAY ,? the?)? d:DAYNUM (of)? m:MONTH",
    "m:MONTH d:DAYNUM - DAYNUM",
    "m:MONTH d:DAYNUM (of)? y:((last|this|next) year)",
)
def _date(f: Found) -> Value | None:
    day, month, year = int(re.sub(r"\D", "", f.word("d"))), f.month(), given_year(f)
    if f.after in ("percent", "per", "million", "billion", "people", "troops") or (year is None and f.after == "%"):
        return None
    if year is None:
        year = year_of(f, month, day)
    else:
        f.why = "as written"
    if year is None:
        return "DATE", f"XXXX-{month:02}-{day:02}"
    value = day_value(year, month, day)
    f.why = f.why if value else "the calendar has no such day"
    return "DATE", value


@rule("y:YEAR - a:(DAY|NUMBER) - b:(DAY|NUMBER)")
def _iso(f: Found) -> Value | None:
    year, a, b = f.word("y"), f.word("a"), f.word("b")
    if len(a) != 2 or len(b) != 2 or not (a + b).isdigit():
        return None
    f.why = "as written"
    return "DATE", day_value(int(year), int(a), int(b))


@rule("s:SLASHED")
def _slashed(f: Found) -> Value | None:
    month, day, year = map(int, f.word("s").split("/"))
    f.why = "as written, month first"
    return "DATE", day_value(year + (1900 if 40 <= year < 100 else 2000 if year < 40 else 0), month, day)


@rule(
    f"{MOD}? m:MONTH (of)? ,? y:(YEAR|YEAR2)",
    f"(the)? {MOD}? m:MONTH (of)? y:((last|this|next) year)",
    "m:MONTH y:(nineteen CARDINAL - CARDINAL)",
)
def _month_year(f: Found) -> Value | None:
    year = spelled(f.words("y")) or given_year(f)
    f.why = "as written"
    return "DATE", f"{year:04}-{f.month():02}" if year else None


@rule("x:(last|next|this|past|the coming) m:MONTH", f"{MOD} m:MONTH", "m:MONTH")
def _month(f: Found) -> Value | None:
    if not may_be_month(f) and not f.words("x"):
        return None
    month, base = f.month(), f.story.base
    if base is None:
        return "DATE", f"XXXX-{month:02}"
    which = f.word("x")
    year = year_of(f, month)
    if which in ("last", "past"):
        year, f.why = base.year - (month >= base.month), f"the one before {base}"
    elif which in ("next", "the coming"):
        year, f.why = base.year + (month <= base.month), f"the one after {base}"
    elif which == "this":
        year = base.year
    return "DATE", f"{year:04}-{month:02}"


@rule("m:MONTH (-|to|through|and) MONTH ,? y:YEAR")
def _months(f: Found) -> Value | None:
    return _month_year(f)


_CLOCKS = "(c:CLOCK h:HALFDAY? | n:(DAY|CARDINAL) h:HALFDAY | c:CLOCK | p:(noon|midnight|midday|dawn|dusk|daybreak|lunchtime))"


@rule(
    "ABOUT? c:CLOCK h:HALFDAY z:ZONE? (on? w:WEEKDAY | d:(today|yesterday|tomorrow))?",
    "ABOUT? c:(CLOCK|NUMBER|YEAR) z:ZONE (on? w:WEEKDAY | d:(today|yesterday|tomorrow))?",
    "ABOUT? n:(DAY|CARDINAL) h:HALFDAY z:ZONE? (on? w:WEEKDAY | d:(today|yesterday|tomorrow))?",
    "ABOUT? n:(DAY|CARDINAL) h:HALFDAY z:ZONE? (on)? m:MONTH k:DAYNUM",
    "c:CLOCK",
    "n:(DAY|CARDINAL) (o ' clock | o'clock) h:(HALFDAY | (in the DAYPART))?",
    "ABOUT? p:(noon|midnight|midday) (on? w:WEEKDAY | d:(today|yesterday|tomorrow))?",
)
def _clock(f: Found) -> Value | None:
    base = f.story.base
    alone = f.match.group() == f.match.group("c") if "c" in f.match.re.groupindex else False
    if alone and f.before not in ("at", "around", "about", "by", "before", "after", "until"):
        return None
    day = base
    if f.words("m") and base is not None:
        year = year_of(f, f.month())
        text = day_value(year, f.month(), int(re.sub(r"\D", "", f.word("k")))) if year else None
        day = date.fromisoformat(text) if text else None
    elif f.words("w"):
        day = _weekday(f, WEEKDAYS[f.word("w")])
    elif base is not None and f.words("d"):
        day = base + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(f.word("d"), 0))
    if f.words("p"):
        hour, minute = {"noon": (12, 0), "midday": (12, 0), "midnight": (24, 0)}[f.word("p")]
    else:
        raw = f.word("c") or str(int(f.number("n") or 0))
        parts = re.findall(r"\d\d?", raw if not raw.isdigit() or len(raw) < 3 else raw.zfill(4))
        hour, minute = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
        half = f.word("h").replace(".", "")
        hour = hour + 12 if half == "pm" and hour < 12 else 0 if half == "am" and hour == 12 else hour
    if hour > 24 or minute > 59:
        return None
    f.why = f.why or "the hour on the day of the story"
    return "TIME", f"{day.isoformat()}T{hour:02}:{minute:02}" if day else None


def _weekday(f: Found, number: int, which: str = "") -> date | None:
    base = f.story.base
    if base is None:
        return None
    if which in ("previous", "following") and f.story.day is not None:
        base = f.story.day
    gap = (number - base.weekday()) % 7
    if which in ("last", "previous", "past"):
        gap -= 7
        f.why = f"the one before {base}"
    elif which in ("next", "coming", "following"):
        gap = gap or 7
        f.why = f"the one after {base}"
    elif f.ahead:
        f.why = f"the next one from {base}, as the clause looks ahead"
    else:
        gap = gap - 7 if gap else 0
        f.why = f"the last one by {base}"
    try:
        return base + timedelta(days=gap)
    except OverflowError:
        return None


@rule(
    "(the)? x:(last|next|this|coming|previous|following|past)? w:WEEKDAY",
    "EARLY? -? w:WEEKDAY p:(DAYPART|noon|midnight)",
    "(early|late|mid) -? w:WEEKDAY",
)
def _on_weekday(f: Found) -> Value | None:
    if f.words("x") == [] and f.match.group().startswith("the"):
        return None
    day = _weekday(f, WEEKDAYS[f.word("w")], f.word("x"))
    if f.word("p") in ("morning", "afternoon", "evening", "night"):
        return "TIME", f"{day}T{PARTS[f.word('p')]}" if day else None
    return "DATE", day.isoformat() if day else None


@rule(
    "EARLY? d:(today|yesterday|tomorrow) p:DAYPART?",
    "EARLY? d:(today|yesterday|tomorrow)",
    "the day (before|after) d:(yesterday|tomorrow)",
    "d:(tonight|overnight)",
    "last p:night",
    "this p:DAYPART",
)
def _near(f: Found) -> Value | None:
    base, word = f.story.base, f.word("d")
    if f.title:
        return None
    if word == "overnight":
        return "TIME", f"{base}TNI" if base else None
    if base is None:
        return unknown(f)
    offset = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    if len(f.words("d")) and f.tokens.words[f.first] == "the":
        offset *= 2
    if not word and f.tokens.words[f.first] == "last":
        offset = -1
    f.why = f"counted from {base}"
    try:
        day = (base + timedelta(days=offset)).isoformat()
    except OverflowError:
        return "DATE", None
    if word == "tonight":
        return "TIME", f"{day}TNI"
    return ("TIME", f"{day}T{PARTS[f.word('p')]}") if f.words("p") else ("DATE", day)


@rule("the p:(morning|afternoon|evening|night)", "(early|late) (in the)? p:(morning|afternoon|evening)")
def _part(f: Found) -> Value | None:
    if f.before not in ("in", "during", "of", "by", "for", "into", "until", "early", "late"):
        return None
    day = f.story.day or f.story.base
    f.why = "of the day the text speaks of"
    return "TIME", f"{day}T{PARTS[f.word('p')]}" if day else None


_OFFSET = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "next": 1, "coming": 1, "following": 1, "upcoming": 1, "ensuing": 1}


@rule(
    f"{MOD}? (the)? x:WHICH (fiscal|calendar|financial)? u:(SPAN|quarter|weekend)",
    f"{MOD} in (the)? x:WHICH u:(SPAN|quarter|weekend)",
    "(early|late|earlier|later) (in)? the u:(SPAN|quarter|weekend)",
    "the (end|beginning|start|middle) of the u:(SPAN|quarter|weekend)",
    "the (full|entire|whole|fiscal|current)? u:(week|month|quarter|year|weekend)",
)
def _relative(f: Found) -> Value | None:
    unit, which, base = f.word("u"), f.word("x"), f.story.base
    first = f.tokens.words[f.first]
    if f.title:
        return None
    if (
        not which
        and first == "the"
        and unit in ("week", "month", "year")
        and f.after in ("of", "when", "that", "after", "before", "ago")
        and f.last - f.first == 2
    ):
        return None
    if base is None:
        return unknown(f)
    if unit == "year" and which in ("that", "previous", "preceding", "following") and f.story.year is not None:
        f.why = f"counted from {f.story.year}, the year the text gave last"
        return "DATE", f"{f.story.year + _OFFSET.get(which, 0):04}"
    if which in ("previous", "preceding", "following", "ensuing", "that") and f.story.day is not None:
        f.why = f"counted from {f.story.day}, the date the text gave last"
        return "DATE", shift(f.story.day, unit, _OFFSET.get(which, 0))
    if unit == "day" and first in ("early", "late", "earlier", "later"):
        return "DATE", base.isoformat()
    if unit == "day" and which == "next" and f.story.day is not None and f.story.day != base and first == "the":
        f.why = f"counted from {f.story.day}, the date the text gave last"
        return "DATE", shift(f.story.day, "day", 1)
    if unit == "day" and which != "current":
        return None
    if unit == "year" and not which and f.after in ("ended", "ending", "to", "that"):
        f.why = "a length of time, of a business year"
        return "DURATION", "P1Y"
    if unit == "quarter":
        if which in ("next", "coming", "this", "current"):
            return "DATE", shift(base, "quarter", int(which in ("next", "coming")))
        f.why = "the quarter spoken of" if f.story.quarter else f"the last one ended before {base}"
        return "DATE", f.story.quarter if f.story.quarter and which not in ("last",) else last_quarter(base)
    count = _OFFSET.get(which, 0)
    f.why = f"counted from {base}"
    if unit == "weekend" and not count:
        return "DATE", shift(base, "weekend", 0 if f.ahead or base.weekday() >= 4 else -1)
    return "DATE", shift(base, unit, count)


@rule("(the|that) same u:(day|week|month|year)")
def _same(f: Found) -> Value | None:
    unit, story = f.word("u"), f.story
    if f.after in ("as", "period", "quarter", "month", "week"):
        return None
    if unit == "year" and story.year is not None:
        f.why = f"{story.year}, the year the text gave last"
        return "DATE", f"{story.year:04}"
    if story.day is None:
        return None
    f.why = f"of {story.day}, the date the text gave last"
    return "DATE", shift(story.day, unit, 0)


@rule("year - end", "(the)? year ' s end", "(the)? year 's end")
def _year_end(f: Found) -> Value | None:
    base = f.story.base
    return "DATE", f"{base.year}-12-31" if base else None


@rule(
    "(the)? x:(latest|same|corresponding|current|comparable) (fiscal)? (quarter|period) (y:(last year) | (a|one) year (ago|earlier|before))?",
    "(the)? (corresponding|same|comparable) (period|quarter) (a|one)? year? (ago|earlier|before)?",
    "(the)? z:(year (- | ) (ago|earlier)) (fiscal)? (quarter|period)?",
    "z:(last year 's) (quarter|period)",
)
def _period(f: Found) -> Value | None:
    base = f.story.base
    if base is None:
        return unknown(f)
    quarter = f.story.quarter or last_quarter(base)
    if f.words("z") or f.words("y") or any(w in f.tokens.words[f.first : f.last] for w in ("ago", "earlier")):
        quarter = f"{int(quarter[:4]) - 1:04}{quarter[4:]}"
        f.why = "a year before the quarter spoken of"
    return "DATE", quarter


@rule(
    "(the)? y:YEAR? (fiscal)? -? q:ORDINAL -? quarter (of)? (the)? (fiscal)? y2:(YEAR|((last|this|next) year))?",
    "z:((last|this|next) year 's) (fiscal)? q:ORDINAL -? quarter",
    "(the)? y:YEAR quarter",
)
def _quarter(f: Found) -> Value | None:
    base = f.story.base
    number = ORDINALS[f.word("q")] if f.words("q") else 0
    if number > 4:
        return None
    words = f.words("y") or f.words("y2")
    year: int | None = None
    if f.words("z"):
        words = f.words("z")[:2]
    if words:
        year = (
            base.year + {"last": -1, "next": 1}.get(words[0], 0)
            if len(words) == 2 and base
            else int(words[0])
            if words[0].isdigit()
            else None
        )
        f.why = "as written"
    if year is None:
        if base is None:
            return unknown(f)
        f.why = f"the last one by {base}"
        value = last_quarter(base, number)
    else:
        value = f"{year:04}-Q{number}" if number else f"{year:04}-{(f.story.quarter or 'QX')[-2:]}"
    f.story.quarter = value
    return "DATE", value


@rule("(the)? h:(first|second|last) half (of)? (the)? (fiscal)? y:(YEAR|((last|this|next) year)|year)", "(the)? h:(first|second) half")
def _half(f: Found) -> Value | None:
    if not f.words("y") and f.after == "of":
        return None
    year = given_year(f) if f.word("y") not in ("", "year") else (f.story.base.year if f.story.base else None)
    return "DATE", f"{year:04}-H{1 if f.word('h') == 'first' else 2}" if year else None
