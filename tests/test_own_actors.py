from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from legation.cli.main import main
from legation.errors import KnowledgeError
from legation.knowledge import phoenix
from legation.knowledge.base import Knowledge
from legation.knowledge.check import compare
from legation.knowledge.own import load, write
from legation.reader import Reader
from legation.readers.story import Story

OWN = """
[[actor]]
name = "Reka Front"
also = ["RFX"]
country = "SDN"
sector = "REB"
from = "2011-05"

[[person]]
name = "Amina Okoro"
terms = [{country = "NGA", office = "FM", title = "Foreign Minister", from = "2027-01-10"}]
"""


def write_file(tmp_path: Path, text: str, name: str = "my.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf8")
    return path


def test_own_actors_are_read(tmp_path: Path, reader: Reader) -> None:
    own = load(write_file(tmp_path, OWN), reader.knowledge)
    knowledge = reader.knowledge.with_own(own.entries, own.terms, own.version)
    assert knowledge.version == f"{reader.knowledge.version}+{own.version}"
    person = knowledge.surname("Okoro", date(2028, 1, 1))
    assert person is not None
    assert person.term.country == "NGA"
    mine = Reader(reader.session, knowledge, reader.settings)
    record = mine.read(
        Story("x", "Fighters of the Reka Front attacked a convoy on Monday and killed six soldiers, the army said.", "2012-02-01")
    )
    actors = [a for e in record.events for a in e.actors]
    assert any(a.country == "SDN" and a.sector == "REB" for a in actors)
    assert record.versions.knowledge == knowledge.version


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[[actor]]\nname = Reka\n", 2, "quotes"),
        ("\n[[actor]]\nname = 'A B'\nsector = 'REX'\n", 2, "one of"),
        ("[[actor]]\nname = 'A B'\nsector = 'REB'\ncountry = 'SUD'\n", 1, "SDN"),
        ("[[actor]]\nname = 'A B'\nsector = 'REB'\n[[actor]]\nname = 'C'\nsector = 'REB'\nfrom = '2011-02-31'\n", 4, "calendar"),
        ("[[actor]]\nname = 'A B'\nalso = 'AB'\nsector = 'REB'\n", 1, "list of names"),
        ("[[actor]]\nname = 'A B'\nsektor = 'REB'\n", 1, "not a field"),
        ("[[actors]]\nname = 'A B'\n", 1, "[[actor]] or [[person]]"),
        ("[[person]]\nname = 'A B'\n", 1, "terms"),
        ("[[noun]]\nname = 'herder'\nsector = 'COW'\n", 1, "one of"),
        ("[[person]]\nname = 'A B'\nterms = [{country = 'NGA', office = 'KING', from = '2000'}]\n", 1, "HOS"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = write_file(tmp_path, text)
    with pytest.raises(KnowledgeError) as caught:
        load(path, Knowledge.load())
    assert f"{path}:{line}" in str(caught.value)
    assert words in str(caught.value)


DICTIONARY = """# a comment
KAZIMIR_VARGA_ ; President
+VARGA_KAZIMIR_
\t[HUNELI 500101-900523]
\t[HUNGOV 900523-940715]
\t[HUN]
RED_SUN_MOVEMENT [PERREB]
+RSM_
\t[PERGOV 901332-940715]
!PERSON! = MAN, WOMAN
CATTLE!PERSON! [~AGR]
"""


def test_phoenix_dictionaries(tmp_path: Path) -> None:
    path = write_file(tmp_path, DICTIONARY, "actors.txt")
    with pytest.raises(KnowledgeError, match=r"actors\.txt:9: .*no day"):
        list(phoenix.read(path))
    bad: list[KnowledgeError] = []
    varga, movement, cattle = phoenix.read(path, bad)
    assert len(bad) == 1
    assert varga.name == "Kazimir Varga"
    assert [(c.country, c.sector, str(c.span)) for c in varga.codes][1] == ("HUN", "GOV", "1990-05-23–1994-07-15")
    assert (movement.also, movement.codes[0].sector) == (["Rsm"], "REB")
    assert (cattle.name, cattle.also) == ("Cattleman", ["Cattlewoman"])
    knowledge = Knowledge.load()
    out = tmp_path / "out.toml"
    assert write([varga, movement, cattle], out, knowledge.states) == (3, 0)
    own = load(out, knowledge)
    assert own.terms["Kazimir Varga"][1][:2] == ["HUN", "OTH"]
    assert own.nouns == {"cattleman": "AGR", "cattlewoman": "AGR"}
    assert knowledge.with_own(own.entries, own.terms, nouns=own.nouns).nouns["cattleman"] == ["AGR", "yes", "yes"]


def test_check_compares_bodies(tmp_path: Path) -> None:
    text = "LORD'S_RESISTANCE_ARMY_ [UGAREB]\nSHINING_PATH_ [COLREB]\nAL-QAEDA_IN_IRAQ_ [IMGMUSAQI]\nWORLD_FOOD_PROGRAMME_ [IGOUNO]\n"
    report = compare(Knowledge.load(), [write_file(tmp_path, text, "a.txt")])
    assert report.bodies_differ == [("Shining Path", "PER", "COL")]
    assert report.bodies_agree >= 1


def test_check_joins_the_spellings_of_a_name(tmp_path: Path) -> None:
    text = "JACK_STRAW_\n\t[GBRGOV 010608-031031]\nJOHN_JACK_STRAW_\n\t[GBRGOV 031101-060505]\n"
    report = compare(Knowledge.load(), [write_file(tmp_path, text, "a.txt")])
    assert report.offices_agree >= 1
    assert not report.offices_differ


def test_check_compares_terms(tmp_path: Path) -> None:
    text = "TONY_BLAIR_\n\t[GBRGOV 970502-070627]\nJACK_STRAW_\n\t[GBRGOV 031101-050630]\nFRANCE_ [FRA]\n"
    report = compare(Knowledge.load(), [write_file(tmp_path, text, "a.txt")])
    assert (report.offices_agree, [d[0] for d in report.offices_differ]) == (1, ["jack straw (GBR)"])
    assert report.states_agree == 1


@pytest.mark.parametrize(
    ("name", "day", "person"),
    [("Bush", date(1991, 3, 1), "George H.W. Bush"), ("Bush", date(2005, 3, 1), "George W. Bush"), ("Sharon", date(2003, 1, 1), "Ariel Sharon"), ("Bush", date(1995, 1, 1), None)],
)  # fmt: skip
def test_a_surname_is_another_man_on_another_day(name: str, day: date, person: str | None) -> None:
    found = Knowledge.load().surname(name, day)
    assert (found.name if found else None) == person


def test_former_and_not_yet() -> None:
    knowledge = Knowledge.load()
    person = knowledge.as_of("Bill Clinton", date(2005, 1, 1))
    assert person is not None
    assert person.when == "former"
    other = knowledge.as_of("Angela Merkel", date(1999, 1, 1))
    assert other is not None
    assert other.when == "not yet in office"


def test_a_group_becomes_its_members(reader: Reader) -> None:
    record = reader.read(Story("x", "The two Koreas will hold talks in Seoul on Friday, officials said.", "2005-12-05"))
    talks = next(e for e in record.events if e.trigger == "talks")
    assert {a.country for a in talks.actors} == {"PRK", "KOR"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["kb", "show", "Kremlin"], 0, "RUS"),
        (["kb", "show", "Bush", "--date", "2005-05-01"], 0, "George W. Bush"),
        (["kb", "show"], 0, "terms of office"),
        (["kb", "show", "Qwxzy"], 1, "not in the knowledge base"),
    ],
)
def test_kb_show(arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert (stopped.value.code or 0) == code
    assert words in capsys.readouterr().out
