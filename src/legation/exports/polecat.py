"""POLECAT's 40 columns (Halterman et al. 2023), as a tab-separated file with a header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legation.exports import countries
from legation.exports.pairs import sides
from legation.exports.spots import spot
from legation.exports.tabular import Column, Table, codebook, tab_separated
from legation.record.codes import QUAD_NAMES
from legation.record.contexts import contexts

if TYPE_CHECKING:
    from legation.exports.coding import Coded
    from legation.exports.events import Event, Party, Report
    from legation.exports.job import Job


def _side(name: str) -> tuple[Column, ...]:
    who = (
        "the first actor (who does it)"
        if name == "Actor"
        else "the first recipient; of a meeting without one the first actor of another country"
    )
    return (
        Column(f"{name} Name", "text", f"name of {who}"),
        Column(f"{name} Country", "text", "ISO 3166-1 alpha-3, or IGO"),
        Column(f"{name} COW", "int", "number in the Correlates of War, empty for others than states"),
        Column(f"Primary {name} Sector", "text", "PLOVER sector"),
        Column(f"{name} Sectors", "texts", "the same sector: the chronicle keeps one"),
        Column(f"{name} Title", "text", "words before the name where the story has them: “US envoy”"),
        Column(f"{name} Name Raw", "text", "as the story has it"),
        Column(f"Wikipedia {name} ID", "text", "empty: not known"),
    )


COLUMNS = (
    Column("Event ID", "text", "id of the event in the chronicle; when reports are counted, with the number of the mention"),
    Column("Event Date", "day", "first day of the event, else day of the first report"),
    Column("Event Type", "text", "PLOVER type after the rules of status"),
    Column("Event Mode", "texts", "PLOVER mode; with --all-statuses also an auxiliary mode"),
    Column("Intensity", "float", "PLOVER score, -10 to 10"),
    Column("Quad Code", "text", "PLOVER class in words"),
    Column("Contexts", "texts", "PLOVER contexts of the sentence"),
    *_side("Actor"),
    *_side("Recipient"),
    Column("Placename", "text", "place, as the gazetteer has it"),
    Column("City", "text", "the place, if it is a city"),
    Column("District", "text", "the place, if it is a county or district"),
    Column("Province", "text", "first-level division"),
    Column("Country", "text", "ISO 3166-1 alpha-3 of the place"),
    Column("Latitude", "float", "degrees"),
    Column("Longitude", "float", "degrees"),
    Column("GeoNames ID", "int", "GeoNames id, for populated places"),
    Column("Raw Placename", "text", "the place in the story's words"),
    Column("Feature Type", "text", "GeoNames feature code"),
    Column("Source", "text", "publisher"),
    Column("Publication Date", "day", "of the story"),
    Column("Story People", "texts", "persons named in the story"),
    Column("Story Organizations", "texts", "organisations named in the story"),
    Column("Story Locations", "texts", "places named in the story"),
    Column("Language", "text", "en"),
    Column("Version", "text", "versions of software, model, knowledge base and codebook that read the story"),
)
"""The 40 columns."""


def write(job: Job) -> None:
    """Write the file and its codebook."""
    with tab_separated(job, job.target, COLUMNS) as writer:
        for event, coded in job.coded(records=True):
            for report in job.counted(event):
                writer.writerow(row(job, event, coded, report))
                job.rows[job.target.name] += 1
    what = "event" if job.count == "events" else "story that tells of an event"
    codebook(job, job.target.with_suffix(".codebook"), {job.target.name: Table(what, COLUMNS)})


def row(job: Job, event: Event, coded: Coded, report: Report) -> tuple[Any, ...]:
    """An event, as a report tells it, in the order of :data:`COLUMNS`."""
    facts = job.source.facts(report)
    actor, recipient = sides(coded)
    where = spot(event)
    place: tuple[Any, ...] = ("",) * 10
    if where is not None:
        told = next((r for r in (report, *event.told) if r.place == event.place), None)
        raw = job.source.facts(told).places[told.number] if told else where.name
        place = (
            where.name, where.city, where.district, where.province, where.country, where.lat, where.lon, where.geonames, raw, where.feature[1],
        )  # fmt: skip
    return (
        event.id if job.count == "events" else f"{event.id}-{report.id}", event.day, coded.type,
        tuple(m for m in (coded.mode, coded.mark) if m), coded.score, QUAD_NAMES[coded.quad].upper(), contexts(report.sentence),
        *_party(event, actor, report), *_party(event, recipient, report), *place,
        report.publisher, report.reported, facts.people, facts.organizations, facts.locations, "en", report.versions,
    )  # fmt: skip


def _party(event: Event, party: Party | None, report: Report) -> tuple[Any, ...]:
    if party is None:
        return ("",) * 8
    told = event.told_party(party, report)
    told = told if told.text else event.told_party(party)
    before, found, _ = told.text.partition(party.name)
    title = before.strip(" ,") if found and before.strip(" ,").lower() not in ("", "the") else ""
    return party.name, party.country, countries.cow(party.country), party.sector, (party.sector,), title, told.text, ""
