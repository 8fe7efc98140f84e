"""Which of the world's places of a name is meant: by population, kind, what stands beside it and the rest of the story.

The evidence follows Leidner (2007): one referent per discourse, "Alexandria, Louisiana", nearness to the other places and
population; the weights were set on half of LGL, GeoVirus and GeoWebNews each (documents halved by a hash of their name).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from legation.knowledge.gazetteer import Gazetteer, Toponym, normal


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much.

    Attributes:
        population: for the common logarithm of the population. wide, division, county, capital, country: bonus of a kind
            over a city ("wide": seas, regions and the like, which have no population of their own).
        same_country, same_division, near: for the shares of the story's other toponyms. beside: a container named beside it.
        hint: for the share of the story's actors from its country. near_km: where nearness has fallen to a half.
        same_name: for a city of a million or more against the division of its name: "New York".
    """

    population: float = 0.413
    country: float = 2.167
    wide: float = 4.8
    division: float = 0.51
    county: float = 0.3
    capital: float = 1.05
    same_country: float = 3.0
    same_division: float = 2.4
    near: float = 1.56
    beside: float = 3.4
    hint: float = 2.5
    near_km: float = 150.0
    same_name: float = 1.0


WEIGHTS = Weights()
_BETWEEN = re.compile(r",? (?:in |of )?(?:the )?|,\s*|\s*\(|, (?:in|near) ")
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Located:
    """A toponym with its place.

    Attributes:
        start, end: characters. place: the one meant. confidence: its share against the others of the name, 0 to 1.
        alternatives: the next likeliest, at most three. reason: what spoke for it.
    """

    start: int
    end: int
    place: Toponym
    confidence: float
    alternatives: tuple[Toponym, ...]
    reason: str


def locate(
    text: str, spans: Sequence[tuple[int, int]], gazetteer: Gazetteer, countries: Iterable[str] = (), weights: Weights = WEIGHTS
) -> list[Located | None]:
    """Resolve the toponyms of one story together.

    Args:
        text: the story. spans: characters of the toponyms. countries: those of the story's actors, most named first.
    Returns:
        one for each span; None where the gazetteer does not know the name.
    """
    names = [_name(text[a:b]) for a, b in spans]
    candidates = {name: _candidates(name, gazetteer) for name in dict.fromkeys(names)}
    beside = _containers(text, spans, names, candidates)
    hints = Counter(countries)
    choice: dict[str, Toponym] = {}
    scores: dict[str, list[tuple[float, str, Toponym]]] = {}
    own = {name: _capital_of_its_division(places) for name, places in candidates.items()}
    for _ in range(_ROUNDS):
        near = list(choice.items())
        for name, places in candidates.items():
            if places:
                scores[name] = sorted(
                    (_score(p, name, [q for n, q in near if n != name], beside[name], hints, weights, own[name]) for p in places),
                    key=lambda s: (-s[0], s[2].id),
                )
        choice = {name: ranked[0][2] for name, ranked in scores.items()}
    return [_located(span, scores.get(name)) for span, name in zip(spans, names, strict=True)]


def _name(text: str) -> str:
    name = " ".join(text.split()).removesuffix("'s").removesuffix("’s")
    return name[4:] if name[:4] in ("the ", "The ") else name


_SIDES = re.compile(
    r"^(?:north|south|east|west|northern|southern|eastern|western|central|upper|lower|mid|greater|downtown|northeast|northwest|southeast|southwest|northeastern|northwestern|southeastern|southwestern|inner|metro)[ -]",
    re.I,
)


def _candidates(name: str, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    found = gazetteer.find(name)
    if not found and (rest := _SIDES.sub("", name)) != name:
        found = gazetteer.find(rest)
    if not found:
        for suffix in (
            " city",
            " province",
            " state",
            " county",
            " region",
            " district",
            " island",
            " islands",
            " area",
            " governorate",
            " village",
            " town",
        ):
            if name.lower().endswith(suffix) and (found := gazetteer.find(name[: -len(suffix)])):
                break
    if not found and name.lower().startswith(
        ("city of ", "town of ", "province of ", "state of ", "county ", "village of ", "mount ", "lake ")
    ):
        found = gazetteer.find(name.split(" of ", 1)[-1] if " of " in name else name.split(" ", 1)[-1])
    return found[:40] or _within(name, gazetteer)


def _within(name: str, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """Of an unknown name, the place that its words hold: "Manila Cathedral" → Manila; the first such, the longest there."""
    words = name.split()
    for first in range(len(words)):
        for last in range(len(words), first, -1):
            part = " ".join(words[first:last])
            if part[:1].isupper() and len(part) > 3 and 0 < last - first < len(words) and part not in _COMMON:
                found = tuple(p for p in gazetteer.find(part) if p.kind in ("country", "division", "capital") or p.population >= _KNOWN)
                if found:
                    return found
    return ()


_KNOWN = 50_000
"""Population from which a place may give its name to a cathedral or university that is not in the gazetteer."""
_COMMON = frozenset(
    "Royal National University Western Central North South East West Northern Southern Eastern State City Federal Supreme District Court Street Park Lake Saint Union Police Hospital Victoria Republic Bank Church Independence Market Green Black White Mount River Grand Great Little High Southeast Northwest Northeast Southwest".split()
)


def _containers(
    text: str, spans: Sequence[tuple[int, int]], names: list[str], candidates: dict[str, tuple[Toponym, ...]]
) -> dict[str, list[Toponym]]:
    """Names of divisions and countries that stand right after a toponym: "Alexandria, La." """
    found: dict[str, list[Toponym]] = defaultdict(list)
    order = sorted(range(len(spans)), key=lambda i: spans[i])
    for i, j in pairwise(order):
        between = text[spans[i][1] : spans[j][0]]
        if _BETWEEN.fullmatch(between):
            found[names[i]].extend(p for p in candidates[names[j]] if p.kind in ("division", "country", "county", "region"))
    return found


def _score(
    place: Toponym,
    name: str,
    others: list[Toponym],
    beside: list[Toponym],
    hints: Counter[str],
    w: Weights,
    own: Toponym | None,
) -> tuple[float, str, Toponym]:
    score = w.population * math.log10(place.population + 10) + _bonus(place.kind, w)
    why = f"population {place.population:,}" if place.population else place.kind
    if normal(place.name) != normal(name):
        score -= 0.3
    if place is own:
        score += w.same_name
        why += ", the city that its division is named after"
    if others:
        country = sum(o.country == place.country for o in others) / len(others) if place.country else 0.0
        division = sum(o.country == place.country and o.division == place.division for o in others) / len(others) if place.division else 0.0
        near = sum(
            1 / (1 + distance((place.lat, place.lon), (o.lat, o.lon)) / w.near_km)
            for o in others
            if o.kind in ("city", "capital", "county")
        ) / len(others)
        score += w.same_country * country + w.same_division * division + w.near * near
        if division > 0.3 or near > 0.3:
            why += ", among other places of the story in " + (place.division or str(place.country))
        elif country > 0.3:
            why += f", in the country of other places of the story ({place.country})"
    if place.country and hints:
        score += w.hint * hints[place.country] / (sum(hints.values()) + 2)
    for outer in beside:
        inside = outer.country == place.country and (outer.kind == "country" or outer.division == place.division or outer.kind == "region")
        if inside and outer.id != place.id:
            return score + w.beside, f"{outer.name} is named beside it", place
    return score, why, place


def _capital_of_its_division(places: tuple[Toponym, ...]) -> Toponym | None:
    divisions = {(p.country, p.division) for p in places if p.kind == "division"}
    return next(
        (p for p in places if p.kind in ("city", "capital") and p.population >= 1_000_000 and (p.country, p.division) in divisions), None
    )


def _bonus(kind: str, w: Weights) -> float:
    return {
        "city": 0.0,
        "capital": w.capital,
        "country": w.country,
        "continent": w.country,
        "division": w.division,
        "county": w.county,
    }.get(kind, w.wide)


def _located(span: tuple[int, int], ranked: list[tuple[float, str, Toponym]] | None) -> Located | None:
    if not ranked:
        return None
    best = ranked[0]
    total = sum(math.exp(score - best[0]) for score, _, _ in ranked)
    return Located(*span, best[2], round(1 / total, 4), tuple(p for _, _, p in ranked[1:4]), best[1])


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points in degrees, on a sphere of radius 6,371 km."""
    p, q = math.radians(a[0]), math.radians(b[0])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1.0, h)))
