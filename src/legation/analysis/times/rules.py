"""The grammar of time expressions: a pattern and what it means, most of it after TimeML's guidelines (Saurí et al. 2006).

A rule returns type and value, or None where the words are no time expression after all. Of the rules that match at a
word, the one that covers most counts; of equally long ones, the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from legation.analysis.times.calendars import FEASTS, day_value, feast, last_quarter, shift
from legation.analysis.times.context import Found
from legation.analysis.times.patterns import Pattern
from legation.analysis.times.vocabulary import CARDINALS, DECADES, ORDINALS, PARTS, PLURAL, SEASONS, UNITS, WEEKDAYS

Value = tuple[str, str | None]
Rule = tuple[Pattern, Callable[[Found], Value | None]]
RULES: list[Rule] = []

_NUM = "(COUNT COUNT* | CARDINAL - CARDINAL | a SCALE | COUNT and a half)"
_MANY = "(a few | few | several | some | many | a couple of | couple of | a number of | dozens of | hundreds of)"
_ABOUT = "((at least | more than | less than | up to | as long as | as much as)? ABOUT?)"
_MOD = "((EARLY | beginning of | start of | middle of | end of | the beginning of | the start of | the middle of | the end of) -?)"
_NAMED = frozenset(["may", "march"])
_FAR, _NEAR = 4, 2
"""Months ahead beyond which a date without a year lies in the year before, and by which one in January may be the next.
Set on the "dev" half of TimeBank."""
_BEFORE_DATE = frozenset("""
    in of since by until till from to during before after last next this early late mid on through between for around and or , ( - \n the
    about that
""".split()) | {"\n", "end", "start", "beginning", "ended", "ending"}  # fmt: skip


def rule(*patterns: str) -> Callable[[Callable[[Found], Value | None]], Callable[[Found], Value | None]]:
    """Enter a meaning for some patterns."""

    def enter(meaning: Callable[[Found], Value | None]) -> Callable[[Found], Value | None]:
        RULES.extend((Pattern(p), meaning) for p in patterns)
        return meaning

    return enter


def _year_of(f: Found, month: int, day: int | None = None) -> int | None:
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


def _given_year(f: Found) -> int | None:
    words = f.words("y")
    if not words:
        return None
    if words == ["last", "year"] or words == ["this", "year"] or words == ["next", "year"]:
        offset = {"last": -1, "next": 1}.get(words[0], 0)
        return f.story.base.year + offset if f.story.base else None
    digits = re.sub(r"\D", "", words[-1])
    return int(digits) if len(digits) == 4 else 1900 + int(digits) + (100 if int(digits) < 40 else 0)


def _unknown(f: Found) -> Value:
    f.why = "without a publication date it has no value"
    return "DATE", None


def _may(f: Found) -> bool:
    """Whether a "March" or "May" that stands alone is a month."""
    return f.word("m") not in _NAMED or f.before in _BEFORE_DATE - {"\n", "the", "that", "and", "or", ",", "to"}


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
    day, month, year = int(re.sub(r"\D", "", f.word("d"))), f.month(), _given_year(f)
    if f.after in ("percent", "per", "million", "billion", "people", "troops") or (year is None and f.after == "%"):
        return None
    if year is None:
        year = _year_of(f, month, day)
    else:
        f.why = "as written"
    if year is None:
        return "DATE", f"XXXX-{month:02}-{day:02}"
    return "DATE", day_value(year, month, day)


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
    f"{_MOD}? m:MONTH (of)? ,? y:(YEAR|YEAR2)",
    f"(the)? {_MOD}? m:MONTH (of)? y:((last|this|next) year)",
    "m:MONTH y:(nineteen CARDINAL - CARDINAL)",
)
def _month_year(f: Found) -> Value | None:
    year = _spelled(f.words("y")) or _given_year(f)
    f.why = "as written"
    return "DATE", f"{year:04}-{f.month():02}" if year else None


@rule("x:(last|next|this|past|the coming) m:MONTH", f"{_MOD} m:MONTH", "m:MONTH")
def _month(f: Found) -> Value | None:
    if not _may(f) and not f.words("x"):
        return None
    month, base = f.month(), f.story.base
    if base is None:
        return "DATE", f"XXXX-{month:02}"
    which = f.word("x")
    year = _year_of(f, month)
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
    "ABOUT? c:(CLOCK|NUMBER) z:ZONE (on? w:WEEKDAY | d:(today|yesterday|tomorrow))?",
    "ABOUT? n:(DAY|CARDINAL) h:HALFDAY z:ZONE? (on? w:WEEKDAY | d:(today|yesterday|tomorrow))?",
    "ABOUT? n:(DAY|CARDINAL) h:HALFDAY z:ZONE? (on)? m:MONTH k:DAYNUM",
    "c:CLOCK",
    "n:(DAY|CARDINAL) (o ' clock | o'clock) h:(HALFDAY | (in the DAYPART))?",
    "ABOUT? p:(noon|midnight|midday) (on? w:WEEKDAY | d:(today|yesterday|tomorrow))?",
)
def _clock(f: Found) -> Value | None:
    base = f.story.base
    if f.match.group() == f.match.group("c") if "c" in f.match.re.groupindex else False:
        if f.before not in ("at", "around", "about", "by", "before", "after", "until"):
            return None
    day = base
    if f.words("m") and base is not None:
        year = _year_of(f, f.month())
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
        return _unknown(f)
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
    f"{_MOD}? (the)? x:WHICH (fiscal|calendar)? u:(SPAN|quarter|weekend)",
    f"{_MOD} in (the)? x:WHICH u:(SPAN|quarter|weekend)",
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
        return _unknown(f)
    if which in ("previous", "preceding", "following", "ensuing", "that") and f.story.day is not None:
        f.why = f"counted from {f.story.day}, the date the text gave last"
        return "DATE", shift(f.story.day, unit, _OFFSET.get(which, 0))
    if unit == "day" and which != "current":
        return None
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
        return _unknown(f)
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
            return _unknown(f)
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
    year = _given_year(f) if f.word("y") not in ("", "year") else (f.story.base.year if f.story.base else None)
    return "DATE", f"{year:04}-H{1 if f.word('h') == 'first' else 2}" if year else None


def _count(f: Found) -> float | None:
    if f.words("n") in (["a"], ["an"], ["one"]):
        return 1
    return f.number("n")


@rule(
    f"{_ABOUT}? n:(a|an|{_NUM}) u:(UNIT|UNITS) (or so)? w:(ago|earlier|later|from now|hence|previously)",
    f"{_ABOUT}? v:{_MANY} u:UNITS w:(ago|earlier|later|from now|hence)",
    "w:(years|decades|centuries|months|weeks) ago",
    "a u:(week|month|year|decade) or (two|so) w:(ago|earlier)",
)
def _ago(f: Found) -> Value | None:
    base, unit = f.story.base, f.word("u")
    unit = PLURAL.get(unit, unit)
    ahead = f.word("w") in ("later", "from now", "hence")
    if f.words("v") or not unit:
        return "DATE", "FUTURE_REF" if ahead else "PAST_REF"
    count = _count(f) if "n" in f.match.re.groupindex else 1
    if base is None or count is None:
        return _unknown(f)
    if f.word("w") in ("earlier", "later") and f.story.day is not None and unit != "year":
        base = f.story.day
    f.why = f"counted from {base}"
    if unit in ("hour", "minute"):
        return "TIME", None
    if unit == "year" and count == 1 and f.story.quarter and not ahead:
        f.why = "a year before the quarter spoken of"
        return "DATE", f"{int(f.story.quarter[:4]) - 1:04}{f.story.quarter[4:]}"
    return "DATE", shift(base, unit, round(count if ahead else -count))


def _length(count: float, unit: str) -> str:
    code = UNITS[unit]
    if unit == "year" and count % 1 == 0.5 and count > 1:
        return f"P{int(count)}Y6M"
    figures = f"{count:g}" if count != int(count) else str(int(count))
    return ("PT" if unit in ("hour", "minute", "second") else "P") + figures + code


@rule(
    f"{_ABOUT}? (the)? (LAST|NEXT|first|final|other|another|same|opening|closing)? n:{_NUM} -? u:(UNIT|UNITS)",
    f"{_ABOUT}? (the)? (LAST|NEXT|first|final)? n:{_NUM} (fiscal|trading|working|business|consecutive|straight|more|full|long|calendar|additional|school|whole|solid|days)? u:(UNIT|UNITS|quarters)",
    f"(a|the) n:{_NUM} - u:UNIT period",
    f"{_ABOUT}? n:(a|an|one|another|half a|half an) u:UNIT",
    f"{_ABOUT}? n:(a|an) half - u:UNIT",
    f"(the year - (ago|earlier)) n:{_NUM} u:UNITS",
    f"n:{_NUM} (to|or|-) k:{_NUM} u:UNITS",
    f"the next n:{_NUM} (to|or|-) k:{_NUM} u:UNITS",
    f"the (LAST|NEXT) n:{_NUM} u:UNITS or so",
    f"{_ABOUT}? n:{_NUM} and a half u:UNITS",
)
def _duration(f: Found) -> Value | None:
    unit = PLURAL.get(f.word("u"), f.word("u"))
    if unit == "quarter":
        return None
    words = f.words("n")
    after = f.after
    if after in ("old", "olds") or (after == "-" and f.tokens.words[f.last + 1 : f.last + 2] in (["old"], ["olds"])):
        return None
    if after in ("ago",) or (words in (["a"], ["an"]) and unit in ("second", "minute") and after not in ("of", ",", ".")):
        return None
    count = 0.5 if "half" in words and len(words) == 2 and words[0] in ("a", "an", "half") else _count(f) if words != ["another"] else 1
    if count is None:
        return None
    if words in (["a"], ["an"]):
        if (
            f.before
            in ("times", "twice", "once", "percent", "barrels", "dollars", "million", "billion", "%", "tons", "tonnes", "units", "share")
            or f.before[:1].isdigit()
        ):
            return "SET", _length(1, unit)
        if unit in ("day", "night", "morning", "minute", "second") and after not in (",", ".", "\n", "after", "before"):
            return None
    f.why = "a length of time"
    return "DURATION", _length(count, unit)


@rule(
    f"(the)? (LAST|NEXT|recent|coming)? {_MANY}? u:UNITS (ahead|to come)?",
    f"(the)? (LAST|NEXT)? {_MANY} (more)? u:UNITS",
    "u:UNITS (or|and) UNITS",
    "those u:UNITS",
    "the (early|first|last|intervening|coming|LAST) u:UNITS",
)
def _vague(f: Found) -> Value | None:
    unit = PLURAL[f.word("u")]
    words = f.tokens.words[f.first : f.last]
    if f.before[:1].isdigit() or f.before in ("old", "-") or f.after in ("old",) or unit in ("quarter", "night", "morning"):
        return None
    if "recent" in words and unit == "year":
        return "DATE", "PAST_REF"
    code = UNITS[unit]
    f.why = "a length of time not given in figures"
    count = "2" if "couple" in words else "X"
    return "DURATION", ("PT" if unit in ("hour", "minute") else "P") + count + code


@rule(
    "e:EACH (other|single)? u:(UNIT|DAYPART|quarter)",
    "e:EACH n:COUNT u:UNITS",
    "e:EACH w:WEEKDAY p:DAYPART?",
    "w:WEEKDAYS p:(nights|mornings|evenings|afternoons)?",
    "e:EACH s:SEASON",
    "e:EACH m:MONTH",
    "o:OFTEN",
    "(once|twice) (a|per) u:UNIT",
)
def _set(f: Found) -> Value | None:
    f.why = "a time that recurs"
    if f.words("o"):
        code = {"daily": "XXXX-XX-XX", "weekly": "P1W", "monthly": "P1M", "quarterly": "P3M", "hourly": "PT1H", "nightly": "XXXX-XX-XXTNI", "biweekly": "P2W", "fortnightly": "P2W"}  # fmt: skip
        return "SET", code.get(f.word("o"), "P1Y")
    if f.words("w"):
        name = f.word("w")
        number = WEEKDAYS[name] if name in WEEKDAYS else WEEKDAYS[name[:-1]]
        part = f.word("p").removesuffix("s")
        return "SET", f"XXXX-WXX-{number + 1}" + (f"T{PARTS[part]}" if part in PARTS else "")
    if f.words("m"):
        return "SET", f"XXXX-{f.month():02}"
    if f.words("s"):
        return "SET", f"XXXX-{SEASONS[f.word('s')]}"
    unit = f.word("u")
    unit = PLURAL.get(unit, unit)
    if unit in ("morning", "afternoon", "evening", "night"):
        return "SET", f"XXXX-XX-XXT{PARTS[unit]}"
    if unit == "quarter":
        return "SET", "P3M"
    return "SET", _length(f.number("n") or 1, unit)


def _spelled(words: list[str]) -> int | None:
    """ "nineteen ninety-seven" → 1997."""
    if not words or words[0] not in ("nineteen", "eighteen"):
        return None
    rest = [CARDINALS[w] for w in words[1:] if w in CARDINALS]
    return CARDINALS[words[0]] * 100 + sum(rest) if rest else None


@rule("(the year)? c:((nineteen|eighteen) CARDINAL (-? CARDINAL)?)", "the year two thousand")
def _spelled_year(f: Found) -> Value | None:
    f.why = "as written"
    return "DATE", str(_spelled(f.words("c")) or 2000)


_NOT_YEARS = frozenset(
    "people troops dollars euros soldiers civilians percent km kilometers kilometres miles feet meters metres points tons tonnes gmt others".split()
)


@rule(
    "(the)? (fiscal|calendar) (year)? y:YEAR",
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
    year = _given_year(f)
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
    f"(the)? {_MOD}? x:(last|this|next|coming|past) s:SEASON",
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
    year = _given_year(f)
    if year is None:
        if base is None:
            return _unknown(f)
        which = f.word("x")
        year = base.year + (1 if which in ("next", "coming") else 0)
        starts = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}[name]
        if which in ("last", "past") and (name == "winter" or starts + 2 >= base.month):
            year -= 1
        f.why = f"counted from {base}"
    return "DATE", f"{year:04}-{SEASONS[name]}"


def _constant(value: str, *patterns: str, ban: frozenset[str] = frozenset(), kind: str = "DATE") -> None:
    def meaning(f: Found) -> Value | None:
        if f.after in ban or f.before in ban:
            return None
        f.why = "no date of the calendar"
        return kind, value

    rule(*patterns)(meaning)


_constant(
    "PRESENT_REF",
    "now",
    "right now",
    "currently",
    "at present",
    "presently",
    "at the moment",
    "nowadays",
    "these days",
    "current",
    "the present",
    "the moment",
    "at this (time|point|moment)",
    ban=frozenset(["until-", "account", "accounts"]),
)
_constant(
    "PAST_REF",
    "(more)? recently",
    "previously",
    "formerly",
    "the (recent|distant)? past",
    "recent",
    "lately",
    "the old days",
    "(in)? the not - too - distant past",
    "at that time",
    "at the time",
    "a long time ago",
    "long ago",
    ban=frozenset(["few", "two"]),
)
_constant(
    "FUTURE_REF",
    "soon",
    "(the)? (near|foreseeable|not - too - distant)? future",
    "as soon as possible",
    "some day",
    "in the (near)? future",
    ban=frozenset(["as", "futures", "contract", "contracts", "too", "after"]),
)
_constant("PXM", "some time", "a long time", "quite some time", kind="DURATION")


_FEAST = "(" + " | ".join(f.replace("'s", " 's").replace("-", " - ") for f in sorted(FEASTS)) + ")"


@rule(f"f:{_FEAST}", f"f:{_FEAST} ,? y:YEAR", f"x:(last|this|next) f:{_FEAST}")
def _feast(f: Found) -> Value | None:
    base, name = f.story.base, " ".join(f.words("f")).replace(" 's", "'s").replace(" - ", "-")
    if name not in FEASTS or not f.tokens.text[f.tokens.starts[f.match.start("f")]].isupper():
        return None
    year = _given_year(f)
    if year is None:
        if base is None:
            return _unknown(f)
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
