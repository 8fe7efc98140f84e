"""Arithmetic on calendars: shifting by units, quarters and seasons, and the feasts that diplomacy's calendar knows."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

_FIXED = {
    "christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "new year": (1, 1), "new year's day": (1, 1),
    "new year's eve": (12, 31), "may day": (5, 1), "valentine's day": (2, 14), "epiphany": (1, 6), "independence day": (7, 4),
    "bastille day": (7, 14), "nowruz": (3, 21), "norouz": (3, 21), "halloween": (10, 31), "boxing day": (12, 26), "victory day": (5, 9),
    "veterans day": (11, 11), "remembrance day": (11, 11), "armistice day": (11, 11), "women's day": (3, 8), "human rights day": (12, 10),
}  # fmt: skip
_FROM_EASTER = {
    "easter": 0,
    "easter sunday": 0,
    "good friday": -2,
    "easter monday": 1,
    "palm sunday": -7,
    "ash wednesday": -46,
    "pentecost": 49,
}
_FROM_PASSOVER = {"passover": 0, "rosh hashana": 163, "rosh hashanah": 163, "yom kippur": 172, "sukkot": 177}
_ISLAMIC = {
    "ramadan": (9, 1), "eid al-fitr": (10, 1), "eid al-adha": (12, 10), "ashura": (1, 10), "ashoura": (1, 10), "feast of sacrifice": (12, 10),
}  # fmt: skip
_LUNAR = frozenset(["lunar new year", "chinese new year", "spring festival", "tet"])
# Month and day of the lunar new year, 1990 on.
_LUNAR_DAYS = (
    "0127 0215 0204 0123 0210 0131 0219 0207 0128 0216 0205 0124 0212 0201 0122 0209 0129 0218 0207 0126 0214 0203 0123 0210 "
    "0131 0219 0208 0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0203"
).split()
_NTH_WEEKDAYS = {
    "labor day": (9, 0, 1), "memorial day": (5, 0, -1), "columbus day": (10, 0, 2), "presidents' day": (2, 0, 3), "presidents day": (2, 0, 3),
    "martin luther king day": (1, 0, 3), "mother's day": (5, 6, 2),
}  # fmt: skip
"""Month, weekday and which one of the month (-1 the last) of feasts of the United States."""
FEASTS = frozenset([*_FIXED, *_NTH_WEEKDAYS, *_FROM_EASTER, *_FROM_PASSOVER, *_ISLAMIC, *_LUNAR, "thanksgiving", "thanksgiving day"])
"""Names of the feasts that :func:`feast` knows."""


_OCTOBER, _APRIL, _JULY = (10, -1), (4, 0), (7, -1)
FISCAL = {
    **dict.fromkeys(("u.s.", "us", "american", "america", "federal", "congress", "pentagon", "washington", "thailand", "thai"), _OCTOBER),
    **dict.fromkeys(("japan", "japanese", "tokyo", "india", "indian", "britain", "british", "canada", "canadian", "kong", "singapore"), _APRIL),
    **dict.fromkeys(("pakistan", "pakistani", "australia", "australian", "egypt", "egyptian", "bangladesh", "kenya"), _JULY),
}  # fmt: skip
"""Words of states and authorities whose fiscal year is no calendar year: the month it begins in, and in which year, counted from the
one that it is named after (the United States' fiscal 2006 began in October 2005, Japan's in April 2006)."""


def fiscal_year(year: int, words: list[str]) -> str | None:
    """What a fiscal year runs from and to, where the words around name a state whose rule is known: "2005-10-01 to 2006-09-30"."""
    rule = next((FISCAL[w] for w in words if w in FISCAL), None)
    if rule is None or not 1 < year < 9998:
        return None
    month, offset = rule
    first = date(year + offset, month, 1)
    return f"{first} to {first.replace(year=first.year + 1) - timedelta(days=1)}"


def shift(day: date, unit: str, count: int) -> str | None:
    """The value of the day, week, month, quarter, year, decade or century ``count`` units from the one that holds a day.

    Returns:
        a TIMEX value ("1997-04-02", "1997-W14", "1997-04", "1997-Q2", "1997", "199", "19"), or None beyond the calendar.
    """
    try:
        if unit == "day":
            return (day + timedelta(days=count)).isoformat()
        if unit in ("week", "weekend"):
            year, week, _ = (day + timedelta(weeks=count)).isocalendar()
            return f"{year:04}-W{week:02}" + ("-WE" if unit == "weekend" else "")
        if unit == "month":
            months = day.year * 12 + day.month - 1 + count
            return f"{months // 12:04}-{months % 12 + 1:02}" if 12 <= months < 120_000 else None
        if unit == "quarter":
            quarters = day.year * 4 + (day.month - 1) // 3 + count
            return f"{quarters // 4:04}-Q{quarters % 4 + 1}"
        if unit == "year":
            return f"{day.year + count:04}" if 1 <= day.year + count <= 9999 else None
        if unit == "decade":
            return f"{day.year // 10 + count:03}"
        if unit == "century":
            return f"{day.year // 100 + count:02}"
    except (OverflowError, ValueError):
        return None
    return None


def day_value(year: int, month: int, day: int) -> str | None:
    """A day's value, or None where the calendar has no such day ("31 February")."""
    if not (1 <= month <= 12 and 1 <= year <= 9999 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return f"{year:04}-{month:02}-{day:02}"


def last_quarter(day: date, which: int | None = None) -> str:
    """The latest quarter ended before a day; with ``which``, the latest of that number (1 to 4) begun before it."""
    if which is None:
        return str(shift(day, "quarter", -1))
    year = day.year if which <= (day.month - 1) // 3 + 1 else day.year - 1
    return f"{year:04}-Q{which}"


def feast(name: str, year: int) -> date | None:
    """The day of a feast in a year; for feasts by the Islamic calendar, by its arithmetic form, a day off at most.

    Args:
        name: lower case, one of :data:`FEASTS`.
    """
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _NTH_WEEKDAYS:
        month, weekday, which = _NTH_WEEKDAYS[name]
        days = [d for d in calendar.Calendar().itermonthdates(year, month) if d.month == month and d.weekday() == weekday]
        return days[which - 1 if which > 0 else which]
    if name in _FROM_EASTER:
        return _easter(year) + timedelta(days=_FROM_EASTER[name])
    if name in _FROM_PASSOVER:
        return _passover(year) + timedelta(days=_FROM_PASSOVER[name])
    if name in _ISLAMIC:
        return _islamic(year, *_ISLAMIC[name])
    if name in _LUNAR and 0 <= year - 1990 < len(_LUNAR_DAYS):
        text = _LUNAR_DAYS[year - 1990]
        return date(year, int(text[:2]), int(text[2:]))
    if name.startswith("thanksgiving"):
        first = date(year, 11, 1)
        return first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    return None


def _easter(year: int) -> date:
    """Western Easter (the anonymous Gregorian computus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _passover(year: int) -> date:
    """15 Nisan, by Gauss's formula; valid 1900 to 2099."""
    a, b = (12 * year + 12) % 19, year % 4
    q = 20.0955877 + 1.5542418 * a + 0.25 * b - 0.003177794 * year
    whole, part = int(q), q - int(q)
    c = (whole + 3 * year + 5 * b + 1) % 7
    if c in (2, 4, 6):
        whole += 1
    elif (c == 1 and a > 6 and part >= 0.632870370) or (c == 0 and a > 11 and part >= 0.897723765):
        whole += 2 if c == 1 else 1
    return date(year, 3, 1) + timedelta(days=whole + 12)


def _islamic(year: int, month: int, day: int) -> date | None:
    """The first day in a Gregorian year that is a given day of the tabular Islamic calendar."""
    about = int((year - 622) * 33 / 32)
    for hijra in range(about - 1, about + 3):
        months = 29 * (month - 1) + month // 2
        ordinal = day + months + (hijra - 1) * 354 + (3 + 11 * hijra) // 30 + 227014
        found = date.fromordinal(ordinal)
        if found.year == year:
            return found
    return None
