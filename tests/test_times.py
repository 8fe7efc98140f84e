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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talks stop for Ramadan.", ("Ramadan", "2006-09-24")),
        ("They met before Christmas.", ("Christmas", "2006-12-25")),
        ("Profit rose in the third quarter.", ("the third quarter", "2006-Q3")),
        ("It rules every Thursday.", ("every Thursday", "XXXX-WXX-4")),
        ("He served for 2 1/2 years.", ("2 1/2 years", "P2Y6M")),
        ("It began Saturday night.", ("Saturday night", "2006-12-02TNI")),
        ("The truce of 31 February 1997 fell.", ("31 February 1997", None)),
        ("They will return by 3 p.m. Friday.", ("3 p.m. Friday", "2006-12-08T15:00")),
        ("Aid fell in fiscal 1998.", ("fiscal 1998", "1998")),
    ],
)
def test_more_values(text: str, expected: tuple[str, str | None]) -> None:
    assert expected in values(text)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1997-04-02TNI", "1997-04-02"),
        ("1997-W14-WE", "1997-W14"),
        ("1997-Q2", "1997"),
        ("P3D", None),
        ("PAST_REF", None),
        ("199", None),
        (None, None),
    ],
)
def test_calendar_date(value: str | None, day: str | None) -> None:
    assert calendar_date(value) == day


def test_values_say_why() -> None:
    text = "They will meet on Friday."
    friday = time_expressions(text, BASE, sentences(text))[0]
    assert "looks ahead" in friday.reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It lasted two and a half years.", ("two and a half years", "P2Y6M")),
        ("After an hour and a half they left.", ("an hour and a half", "PT1.5H")),
        ("It stood for half a century.", ("half a century", "P50Y")),
        ("They met on Christmas Eve.", ("Christmas Eve", "2006-12-24")),
        ("Shops shut on Labor Day.", ("Labor Day", "2006-09-04")),
        ("They vote two weeks from Friday.", ("two weeks from Friday", "2006-12-22")),
        ("At 1600 GMT Friday it will end.", ("1600 GMT Friday", "2006-12-08T16:00")),
        ("It lost money in the year ended March 31.", ("the year", "P1Y")),
        ("In 1998 he was jailed; the same year he fled.", ("the same year", "1998")),
        ("In 1998 he was jailed; that year he fled.", ("that year", "1998")),
        ("On June 3, 1997 they met, and the next day they signed.", ("the next day", "1997-06-04")),
        ("The dividend would be paid on a still unspecified date in January.", ("January", "2007-01")),
        ("The index fell 1.2% to 452.76 on Friday.", ("Friday", "2006-12-01")),
    ],
)
def test_later_rules(text: str, expected: tuple[str, str]) -> None:
    assert expected in values(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The U.S. budget for fiscal 2006 was cut.", "2005-10-01 to 2006-09-30"),
        ("Japan's fiscal year 2005 began.", "2005-04-01 to 2006-03-31"),
        ("Profit rose in fiscal 1992.", "does not tell"),
        ("They met on 31 February 1997.", "no such day"),
        ("They met on Sunday.", "the last one by"),
    ],
)
def test_reasons(text: str, reason: str) -> None:
    (found,) = time_expressions(text, BASE, sentences(text))
    assert reason in found.reason
