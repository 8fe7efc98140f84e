"""Linking: which reports are of one event, what the event then says, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import Made, event, record, stories
from sqlalchemy import select

from legation.ask.chronicle import Chronicle
from legation.chronicle.cluster import link_all
from legation.chronicle.compare import SIGNALS, Weights, signals
from legation.chronicle.days import bounds
from legation.chronicle.link import block_day, block_keys, event_id, windows
from legation.chronicle.traits import Sum, Tally, Traits, traits
from legation.errors import ModelError
from legation.ingest.run import ingest
from legation.readers.fingerprint import fingerprint
from legation.readers.story import Story
from legation.store import rows
from legation.store import tables as t
from legation.store.database import Database

TALE = "The foreign ministers spoke of fishing rights and of the disputed islands in the northern bay."


def told(
    id_: str, day: str, text: str, trigger: str, status: str = "actual", *, actor: str = "Avaria", recipient: str = "Borduria", date: str | None = None,
    type_: str = "CONSULT", mode: str | None = "visit", publisher: str = "Wire One", sources: Sequence[str] = (), place: str | None = None,
) -> tuple[Story, object]:  # fmt: skip
    """A story with one event, and its record."""
    story = Story(id_, text, day, id_, publisher)
    return story, record(story, [event(text, trigger, type_, status, [actor], [recipient], date, mode, sources, place)])


def chronicle(where: str, *told_: tuple[Story, object]) -> Chronicle:
    ingest(Database(where), told_)  # type: ignore[arg-type]
    return Chronicle(where)


def test_two_reports_of_one_event_become_one_with_reasons(store: str) -> None:
    made = chronicle(
        store,
        told("a", "2031-03-05", f"The foreign minister of Avaria visited Borduria in Pelia on Wednesday. {TALE}", "visited", date="2031-03-05", place="Pelia"),
        told("b", "2031-03-06", "Avaria's foreign minister visited Borduria on Wednesday, officials in Pelia said. The disputed islands in the northern bay and "
             "fishing rights were what the foreign ministers spoke of.", "visited", date="2031-03-05", place="Pelia", publisher="Wire Two", sources=["officials"]),
    )  # fmt: skip
    found = made.events().to_pylist()
    assert [(e["reports"], e["publishers"], e["sources"], e["first_reported"], e["last_reported"]) for e in found] == [(2, 2, 1, "2031-03-05", "2031-03-06")]
    why = made.explain(found[0]["id"])
    opened, linked = (r["linked"] for r in why["reports"])
    assert (opened["chance"], opened["reasons"]) == (1.0, [])
    assert linked["chance"] >= Weights.load().threshold
    assert {name for name, _ in linked["reasons"]} <= SIGNALS.keys()
    assert [abs(added) for _, added in linked["reasons"]] == sorted((abs(added) for _, added in linked["reasons"]), reverse=True)


def test_the_plan_its_cancellation_and_the_report_are_one_event(store: str) -> None:
    made = chronicle(
        store,
        told("a", "2031-03-01", f"The premier of Avaria will visit Borduria on March 6. {TALE}", "visit", "planned", date="2031-03-06"),
        told("b", "2031-03-03", f"The premier of Avaria has called off the visit to Borduria on March 6. {TALE}", "visit", "refused", date="2031-03-06"),
        told("c", "2031-03-05", f"The premier of Avaria will after all visit Borduria on March 6. {TALE}", "visit", "planned", date="2031-03-06"),
        told("d", "2031-03-06", f"The premier of Avaria visited Borduria on Thursday. {TALE}", "visited", date="2031-03-06"),
    )
    found = made.events().to_pylist()
    assert [(e["status"], e["reports"], e["day"], e["contradicted"]) for e in found] == [("actual", 4, "2031-03-06", False)]
    history = made.explain(found[0]["id"])["history"]
    assert [(h["status"], h["day"]) for h in history] == [
        ("planned", "2031-03-01"), ("refused", "2031-03-03"), ("planned", "2031-03-05"), ("actual", "2031-03-06")
    ]  # fmt: skip


def test_contradicting_reports_are_kept_side_by_side(store: str) -> None:
    words = f"the army of Avaria shelled the port of Borduria on Monday. {TALE}"
    act = {"type_": "ASSAULT", "mode": "heavy-weapons", "date": "2031-03-03"}
    made = chronicle(
        store,
        told("a", "2031-03-03", f"Rebels said {words}", "shelled", sources=["rebels"], **act),  # type: ignore[arg-type]
        told("b", "2031-03-04", f"A spokesman denied that {words}", "shelled", "negated", sources=["spokesman"], publisher="Wire Two", **act),  # type: ignore[arg-type]
    )
    found = made.events().to_pylist()
    assert [(e["contradicted"], e["reports"], e["sources"]) for e in found] == [(True, 2, 2)]
    reports = made.explain(found[0]["id"])["reports"]
    assert [(r["status"], r["attributed_to"]) for r in reports] == [("actual", ["rebels"]), ("negated", ["spokesman"])]


@pytest.mark.parametrize(
    "other",
    [
        {"date": "2031-04-21", "day": "2031-04-22"},
        {"recipient": "Cordonia"},
        {"actor": "Dalmaria", "recipient": "Elbonia"},
        {"type_": "ASSAULT", "mode": "aerial", "trigger": "bombed"},
    ],
    ids=["another date", "another party", "another dyad", "another act"],
)
def test_what_is_another_act_stays_apart(store: str, other: dict[str, str]) -> None:
    other = dict(other)
    day, trigger = other.pop("day", "2031-03-05"), other.pop("trigger", "visited")
    text = f"Envoys of {other.get('actor', 'Avaria')} {trigger} {other.get('recipient', 'Borduria')} to look at grain and ships."
    second = told("b", day, text, trigger, **{"date": "2031-03-05", "publisher": "Wire Two", **other})  # type: ignore[arg-type]
    made = chronicle(store, told("a", "2031-03-05", f"The minister of Avaria visited Borduria. {TALE}", "visited", date="2031-03-05"), second)
    assert [e["reports"] for e in made.events().to_pylist()] == [1, 1]


def test_attacks_of_one_day_at_two_places_stay_apart(store: str) -> None:
    one = "Gunmen shot at soldiers near a bridge in Pelia on Monday, wounding two."
    two = "A bomb blew up a bus full of pilgrims in the mountain town of Morn on Monday."
    act = {"type_": "ASSAULT", "date": "2031-03-03"}
    made = chronicle(
        store,
        told("a", "2031-03-03", one, "shot", actor="Gunmen", recipient="soldiers", mode="firearms", place="Pelia", **act),  # type: ignore[arg-type]
        told("b", "2031-03-03", two, "blew up", actor="bomb", recipient="pilgrims", mode="explosives", place="Morn", **act),  # type: ignore[arg-type]
    )
    assert [e["place"] for e in made.events().to_pylist()].count("Pelia") == 1
    assert made.events().num_rows == 2


def test_two_victims_are_two_killings(store: str) -> None:
    tales = [f"A bomb killed {name} in the harbour quarter of the capital on Wednesday, police said." for name in ("Rafiq Hasan", "Jibran Wani", "Rafiq Hasan")]
    made = chronicle(store, *(
        told(f"k{i}", "2031-03-05", tale + f" Report {i}.", "killed", actor="police", recipient=name, date="2031-03-05", type_="ASSAULT", mode="explosives")
        for i, (tale, name) in enumerate(zip(tales, ("Rafiq Hasan", "Jibran Wani", "Rafiq Hasan"), strict=True))
    ))  # fmt: skip
    assert sorted(e["reports"] for e in made.events().to_pylist()) == [1, 2]


def test_copies_count_for_the_publisher_of_the_original(store: str) -> None:
    base = " ".join(f"Sentence {i} of the report says something new about the harbour and the {w} treaty." for i, w in enumerate("red blue green grey".split() * 4))
    text = f"The minister of Avaria visited Borduria on Wednesday. {base}"
    made = chronicle(store, *(
        told(f"s{i}", "2031-03-05", text + extra, "visited", date="2031-03-05", publisher=f"Wire {i}", sources=["officials"])
        for i, extra in enumerate(("", " The report ends here.", " More was not known.", " It was late."))
    ))  # fmt: skip
    assert [(e["reports"], e["publishers"], e["sources"]) for e in made.events().to_pylist()] == [(4, 1, 1)]
    one = made.events().column("confidence")[0].as_py()
    assert one == 0.9  # four copies are no surer than one


def test_the_id_is_that_of_the_first_mention(store: str) -> None:
    first = told("a", "2031-03-05", f"The minister of Avaria visited Borduria. {TALE}", "visited", date="2031-03-05")
    second = told("b", "2031-03-05", f"Avaria's minister visited Borduria. {TALE}", "visited", date="2031-03-05")
    made = chronicle(store, first, second)
    text = first[0].text
    start = text.index("visited")
    assert made.events().column("id").to_pylist() == [event_id(fingerprint(text), start, start + 7, "CONSULT")]


def test_the_store_links_as_linking_in_memory_does(store: str) -> None:
    given_ = stories(60, 1)
    database = Database(store)
    ingest(database, given_, Made())  # type: ignore[arg-type]
    mentions = [m for n, (s, r) in enumerate(zip(given_, Made().read_many(given_), strict=True), 1) for m in rows.told(r, n, s.publisher or "", n)]  # type: ignore[arg-type]
    chains = link_all([m.traits for m in mentions], Weights.load())
    with database.read() as connection:
        stored = list(connection.execute(select(t.mentions.c.event).order_by(t.mentions.c.id)).scalars())
    assert len(set(stored)) < len(stored)
    assert [stored.index(e) for e in stored] == [chains.index(c) for c in chains]


def test_the_weights_are_of_the_signals_and_in_their_order() -> None:
    form = json.loads((resources.files("legation") / "data" / "linker.json").read_text("utf8"))
    assert list(form["weights"]) == list(SIGNALS)
    weights = Weights.load()
    assert weights.weights == tuple(form["weights"].values())
    assert 0 < weights.threshold < 1
    mention = traits(
        type="CONSULT", mode="visit", status="actual", quad=1, trigger="visit", actors=[("Avaria", "USA")], recipients=[("Borduria", "PRK")],
        date="2031-03-05", reported="2031-03-05", place="Pelia", sentence="The visit of Avaria to Borduria.", story=1,
    )  # fmt: skip
    event_ = Sum()
    event_.add(mention)
    values = dict(zip(SIGNALS, signals(mention, event_), strict=True))
    assert {k for k, v in values.items() if v == 1.0} >= {"same type", "same mode", "same word", "same parties", "same day", "same place", "same story"}
    assert weights.chance([0.0] * len(SIGNALS)) < weights.threshold
    assert weights.reasons([0.0] * len(SIGNALS)) == []


def test_weights_that_miss_a_signal_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SIGNALS, "a new one", "of a later version")
    with pytest.raises(ModelError, match="a new one"):
        Weights.load.__wrapped__(Weights)  # type: ignore[attr-defined]


_WORDS = st.frozensets(st.sampled_from("avaria borduria ship port grain Pelia talk visit north 12".split()), max_size=4)
_DAYS = st.integers(700_000, 760_000)
_MENTIONS = st.builds(
    Traits,
    type=st.sampled_from(("CONSULT", "ASSAULT")), mode=st.sampled_from((None, "visit", "aerial")), status=st.just("actual"), quad=st.sampled_from((1, 4)),
    heads=_WORDS, actors=_WORDS, recipients=_WORDS, names=_WORDS, days=st.none() | st.tuples(_DAYS, _DAYS).map(lambda d: (min(d), max(d))), reported=st.none() | _DAYS,
    place=st.sampled_from((None, "pelia", "morn")), words=_WORDS, marks=_WORDS, story=st.integers(1, 12), senses=_WORDS, definite=st.booleans(),
    theme=_WORDS, states=_WORDS, name_words=_WORDS, parties=_WORDS,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(_MENTIONS, max_size=8), _MENTIONS)
def test_a_sum_is_read_back_as_it_was(mentions: list[Traits], further: Traits) -> None:
    whole = Sum()
    for m in mentions:
        whole.add(m)
    back = Sum.from_json(whole.to_json())
    assert back == whole
    assert back.to_json() == whole.to_json()
    assert isinstance(back.days, Tally)
    assert signals(further, back) == signals(further, whole)
    back.add(further)
    whole.add(further)
    assert back.to_json() == whole.to_json()


@settings(max_examples=40, deadline=None)
@given(_MENTIONS)
def test_a_mention_finds_the_event_that_it_opened(mention: Traits) -> None:
    day = block_day(mention)
    assert any(a <= day <= b for a, b in windows(mention))
    assert len(set(block_keys(mention))) == len(block_keys(mention)) or len(mention.parties) > 8
    assert block_keys(mention)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2031-03-05", "2031-03-05", "2031-03-05"), ("2031-02", "2031-02-01", "2031-02-28"), ("2032", "2032-01-01", "2032-12-31"),
        ("2031-W10", "2031-03-03", "2031-03-09"),
    ],
)  # fmt: skip
def test_days_that_a_date_covers(value: str, first: str, last: str) -> None:
    days = bounds(value)
    assert days is not None
    assert tuple(d.isoformat() for d in days) == (first, last)


@pytest.mark.parametrize("value", [None, "", "2031-02-30", "2031-13", "2031-W60", "soon", "2031-3-5", "0000"])
def test_what_is_no_date_covers_none(value: str | None) -> None:
    assert bounds(value) is None
