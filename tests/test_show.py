from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

import legation
from legation.reader import Reader
from legation.record.model import Record
from legation.show.html import fragment, page
from legation.show.table import COLUMNS, lines, rows
from legation.show.terminal import render


@pytest.fixture(scope="module")
def record(reader: Reader) -> Record:
    return reader.read(legation.samples()[1])


def test_terminal_shows_every_event_without_colour(record: Record) -> None:
    shown = render(record, 100, False)
    assert "\x1b" not in shown
    for event in record.events:
        assert f"[{event.trigger}|{event.type}" in re.sub(r"\s+", " ", shown)
        assert event.status in shown
    assert max(map(len, shown.split("\n"))) <= 100


def test_html_is_self_contained_and_escaped(record: Record) -> None:
    shown = page([record])
    assert not re.search(r"(?:src|href)=[\"']?https?:", shown)
    for event in record.events:
        assert event.status in shown
    hostile = replace(record, title="<script>alert(1)</script>")
    assert "<script>alert" not in fragment(hostile)


def test_csv_has_one_row_an_event(record: Record) -> None:
    parsed = list(csv.DictReader(io.StringIO(lines([COLUMNS]) + lines(rows(record)))))
    assert len(parsed) == len(record.events)
    assert [r["trigger"] for r in parsed] == [e.trigger for e in record.events]


def test_a_record_displays_itself(record: Record) -> None:
    assert record._repr_html_().count("<table") >= 1
    assert str(len(record.events)) in str(record)
