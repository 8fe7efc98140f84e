"""Corrections by people, on both engines: laid over the machine's reading, kept through later readings, taken back when undone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from making import VERSIONS, event, record
from sqlalchemy import select

from legation.ahead import ReadsAhead
from legation.ask.chronicle import Chronicle
from legation.bench.kills import contents as dump
from legation.errors import InputError, NotFoundError, UsageError
from legation.ingest.run import ingest
from legation.readers.files import Item
from legation.readers.story import Story
from legation.record.model import Record, Versions
from legation.store import tables as t
from legation.store.database import Database
from legation.store.relink import relink

TALE = "The foreign ministers spoke of fishing rights and of the disputed islands in the northern bay."
STORIES = [
    Story("a", f"The premier of Avaria visited Borduria on March 5. {TALE}", "2031-03-05", "One", "Wire One"),
    Story("b", f"Avaria's premier visited Borduria on Wednesday, March 5. {TALE}", "2031-03-06", "Two", "Wire Two"),
    Story("c", "The army of Cordonia shelled Dalmaria on Monday, killing cattle on three farms at the river.", "2031-03-04", "Three", "Wire One"),
]


class Hand(ReadsAhead):
    """A reader of :data:`STORIES`; its version is in its records, as the engine's is."""

    at_once = 2

    def __init__(self, model: str = "hand") -> None:
        self.versions = replace(VERSIONS, model=model)
        self.session = type("Session", (), {"version": model})
        self.knowledge = type("Knowledge", (), {"version": "hand"})

    def outcome(self, item: Item) -> Record | InputError:
        if isinstance(item, InputError):
            return item
        if "visited" in item.text:
            made = event(item.text, "visited", "CONSULT", "actual", ["Avaria"], ["Borduria"], "2031-03-05", "visit")
        else:
            made = event(item.text, "shelled", "ASSAULT", "actual", ["Cordonia"], ["Dalmaria"], "2031-03-03", "heavy-weapons")
        if self.versions.model == "newer":  # finds a shorter trigger and another mode
            made = replace(made, end=made.end - 2, trigger=made.trigger[:-2], mode=None)
        return replace(record(item, [made]), versions=self.versions)


@pytest.fixture
def made(store: str) -> Chronicle:
    """Two events: a visit told twice, an attack told once."""
    ingest(Database(store), STORIES, Hand())  # type: ignore[arg-type]
    found = Chronicle(store)
    assert [(e["type"], e["reports"]) for e in found.events().to_pylist()] == [("ASSAULT", 1), ("CONSULT", 2)]
    return found


def ids(made: Chronicle) -> tuple[str, str]:
    """Of the visit and of the attack."""
    found = {e["type"]: e["id"] for e in made.events(retracted=True).to_pylist()}
    return found["CONSULT"], found["ASSAULT"]


def row(made: Chronicle, id_: str) -> dict[str, Any]:
    return next(e for e in made.events(retracted=True).to_pylist() if e["id"] == id_)


def mentions(made: Chronicle) -> list[Any]:
    """The machine's reading, whatever event it is put to."""
    m = t.mentions.c
    with made.database.read() as connection:
        return [tuple(r) for r in connection.execute(select(m.id, m.type, m.mode, m.status, m.date, m.place, m.sentence).order_by(m.id))]


def reread(made: Chronicle) -> None:
    """Read everything again with a newer model."""
    done = ingest(made.database, STORIES, Hand("newer"), reread=True)  # type: ignore[arg-type]
    assert (done.again, done.new) == (3, 0)


VALUES = [
    ("type", "COOPERATE", "COOPERATE"), ("mode", "third-party", "third-party"), ("mode", "", None), ("status", "planned", "planned"), ("date", "2031-03-07", "2031-03-07"),
    ("date", "", None), ("date", "2031-W10", "2031-W10"), ("place", "Pelia", "Pelia"), ("place", "", None),
    ("actors", [("Elbonia", "KEN", "GOV")], [{"name": "Elbonia", "country": "KEN", "sector": "GOV"}]),
    ("recipients", [("Fishers", "", "CVL"), ("Kofi Annan", "IGO", "IGO")],
     [{"name": "Fishers", "country": None, "sector": "CVL"}, {"name": "Kofi Annan", "country": "IGO", "sector": "IGO"}]),
]  # fmt: skip


def test_a_corrected_field_is_shown_and_goes_back_when_undone(made: Chronicle) -> None:
    visit, _ = ids(made)
    before, machine, whole = row(made, visit), mentions(made), dump(made.database)
    days = {"2031-03-07": ("2031-03-07",) * 2, None: ("2031-03-05", None), "2031-W10": ("2031-03-03",) * 2}
    for field, value, shown in VALUES:
        number = made.review("correct", visit, "ana", "seen the paper", field=field, value=value)
        after = row(made, visit)
        assert after[field] == shown
        assert mentions(made) == machine
        if field == "date":
            assert (after["day"], after["first_day"]) == days[shown]
        if field == "type":
            assert (after["quad"], after["mode"]) == (2, None)
        made.undo(number, "bob")
        assert row(made, visit) == before
        assert dump(made.database) == whole


def test_a_corrected_event_is_found_by_what_was_corrected(made: Chronicle) -> None:
    visit, _ = ids(made)
    made.review("correct", visit, "ana", field="actors", value=[("Elbonia", "KEN", "GOV")])
    made.review("correct", visit, "ana", field="date", value="2031-05-01")
    assert made.timeline("KEN", "PRK").column("id").to_pylist() == [visit]
    assert made.timeline("Elbonia", since="2031-05", until="2031-05").num_rows == 1
    assert made.timeline("USA").num_rows == 0
    assert [(e["parties"], e["first_day"]) for e in made.engagements("KEN").to_pylist()] == [] or made.engagements("USA", "PRK").num_rows == 0


REFUSED: list[tuple[str, Any, str]] = [
    ("type", "TALK", "one of AGREE, CONSULT"), ("status", "maybe", "one of actual, planned"), ("mode", "aerial", "one of visit, third-party"),
    ("date", "2031-02-30", "a day that the calendar has"), ("date", "March", "YYYY-MM-DD"), ("actors", "Avaria", "NAME/COUNTRY/SECTOR"),
    ("actors", [("Avaria", "USA", "KING")], "NAME/COUNTRY/SECTOR"), ("recipients", [("", "USA", "GOV")], "NAME/COUNTRY/SECTOR"),
    ("actors", [("Avaria", "United States", "GOV")], "three letters"), ("trigger", "met", "type, mode, status, date, place, actors, recipients"),
    ("place", ["Pelia"], "a name"),
]  # fmt: skip


def test_what_is_refused_names_what_is_allowed(made: Chronicle) -> None:
    visit, _ = ids(made)
    before = row(made, visit)
    for field, value, said in REFUSED:
        with pytest.raises(UsageError, match=said):
            made.review("correct", visit, "ana", field=field, value=value)
    assert (row(made, visit), made.corrections()) == (before, [])


def test_decisions_that_cannot_be_made(made: Chronicle) -> None:
    visit, attack = ids(made)
    for call in (
        lambda: made.review("accept", "enone", "ana"), lambda: made.review("merge", visit, "ana", other="enone"),
        lambda: made.review("split", "enone", "ana", mentions=[1]), lambda: made.review("retract", "enone", "ana"),
    ):  # fmt: skip
        with pytest.raises(NotFoundError, match="no event enone; find ids with: legation events"):
            call()
    with pytest.raises(NotFoundError, match="legation review list"):
        made.undo(7, "ana")
    with pytest.raises(UsageError, match="name two"):
        made.review("merge", visit, "ana", other=visit)
    with pytest.raises(UsageError, match="not all and not none; it has"):
        made.review("split", attack, "ana", mentions=[r["id"] for r in made.mentions(attack).to_pylist()])
    with pytest.raises(UsageError, match="choose from accept"):
        made.review("praise", visit, "ana")
    with pytest.raises(UsageError, match="--by NAME"):
        made.review("accept", visit, "  ")
    assert made.corrections() == []


def test_who_decided_when_and_why_is_kept(made: Chronicle) -> None:
    visit, _ = ids(made)
    number = made.review("correct", visit, " ana ", "a typing error", field="status", value="planned")
    made.review("accept", visit, "bob")
    made.undo(number, "carl")
    first, second = made.corrections()
    assert (first["who"], first["note"], first["field"], json.loads(first["before"]), json.loads(first["value"])) == (
        "ana", "a typing error", "status", "actual", "planned"
    )  # fmt: skip
    assert first["undone_by"] == "carl"
    assert first["at"] <= second["at"] <= first["undone"]
    assert (second["action"], second["undone"]) == ("accept", None)
    with pytest.raises(UsageError, match=r"was undone on .+ by carl"):
        made.undo(number, "dora")
    assert [c["id"] for c in made.explain(visit)["corrections"]] == [1, 2]


def test_retracted_events_are_kept_and_left_out(made: Chronicle) -> None:
    visit, _ = ids(made)
    assert made.engagements("USA", "PRK").num_rows == 1
    number = made.review("retract", visit, "ana")
    assert made.events().num_rows == 1
    assert row(made, visit)["retracted"]
    assert made.engagements("USA", "PRK").num_rows == 0
    assert "Avaria" not in made.actors().column("name").to_pylist()
    made.undo(number, "ana")
    assert made.events().num_rows == 2
    assert made.engagements("USA", "PRK").num_rows == 1


def test_merge_and_its_undoing(made: Chronicle) -> None:
    visit, attack = ids(made)
    before, machine = dump(made.database), mentions(made)
    made.review("correct", attack, "ana", field="place", value="Morn")
    number = made.review("merge", visit, "ana", other=attack)
    found = made.events().to_pylist()
    assert [(e["id"], e["reports"], e["place"]) for e in found] == [(visit, 3, "Morn")]
    assert mentions(made) == machine
    made.undo(number, "ana")
    assert {e["id"]: (e["reports"], e["place"]) for e in made.events().to_pylist()} == {visit: (2, None), attack: (1, "Morn")}
    made.undo(1, "ana")
    assert dump(made.database) == before


def test_split_and_its_undoing(made: Chronicle) -> None:
    visit, _ = ids(made)
    before, machine = dump(made.database), mentions(made)
    first, second = (r["id"] for r in made.mentions(visit).to_pylist())
    number, new = made.review("split", visit, "ana", mentions=[second])
    assert {e["id"]: e["reports"] for e in made.timeline("USA").to_pylist()} == {visit: 1, new: 1}
    assert made.mentions(new).column("id").to_pylist() == [second]
    assert mentions(made) == machine
    made.undo(number, "ana")
    assert dump(made.database) == before
    _, other = made.review("split", visit, "ana", mentions=[first])
    assert other != visit


@pytest.mark.parametrize("again", ["reread", "relink", "both"])
def test_corrections_outlive_a_newer_reading_and_linking_anew(made: Chronicle, again: str) -> None:
    visit, attack = ids(made)
    _, second = (r["id"] for r in made.mentions(visit).to_pylist())
    _, new = made.review("split", visit, "ana", mentions=[second])
    made.review("correct", visit, "ana", field="status", value="planned")
    made.review("correct", new, "ana", field="place", value="Pelia")
    made.review("retract", attack, "bob")
    made.review("accept", new, "bob")
    for step in (reread, lambda m: relink(m.database)) if again == "both" else (reread,) if again == "reread" else (lambda m: relink(m.database),):
        step(made)  # type: ignore[operator]
        found = {e["id"]: (e["status"], e["place"], e["retracted"], e["reports"]) for e in made.events(retracted=True).to_pylist()}
        assert found == {visit: ("planned", None, False, 1), new: ("actual", "Pelia", False, 1), attack: ("actual", None, True, 1)}
    assert len(made.corrections()) == 5
    if again != "relink":
        assert {m for _, _, m, *_ in mentions(made)} == {None}  # the newer reading


@pytest.mark.parametrize("again", ["reread", "relink"])
def test_a_merge_outlives_a_newer_reading_and_can_still_be_undone(made: Chronicle, again: str) -> None:
    visit, attack = ids(made)
    number = made.review("merge", visit, "ana", other=attack)
    reread(made) if again == "reread" else relink(made.database)
    assert [(e["id"], e["reports"]) for e in made.events().to_pylist()] == [(visit, 3)]
    made.undo(number, "ana")
    assert {e["id"]: e["reports"] for e in made.events().to_pylist()} == {visit: 2, attack: 1}


@pytest.mark.parametrize("again", ["reread", "relink"])
def test_an_undone_decision_stays_undone(made: Chronicle, again: str) -> None:
    visit, attack = ids(made)
    number = made.review("merge", visit, "ana", other=attack)
    made.undo(number, "ana")
    reread(made) if again == "reread" else relink(made.database)
    assert [(e["type"], e["reports"]) for e in made.events().to_pylist()] == [("ASSAULT", 1), ("CONSULT", 2)]


def test_a_split_by_people_is_not_linked_together_again_by_a_later_story(made: Chronicle) -> None:
    visit, _ = ids(made)
    second = made.mentions(visit).column("id").to_pylist()[1]
    _, new = made.review("split", visit, "ana", mentions=[second])
    late = Story("d", f"The premier of Avaria visited Borduria on March 5, it was said again. {TALE}", "2031-03-06", "Four", "Wire Three")
    ingest(made.database, [late], Hand())  # type: ignore[arg-type]
    found = {e["id"]: e["reports"] for e in made.timeline("USA").to_pylist()}
    assert found.keys() == {visit, new}
    assert sum(found.values()) == 3


def test_versions_tell_readings_apart() -> None:
    assert Hand("newer").versions != Hand().versions
    assert isinstance(Hand().versions, Versions)
