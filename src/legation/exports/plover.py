"""PLOVER JSON: one event a line, with all fields of the manual's chapter "Data fields" in its order; null where nothing is known.

Rules of status: :mod:`legation.exports.coding`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from legation.exports import countries
from legation.exports.spots import spot
from legation.record.contexts import contexts

if TYPE_CHECKING:
    from legation.exports.coding import Coded
    from legation.exports.events import Event, Party
    from legation.exports.job import Job
from legation.exports.source import Source

FIELDS = (
    "id", "has_event", "date", "time", "enddate", "endtime", "actor", "recipient", "event", "event_loc", "event_text", "quad_code", "event_scale",
    "mode", "context", "link", "text", "text_info", "cite_info", "coder", "coded_date", "coded_time", "comment",
)  # fmt: skip
ENTITY = (
    "code", "sector", "entity_text", "identifier_id", "identifier_text", "religion", "ethnicity", "office", "gender", "age",
)  # fmt: skip
TEXT_INFO = ("sequence", "start", "end", "text_story")
CITE_INFO = ("corpus", "citation", "url", "title", "language", "publication", "license", "copyright", "coder", "codebook", "version")
LOCATION = (
    "extracted_place", "resolved_place", "geonameid", "lat", "lon", "city", "district", "province", "country", "country_code", "feature_class",
    "feature_code", "resolution",
)  # fmt: skip
_MANUAL = "plover 2024-02-04"
_NEEDS_RECIPIENT = ("COOPERATE", "AID", "SANCTION")


def write(job: Job) -> None:
    """Write the file."""
    stream = job.files.text(job.target)
    for event, coded in job.coded(records=True):
        stream.write(orjson.dumps(record(job.source, event, coded)).decode() + "\n")
        job.rows["events"] += 1
        if not coded.actors:
            job.notes["events whose actor the text does not name (the manual requires one)"] += 1
        if coded.type in _NEEDS_RECIPIENT and not coded.recipients:
            job.notes["events whose recipient the text does not name, of types for which the manual requires one"] += 1


def record(source: Source, event: Event, coded: Coded) -> dict[str, Any]:
    """An event as PLOVER JSON."""
    best = event.best
    software, model, *_ = best.versions.split()
    made = dict.fromkeys(FIELDS)
    made.update({
        "id": event.id, "has_event": True, "date": event.day or None,
        "enddate": event.last_day if event.last_day and event.last_day != event.day else None,
        "actor": [entity(event, p) for p in coded.actors], "recipient": [entity(event, p) for p in coded.recipients],
        "event": [coded.type], "event_loc": _location(source, event), "event_text": list(dict.fromkeys(r.trigger for r in event.told)),
        "quad_code": coded.quad, "event_scale": coded.score, "mode": [m for m in (coded.mode, coded.mark) if m],
        "context": list(contexts(best.sentence)), "text": best.sentence,
        "text_info": _filled(TEXT_INFO, sequence=source.sentence(best), start=best.start, end=best.end),
        "cite_info": _filled(
            CITE_INFO, citation=best.doc_id, url=best.url, title=best.title or None, language="en", publication=best.publisher,
            coder=f"legation {software} {model}", codebook=_MANUAL,
        ),
        "coder": f"legation {software} {model}", "coded_date": best.made[:10], "coded_time": best.made[11:], "comment": _comment(event, coded),
    })  # fmt: skip
    return made


def entity(event: Event, party: Party) -> dict[str, Any]:
    """A party as an entity object; ``identifier_id`` is the key of its entry in Legation's knowledge base."""
    told = event.told_party(party)
    return _filled(
        ENTITY,
        code=party.country,
        sector=party.sector,
        entity_text=told.text or party.name,
        identifier_id=told.entry,
        identifier_text=party.name,
    )


def _location(source: Source, event: Event) -> dict[str, Any] | None:
    place = spot(event)
    if place is None:
        return None
    told = next((r for r in (event.best, *event.told) if r.place == event.place), None)
    words = source.facts(told).places[told.number] if told else None
    feature_class, feature_code = place.feature
    return _filled(
        LOCATION, extracted_place=words, resolved_place=place.name if place.lat is not None else None, geonameid=place.geonames, lat=place.lat,
        lon=place.lon, city=place.city or None, district=place.district or None, province=place.province or None,
        country=countries.name(place.country) or None, country_code=place.country, feature_class=feature_class or None,
        feature_code=feature_code or None,
    )  # fmt: skip


def _comment(event: Event, coded: Coded) -> str:
    said = [f"status {event.status}" if not coded.was else f"{coded.was}, coded {coded.type} ({coded.rule})"]
    if coded.rule == "requested" and event.recipients:
        said.append("asked for on " + ", ".join(p.name for p in event.recipients))
    if event.date != event.day:
        said.append(f"dated {event.date}" if event.date else "no date in the text: day of the first report")
    said.append(f"{event.reports} reports, {event.publishers} publishers, {event.sources} attributed sources")
    if event.contradicted:
        said.append("contradicted: told as done and as not done")
    return "; ".join(said)


def _filled(keys: tuple[str, ...], **values: Any) -> dict[str, Any]:
    return dict.fromkeys(keys) | values
