"""Time expressions and their TIMEX3-style values, by grammar.

Values follow TimeML (Pustejovsky et al. 2003): dates as YYYY[-MM[-DD]], weeks as YYYY-Www, durations as PnX.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from legation.record.model import TimeExpression

_MONTHS = (
    {m.lower(): i for i, m in enumerate(calendar.month_name) if m}
    | {m.lower(): i for i, m in enumerate(calendar.month_abbr) if m}
    | {"sept": 9}
)
_DAYS = {d.lower(): i for i, d in enumerate(calendar.day_name)}
_NUMBERS = {w: i for i, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"])} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50}  # fmt: skip
_UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y", "decade": "DE", "hour": "H", "minute": "M", "century": "CE"}

_MONTH = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
_DAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_UNIT = r"(?P<unit>day|week|month|year|decade|hour|minute|centur(?:y|ies))s?"
_COUNT = r"(?P<count>\d[\d,.]*|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty)"
_PART = r"(?:(?:early|late|mid|earlier|later)[ -])?"

Resolver = Callable[[re.Match[str], date | None, bool], tuple[str, str | None]]


def _number(text: str) -> int | None:
    text = text.lower().replace(",", "")
    if text in _NUMBERS:
        return _NUMBERS[text]
    return int(text) if text.isdigit() and len(text) < 5 else None


def _shift(day: date, unit: str, count: int) -> str | None:
    try:
        if unit == "day":
            return (day + timedelta(days=count)).isoformat()
        if unit == "week":
            year, week, _ = (day + timedelta(weeks=count)).isocalendar()
            return f"{year}-W{week:02}"
        if unit == "month":
            months = day.year * 12 + day.month - 1 + count
            return f"{months // 12:04}-{months % 12 + 1:02}"
        if unit == "year":
            return f"{day.year + count:04}"
        if unit == "decade":
            return f"{(day.year // 10 + count):03}"
    except (OverflowError, ValueError):
        return None
    return None


def _full_date(m: re.Match[str], base: date | None, past: bool) -> tuple[str, str | None]:
    month = _MONTHS[m["month"].lower().rstrip(".")]
    groups = m.groupdict()
    day, year = groups.get("day"), groups.get("year")
    number: int | None = int(year) if year else None
    if number is None and base is not None:
        number = base.year
        if past and (month, int(day or 1)) > (base.month, base.day) and (month - base.month) > 1:
            number -= 1
        elif not past and month < base.month - 3:
            number += 1
    if number is None:
        return "DATE", f"XXXX-{month:02}" + (f"-{int(day):02}" if day else "")
    if day is None:
        return "DATE", f"{number:04}-{month:02}"
    if not 1 <= int(day) <= calendar.monthrange(number if 1 <= number <= 9999 else 2000, month)[1]:
        return "DATE", None
    return "DATE", f"{number:04}-{month:02}-{int(day):02}"


def _weekday(m: re.Match[str], base: date | None, past: bool) -> tuple[str, str | None]:
    if base is None:
        return "DATE", None
    gap = (_DAYS[m["weekday"].lower()] - base.weekday()) % 7
    which = (m.groupdict().get("which") or "").lower()
    try:
        if which == "last" or (past and which not in ("next", "this", "coming")):
            gap = gap - 7 if gap or which == "last" else 0
        elif which == "next" and gap == 0:
            gap = 7
        return "DATE", (base + timedelta(days=gap)).isoformat()
    except OverflowError:
        return "DATE", None


def _near_day(m: re.Match[str], base: date | None, past: bool) -> tuple[str, str | None]:
    word = m.group().lower()
    if base is None:
        return "DATE", None
    offset = {"yesterday": -1, "tomorrow": 1}.get(word.split()[-1], 0)
    try:
        return "DATE", (base + timedelta(days=offset)).isoformat()
    except OverflowError:
        return "DATE", None


def _relative_unit(m: re.Match[str], base: date | None, past: bool) -> tuple[str, str | None]:
    count = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(m["which"].lower(), 0)
    unit = m["unit"].lower()
    return "DATE", _shift(base, unit, count) if base else None


def _relative_month(m: re.Match[str], base: date | None, past: bool) -> tuple[str, str | None]:
    if base is None:
        return "DATE", None
    month, which = _MONTHS[m["month"].lower().rstrip(".")], m["which"].lower()
    year = base.year
    if which == "last":
        year -= month >= base.month
    elif which == "next":
        year += month <= base.month
    return "DATE", f"{year:04}-{month:02}"


def _ago(m: re.Match[str], base: date | None, past: bool) -> tuple[str, str | None]:
    count, unit = _number(m["count"]), m["unit"].lower()
    if base is None or count is None:
        return "DATE", None
    ahead = (m.groupdict().get("later") or "").lower() in ("from now",)
    return "DATE", _shift(base, "century" if unit.startswith("centur") else unit, count if ahead else -count)


def _duration(m: re.Match[str], base: date | None, past: bool) -> tuple[str, str | None]:
    count, unit = _number(m["count"]), m["unit"].lower()
    code = _UNITS["century" if unit.startswith("centur") else unit]
    if count is None:
        return "DURATION", None
    return "DURATION", ("PT" if unit in ("hour", "minute") else "P") + f"{count}{code}"


def _year(m: re.Match[str], base: date | None, past: bool) -> tuple[str, str | None]:
    return "DATE", m["year"]


def _decade(m: re.Match[str], base: date | None, past: bool) -> tuple[str, str | None]:
    text = m["decade"]
    return "DATE", text[:3] if len(text) == 4 else "19" + text[0]


def _season(m: re.Match[str], base: date | None, past: bool) -> tuple[str, str | None]:
    code = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}[m["season"].lower()]
    year = m.groupdict().get("year")
    which = (m.groupdict().get("which") or "").lower()
    if year:
        return "DATE", f"{year}-{code}"
    return "DATE", f"{base.year + {'last': -1, 'next': 1}.get(which, 0):04}-{code}" if base else None


def _constant(kind: str, value: str) -> Resolver:
    return lambda m, base, past: (kind, value)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])" + pattern + r"(?![\w])", re.IGNORECASE)


_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_WHICH = r"(?P<which>last|this|next|past|previous|coming|the past|the current)"
_GRAMMAR: tuple[tuple[re.Pattern[str], Resolver], ...] = (
    (_compile(r"(?P<iso>(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d))"), lambda m, b, p: ("DATE", _iso(m["iso"]))),
    (_compile(_MONTH + r" (?P<day>\d{1,2})(?:st|nd|rd|th)?(?:[-–]\d{1,2})?,? " + _YEAR), _full_date),
    (_compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?" + _MONTH + r"(?:,? " + _YEAR + r")?"), _full_date),
    (_compile(_MONTH + r" (?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d|,\d|:)"), _full_date),
    (_compile(_PART + _MONTH + r",? (?:of )?" + _YEAR), _full_date),
    (_compile(r"(?P<which>last|this|next) " + _MONTH), _relative_month),
    (re.compile(r"(?<=[a-z,] )" + _MONTH.replace("May|", "") + r"(?!\w| \d)"), _full_date),
    (re.compile(r"(?<=\b[Ii]n )(?P<month>May)\b"), _full_date),
    (_compile(r"(?:(?P<which>last|this|next|coming) )?" + _DAY + r"(?: (?:morning|afternoon|evening|night))?"), _weekday),
    (_compile(r"(?:earlier |later )?(?:today|tonight|yesterday|tomorrow)"), _near_day),
    (_compile(r"(?:earlier|later|early|late) (?P<which>this|last|next) (?P<unit>day|week|month|year)"), _relative_unit),
    (_compile(_WHICH + r" (?P<unit>day|week|month|year|decade)"), _relative_unit),
    (_compile(_COUNT + r"[- ]" + _UNIT + r" ago"), _ago),
    (_compile(_COUNT + r" " + _UNIT + r" (?P<later>from now)"), _ago),
    (_compile(r"(?:(?P<which>last|this|next) )?(?P<season>spring|summer|autumn|winter)(?: (?:of )?" + _YEAR + r")?"), _season),
    (_compile(r"(?:the )?(?:early |late |mid-?)?(?P<decade>(?:1[5-9]|20)\d0)s"), _decade),
    (_compile(r"(?P<unit0>daily|weekly|monthly|annually|yearly)"), lambda m, b, p: ("SET", {"daily": "P1D", "weekly": "P1W", "monthly": "P1M"}.get(m["unit0"].lower(), "P1Y"))),
    (_compile(r"every (?P<unit>day|week|month|year)"), lambda m, b, p: ("SET", "P1" + _UNITS[m["unit"].lower()])),
    (_compile(r"(?:the (?:past|last|next|first) )?" + _COUNT + r"[- ]" + _UNIT), _duration),
    (_compile(r"(?:(?:early|late|mid)[- ])?" + _YEAR), _year),
    (_compile(r"(?:now|currently|at present|presently)"), _constant("DATE", "PRESENT_REF")),
    (_compile(r"(?:recently|in the past|previously)"), _constant("DATE", "PAST_REF")),
)  # fmt: skip


def _iso(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


_FUTURE = re.compile(
    r"\b(?:will|would|shall|to|due|next|plans?|planned|scheduled|expected|set|upcoming|is to|are to|before|by|until|ahead of)\b",
    re.IGNORECASE,
)
_HINT = re.compile(r"\d|day|week|month|year|decade|centur|ago|now|early|late|recent|past|previous|present|spring|summer|autumn|winter|hour|minute|tonight|tomorrow|january|february|march|april|may|june|july|august|september|october|november|december|jan\.|feb\.|oct\.|nov\.|dec\.|aug\.|sep", re.IGNORECASE)  # fmt: skip


def time_expressions(text: str, base: date | None, sentences: list[tuple[int, int]]) -> list[TimeExpression]:
    """Find time expressions and resolve them.

    Args:
        text: the story. base: its publication date, or None: then relative expressions get no value.
        sentences: character spans; an expression stands within one.
    Returns:
        expressions without overlaps, in order.
    """
    found: list[TimeExpression] = []
    for start, end in sentences:
        if not _HINT.search(text, start, end):
            continue
        taken: list[TimeExpression] = []
        for pattern, resolve in _GRAMMAR:
            for m in pattern.finditer(text, start, end):
                a, b = m.span()
                if any(a < t.end and t.start < b for t in taken):
                    continue
                if (
                    (a and text[a - 1] in "$€£")
                    or text[b : b + 1] == "%"
                    or re.match(
                        r",\d{3}|\.\d| (?:per ?cent|troops|people|dollars|euros|soldiers|civilians|million|billion)", text[b : b + 12]
                    )
                ):
                    continue
                before = text[max(start, a - 60) : a]
                past = not _FUTURE.search(before.rsplit(",", 1)[-1])
                kind, value = resolve(m, base, past)
                taken.append(TimeExpression(m.group(), a, b, kind, value))  # type: ignore[arg-type]
        found.extend(sorted(taken, key=lambda t: t.start))
    return found


def is_calendar(value: str | None) -> bool:
    """Whether a value names a day, week, month or year of the calendar, as an event's date may."""
    return bool(value and re.fullmatch(r"\d{4}(?:-(?:\d\d(?:-\d\d)?|W\d\d))?", value))
