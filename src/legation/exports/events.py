"""Events, reports and parties as exports see them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple


class Party(NamedTuple):
    """A party of an event or report; ``text``, ``start``, ``end`` and ``entry`` are known of a report's only."""

    name: str
    country: str | None
    sector: str
    text: str = ""
    start: int = -1
    end: int = -1
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One mention of an event; fields as in ``store.tables.mentions`` and ``stories``. ``place`` is the resolved name where there is one."""

    id: int
    record: int
    story: int
    number: int
    start: int
    end: int
    trigger: str
    type: str
    mode: str | None
    status: str
    date: str | None
    place: str | None
    sentence: str
    attributed_to: tuple[str, ...]
    confidence: float
    reported: str | None
    doc_id: str
    publisher: str | None
    url: str | None
    title: str
    versions: str
    made: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]

    @property
    def link(self) -> str | None:
        """The address of the story, if it is one of the web."""
        return self.url if self.url and self.url.lower().startswith(("http://", "https://")) else None


class Facts(NamedTuple):
    """What a record tells beyond the tables.

    Attributes:
        people, organizations, locations: names of its entities. places: the words that name the place, by number of the event.
        sources: country and sector of everybody named, by name.
    """

    people: tuple[str, ...]
    organizations: tuple[str, ...]
    locations: tuple[str, ...]
    places: tuple[str | None, ...]
    sources: dict[str, tuple[str | None, str | None]]


@dataclass(frozen=True)
class Event:
    """An event of the chronicle with its reports, in the order of the stories' days; fields as in ``store.tables.events``."""

    id: str
    type: str
    mode: str | None
    quad: int
    status: str
    date: str | None
    day: str
    first_day: str | None
    last_day: str | None
    trigger: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    place: str | None
    lat: float | None
    lon: float | None
    country: str | None
    reports: int
    publishers: int
    sources: int
    contradicted: bool
    first_reported: str | None
    last_reported: str | None
    confidence: float
    told: tuple[Report, ...]

    @cached_property
    def best(self) -> Report:
        """The report that stands for the event: the first of its type and status, else the first of its type, else the first."""
        alike = [r for r in self.told if r.type == self.type] or list(self.told)
        return next((r for r in alike if r.status == self.status), alike[0])

    @cached_property
    def stories(self) -> tuple[Report, ...]:
        """The first report of each story."""
        first: dict[int, Report] = {}
        for r in self.told:
            first.setdefault(r.story, r)
        return tuple(first.values())

    def told_party(self, party: Party, report: Report | None = None) -> Party:
        """A party of the event as a report names it (the best report, or the first that does); the party itself where none does."""
        order = (report,) if report else (self.best, *self.told)
        for r in order:
            for p in (*r.actors, *r.recipients):
                if p.name == party.name:
                    return p._replace(country=party.country, sector=party.sector)
        return party


def event_of(row: Mapping[str, Any], told: Sequence[Report]) -> Event:
    """An event from its row and its reports."""
    made = dict(row)
    for side in ("actors", "recipients"):
        made[side] = tuple(Party(*p) for p in json.loads(made[side]))
    made["contradicted"] = bool(made["contradicted"])
    return Event(**made, told=tuple(told))


def facts_of(record: Mapping[str, Any]) -> Facts:
    """What a record, as dicts and lists, tells beyond the tables."""
    names: dict[str, dict[str, None]] = {"person": {}, "organization": {}, "place": {}}
    sources: dict[str, tuple[str | None, str | None]] = {}
    for e in record["entities"]:
        if any(m["kind"] == "named" for m in e["mentions"]):
            names[e["type"]][e["name"]] = None
        sources.setdefault(e["name"], (e["country"], e["sector"]))
    for s in record["statements"]:
        if s["speaker"]:
            sources[s["speaker"]] = (s["speaker_country"], s["speaker_sector"])
    locations = dict.fromkeys(p["name"] for p in record["places"])
    return Facts(
        tuple(names["person"]), tuple(names["organization"]), tuple(locations or names["place"]),
        tuple(e["place"] for e in record["events"]), sources,
    )  # fmt: skip
