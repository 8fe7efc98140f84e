"""The whole reading path on the shipped model."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import legation
from legation.errors import EmptyStoryError, InputError, NotEnglishError
from legation.reader import Reader
from legation.readers.story import Story
from legation.record.codes import MODES, SECTORS, STATUSES, TYPES
from legation.record.model import Record


def check(record: Record) -> None:
    """Every quoted span equals the text at its offsets; every code exists."""
    text = record.text
    for s in record.statements:
        assert text[s.start : s.end] == s.content
        assert s.content.strip()
        for quoted, a, b in ((s.cue, s.cue_start, s.cue_end), (s.speaker_text, s.speaker_start, s.speaker_end)):
            assert (quoted is None) == (a is None) == (b is None)
            assert quoted is None or text[a:b] == quoted
    for e in record.events:
        assert text[e.start : e.end] == e.trigger
        assert e.sentence in text
        assert e.type in TYPES
        assert e.status in STATUSES
        assert e.mode is None or e.mode in MODES[e.type]
        assert 0 <= e.confidence <= 1
        for a in (*e.actors, *e.recipients):
            assert text[a.start : a.end] == a.text
            assert a.sector in SECTORS
            assert a.entity is not None
            assert record.entities[a.entity].id == a.entity
        if e.date_start is not None:
            assert text[e.date_start : e.date_end] == e.date_text
        if e.place_start is not None:
            assert text[e.place_start : e.place_end] == e.place
    for entity in record.entities:
        assert all(text[m.start : m.end] == m.text for m in entity.mentions)
    for t in record.times:
        assert text[t.start : t.end] == t.text


def test_samples_give_valid_records(reader: Reader) -> None:
    records = [reader.read(s) for s in legation.samples()]
    assert len(records) >= 6
    for record in records:
        check(record)
        assert len(record.events) >= 5
        assert len(record.statements) >= 3


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_gives_a_valid_record_or_a_reason(reader: Reader, text: str) -> None:
    try:
        record = reader.read(Story("x", text, "2020-01-01"))
    except InputError:
        return
    check(record)


_PIECES = st.sampled_from(
    [
        "Kim",
        "met",
        "Lee",
        ".",
        '"',
        "“",
        "”",
        "said",
        ",",
        "that",
        "the",
        "president",
        "will",
        "if",
        "Seoul",
        "refuses",
        "on",
        "Monday",
        "He",
        "told",
        "reporters",
        "talks",
        "U.S.",
        "'s",
        "and",
        "Iran",
        "attacked",
        "(2006)",
        "-",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(_PIECES, min_size=1, max_size=60))
def test_newslike_noise_gives_a_valid_record(reader: Reader, pieces: list[str]) -> None:
    try:
        record = reader.read(Story("x", " ".join(pieces), "2006-12-04"))
    except (EmptyStoryError, NotEnglishError):
        return
    check(record)


def test_same_story_same_bytes(reader: Reader) -> None:
    story = legation.samples()[0]
    assert reader.read(story).to_json() == reader.read(story).to_json()


def test_without_a_date_relative_times_stay_open(reader: Reader) -> None:
    record = reader.read(Story("x", "The ministers of France and Iran met last week in Geneva for talks, officials said."))
    assert any("--date" in w for w in record.warnings)
    assert all(e.date is None for e in record.events)


def test_fifty_thousand_words_without_a_full_stop(reader: Reader) -> None:
    words = "the president of France met the king and said that talks with Iran had failed because of the long war " * 2500
    record = reader.read(Story("long", words.strip()))
    assert len(words.split()) == 50_000
    assert record.events


def test_records_are_frozen_and_fit_their_schema(reader: Reader) -> None:
    import jsonschema

    record = reader.read(legation.samples()[1])
    with pytest.raises(FrozenInstanceError):
        record.doc_id = "other"  # type: ignore[misc]
    jsonschema.validate(json.loads(record.to_json()), legation.schema())


def test_versions_are_in_the_record(reader: Reader) -> None:
    versions = reader.read(legation.samples()[0]).versions
    assert versions.software == legation.__version__
    assert versions.model == reader.session.version


def test_one_bad_story_does_not_stop_a_run(reader: Reader) -> None:
    good = legation.samples()[0]
    results = list(reader.read_many([good, Story("bad", ""), InputError("broken", "f", 1), good]))
    assert [isinstance(r, Record) for r in results] == [True, False, False, True]
