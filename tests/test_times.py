from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.analysis.times import calendar_date, time_expressions
from legation.language.sentences import sentences

BASE = date(2006, 12, 4)  # a Monday


def values(text: str, base: date | None = BASE) -> list[tuple[str, str | None]]:
    return [(t.text, t.value) for t in time_expressions(text, base, sentences(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met on Sunday.", ("Sunday", "2006-12-03")),
        ("They met on Monday.", ("Monday", "2006-12-04")),
        ("They will meet on Friday.", ("Friday", "2006-12-08")),
        ("They will meet next week.", ("next week", "2006-W50")),
        ("It was signed last year.", ("last year", "2005")),
        ("It was signed earlier this month.", ("earlier this month", "2006-12")),
        ("It was signed two years ago.", ("two years ago", "2004")),
        ("He leaves tomorrow.", ("tomorrow", "2006-12-05")),
        ("The treaty of March 3, 1997 holds.", ("March 3, 1997", "1997-03-03")),
        ("Since 1997 nothing happened.", ("1997", "1997")),
        ("The visit of December 7-9 is on.", ("December 7-9", "2006-12-07")),
        ("It ruled in the 1990s.", ("the 1990s", "199")),
        ("After a 13-month hiatus it resumed.", ("13-month", "P13M")),
        ("In September they agreed.", ("September", "2006-09")),
    ],
)
def test_values(text: str, expected: tuple[str, str]) -> None:
    assert expected in values(text)


def test_relative_dates_stay_open_without_a_base() -> None:
    assert values("They met last week on Tuesday.", None) == [("last week", None), ("Tuesday", None)]


def test_impossible_dates_have_no_value() -> None:
    assert values("On February 31, 2006 nothing happened.")[0][1] is None


@pytest.mark.parametrize("text", ["It cost $1999 in all.", "Some 2000 troops left.", "About 1,990 people fled."])
def test_amounts_are_no_years(text: str) -> None:
    assert not any(calendar_date(v) for _, v in values(text))


@given(st.text(alphabet="MondayJune last year0123456789,.- agoW", max_size=80), st.dates())
def test_any_text_and_date(text: str, base: date) -> None:
    found = time_expressions(text, base, sentences(text))
    assert all(text[t.start : t.end] == t.text for t in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
