"""The words that time expressions are made of, in classes the grammar names in capitals."""

from __future__ import annotations

import calendar

MONTHS = (
    {m.lower(): i for i, m in enumerate(calendar.month_name) if m}
    | {m.lower() + ".": i for i, m in enumerate(calendar.month_abbr) if m}
    | {m.lower(): i for i, m in enumerate(calendar.month_abbr) if m and m not in ("Mar", "Jan")}
    | {"sept.": 9, "sept": 9}
)
WEEKDAYS = {d.lower(): i for i, d in enumerate(calendar.day_name)} | {
    "mon.": 0, "tue.": 1, "tues.": 1, "wed.": 2, "thu.": 3, "thur.": 3, "thurs.": 3, "fri.": 4, "sat.": 5, "sun.": 6,
}  # fmt: skip
UNITS = {"second": "S", "minute": "M", "hour": "H", "day": "D", "week": "W", "month": "M", "year": "Y", "decade": "DE", "century": "CE", "quarter": "Q", "weekend": "WE", "night": "TNI", "evening": "TEV", "morning": "TMO", "afternoon": "TAF"}  # fmt: skip
PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "overnight": "NI", "noon": "12:00", "midday": "MI", "midnight": "24:00", "dawn": "MO", "daybreak": "MO", "dusk": "EV", "lunchtime": "MI"}  # fmt: skip
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
CARDINALS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split())} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}
ORDINALS = {w: i for i, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(), 1)}  # fmt: skip
DECADES = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8, "nineties": 9}

PLURAL = {u + "s": u for u in UNITS if u != "century"} | {"centuries": "century"}
_LAST = ("last", "past", "previous", "preceding", "latest")
_NEXT = ("next", "coming", "following", "upcoming", "ensuing")


CLASSES: dict[str, tuple[str, ...]] = {
    "MONTH": tuple(MONTHS),
    "WEEKDAY": tuple(WEEKDAYS),
    "WEEKDAYS": tuple(d.lower() + "s" for d in calendar.day_name),
    "UNIT": tuple(u for u in UNITS if u not in ("weekend", "night", "evening", "morning", "afternoon", "quarter", "second")),
    "UNITS": tuple(p for p, u in PLURAL.items() if u not in ("second",)),
    "SPAN": ("day", "week", "month", "year", "decade", "century"),
    "SPANS": ("days", "weeks", "months", "years", "decades", "centuries"),
    "PART": tuple(PARTS),
    "DAYPART": ("morning", "afternoon", "evening", "night"),
    "SEASON": tuple(SEASONS),
    "CARDINAL": tuple(CARDINALS),
    "SCALE": tuple(SCALES),
    "ORDINAL": tuple(ORDINALS),
    "DECADE": tuple(DECADES),
    "LAST": _LAST,
    "NEXT": _NEXT,
    "THIS": ("this", "current"),
    "WHICH": (*_LAST, *_NEXT, "this", "current", "that"),
    "EARLY": ("early", "late", "mid", "earlier", "later"),
    "EACH": ("every", "each"),
    "OFTEN": ("daily", "weekly", "monthly", "quarterly", "yearly", "annually", "nightly", "hourly", "biweekly", "fortnightly"),
    "ABOUT": ("nearly", "almost", "about", "around", "roughly", "approximately", "over", "exactly", "barely", "only", "just"),
    "ZONE": ("est", "edt", "gmt", "utc", "cst", "cdt", "pst", "pdt", "mst", "mdt", "bst", "cet", "kst", "jst"),
    "HALFDAY": ("a.m.", "p.m.", "am", "pm", "a.m", "p.m"),
}  # fmt: skip

MODIFIERS = {
    "early": "START", "earlier": "START", "beginning": "START", "start": "START", "mid": "MID", "middle": "MID",
    "late": "END", "later": "END", "end": "END",
}  # fmt: skip

SHAPES = ("DAY", "NUMBER", "YEAR", "NTH", "CLOCK", "SLASHED", "TENS", "TENS2", "YEAR2", "FRACTION")
"""Tokens written in figures: a day of the month (1 to 31), any other number, a year, an ordinal ("3rd"), "9:30", "11/02/89",
"1990s", "'80s", "'96", "1/2"."""


def number(words: list[str]) -> float | None:
    """The value of a number in words or figures ("two hundred", "2 1/2", "forty - five"), or None."""
    total, current, seen = 0.0, 0.0, False
    for at, word in enumerate(words):
        if word in ("-", "and", "a", "an"):
            if word in ("a", "an") and words[at + 1 : at + 2] != ["half"]:
                current, seen = 1, True
            continue
        if word == "half":
            current += 0.5
        elif word in CARDINALS:
            current += CARDINALS[word]
        elif word in SCALES:
            current = (current or 1) * SCALES[word]
            if SCALES[word] >= 1000:
                total, current = total + current, 0
        elif "/" in word:
            top, _, bottom = word.partition("/")
            current += int(top) / int(bottom) if bottom.isdigit() and int(bottom) else 0
        else:
            try:
                current += float(word.replace(",", ""))
            except ValueError:
                return None
        seen = True
    return total + current if seen and total + current < 1e7 else None
