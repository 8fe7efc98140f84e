"""The record of a story: frozen types, a superset of the codebook's JSON.

Every ``start`` and ``end`` is a character offset into the story's ``text``, end exclusive; quoted spans equal the text
at their offsets.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Status = Literal["actual", "planned", "requested", "refused", "conditional", "possible", "negated"]
Kind = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A party to an event.

    Attributes:
        text, start, end: the mention. name: the resolved name.
        country: ISO 3166-1 alpha-3, "IGO", or None. sector: PLOVER sector.
        entity: number of its entity among the record's ``entities``, or None.
        reason: how name, country and sector were found. sectors: every sector that fits, ``sector`` first.
        entry: key of the entry in the knowledge base, as "state:USA", or None.
    """

    text: str
    start: int
    end: int
    name: str
    country: str | None
    sector: str
    entity: int | None = None
    reason: str = ""
    sectors: tuple[str, ...] = ()
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Content that the text attributes to a source.

    Attributes:
        sources: the chain of sources, outermost first. speaker_reason: how the mention beside the cue was taken for the speaker.
    """

    speaker: str | None
    speaker_text: str | None
    speaker_start: int | None
    speaker_end: int | None
    cue: str | None
    cue_start: int | None
    cue_end: int | None
    content: str
    start: int
    end: int
    kind: Kind
    addressee: str | None
    speaker_country: str | None
    speaker_sector: str | None
    sources: tuple[str, ...]
    confidence: float
    speaker_reason: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A political act named in the text, with its status (codebook: Events).

    Attributes:
        quad: PLOVER quad class, 1 to 4. score: PLOVER score, -10 to 10. cameo: CAMEO code.
        date: YYYY[-MM[-DD]] or YYYY-Www, or None; ``date_*`` point at the expression it comes from, ``date_reason`` says how.
        location: index of the place among the record's ``places``, or None where the gazetteer does not know it.
        status_reason: what decided the status. confidence: probability of trigger and type, 0 to 1.
    """

    trigger: str
    start: int
    end: int
    sentence: str
    type: EventType
    mode: str | None
    status: Status
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    date: str | None
    date_text: str | None
    date_start: int | None
    date_end: int | None
    place: str | None
    place_start: int | None
    place_end: int | None
    attributed_to: tuple[str, ...]
    quad: int
    score: float
    cameo: str
    contexts: tuple[str, ...]
    status_reason: str
    confidence: float
    date_reason: str = ""
    location: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of an entity. ``kind`` is named, nominal or pronoun."""

    text: str
    start: int
    end: int
    kind: Literal["named", "nominal", "pronoun"]


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, group or place, with all its mentions in the story."""

    id: int
    name: str
    type: Literal["person", "organization", "place"]
    country: str | None
    sector: str | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression with its TIMEX3-style type and value (None where it cannot be resolved), and what decided the value."""

    text: str
    start: int
    end: int
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A toponym with the place it means.

    Attributes:
        text, start, end: the mention. name: the place's. lat, lon: degrees. country: ISO alpha-3 or None.
        division: first-level division, or "". kind: city, capital, division, county, country, region, sea …
        precision: how closely the point tells where: city, district, division, country, wide.
        confidence: 0 to 1, against the other places of the name. alternatives: the next likeliest, as "Name, Division, Country".
        reason: what spoke for it.
    """

    text: str
    start: int
    end: int
    name: str
    lat: float
    lon: float
    country: str | None
    division: str
    kind: str
    precision: Literal["city", "district", "division", "country", "wide"]
    confidence: float
    alternatives: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Versions:
    """What made the record."""

    software: str
    model: str
    knowledge: str
    codebook: str


@dataclass(frozen=True, slots=True)
class Record:
    """The diplomatic record of one story.

    Attributes:
        doc_id, date, title, publisher, url: of the story; ``date`` is the publication date or None.
        text: what all offsets point into.
        warnings: what a user should know (for instance that relative dates could not be resolved).
    """

    doc_id: str
    date: str | None
    title: str
    publisher: str | None
    url: str | None
    text: str
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    entities: tuple[Entity, ...]
    times: tuple[TimeExpression, ...]
    places: tuple[Place, ...]
    warnings: tuple[str, ...]
    versions: Versions

    def to_dict(self) -> dict[str, Any]:
        """The record as plain dicts and lists, in the order of the codebook."""
        return asdict(self)

    def to_json(self, indent: int | None = 1) -> str:
        """The record as JSON; the same record always gives the same characters."""
        import json

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def _repr_html_(self) -> str:
        from legation.show.html import fragment

        return fragment(self)

    def __str__(self) -> str:
        return f"Record({self.doc_id}: {len(self.statements)} statements, {len(self.events)} events)"
