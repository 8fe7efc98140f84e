"""Who speaks: mentions that stand for somebody named elsewhere in the story."""

from __future__ import annotations

import math

import pytest

import legation
from legation.analysis.candidates import SIGNALS
from legation.analysis.kinds import KINDS, mention_kind
from legation.analysis.speakers import Weights
from legation.record.model import Record


@pytest.mark.parametrize(
    ("mention", "kind"),
    [
        ("he", "he"), ("She", "she"), ("it", "it"), ("They", "they"),
        ("a senior official familiar with the talks", "person"), ("the ministry's spokeswoman", "person"),
        ("The statement", "document"), ("a report by the mission", "document"), ("the daily", "medium"), ("the Brussels-based group", "body"),
        ("army officers", "group"), ("police", "group"), ("the press", "body"),
        ("Foreign Minister Dana Ruvo", None), ("the United Nations", None), ("Interfax news agency", "medium"),
    ],
)  # fmt: skip
def test_kind_of_mention(mention: str, kind: str | None) -> None:
    assert mention_kind(mention, person=False) == kind


def test_weights_are_whole() -> None:
    weights = Weights.load()
    assert set(weights.rows) == set(KINDS)
    assert all(len(row) == len(SIGNALS) and all(map(math.isfinite, row)) for row in weights.rows.values())


def _speakers(record: Record) -> dict[str, str | None]:
    """Speaker of each statement by the first words of its content."""
    return {" ".join(s.content.strip('"“').split()[:2]): s.speaker for s in record.statements}


def test_a_description_in_the_lead_is_the_person_named_later() -> None:
    record = legation.read(
        "MINSK, May 4 - Talks on the border crossing will not resume before June, a deputy foreign minister said on Tuesday.\n\n"
        '"We have told our neighbours what we need from them," Deputy Foreign Minister Andrei Luzhkevich told reporters in Minsk. '
        '"So far nobody has answered."\n\n'
        "Luzhkevich said the government would send another letter next week.",
        date="2021-05-04",
    )
    found = [s.speaker for s in record.statements]
    assert len(found) >= 3
    assert set(found) == {"Andrei Luzhkevich"}


def test_a_description_becomes_the_body_it_describes() -> None:
    record = legation.read(
        "NAIROBI, March 9 - Amnesty International on Tuesday accused the army of shelling villages in the north.\n\n"
        'The London-based group said at least 40 people had been killed. "The generals must be called to account," it said in a statement.\n\n'
        "The statement said that two camps had been burnt down.",
        date="2021-03-09",
    )
    later = [s.speaker for s in record.statements if s.speaker_text and s.speaker_text.lower() in ("the london-based group", "it", "the statement")]
    assert later
    assert later.count("Amnesty International") >= len(later) - 1


def test_unnamed_sources_stay_unnamed() -> None:
    record = legation.read(
        "VIENNA, June 2 - The foreign ministers of Austria and Slovenia will meet on Friday, a diplomat said. "
        "Austrian Foreign Minister Karl Loibner arrived in Ljubljana on Wednesday.",
        date="2021-06-02",
    )
    assert [s.speaker for s in record.statements] == ["diplomat"]


def test_a_pronoun_is_the_person_named_before() -> None:
    record = legation.read(
        'Foreign Minister Dana Ruvo met the envoy in Lima on Monday. "We agreed on nothing," she said.', date="2021-06-02"
    )
    said = record.statements[-1]
    assert (said.speaker, said.speaker_text) == ("Dana Ruvo", "she")
