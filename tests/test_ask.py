"""Asking the chronicle, from Python and from the command line."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from making import event, record, statement
from typer.testing import CliRunner, Result

from legation.ask import arrow, story
from legation.ask.chronicle import Chronicle
from legation.ask.output import columns_of, markdown, plain, to_csv
from legation.ask.query import Query, is_country, party
from legation.ask.story import explanations
from legation.chronicle.compare import SIGNALS
from legation.cli import ingest_command
from legation.cli.main import app
from legation.errors import NotFoundError, UsageError
from legation.ingest.run import ingest
from legation.reader import Reader
from legation.readers.story import Story
from legation.record.model import Place
from legation.store.database import Database


def _given() -> Iterator[tuple[Story, object]]:
    words = "The minister of Avaria visited Borduria at Paris on Monday. The envoy of Avaria said the grain deal was fair."
    visit = event(words, "visited", "CONSULT", "actual", ["Avaria"], ["Borduria"], "2031-03-03", "visit", place="Paris")
    place = Place("Paris", words.index("Paris"), words.index("Paris") + 5, "Paris", 48.85, 2.35, "FRA", "", "capital", "city", 0.9, (), "by hand")
    said = statement(words, "Avaria", "said", "the grain deal was fair")
    for id_, day, publisher in (("v1", "2031-03-03", "Wire One"), ("v2", "2031-03-04", "Wire Two")):
        story = Story(id_, words if id_ == "v1" else words + " More is expected.", day, f"Visit {id_}", publisher, f"https://wire.example/{id_}")
        yield story, replace(record(story, [replace(visit, location=0)], [said] if id_ == "v1" else []), places=(place,))
    for id_, day, text, trigger, type_, mode, status, actor, recipient, sources in (
        ("s", "2031-04-10", "Rebels said the army of Cordonia shelled Dalmaria.", "shelled", "ASSAULT", "heavy-weapons", "actual", "Cordonia", "Dalmaria", ["rebels"]),
        ("p", "2031-05-20", "Elbonia will hold talks with Avaria next week, 100% sure.", "talks", "CONSULT", None, "planned", "Elbonia", "Avaria", []),
    ):
        story = Story(id_, text, day, f"Story {id_}", "Wire Three")
        yield story, record(story, [event(text, trigger, type_, status, [actor], [recipient], day, mode, sources)])


@pytest.fixture
def asked(store: str) -> Chronicle:
    """Three events, one of them told twice."""
    ingest(Database(store), _given())  # type: ignore[arg-type]
    return Chronicle(store)


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["2031-03-03", "2031-04-10", "2031-05-20"]),
    ({"newest": True}, ["2031-05-20", "2031-04-10", "2031-03-03"]),
    ({"limit": 1}, ["2031-03-03"]),
    ({"newest": True, "limit": 2}, ["2031-05-20", "2031-04-10"]),
    ({"since": "2031-04"}, ["2031-04-10", "2031-05-20"]),
    ({"until": "2031-04"}, ["2031-03-03", "2031-04-10"]),
    ({"since": "2031-04-10", "until": "2031-04-10"}, ["2031-04-10"]),
    ({"since": "2032"}, []),
    ({"type": "CONSULT"}, ["2031-03-03", "2031-05-20"]),
    ({"types": ["CONSULT/visit", "ASSAULT"]}, ["2031-03-03", "2031-04-10"]),
    ({"type": "ASSAULT/aerial"}, []),
    ({"status": "planned"}, ["2031-05-20"]),
    ({"statuses": ("planned", "refused")}, ["2031-05-20"]),
    ({"actor": "Avaria"}, ["2031-03-03", "2031-05-20"]),
    ({"actor": "the avaria"}, ["2031-03-03", "2031-05-20"]),
    ({"actor": "USA"}, ["2031-03-03", "2031-05-20"]),
    ({"actors": ["USA", "Borduria"]}, ["2031-03-03"]),
    ({"actors": ["North Korea", "United States"]}, ["2031-03-03"]),
    ({"actors": ["USA", "PRK", "FRA"]}, []),
    ({"actor": "Nobody"}, []),
    ({"source": "rebels"}, ["2031-04-10"]),
    ({"source": "REBELS"}, ["2031-04-10"]),
    ({"source": "reb"}, []),
    ({"source": "wire two"}, ["2031-03-03"]),
    ({"type": "consult/Visit", "status": "Actual"}, ["2031-03-03"]),
    ({"since": date(2031, 4, 10), "until": datetime(2031, 5, 1, 12)}, ["2031-04-10"]),
    ({"text": "ARMY"}, ["2031-04-10"]),
    ({"source": "Wire"}, []),
    ({"country": "France"}, ["2031-03-03"]),
    ({"country": "FRA"}, ["2031-03-03"]),
    ({"country": "Kenya"}, []),
    ({"text": "army shelled"}, ["2031-04-10"]),
    ({"text": "100%"}, ["2031-05-20"]),
    ({"text": "10%0"}, []),
    ({"least_reports": 2}, ["2031-03-03"]),
    ({"type": "CONSULT", "actor": "KEN", "since": "2031-05", "status": "planned", "source": "Wire Three"}, ["2031-05-20"]),
]


def test_every_filter(asked: Chronicle) -> None:
    for filters, days in FILTERS:
        assert asked.events(**filters).column("day").to_pylist() == days, filters


def test_questions_that_cannot_be_answered(asked: Chronicle) -> None:
    for filters, said in (
        ({"type": "TALK"}, "one of AGREE, CONSULT"), ({"type": "CONSULT/aerial"}, "TYPE/mode"), ({"status": "maybe"}, "one of actual, planned"),
        ({"since": "March"}, "--since March: no date"), ({"until": "2031-02-30"}, "--until"), ({"limit": 0}, "1 or more"), ({"colour": "red"}, "unknown filter colour; known are actors, since"),
        ({"limit": "3"}, "--limit '3': write a whole number"), ({"since": 2031}, "--since 2031: no date"), ({"least_reports": 1.5}, "--reports 1.5: write a whole"),
        ({"type": "consult/aerial"}, "--type consult/aerial: no PLOVER type"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=said):
            asked.events(**filters)
    for ask, ignored, said in (
        (asked.quotes, {"statuses": ("actual",)}, "quotes cannot be filtered by statuses; filters are actors, since, until, source"),
        (asked.positions, {"newest": True}, "positions cannot be filtered by newest"), (asked.stories, {"actor": "USA"}, "stories cannot be filtered by actor;"),
        (asked.actors, {"source": "Wire One"}, "actors cannot be filtered by source"), (asked.actors, {"least_reports": 2}, "cannot be filtered by least_reports"),
        (lambda **f: asked.engagements("USA", **f), {"retracted": True}, "engagements cannot be filtered by retracted"),
        (lambda **f: asked.mentions("e", **f), {"limit": 2}, "reports of one event cannot be filtered by limit; they take no filter"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=said):
            ask(**ignored)
    assert asked.quotes(types=(), retracted=False, least_reports=1).num_rows == 1  # those that say nothing
    with pytest.raises(UsageError, match="“Hamas” is none"):
        asked.engagements("USA", "Hamas")
    for call in (asked.explain, asked.mentions):
        with pytest.raises(NotFoundError, match=r"no event enone .+legation events"):
            call("enone")
    with pytest.raises(NotFoundError, match="legation stories"):
        asked.record("none")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("USA", "USA"), ("United States", "USA"), ("north korea", "PRK"), ("Pyongyang", "PRK"), ("Tehran", "IRN"), ("French", "FRA"), (" Kenya ", "KEN"),
        ("DPRK", "PRK"), ("republic of korea", "KOR"), ("Elbonian Front", "elbonian front"), ("The Elbonian Front", "elbonian front"),
    ],
)  # fmt: skip
def test_names_are_resolved(name: str, key: str) -> None:
    assert party(name) == key
    assert is_country(key) == key.isupper()


def test_days_of_a_query_are_whole() -> None:
    assert Query(since="2031-02", until="2031-02").days == ("2031-02-01", "2031-02-28")
    assert Query(since="2031", until="2031-W10").days == ("2031-01-01", "2031-03-09")


def test_answers_are_arrow_tables_with_fixed_schemas(asked: Chronicle) -> None:
    import polars

    answers: list[tuple[pa.Table, pa.Schema, int]] = [
        (asked.events(), arrow.EVENTS, 3), (asked.timeline("USA"), arrow.EVENTS, 2), (asked.mentions(), arrow.MENTIONS, 4), (asked.quotes(), arrow.QUOTES, 1),
        (asked.positions(), arrow.POSITIONS, 0), (asked.engagements("USA", "KEN"), arrow.ENGAGEMENTS, 1), (asked.actors(), arrow.ACTORS, 5), (asked.stories(), arrow.STORIES, 4),
    ]  # fmt: skip
    for table, schema, rows in answers:
        assert table.schema.equals(schema)
        assert table.num_rows == rows
        assert len(table.to_pandas()) == rows
        assert polars.from_arrow(table).shape == (rows, len(schema))  # type: ignore[union-attr]
    nothing = asked.events(since="2040")
    assert nothing.schema.equals(arrow.EVENTS)
    assert list(nothing.to_pandas().columns) == arrow.EVENTS.names


def test_reports_actors_and_stories(asked: Chronicle) -> None:
    visit = asked.timeline("USA", "PRK").to_pylist()[0]
    assert (visit["place"], visit["country"], visit["lat"], visit["reports"]) == ("Paris", "FRA", 48.85, 2)
    assert visit["actors"] == [{"name": "Avaria", "country": "USA", "sector": "GOV"}]
    told = asked.mentions(visit["id"]).to_pylist()
    assert [(m["doc_id"], m["publisher"], m["url"]) for m in told] == [
        ("v1", "Wire One", "https://wire.example/v1"), ("v2", "Wire Two", "https://wire.example/v2")
    ]  # fmt: skip
    assert asked.mentions(status="planned").column("doc_id").to_pylist() == ["p"]
    busy = asked.actors().to_pylist()[0]
    assert (busy["name"], busy["events"], busy["as_actor"], busy["as_recipient"], busy["first_day"], busy["last_day"]) == (
        "Avaria", 2, 1, 1, "2031-03-03", "2031-05-20"
    )  # fmt: skip
    assert asked.actors("KEN").column("name").to_pylist() == ["Elbonia"]
    assert set(asked.actors(type="ASSAULT").column("name").to_pylist()) == {"Cordonia", "Dalmaria"}
    assert asked.actors(type="CONSULT/visit").column("name").to_pylist() == ["Avaria", "Borduria"]
    assert asked.actors(status="planned", limit=1).num_rows == 1
    assert asked.stories("shelled").column("doc_id").to_pylist() == ["s"]
    assert asked.stories(source="Wire Three", newest=True).column("doc_id").to_pylist() == ["p", "s"]
    assert asked.record("v1")["text"].startswith("The minister")


def _told(number: int, text: str, trigger: str, actor: str, recipient: str, source: str = "", publisher: str = "Wire One", sector: str = "GOV") -> tuple[Story, Any]:
    said = text
    text += " Spokesmen said."
    made = event(text, trigger, "ASSAULT", "actual", [actor], [recipient], f"2031-06-{number:02d}", "other", [source] if source else [])
    made = replace(made, actors=tuple(replace(a, sector=sector) for a in made.actors))
    story = Story(f"n{number}", text, f"2031-06-{number:02d}", f"Story {number}", publisher)
    return story, record(story, [made], [statement(text, actor, "said", said)])


@pytest.fixture
def named(store: str) -> Chronicle:
    """Parties and sources under several names, and quotations of words that English texts are full of."""
    ingest(Database(store), [
        _told(1, "Two Hamas gunmen attacked Avaria, which will not answer.", "attacked", "Two Hamas gunmen", "Avaria"),
        _told(2, "The Hamas-led cabinet raided Avaria.", "raided", "Hamas-led cabinet", "Avaria", "Nicholas Burns", "Agence France-Presse"),
        _told(3, "The Islamic movement (Hamas) bombed Borduria.", "bombed", "Islamic movement (Hamas)", "Borduria", "AFP"),
        _told(4, "The Hamasite order robbed Avaria.", "robbed", "Hamasite order", "Avaria", "Élodie"),
        _told(5, "The EU struck Avaria willingly, in no knot.", "struck", "EU", "Avaria", "Japanese aides"),
        _told(6, "European Union ships shelled Borduria, and it is not what we will do.", "shelled", "European Union ships", "Borduria", sector="MIL"),
        _told(7, "The EU hit Borduria hard.", "hit", "EU", "Borduria", sector="MIL"),
        _told(8, "The EU stormed Borduria again.", "stormed", "EU", "Borduria", sector="MIL"),
    ])  # fmt: skip
    return Chronicle(store)


def test_names_and_sources_are_found_under_their_other_names(named: Chronicle) -> None:
    def days(**filters: Any) -> list[int]:
        return [int(d[-2:]) for d in named.events(**filters).column("day").to_pylist()]

    assert days(actor="Hamas") == days(actor="hamas") == [1, 2, 3]
    assert days(actors=["Hamas", "USA"]) == [1, 2]
    assert days(actors=["Hamas gunmen", "Avaria"]) == [1]
    assert days(actor="Hamas", since="2031-06-02", newest=True) == [3, 2]
    assert days(actor="European Union") == days(actor="eu") == [5, 6, 7, 8]
    assert days(actor="Ham%s") == days(actor="...") == []
    assert days(source="burns") == [2]
    assert days(source="AFP") == days(source="agence france-presse") == [2, 3]
    assert days(source="AP") == []
    assert days(source="Élodie") == days(source="élodie") == days(source="ÉLODIE") == [4]
    assert named.stories(source="afp").column("doc_id").to_pylist() == ["n2"]
    assert named.quotes(source="AFP").column("doc_id").to_pylist() == ["n2"]
    assert named.publishers() == ["Wire One", "Agence France-Presse"]


def test_full_text_finds_common_words_too(named: Chronicle) -> None:
    def found(words: str) -> list[str]:
        ids: list[str] = named.quotes(search=words).column("doc_id").to_pylist()
        assert named.stories(words).column("doc_id").to_pylist() == ids
        return ids

    assert found("will not") == found("NOT will") == ["n1", "n6"]
    assert found("will not answer") == ["n1"]
    assert found("attack") == ["n1"]
    assert found("will — not") == ["n1", "n6"]
    assert found("it is") == ["n6"]
    assert found("…") == []
    assert found('do" OR "x') == []


def test_an_actor_has_the_sector_most_often_given(named: Chronicle) -> None:
    found = {a["name"]: (a["events"], a["sector"]) for a in named.actors().to_pylist()}
    assert found["EU"] == (3, "MIL")
    assert found["European Union ships"] == (1, "MIL")
    assert [(a["name"], a["sector"]) for a in named.actors("eu", type="ASSAULT", until="2031-06-05").to_pylist()] == [("EU", "MIL")]


def test_an_id_may_be_shortened_and_an_engagement_explained(asked: Chronicle) -> None:
    ids = sorted(asked.events().column("id").to_pylist())
    length = next(n for n in range(1, 16) if len({i[:n] for i in ids}) == len(ids))
    for i in ids:
        assert asked.explain(i[:length])["event"]["id"] == i
        assert asked.mentions(i[:length]).column("event").to_pylist()[0] == i
    with pytest.raises(NotFoundError, match=f"several events .* begin with it: {', '.join(ids)}; write more"):
        asked.explain("e")
    with pytest.raises(NotFoundError, match=r"no engagement gnone .*legation engagements"):
        asked.explain("gnone")
    with pytest.raises(NotFoundError, match="no event  in"):
        asked.explain("")
    talks = asked.engagements("USA", "KEN").to_pylist()[0]
    found = asked.explain(talks["id"][:10])
    assert found["engagement"] == talks
    assert [e["event"]["id"] for e in found["events"]] == [s["event"] for s in talks["steps"]]
    lines = explanations(found, 100)
    assert lines[0].startswith("KEN–USA: talks")
    assert talks["steps"][0]["event"] in lines[1]
    assert any("opened this event" in line for line in lines)


def test_the_chance_of_a_link_can_be_counted_again(asked: Chronicle) -> None:
    visit = asked.timeline("PRK").column("id").to_pylist()[0]
    first, second = (r["linked"] for r in asked.explain(visit)["reports"])
    assert (first["reasons"], first["others"]) == ([], None)
    total = second["bias"] + sum(added for _, added in second["reasons"])
    if second["others"] is not None:
        assert 1 / (1 + math.exp(-total - second["others"])) == pytest.approx(second["chance"], abs=0.005)
    line = story._linked({**second, "chance": 0.75, "reasons": [["words", 0.5], ["same parties", -1.0], ["core parties", 2.25]], "others": -0.1})
    assert "chance of 75%" in line
    assert f"by the heaviest of {len(SIGNALS)} signals: parties +1.25, words +0.50; others -0.10, bias " in line
    assert story._linked({**second, "reasons": [["by a correction", 0.0]]}).endswith("%: by a correction")


def test_ids_and_days_are_never_cut() -> None:
    names = ["day", "trigger", "status", "actors", "recipients", "place", "reports", "id"]
    row = ["2031-03-03", "visited", "actual", "the premier of Avaria and his party", "Borduria and others", "Paris on the Seine", "12", "e76f8e8a90d8508"]
    for width, dropped in ((200, ""), (100, ""), (80, "reports"), (60, "status, place, reports"), (20, "trigger, status, recipients, place, reports")):
        shown = columns_of(names, [row], width).splitlines()
        assert shown[1].startswith("2031-03-03 ")
        assert shown[1].endswith(" e76f8e8a90d8508")
        assert shown[2:] == ([f"(no room for: {dropped})"] if dropped else [])
        assert len(shown[1]) <= max(width, 40)


def test_an_explanation_goes_down_to_the_characters(asked: Chronicle) -> None:
    visit = asked.timeline("PRK").to_pylist()[0]
    found = asked.explain(visit["id"])
    assert "features" not in found["event"]
    for report in found["reports"]:
        text = asked.record(report["doc_id"])["text"]
        assert {e["field"] for e in report["evidence"]} == {"trigger", "actor", "recipient"}
        assert all(text[e["start"] : e["end"]] == e["text"] for e in report["evidence"])
    assert json.loads(json.dumps(found)) == found


def test_cells_as_text() -> None:
    assert [plain(v) for v in (None, True, False, 0.25, 1.0, 3, "a\n b", ["x", "y"])] == ["", "yes", "", "0.25", "1", "3", "a b", "x; y"]
    assert plain({"name": "A", "country": None, "sector": "GOV"}) == "A (GOV)"
    assert plain({"name": "A", "country": None, "sector": None}) == "A"
    assert markdown(["a"], [["x|y"]]) == "| a |\n| --- |\n| x\\|y |\n"
    assert columns_of(["a", "b"], [], 40) == "nothing found\n"
    shown = columns_of(["short", "long"], [["x", "word " * 30], ["\x1b[31mred", "z"]], 40)
    assert max(map(len, shown.splitlines())) <= 40
    assert "…" in shown
    assert "\x1b" not in shown
    assert next(csv.DictReader(io.StringIO(to_csv(["a", "b"], [{"a": 'say "x", y', "b": None}]), newline=""))) == {"a": 'say "x", y', "b": ""}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


COMMANDS = [
    ("timeline", "USA"), ("events",), ("events", "--mentions"), ("engagements", "USA", "KEN"), ("positions", "--on", "grain"), ("quotes", "USA"), ("actors",), ("stories",),
    ("runs",), ("aside", "list"), ("review", "list"),
]  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same chronicle in a file, for commands that only ask."""
    where = tmp_path_factory.mktemp("kept") / "chronicle.sqlite"
    ingest(Database(where), _given())  # type: ignore[arg-type]
    return str(where)


@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(c) for c in COMMANDS])
def test_every_form_of_every_answer_is_read_back(kept: str, tmp_path: Path, command: tuple[str, ...]) -> None:
    given = run(*command, "--store", kept, "-f", "json")
    assert given.exit_code == 0
    rows = json.loads(given.stdout)
    forms = {form: run(*command, "-s", kept, "--format", form) for form in ("table", "jsonl", "csv", "md")}
    assert {f: r.exit_code for f, r in forms.items()} == dict.fromkeys(forms, 0)
    assert [json.loads(line) for line in forms["jsonl"].stdout.splitlines()] == rows
    flat = rows
    if command[0] == "engagements":  # one row a step where there are no lists
        flat = [{**{k: v for k, v in r.items() if k not in ("first_day", "last_day", "steps")}, **s} for r in rows for s in r["steps"]]
    read = list(csv.DictReader(io.StringIO(forms["csv"].stdout, newline="")))
    assert [list(r.values()) for r in read] == [[str(v).lower() if isinstance(v, bool) else plain(v) for v in r.values()] for r in flat]
    lines = forms["md"].stdout.splitlines()
    assert len(lines) == 2 + len(flat)
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1
    for result in forms.values():
        assert "\x1b" not in result.output
    assert (forms["table"].stdout == "nothing found\n") == (not rows)
    for form in ("parquet", "csv", "md"):
        file = tmp_path / f"out.{form}"
        done = run(*command, "--store", kept, "-f", form, "--output", str(file))
        assert (done.exit_code, done.stdout) == (0, "")
        if form == "parquet":
            assert pq.read_table(file).num_rows == len(rows)
            if rows:
                assert pq.read_table(file).to_pylist() == rows
        else:
            assert file.read_bytes().decode() == forms[form].stdout_bytes.decode()


def test_parties_stay_structured_in_parquet_and_json(kept: str, tmp_path: Path) -> None:
    file = tmp_path / "events.parquet"
    run("events", "-s", kept, "-f", "parquet", "-o", str(file))
    assert pq.read_table(file).schema.equals(arrow.EVENTS)
    assert pq.read_table(file).to_pandas()["actors"][0][0]["name"] == "Avaria"


def test_filters_of_the_command_line(kept: str) -> None:
    def days(*options: str) -> list[str]:
        result = run(*options, "--store", kept, "-f", "jsonl")
        assert result.exit_code == 0, result.output
        return [json.loads(line)["day"] for line in result.stdout.splitlines()]

    assert days("timeline", "United States", "KEN") == ["2031-05-20"]
    assert days("timeline", "--actor", "USA", "--actor", "PRK") == ["2031-03-03"]
    assert days("events", "--type", "CONSULT/visit", "--type", "ASSAULT", "--newest") == ["2031-04-10", "2031-03-03"]
    assert days("events", "--status", "planned", "--since", "2031-05", "--until", "2031-05-20") == ["2031-05-20"]
    assert days("events", "--source", "rebels") == ["2031-04-10"]
    assert days("events", "--country", "France", "--limit", "1") == ["2031-03-03"]
    assert days("events", "--reports", "2") == ["2031-03-03"]
    assert days("events", "army") == ["2031-04-10"]
    assert days("quotes", "--search", "grain") == ["2031-03-03"]


def test_what_people_read(kept: str) -> None:
    events = run("events", "-s", kept).stdout.splitlines()
    assert events[0].split() == "day type status trigger actors recipients place reports id".split()
    assert len(events) == 4
    assert "KEN–USA: talks [talks] 2031-05-20; state: scheduled" in run("engagements", "USA", "-s", kept).stdout
    assert "publishers in this chronicle: Wire Three, Wire One, Wire Two" in run("events", "--source", "Nobody", "-s", kept).stderr
    assert "publishers" not in run("events", "--source", "Wire One", "-s", kept).stderr
    for command, said in (("quotes", "Country of the speaker"), ("positions", "Country of the holder"), ("actors", "Country of the actor")):
        assert said in run(command, "--help").stdout
    id_ = events[1].split()[-1]
    told = run("explain", id_, "--store", kept).stdout
    for words in ("told by 2 stories of 1 independent publisher", "opened this event", "linked with a chance of", "“visited”", "Wire One"):
        assert words in told
    assert json.loads(run("explain", id_, "-s", kept, "--json").stdout)["event"]["id"] == id_


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("events", "--type", "TALK"), 2, "no PLOVER type; write one of AGREE"), (("events", "--status", "maybe"), 2, "no status"),
        (("timeline", "--since", "soon"), 2, "no date"), (("explain", "enone"), 2, "there is no event enone"), (("engagements", "Hamas"), 2, "between states"),
        (("events", "-f", "parquet"), 2, "--output FILE.parquet"), (("review", "accept", "enone", "--by", "ana"), 2, "there is no event enone"),
        (("review", "undo", "9", "--by", "ana"), 2, "there is no correction 9"), (("review", "correct", "e", "actors", "x", "--by", "a"), 2, "NAME/COUNTRY/SECTOR"),
        (("events", "--limit", "0"), 2, "--limit"), (("events", "-f", "xml"), 2, "xml"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_their_exit_code(kept: str, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = run(*arguments, "--store", kept)
    assert result.exit_code == code
    assert said in re.sub(r"\s+", " ", re.sub(r"[│╭╰─╮╯]", " ", result.stderr))
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output


def test_no_chronicle_there_and_no_chronicle_at_all(tmp_path: Path) -> None:
    for command in (("events",), ("explain", "e1"), ("runs",), ("aside", "list"), ("review", "list"), ("link",)):
        result = run(*command, "--store", str(tmp_path / "none.sqlite"))
        assert (result.exit_code, "make one with: legation ingest" in result.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "text.sqlite").write_text("this is a text and no database at all " * 50)
    result = run("events", "--store", str(tmp_path / "text.sqlite"))
    assert (result.exit_code, result.stderr.startswith("error: ")) == (1, True)
    result = run("events", "--store", str(tmp_path / "none.sqlite"), "-o", str(tmp_path / "nowhere" / "x.csv"))
    assert result.exit_code == 2


def test_an_output_that_cannot_be_written_is_named(kept: str, tmp_path: Path) -> None:
    for form in ("csv", "parquet", "table"):
        result = run("engagements", "USA", "--store", kept, "-f", form, "-o", str(tmp_path / "nowhere" / "x"))
        assert result.exit_code == 1
        assert "nowhere" in result.stderr
        assert "Traceback" not in result.output


@pytest.fixture(scope="module")
def engine(reader: Reader) -> Callable[..., Reader]:
    return lambda *_: reader


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built-in samples with one line that is no story and one that is French."""
    file = tmp_path_factory.mktemp("samples") / "samples.jsonl"
    with resources.as_file(resources.files("legation") / "data" / "samples.jsonl") as path:
        shutil.copy(path, file)
    french = {"id": "fr", "text": "Le ministre des affaires étrangères a dit lundi que les entretiens avec ses homologues avaient échoué."}
    with file.open("a") as stream:
        stream.write("broken\n" + json.dumps(french, ensure_ascii=False) + "\n")
    return file


def test_from_ingesting_to_reviewing(store: str, samples: Path, engine: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_command, "_reader", engine)
    monkeypatch.setenv("LEGATION_STORE", store)
    monkeypatch.setenv("LEGATION_USER", "ana")
    dry = run("ingest", str(samples), "--dry-run")
    assert (dry.exit_code, "would read 6 new" in dry.stderr) == (3, True)
    assert json.loads(run("stories", "-f", "json").stdout) == []
    first = run("ingest", str(samples), "--limit", "2")
    assert (first.exit_code, "read 2 new" in first.stderr, first.stdout) == (0, True, "")
    whole = run("ingest", str(samples))
    assert whole.exit_code == 3
    assert "read 4 new (0 reprints or versions of others), known 2, set aside 2" in whole.stderr
    assert "samples.jsonl:7" in whole.stderr
    again = run("ingest", str(samples), "--quiet")
    assert (again.exit_code, "known 6" in again.stderr) == (3, True)
    assert "\x1b" not in whole.output + again.output

    runs = json.loads(run("runs", "-f", "json").stdout)
    assert [(r["state"], r["read"], r["known"], r["aside"]) for r in runs] == [("done", 2, 0, 0), ("done", 4, 2, 2), ("done", 0, 6, 2)]
    assert len(json.loads(run("runs", "-f", "json", "--limit", "1").stdout)) == 1

    aside = json.loads(run("aside", "list", "-f", "json").stdout)
    assert [(a["line"], a["doc_id"]) for a in aside] == [(7, None), (8, "fr")]
    retried = run("aside", "retry")
    assert (retried.exit_code, "set aside 1" in retried.stderr) == (3, True)
    assert [a["tries"] for a in json.loads(run("aside", "list", "-f", "json").stdout)] != [a["tries"] for a in aside]

    before = json.loads(run("events", "-f", "json").stdout)
    assert len(before) > 50
    linked = run("link")
    assert (linked.exit_code, linked.stderr.split(" events")[0]) == (0, f"{len(before)}")
    assert json.loads(run("events", "-f", "json").stdout) == before
    assert run("link", "--quiet").output == ""

    one, two = before[0]["id"], before[1]["id"]
    for arguments in (
        ("accept", one, "--note", "as it was"), ("correct", one, "status", "refused"), ("correct", one, "actors", "Kofi Annan/IGO/IGO; Fishers//CVL"), ("merge", one, two),
    ):  # fmt: skip
        done = run("review", *arguments)
        assert (done.exit_code, done.output) == (0, ""), done.output
    shown = next(e for e in json.loads(run("events", "-f", "json").stdout) if e["id"] == one)
    assert (shown["status"], [a["name"] for a in shown["actors"]]) == ("refused", ["Kofi Annan", "Fishers"])
    told = json.loads(run("explain", one, "--json").stdout)
    numbers = [r["mention"] for r in told["reports"]]
    split = run("review", "split", one, str(numbers[-1]))
    assert re.fullmatch(r"new event e\w{14}\n", split.stdout)
    assert run("review", "retract", one, "--by", "bob").exit_code == 0
    assert one not in run("events").stdout
    assert one in run("events", "--retracted").stdout
    assert run("review", "undo", "6").exit_code == 0
    listed = json.loads(run("review", "list", "-f", "json").stdout)
    assert [(c["action"], c["who"], bool(c["undone"])) for c in listed] == [
        ("accept", "ana", False), ("correct", "ana", False), ("correct", "ana", False), ("merge", "ana", False), ("split", "ana", False), ("retract", "bob", True)
    ]  # fmt: skip
    explained = run("explain", one).stdout
    assert "correction 1: accept, by ana" in explained
    assert "— as it was" in explained
    assert "undone" in explained
    monkeypatch.delenv("LEGATION_USER")
    nameless = run("review", "accept", one)
    assert (nameless.exit_code, "--by NAME" in nameless.stderr) == (2, True)


def test_linking_later_and_reading_again(store: str, samples: Path, engine: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_command, "_reader", engine)
    monkeypatch.setenv("LEGATION_STORE", store)
    assert run("ingest", str(samples), "--no-link", "-q").exit_code == 3
    apart = len(json.loads(run("events", "-f", "json").stdout))
    assert run("link").exit_code == 0
    assert len(json.loads(run("events", "-f", "json").stdout)) < apart
    again = run("ingest", str(samples), "--reread")
    assert "known 6" in again.stderr  # the same version
    bad = run("ingest", str(samples), "--date", "someday")
    assert (bad.exit_code, "--date" in bad.stderr) == (2, True)


def test_shards_are_read_and_taken_in(tmp_path: Path, samples: Path, engine: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_command, "_reader", engine)
    folder, where = tmp_path / "shards", str(tmp_path / "c.sqlite")
    assert run("read", str(samples), "--shards", str(folder), "--parts", "2", "--threads", str(os.cpu_count() or 1)).exit_code == 3
    taken = run("ingest", str(folder), "--store", where)
    assert (taken.exit_code, "read 6 new" in taken.stderr) == (3, True)
    direct = str(tmp_path / "d.sqlite")
    run("ingest", str(samples), "--store", direct, "-q")
    texts = [{json.dumps(s) for s in json.loads(run("stories", "-f", "json", "-s", w).stdout)} for w in (where, direct)]
    assert texts[0] == texts[1]
    for arguments, said in (
        (("--engine", "ray"), "--shards DIR"), (("--shards", str(folder), "--format", "json"), "leave out --format"),
        (("--shards", str(folder), "--workers", "2"), "--workers is for --engine ray"),
    ):  # fmt: skip
        result = run("read", str(samples), *arguments)
        assert (result.exit_code, said in result.stderr) == (2, True)
    nothing = run("read", "--shards", str(folder))
    assert (nothing.exit_code, "nothing to read" in nothing.stderr) == (2, True)


def test_the_tutorial_can_be_followed_line_by_line(
    tmp_path: Path, engine: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(ingest_command, "_reader", engine)
    monkeypatch.chdir(tmp_path)
    page = (Path(__file__).parent.parent / "docs" / "chronicle.md").read_text("utf8")
    lines = [line[2:] for line in page.splitlines() if line.startswith("$ ") and "watch" not in line]
    assert len(lines) > 20
    shown = ""
    for line in lines:
        name, command, pipe = re.fullmatch(r"(?:export )?(?:([A-Z_]+)=)?(?:\$\()?(.*?)(?: \| (.*?))?\)?", line).groups()  # type: ignore[union-attr]
        words = [os.path.expandvars(w) for w in shlex.split(command)]
        out = command
        if words[0] == "legation":
            result = run(*words[1:])
            assert result.exit_code == 0, (line, result.output)
            out = result.stdout
        if pipe:
            out = subprocess.run(["sh", "-c", pipe], input=out, capture_output=True, text=True, check=True).stdout
            assert out.strip(), line
        if name:
            monkeypatch.setenv(name, out.strip())
        else:
            shown += out
    assert shown.count("nothing found") == 1  # nothing was set aside
    assert "called off on Friday" in shown
    exec(page.partition("```python\n")[2].partition("```")[0], answers := {})
    assert answers["why"]["event"]["id"] == answers["first"]
    assert len(answers["frame"]) > 0
