"""GDELT 2.0: Events (61 columns) and Mentions (16), tab-separated and without a header, as GDELT has them (code book of 19 February 2015)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from legation.exports.cameo import actor_code, code_of, goldstein, quad_class
from legation.exports.pairs import sides
from legation.exports.spots import spot
from legation.exports.tabular import Column, Table, codebook, tab_separated

if TYPE_CHECKING:
    from legation.exports.coding import Coded
    from legation.exports.events import Event, Party, Report
    from legation.exports.job import Job


def _actor(n: int) -> tuple[Column, ...]:
    who = "first actor" if n == 1 else "first recipient; of a meeting without one the first actor of another country"
    return (
        Column(f"Actor{n}Code", "text", f"CAMEO code of the {who}"),
        Column(f"Actor{n}Name", "text", "name in capitals"),
        Column(f"Actor{n}CountryCode", "text", "CAMEO code of the country (ISO alpha-3) or region"),
        Column(f"Actor{n}KnownGroupCode", "text", "CAMEO code of a known body: UNO, EEC, HEZ …"),
        Column(f"Actor{n}EthnicCode", "text", "empty: not known"),
        Column(f"Actor{n}Religion1Code", "text", "empty: not known"),
        Column(f"Actor{n}Religion2Code", "text", "empty: not known"),
        Column(f"Actor{n}Type1Code", "text", "CAMEO role: GOV, MIL, REB, IGO …"),
        Column(f"Actor{n}Type2Code", "text", "second role, of bodies of an international organisation"),
        Column(f"Actor{n}Type3Code", "text", "empty"),
    )


def _geo(what: str, filled: bool) -> tuple[Column, ...]:
    meanings = (
        ("Type", "int", "1 country, 2 US state, 3 US city, 4 other city or landmark, 5 other division; 0 no place"),
        ("FullName", "text", "City, Division, Country"),
        ("CountryCode", "text", "FIPS 10-4 code of the country"),
        ("ADM1Code", "text", "FIPS country code; with the postal code of the state in the USA"),
        ("ADM2Code", "text", "empty: not known"),
        ("Lat", "float", "degrees"),
        ("Long", "float", "degrees"),
        ("FeatureID", "text", "the ADM1 code for countries and divisions; empty for places (GDELT's GNS ids are not known)"),
    )
    empty = {"Type": "0: where the actor is, is not known"}
    return tuple(
        Column(f"{what}Geo_{n}", t, m if filled else empty.get(n, "empty: where the actor is, is not known")) for n, t, m in meanings
    )


EVENTS = (
    Column("GlobalEventID", "int", "49 bits of the chronicle's id (the next free number should two agree); exact in R and Excel"),
    Column("Day", "int", "first day of the event, else day of the first report, YYYYMMDD"),
    Column("MonthYear", "int", "YYYYMM"),
    Column("Year", "int", "YYYY"),
    Column("FractionDate", "float", "YYYY.FFFF, FFFF being ((month - 1) * 30 + day) / 365, as GDELT's files have it"),
    *_actor(1),
    *_actor(2),
    Column("IsRootEvent", "int", "1 where the first report stands in its story's first sentence or paragraph"),
    Column("EventCode", "text", "CAMEO code; keep it as text"),
    Column("EventBaseCode", "text", "its first three digits"),
    Column("EventRootCode", "text", "its first two digits"),
    Column("QuadClass", "int", "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"),
    Column("GoldsteinScale", "float", "Goldstein's score of the code, -10 to 10"),
    Column("NumMentions", "int", "mentions in all stories, several of one story included"),
    Column("NumSources", "int", "independent publishers"),
    Column("NumArticles", "int", "stories"),
    Column("AvgTone", "float", "empty: not known"),
    *_geo("Actor1", False),
    *_geo("Actor2", False),
    *_geo("Action", True),
    Column("DATEADDED", "int", "day of the first report, YYYYMMDD000000; empty where no story has a date"),
    Column("SOURCEURL", "text", "address of the first report, else its publisher, id and day"),
)
"""The 61 columns of Events."""
MENTIONS = (
    Column("GlobalEventID", "int", "of the event in Events"),
    Column("EventTimeDate", "int", "the event's DATEADDED"),
    Column("MentionTimeDate", "int", "day of the story, YYYYMMDD000000"),
    Column("MentionType", "int", "1 a story of the web, 2 a citation"),
    Column("MentionSourceName", "text", "host of the address, else publisher"),
    Column("MentionIdentifier", "text", "address, else publisher, id and day"),
    Column("SentenceID", "int", "sentence in the story, from 1"),
    Column("Actor1CharOffset", "int", "where the story names the actor; -1 where this report does not"),
    Column("Actor2CharOffset", "int", "the same for the second actor"),
    Column("ActionCharOffset", "int", "where the word stands that names the act"),
    Column("InRawText", "int", "1: all is read off the text as it is"),
    Column("Confidence", "int", "probability of the reading in percent, 10 at least"),
    Column("MentionDocLen", "int", "characters of the story"),
    Column("MentionDocTone", "float", "empty: not known"),
    Column("MentionDocTranslationInfo", "text", "empty: stories are English"),
    Column(
        "Extras",
        "text",
        "event and mention in the chronicle, and what this report says: type and status (reports that contradict each other stay)",
    ),
)
"""The 16 columns of Mentions."""
_BITS = 49


class Numbers:
    """Whole numbers for the chronicle's ids, small enough to be exact as a floating-point number and in Excel (15 digits)."""

    def __init__(self) -> None:
        self._used: set[int] = set()

    def of(self, event: str) -> int:
        """The number of an event that has not been asked for before."""
        number = int(event[1:], 16) >> (len(event) - 1) * 4 - _BITS
        while number in self._used:
            number += 1
        self._used.add(number)
        return number


def write(job: Job) -> None:
    """Write the two files and their codebook."""
    numbers = Numbers()
    events, mentions = job.target / "gdelt.export.CSV", job.target / "gdelt.mentions.CSV"
    with tab_separated(job, events, EVENTS, header=False) as one, tab_separated(job, mentions, MENTIONS, header=False) as many:
        for event, coded in job.coded(texts=True):
            number, (first, second) = numbers.of(event.id), sides(coded)
            one.writerow(event_row(job, number, event, coded, first, second))
            job.rows[events.name] += 1
            for report in event.told:
                many.writerow(mention_row(job, number, event, report, first, second))
                job.rows[mentions.name] += 1
    codebook(
        job,
        job.target / "codebook",
        {events.name: Table("event", EVENTS), mentions.name: Table("mention of an event in a story", MENTIONS)},
    )


def event_row(job: Job, number: int, event: Event, coded: Coded, first: Party | None, second: Party | None) -> tuple[Any, ...]:
    """An event in the order of :data:`EVENTS`."""
    code = code_of(event, coded)
    where = spot(event)
    none: tuple[Any, ...] = (0, *("",) * 7)
    action = none
    if where is not None and where.lat is not None:
        kind, adm1 = where.gdelt_type, where.adm1
        action = (kind, where.full_name, adm1[:2], adm1, "", where.lat, where.lon, adm1 if kind in (1, 2, 5) else "")
    report = event.told[0]
    return (
        number, *_days(event.day), *_actor_cells(first), *_actor_cells(second), int(job.source.in_lead(report)), code, code[:3], code[:2],
        quad_class(code), goldstein(code), len(event.told), event.publishers, event.reports, "", *none, *none, *action,
        _moment(event.first_reported), report.link or _citation(report),
    )  # fmt: skip


def mention_row(job: Job, number: int, event: Event, report: Report, first: Party | None, second: Party | None) -> tuple[Any, ...]:
    """A mention in the order of :data:`MENTIONS`."""
    link = report.link
    mode = f"/{report.mode}" if report.mode else ""
    return (
        number, _moment(event.first_reported), _moment(report.reported), 1 if link else 2, (urlsplit(link).hostname if link else None) or report.publisher,
        link or _citation(report), job.source.sentence(report), *(event.told_party(p, report).start if p else -1 for p in (first, second)),
        report.start, 1, max(10, round(100 * report.confidence)), job.source.length(report), "", "",
        f"event={event.id};mention={report.id};type={report.type}{mode};status={report.status}",
    )  # fmt: skip


def _days(day: str) -> tuple[Any, ...]:
    if not day:
        return ("",) * 4
    year, month, date = (int(p) for p in day.split("-"))
    return day.replace("-", ""), f"{year:04}{month:02}", f"{year:04}", round(year + ((month - 1) * 30 + date) / 365, 4)


def _actor_cells(party: Party | None) -> tuple[str, ...]:
    code = actor_code(party)
    roles = (*code.roles, "", "", "")[:3]
    return (code.code, party.name.upper() if party else "", code.country, code.group, "", "", "", *roles)


def _moment(day: str | None) -> str:
    return f"{day.replace('-', '')}000000" if day else ""


def _citation(report: Report) -> str:
    return ", ".join(p for p in (report.publisher, report.doc_id, report.reported) if p)
