"""Positions: who stands where on what, read off records made by hand; how they are grouped, and where they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from making import event, record, statement

from legation.ask.chronicle import Chronicle
from legation.ask.issues import group
from legation.chronicle.positions import POLE, STANCES, gist, positions, stance_of_word
from legation.ingest.run import ingest
from legation.readers.story import Story
from legation.record.model import Entity, Event, Mention, Statement
from legation.store.database import Database


def read(text: str, events: Sequence[Event] = (), statements: Sequence[Statement] = ()) -> list[tuple[str, str, str]]:
    """Holder, stance and issue of each position."""
    found = positions(record(Story("p", text, "2031-03-01"), events, statements))
    assert all(text[p.start : p.end] == p.words for p in found)
    return [(p.holder, p.stance, p.issue) for p in found]


def test_every_stance_has_a_side() -> None:
    assert set(POLE) == set(STANCES)


@pytest.mark.parametrize(
    ("words", "stance"),
    [
        ("endorsed", "supports"), ("deplores", "opposes"), ("urged", "demands"), ("pledged", "offers"), ("ruled out", "refuses"),
        ("feared", "fears"), ("denied", "denies"), ("walked", None), ("", None),
    ],
)  # fmt: skip
def test_stances_of_words(words: str, stance: str | None) -> None:
    assert stance_of_word(words) == stance


def test_an_event_gives_the_position_of_its_actor() -> None:
    text = "Avaria on Friday condemned the naval blockade of the bay, saying it was unlawful. Borduria vowed to keep it. Cordonia walked out."
    given = [
        event(text, "condemned", "ACCUSE", actors=["Avaria"], mode="disapprove"), event(text, "vowed", "AGREE", actors=["Borduria"]),
        event(text, "walked out", "SANCTION", actors=["Cordonia"]),
    ]  # fmt: skip
    assert read(text, given) == [("Avaria", "opposes", "naval blockade of the bay"), ("Borduria", "offers", "keep it")]
    made = positions(record(Story("p", text), [event(text, "condemned", "ACCUSE", "actual", ["Avaria"], ["Borduria"], sources=["Reuters", "Avaria"])]))
    assert [(p.target, p.source, p.event) for p in made] == [("Borduria", "Avaria", True)]


def test_the_type_tells_the_stance_where_the_word_does_not() -> None:
    text = "Avaria turned down the plan. Borduria rapped Cordonia over the border wall."
    given = [event(text, "turned down", "REJECT", actors=["Avaria"]), event(text, "rapped", "ACCUSE", actors=["Borduria"], mode="disapprove")]
    assert read(text, given) == [("Avaria", "refuses", "plan"), ("Borduria", "opposes", "Cordonia over the border wall")]


@pytest.mark.parametrize("status", ["negated", "refused", "possible", "conditional", "requested"])
def test_what_did_not_happen_is_no_position(status: str) -> None:
    text = "Avaria rejected the plan."
    assert read(text, [event(text, "rejected", "REJECT", status, ["Avaria"])]) == []


def test_in_a_passive_the_position_is_of_who_acts_and_on_what_is_acted_upon() -> None:
    text = "The border plan has been flatly rejected by Avaria, which wants more. The charges, which were denied by Borduria, concern the port."
    given = [event(text, "rejected", "REJECT", actors=["Avaria"]), event(text, "denied", "REJECT", actors=["Borduria"])]
    assert read(text, given) == [("Avaria", "refuses", "border plan"), ("Borduria", "denies", "charges")]


def test_whoever_is_asked_does_not_ask() -> None:
    """As the subject of a passive, or as both sides of the act."""
    text = "Avaria was strongly urged to open the port. Borduria urged Borduria to yield. Cordonia is urging calm."
    given = [
        event(text, "urged", "REQUEST", actors=["Avaria"]), replace(event(text, "urged", "REQUEST", "actual", ["Borduria"], ["Borduria"]), start=text.index("urged Borduria"), end=text.index("urged Borduria") + 5),
        event(text, "urging", "REQUEST", actors=["Cordonia"]),
    ]  # fmt: skip
    assert read(text, given) == [("Cordonia", "demands", "calm")]


def test_one_act_of_a_state_is_one_position() -> None:
    text = "Iran rejected the deadline, and the republic said so twice."
    actor = replace(event(text, "rejected", "REJECT", actors=["Iran"]).actors[0], country="IRN")
    again = replace(actor, text="the republic", name="Islamic republic", start=text.index("the republic"), end=text.index("the republic") + 12)
    person = replace(actor, text="President Smith", name="John Smith", start=text.index("said"), end=text.index("said") + 4)
    given = [replace(event(text, "rejected", "REJECT"), actors=(again, actor, person))]
    assert [h for h, _, _ in read(text, given)] == ["Iran", "John Smith"]


@pytest.mark.parametrize(
    ("cue", "content", "stance"),
    [
        ("said", "we will not accept the border plan", "refuses"),
        ("said", "Avaria would never recognise the seizure", "refuses"),
        ("said", "the two sides must leave the border zone", "demands"),
        ("said", "it was ready to open the port", "offers"),
        ("said", "it was deeply concerned about the drought", "fears"),
        ("said", "we are opposed to the border plan", "opposes"),
        ("said", "we fully support the border plan", "supports"),
        ("said", "it is in favour of the border plan", "supports"),
        ("said", "the players would come back from the match in time", None),
        ("said", "they sent a force to support the observers", None),
        ("said", "the harvest has never been so early", None),
        ("said", "the meeting lasted an hour", None),
        ("warned", "the drought could last", "fears"),
        ("denied", "that it had moved troops", "denies"),
        ("called", "for an end of the blockade", "demands"),
        ("called", "the vote a milestone", None),
        ("insisted", "that the death was an accident", None),
        ("insisted", "on a vote by May", "demands"),
        ("suggested", "the striker was tired", None),
        ("suggested", "that talks should open in May", "offers"),
    ],
)
def test_stances_of_statements(cue: str, content: str, stance: str | None) -> None:
    text = f"Avaria {cue} {content}."
    assert [s for _, s, _ in read(text, statements=[statement(text, "Avaria", cue, content)])] == ([stance] if stance else [])


def test_a_cue_that_is_an_event_is_taken_once() -> None:
    text = "Avaria denied that it had moved troops."
    given = [event(text, "denied", "REJECT", actors=["Avaria"])], [statement(text, "Avaria", "denied", "that it had moved troops")]
    assert read(text, *given) == [("Avaria", "denies", "it had moved troops")]


def test_the_gist_is_the_clause_without_small_words() -> None:
    assert gist(" of the border plan, but it went on") == "border plan"
    assert gist('that "the dam" will stay; nobody knows') == 'dam" will stay'
    assert gist("") == ""
    long = gist("the " + "very " * 100 + "long plan")
    assert len(long) <= 245
    assert long.endswith(" …")


def row(day: str | None, holder: str, stance: str, issue: str, country: str | None = "USA", sector: str = "GOV") -> dict[str, object]:
    return {"day": day, "holder": holder, "country": country, "sector": sector, "stance": stance, "issue": issue}


def test_positions_are_grouped_by_issue_the_largest_first() -> None:
    rows = [
        row("2031-03-01", "Avaria", "opposes", "the sale of grain to the islands"), row("2031-03-02", "Avaria", "refuses", "naval blockade of the bay"),
        row("2031-03-03", "Borduria", "supports", "a naval blockade in the bay", "PRK"), row("2031-03-04", "Cordonia", "demands", "blockade of the bay to end", "FRA"),
    ]  # fmt: skip
    found = group(rows)
    assert [(r["issue_group"], r["day"]) for r in found] == [
        ("naval blockade", "2031-03-02"), ("naval blockade", "2031-03-03"), ("naval blockade", "2031-03-04"),
        (found[3]["issue_group"], "2031-03-01"),
    ]  # fmt: skip
    assert found[3]["issue_group"] != "naval blockade"
    assert group([]) == []


def test_issues_that_hold_nothing_but_the_words_asked_for_are_one() -> None:
    rows = [row("2031-03-01", "Avaria", "supports", "the blockade"), row("2031-03-02", "Borduria", "supports", "the blockade", "PRK")]
    assert len({r["issue_group"] for r in group(rows, ["blockade"])}) == 1


def test_a_change_of_position_is_marked_between_days() -> None:
    issue = "naval blockade of the bay"
    rows = [
        row("2031-03-01", "Avaria", "opposes", issue), row("2031-03-02", "John Smith", "refuses", issue), row("2031-03-05", "Avaria", "supports", issue),
        row("2031-03-05", "Avaria", "opposes", issue), row("2031-03-06", "Farmers of Avaria", "supports", issue, sector="AGR"),
        row("2031-03-07", "Borduria", "supports", issue, "PRK"),
    ]  # fmt: skip
    assert [r["change"] for r in group(rows)] == [None, None, "was opposes (2031-03-01)", None, None, None]


@pytest.mark.parametrize(
    ("day", "stance", "issue", "change"),
    [
        ("2031-03-05", "supports", "the naval blockade of the bay, as before", True),
        ("2031-03-01", "supports", "naval blockade of the bay", False),  # of one day
        ("2032-06-01", "supports", "naval blockade of the bay", False),  # a year later
        ("2031-03-05", "supports", "naval blockade of the northern straits and its ports", False),  # another blockade
        ("2031-03-05", "demands", "end of the naval blockade of the bay", False),  # of one mind
        ("2031-03-05", "supports", "despite the naval blockade of the bay", False),
        ("2031-03-05", "fears", "naval blockade of the bay", False),
        (None, "supports", "naval blockade of the bay", False),
    ],
)
def test_only_another_stance_on_the_same_matter_is_a_change(day: str | None, stance: str, issue: str, change: bool) -> None:
    rows = [row("2031-03-01", "Avaria", "opposes", "naval blockade of the bay"), row(day, "Avaria", stance, issue)]
    assert [bool(r["change"]) for r in group(rows)] == [False, change]


def test_labels_are_phrases_of_the_issues_and_differ() -> None:
    rows = [
        row("2031-03-01", "A", "opposes", "the plan for grain export quotas in the United States"), row("2031-03-02", "B", "supports", "grain export quotas of the United States"),
        row("2031-03-03", "C", "demands", "give up the quotas on grain export by the prime minister"),
        row("2031-03-04", "D", "demands", "whale hunting near the reefs"), row("2031-03-05", "E", "demands", "lunar dust and whales"),
    ]  # fmt: skip
    found = group(rows)
    assert [r["issue_group"] for r in found[:3]] == ["grain export quotas"] * 3
    assert [r["issue_group"] for r in found[3:]] == ["whale hunting", "lunar dust"]


def test_many_issues_are_grouped_without_comparing_each_with_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Issues that share no word are never looked at together."""
    letters = "bcdfgkmnpqtvx"
    rows = [row("2031-03-01", "A", "supports", f"{a}{b}a{c} {c}{b}o{a}") for a in letters for b in letters for c in letters]
    looked: list[int] = []

    class Counting(Counter[Any]):
        def __init__(self, given: Iterable[Any] = ()) -> None:
            kept = list(given)
            looked.extend(x for x in kept if isinstance(x, int))  # groups, by their numbers
            super().__init__(kept)

    monkeypatch.setattr("legation.ask.issues.Counter", Counting)
    groups = len({r["issue_group"] for r in group(rows)})
    assert groups > 1_000
    assert len(looked) < groups


@pytest.mark.parametrize(
    ("text", "trigger", "type_", "actors", "found"),
    [
        ("Iran spurned the council's demand to end the work.", "demand", "REQUEST", ["Iran"], []),
        ("Avaria rebuffed demands to open the port.", "demands", "REQUEST", ["Avaria"], []),
        ("Avaria's refusal to open the port upset Borduria.", "refusal", "REJECT", ["Avaria", "Borduria"], [("Avaria", "refuses", "open the port upset Borduria")]),
        ("Talks failed over the angry refusal of Avaria to open the port.", "refusal", "REJECT", ["Avaria"], [("Avaria", "refuses", "open the port")]),
        ("Borduria ignored a call by Avaria for a truce.", "call", "REQUEST", ["Avaria", "Borduria"], [("Avaria", "demands", "truce")]),
        ("Borduria met the Avaria demand for a truce.", "demand", "REQUEST", ["Avaria", "Borduria"], [("Avaria", "demands", "truce")]),
        ("Avaria on Monday renewed its call for a truce.", "call", "REQUEST", ["Avaria"], [("Avaria", "demands", "truce")]),
        ("Avaria voiced support for a truce.", "support", "SUPPORT", ["Avaria"], [("Avaria", "supports", "truce")]),
        ("Avaria demands a truce.", "demands", "REQUEST", ["Avaria"], [("Avaria", "demands", "truce")]),
        ("Avaria, facing accusations of theft, left.", "accusations", "ACCUSE", ["Avaria"], []),
        ("Avaria was expected to call for a truce.", "call", "REQUEST", ["Avaria"], [("Avaria", "demands", "truce")]),
    ],
)
def test_an_act_named_by_a_noun_is_whose_the_text_says(text: str, trigger: str, type_: str, actors: list[str], found: list[tuple[str, str, str]]) -> None:
    assert read(text, [event(text, trigger, type_, actors=actors, mode="disapprove" if type_ == "ACCUSE" else None)]) == found


@pytest.mark.parametrize(
    ("name", "sector", "holder"),
    [
        ("Islamic republic", "GOV", "Iran"), ("Tehran", "GOV", "Iran"), ("Iranian Foreign Ministry", "GOV", "Iran"), ("Iran", "GOV", "Iran"),
        ("Foreign Minister", "GOV", "Foreign Minister"), ("John Smith", "GOV", "John Smith"), ("Islamic republic", "MED", "Islamic republic"),
        ("union of teachers", "GOV", "union of teachers"),
    ],
)  # fmt: skip
def test_a_government_goes_by_the_name_of_its_state(name: str, sector: str, holder: str) -> None:
    text = f"The {name} rejected the plan. It said Cordonia must open the port."
    given = event(text, "rejected", "REJECT", actors=[name])
    given = replace(given, actors=tuple(replace(a, country="IRN", sector=sector) for a in given.actors))
    said = replace(statement(text, name, "said", "Cordonia must open the port"), speaker_country="IRN", speaker_sector=sector)
    assert [h for h, _, _ in read(text, [given], [said])] == [holder, holder]


@pytest.fixture
def asked(store: str) -> Chronicle:
    given = []
    for number, (day, verb, type_, holder) in enumerate((
        ("2031-03-01", "opposed", "REJECT", "Avaria"), ("2031-03-08", "endorsed", "SUPPORT", "Avaria"), ("2031-03-09", "opposed", "REJECT", "Borduria"),
    )):  # fmt: skip
        text = f"{holder} on this day {verb} the enrichment of ore at the {day} plant. The envoy of Cordonia said Dalmaria must halt its enrichment."
        said = statement(text, "Cordonia", "said", "Dalmaria must halt its enrichment")
        at = text.index("Dalmaria")
        story = Story(f"p{number}", text, day, f"Plant {number}", "Wire One" if number else "Wire Two")
        made = record(story, [event(text, verb, type_, actors=[holder])], [said])
        entity = Entity(0, "Dalmaria", "place", "IRN", "GOV", (Mention("Dalmaria", at, at + 8, "named"),))
        given.append((story, replace(made, entities=(entity,))))
    ingest(Database(store), given)
    return Chronicle(store)


def test_the_chronicle_answers_who_stands_where(asked: Chronicle) -> None:
    found = asked.positions("USA", on="enrichment").to_pylist()
    assert [(r["day"], r["stance"], r["change"]) for r in found] == [("2031-03-01", "opposes", None), ("2031-03-08", "supports", "was opposes (2031-03-01)")]
    assert {r["holder"] for r in asked.positions(on="enrichment ore").to_pylist()} == {"Avaria", "Borduria"}
    assert {r["stance"] for r in asked.positions("Cordonia").to_pylist()} == {"demands"}
    assert asked.positions("USA", since="2031-03-05").num_rows == 1
    assert asked.positions("USA", until="2031-03-05").num_rows == 1
    assert asked.positions(source="wire two").num_rows == 2
    assert asked.positions(country="PRK").num_rows == 1
    assert asked.positions(limit=1).num_rows == 1
    assert asked.positions("Nobody").num_rows == 0


def test_quotes_about_somebody(asked: Chronicle) -> None:
    assert [q["about"] for q in asked.quotes(about="dalmaria").to_pylist()] == ["Dalmaria"] * 3
    assert asked.quotes(about="Elbonia").num_rows == 0
    assert asked.quotes("France", about="Dalmaria", newest=True, limit=1).column("day").to_pylist() == ["2031-03-09"]
    assert asked.quotes("Cordonia", source="Wire Two", country="FRA").num_rows == 1
