"""The days that a date of the record covers."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

_FORM = re.compile(r"(\d{4})(?:-W(\d\d)|-(\d\d)(?:-(\d\d))?)?")


@lru_cache(maxsize=20_000)
def bounds(value: str | None) -> tuple[date, date] | None:
    """First and last day of a date: "2006-11-22", "2006-11", "2006" or the ISO week "2006-W47".

    Returns:
        the two days, or None for None and for what is no such date.
    """
    m = _FORM.fullmatch(value) if value else None
    if m is None:
        return None
    year, week, month, day = m.groups()
    try:
        if week:
            first = date.fromisocalendar(int(year), int(week), 1)
            return first, first + timedelta(days=6)
        if day:
            only = date(int(year), int(month), int(day))
            return only, only
        if month:
            return date(int(year), int(month), 1), date(int(year), int(month), calendar.monthrange(int(year), int(month))[1])
        return date(int(year), 1, 1), date(int(year), 12, 31)
    except ValueError:
        return None


def span(value: str | None) -> tuple[int, int] | None:
    """:func:`bounds` as day numbers (:meth:`datetime.date.toordinal`)."""
    days = bounds(value)
    return (days[0].toordinal(), days[1].toordinal()) if days else None


def iso(number: int) -> str:
    """A day number as YYYY-MM-DD."""
    return date.fromordinal(number).isoformat()
