"""Who speaks: mentions that stand for somebody named elsewhere in the story."""

from __future__ import annotations

import math

import pytest

import legation
from legation.analysis.actors import Actors, names
from legation.analysis.statements import find_statements
from legation.analysis.statements.candidates import SIGNALS, Choices
from legation.analysis.statements.kinds import KINDS, mention_kind
from legation.analysis.statements.speakers import Weights
from legation.reader import Reader


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


@pytest.mark.parametrize(
    ("mention", "core"),
    [
        ("Mitra, a former finance minister in Bengal", "Mitra"), ("an official, who asked not to be named", "an official"),
        ("a diplomat here", "a diplomat"), ("the man who signed it", "the man"), ("Han Zheng, acting party chief and mayor", "Han Zheng"),
        ("the army, navy and air chiefs", "the army, navy and air chiefs"),
        ("religious, clan and civil society leaders", "religious, clan and civil society leaders"),
        ("Saudi Arabia, the United Arab Emirates, Bahrain and Egypt", "Saudi Arabia, the United Arab Emirates, Bahrain and Egypt"),
    ],
)  # fmt: skip
def test_core_of_a_mention(mention: str, core: str) -> None:
    reader = Reader.load()
    actors = Actors(reader.session.read(mention), reader.knowledge)
    assert actors.mentions.text(*actors.mentions.core((0, len(actors.words)))) == core


def test_candidates_of_a_long_story_are_few() -> None:
    people = [f"{first} {last}" for first in ("Dana", "Milo", "Ruta", "Tavi", "Nela") for last in
             ("Ruvo", "Kesten", "Bralic", "Ostrander", "Whitcombe", "Zelenka", "Haddad", "Moreau", "Okafor", "Lindqvist", "Petrov", "Saito", "Andrade",
              "Kovacs", "Demir", "Novak", "Banerjee", "Castellan", "Drummond", "Eriksen")]  # fmt: skip
    text = " ".join(f"Minister {name} met the envoy in Lima. He said the talks with {name.split()[1]} would go on." for name in people)
    reader = Reader.load()
    scores = reader.session.read(text)
    actors = Actors(scores, reader.knowledge)
    found = find_statements(scores, reader.session.transitions["statement"], actors)
    story = Choices(found, actors)
    assert len(found) > 50
    assert max(len(story.candidates(n)) for n, s in enumerate(found) if s.source is not None) < 70


def test_ministries_of_two_countries_are_two() -> None:
    record = legation.read(
        "The Syrian foreign ministry said on Monday that it had received a letter from Ankara. "
        "The Turkish foreign ministry said the letter asked for talks.",
        date="2021-06-02",
    )
    assert [s.speaker_country for s in record.statements] == ["SYR", "TUR"]


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
        "NAIROBI, March 9 - Amnesty International said on Tuesday that the army had shelled villages in the north.\n\n"
        'The human rights group said at least 40 people had been killed. "The generals must be called to account," it said in a statement.\n\n'
        "The statement said that two camps had been burnt down.",
        date="2021-03-09",
    )
    later = {(s.speaker_text or "").lower(): s.speaker for s in record.statements}
    assert {later[m] for m in ("the human rights group", "it", "the statement")} == {"Amnesty International"}


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


def test_we_is_the_state_that_an_official_speaks_for() -> None:
    record = legation.read(
        "“We will only meet if Ankara withdraws its survey ships,” Greek Foreign Minister Nikos Petrakis told reporters in Athens.", date="2019-05-14"
    )
    meet = next(e for e in record.events if e.trigger == "meet")
    we = next(a for a in meet.actors if a.text == "We")
    assert (we.name, we.country) == ("Greece", "GRC")
    assert "Nikos Petrakis" in we.reason


def test_a_place_after_a_preposition_is_no_persons_name() -> None:
    assert names.person("a diplomat in Brussels") is None
    assert names.person("a former ambassador to Beijing") is None
    assert names.person("EU envoy Anna Brussels") == "Anna Brussels"
