"""Events that have a place as GeoJSON (RFC 7946): a FeatureCollection of points, with what has none counted in ``unlocated``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from legation.ask.output import plain
from legation.exports.spots import spot
from legation.record.codes import SCORES

if TYPE_CHECKING:
    from legation.exports.events import Event, Party
    from legation.exports.job import Job


def write(job: Job) -> None:
    """Write the file."""
    stream = job.files.text(job.target)
    stream.write('{"type":"FeatureCollection","features":[')
    unlocated = 0
    for event in job.source.events():
        if event.lat is None or event.lon is None:
            unlocated += 1
            continue
        stream.write((",\n" if job.rows["features"] else "\n") + orjson.dumps(_feature(event)).decode())
        job.rows["features"] += 1
    rest = orjson.dumps({"unlocated": unlocated, "counted": job.count, "filters": job.filters}).decode()
    stream.write(f"\n],{rest[1:]}\n")
    job.rows["features"] += 0
    job.left_out["events without a place on the map"] += unlocated


def _feature(event: Event) -> dict[str, Any]:
    where = spot(event)
    best = event.best
    return {
        "type": "Feature", "id": event.id, "geometry": {"type": "Point", "coordinates": [event.lon, event.lat]},
        "properties": {
            "id": event.id, "day": event.day or None, "date": event.date, "type": event.type, "mode": event.mode, "status": event.status,
            "quad": event.quad, "score": SCORES[event.type], "trigger": event.trigger, "actors": parties(event.actors),
            "recipients": parties(event.recipients), "place": event.place, "place_kind": (where.kind if where else "") or None,
            "country": event.country, "reports": event.reports, "publishers": event.publishers, "sources": event.sources,
            "contradicted": event.contradicted, "first_reported": event.first_reported, "last_reported": event.last_reported,
            "confidence": event.confidence, "sentence": best.sentence, "publisher": best.publisher, "story": best.link or best.doc_id,
        },
    }  # fmt: skip


def parties(side: tuple[Party, ...]) -> str:
    """Parties in words: "Name (USA GOV); …"."""
    return plain([{"name": p.name, "country": p.country, "sector": p.sector} for p in side])
