from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from legation.analysis.actors import Actors, Resolved, names
from legation.analysis.actors.standing import standing
from legation.errors import KnowledgeError
from legation.knowledge.base import Knowledge
from legation.knowledge.compiler import COMPILED, compiled
from legation.knowledge.tables import read, read_all
from legation.language.words import split
from legation.reader import Reader
from legation.readers.story import Story


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talks between the U.S. and North Korea", ["USA", "PRK"]),
        ("South Korean and Sri Lankan officials", ["KOR", "LKA"]),
        ("The White House told us so", ["USA"]),
        ("US-led forces near N'Djamena", ["USA", "TCD"]),
        ("tell us all", []),
    ],
)
def test_find(reader: Reader, text: str, expected: list[str]) -> None:
    hits = Knowledge.load().find(split(text, reader.session.tokenizer))
    assert [h.entry.country for h in hits] == expected


def test_compiled_form_equals_its_regeneration() -> None:
    assert COMPILED.read_text("utf8") == compiled(), "the tables have changed; run: legation kb compile"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chinese foreign ministry spokesman Shen Guofang", "Shen Guofang"),
        ("Secretary of State Mike Pompeo", "Mike Pompeo"),
        ("President Lee Teng-hui", "Lee Teng-hui"),
        ("US President George W. Bush's", "George W. Bush"),
        ("the foreign minister", None),
        ("The White House", None),
        ("Osama bin Laden", "Osama bin Laden"),
    ],
)
def test_person(text: str, expected: str | None) -> None:
    assert names.person(text, frozenset({"Chinese", "US", "White", "House"})) == expected


@pytest.mark.parametrize(("text", "kind"), [("He", "pronoun"), ("the envoy", "nominal"), ("the White House", "named"), ("Kim", "named")])
def test_kind(text: str, kind: str) -> None:
    assert names.kind(text) == kind


def resolved(reader: Reader, text: str, mention: str, day: str) -> tuple[Resolved, ...]:
    actors = Actors(reader.session.read(text), reader.knowledge, date.fromisoformat(day))
    start = text.index(mention)
    return actors.resolve_all(actors.words.within(start, start + len(mention)))


@pytest.mark.parametrize(
    ("text", "mention", "day", "expected", "why"),
    [
        ("President Bush told reporters the war was over.", "President Bush", "1991-03-02", ("George H.W. Bush", "USA", "GOV"), "in office"),
        ("President Bush told reporters the war was over.", "President Bush", "2005-03-02", ("George W. Bush", "USA", "GOV"), "in office"),
        ("In 1991 President Bush sent troops to the Gulf, US officials recalled.", "President Bush", "2005-03-02",
         ("George H.W. Bush", "USA", "GOV"), "1989-01-20"),
        ("President-elect Barack Obama met the general.", "President-elect Barack Obama", "2008-12-01", ("Barack Obama", "USA", "GOV"), "elect: President"),
        ("Barack Obama, the president-elect, met the general. Then president-elect Obama left.", "president-elect Obama", "2008-12-01",
         ("Barack Obama", "USA", "GOV"), "elect: President"),
        ("Acting Prime Minister Ehud Olmert called a meeting in Jerusalem.", "Acting Prime Minister Ehud Olmert", "2006-02-01",
         ("Ehud Olmert", "ISR", "GOV"), "acting"),
        ("The late King Hussein signed the treaty with Israel, Jordan said.", "The late King Hussein", "2003-02-01",
         ("King Hussein", "JOR", None), "the text says late"),
        ("Former US secretary of state Colin Powell arrived in Sudan.", "Former US secretary of state Colin Powell", "2008-02-01",
         ("Colin Powell", "USA", None), "former: Secretary of State"),
        ("The Soviet army left, Moscow said.", "The Soviet army", "1988-03-02", ("Soviet army", "SUN", "MIL"), "Soviet"),
        ("The Soviet army had left, Moscow said.", "The Soviet army", "1997-03-02", ("Soviet army", "RUS", "MIL"), "Soviet"),
        ("Shabiha militiamen fired at protesters in Homs, Syria.", "Shabiha militiamen", "2011-08-02", ("Shabiha", "SYR", "REB"), "armed group"),
        ("The House of Representatives passed the bill, Indonesian officials said in Jakarta.", "The House of Representatives", "2005-03-02",
         ("House of Representatives", "IDN", "LEG"), "agency"),
        ("Two aid workers were killed near Kabul, police said.", "Two aid workers", "2005-03-02", ("Two aid workers", None, "NGO"), "aid workers"),
        ("Soldiers of the Special Presidential Division (DSP) fired in Kinshasa. The DSP fled.", "The DSP", "1997-03-02", ("DSP", "COD", None), ""),
        ("Obasanjo, who chairs the African Union, spoke in Abuja.", "Obasanjo, who chairs the African Union", "2005-03-02",
         ("Olusegun Obasanjo", "NGA", "GOV"), "in office"),
        ("Pyongyang said it would return to the talks.", "Pyongyang", "2005-03-02", ("North Korea", "PRK", "GOV"), "capital"),
    ],
)  # fmt: skip
def test_resolution_says_who_and_why(
    reader: Reader, text: str, mention: str, day: str, expected: tuple[str, str | None, str | None], why: str
) -> None:
    (found,) = resolved(reader, text, mention, day)
    assert (found.name, found.sector if expected[2] else None) == (expected[0], expected[2])
    assert expected[1] is None or found.country == expected[1]
    assert found.reason
    assert why in found.reason


@pytest.mark.parametrize(
    ("text", "mention", "countries"),
    [
        ("The G7 agreed to forgive the debt.", "The G7", {"USA", "GBR", "FRA", "DEU", "ITA", "JPN", "CAN"}),
        ("The five permanent members met in New York.", "The five permanent members", {"USA", "GBR", "FRA", "RUS", "CHN"}),
        ("Israeli-Palestinian talks broke down.", "Israeli-Palestinian", {"ISR", "PSE"}),
        ("Leaders from Laos, Thailand and Vietnam met.", "Leaders from Laos, Thailand and Vietnam", {"LAO", "THA", "VNM"}),
    ],
)
def test_groups_become_lists(reader: Reader, text: str, mention: str, countries: set[str]) -> None:
    assert {r.country for r in resolved(reader, text, mention, "2005-03-02")} == countries


def test_sectors_are_a_list(reader: Reader) -> None:
    (found,) = resolved(reader, "The paramilitary group attacked a village in Colombia.", "The paramilitary group", "2005-03-02")
    assert found.sectors == ("REB", "PRM")


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("former president Jimmy Carter", "", "former"), ("ex-premier Rafiq Hariri", "", "former"), ("president Jimmy Carter", "former", "former"),
        ("the late King Hussein", "", "late"), ("late Tuesday", "", ""), ("president-elect Daniel Ortega", "", "elect"),
        ("chief executive-designate Tung Chee-hwa", "", "elect"), ("caretaker prime minister", "", "acting"), ("the prime minister", "", ""),
    ],
)  # fmt: skip
def test_standing(text: str, before: str, expected: str) -> None:
    assert standing(text, before) == expected


def test_office_as_of_a_day() -> None:
    knowledge = Knowledge.load()
    obama = knowledge.as_of("Barack Obama", date(2008, 12, 1), "elect")
    assert obama is not None
    assert (obama.when, obama.holds, obama.term.office) == ("elect", True, "HOS")
    later = knowledge.as_of("Barack Obama", date(2020, 1, 1), "former")
    assert later is not None
    assert (later.when, later.holds) == ("former", False)
    mansour = knowledge.as_of("Adly Mansour", date(2014, 1, 1))
    assert mansour is not None
    assert mansour.when == "acting"


def test_a_surname_means_somebody_of_the_storys_countries() -> None:
    knowledge = Knowledge.load()
    day = date(2005, 6, 1)
    found = knowledge.surname("Howard", day, countries=["AUS", "IDN"])
    assert found is not None
    assert found.name == "John Howard"
    near = knowledge.surname("Khan", day, countries=["ISL"])
    assert near is None


def test_the_base_is_as_large_as_it_must_be() -> None:
    count = Knowledge.load().count()
    floors = {"terms of office": 4000, "organisation": 350, "armed group": 300, "nouns": 500, "state": 230, "group": 40, "party": 500}
    assert {kind: count[kind] for kind, floor in floors.items() if count[kind] < floor} == {}


def test_every_state_has_been_led_since_1990() -> None:
    tables = read_all()
    led = {row["country"] for row in tables["terms"] if row["office"] in ("HOS", "HOG")}
    states = {row["code"] for row in tables["states"] if row["kind"] == "state" and (not row["to"] or row["to"] >= "1990")}
    assert states - led <= {"SMR", "XVS", "VDR"}  # San Marino changes its captains regent every six months


def test_no_two_rows_are_the_same() -> None:
    tables = read_all()
    for name, key in {"organisations": "name", "nouns": "noun", "states": "code"}.items():
        rows = [row[key] for row in tables[name]]
        assert len(rows) == len(set(rows)), name
    for name in ("armed", "parties", "agencies", "media", "people"):
        rows = [(row["name"], row["code"], row["from"], row.get("sector", "")) for row in tables[name]]
        assert len(rows) == len(set(rows)), name
    terms = [(row["country"], row["office"], row["title"], row["name"], row["from"]) for row in tables["terms"]]
    assert len(terms) == len(set(terms))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("XYZ,FM,Foreign Minister,A B,,2001,,", "ISO 3166"),
        ("USA,FM,Foreign Minister,A B,,2001-02-31,,", "calendar"),
        ("USA,FM,Foreign Minister,A B,,2001,1999,", "before it begins"),
        ("USA,KING,Foreign Minister,A B,,2001,,", "HOS"),
        ("USA,FM,Foreign Minister,A B,,2001,", "8 expected"),
        ("USA,FM,Foreign Minister,,,2001,,", "must be given"),
    ],
)
def test_tables_refuse_what_is_wrong(tmp_path: Path, row: str, words: str) -> None:
    (tmp_path / "terms.csv").write_text(f"country,office,title,name,also,from,to,note\n{row}\n", "utf8")
    with pytest.raises(KnowledgeError, match=r"terms\.csv:2: ") as caught:
        read("terms", tmp_path, frozenset(["USA", "UKR", ""]))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The rebels hold the North of the country, Mali said.", None),
        ("South Korea said it would help the North if it was asked.", "PRK"),
    ],
)
def test_the_north_is_korean_only_where_korea_is_named(reader: Reader, text: str, expected: str | None) -> None:
    (found,) = resolved(reader, text + " North Korean officials were silent." * bool(expected), "the North", "2005-03-02")
    assert (found.country == "PRK") == (expected == "PRK")


def test_directions_are_no_places_of_a_record(reader: Reader) -> None:
    record = reader.read(Story("x", "Fighting went on in the North near Gao, the Malian army said on Friday.", "2013-01-11"))
    assert "Gao" in {p.text for p in record.places}
    assert not {p.text for p in record.places} & {"the North", "North"}
