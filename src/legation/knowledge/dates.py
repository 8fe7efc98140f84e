"""Spans of validity: dates known to the year, month or day, some of them uncertain."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(~?)")
_UNCERTAIN = timedelta(days=366)
"""How far an uncertain date may be off and still count as covering a day."""


def first_day(text: str) -> date:
    """The first day that a date such as "1997", "1997-04" or "1997-04-30~" can mean.

    Raises:
        ValueError: it is no such date, or there is no such day; the message says what to write.
    """
    return _bounds(text)[0]


def last_day(text: str) -> date:
    """The last day that a date can mean; errors as :func:`first_day`."""
    return _bounds(text)[1]


def _bounds(text: str) -> tuple[date, date]:
    m = _FORM.fullmatch(text)
    if m is None:
        raise ValueError(f"“{text}” is no date; write YYYY, YYYY-MM or YYYY-MM-DD, with ~ after it where it is uncertain")
    year, month, day = int(m[1]), m[2], m[3]
    try:
        first = date(year, int(month or 1), int(day or 1))
        last = first if day else date(year, int(month or 12), calendar.monthrange(year, int(month or 12))[1])
    except (ValueError, calendar.IllegalMonthError):
        raise ValueError(f"“{text}” is a day or month that the calendar does not have") from None
    return first, last


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something holds; empty text is open.

    Attributes:
        since, until: as in the tables, for instance "2001-01-20", "1997", "2003~" or "".
    """

    since: str = ""
    until: str = ""

    def covers(self, day: date | None) -> bool:
        """Whether it may hold on a day: imprecise dates count in full, uncertain ones with a year to spare."""
        if day is None:
            return True
        if self.since and day < first_day(self.since) - (_UNCERTAIN if self.since.endswith("~") else timedelta()):
            return False
        return not (self.until and day > last_day(self.until) + (_UNCERTAIN if self.until.endswith("~") else timedelta()))

    def before(self, day: date) -> bool:
        """Whether it had ended by a day."""
        return bool(self.until) and last_day(self.until) < day

    def after(self, day: date) -> bool:
        """Whether it had not begun by a day."""
        return bool(self.since) and first_day(self.since) > day

    def __str__(self) -> str:
        return f"{self.since or '…'}–{self.until or 'today'}" if self.since or self.until else "always"
