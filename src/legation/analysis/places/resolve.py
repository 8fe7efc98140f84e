"""Which of the world's places of a name is meant: by population, kind, what stands beside it and the rest of the story.

The evidence follows Leidner (2007): one referent per discourse, "Alexandria, Louisiana", nearness to the other places and
population; the weights were set on half of LGL, GeoVirus and GeoWebNews each (documents halved by a hash of their name).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from legation.analysis.places.metonymy import stands_for_party
from legation.knowledge.gazetteer import Gazetteer, Toponym, normal


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much.

    Attributes:
        population: for the common logarithm of the population. wide, division, county, capital, country: bonus of a kind
            over a city ("wide": seas, regions and the like, which have no population of their own).
        same_country, same_division, near: for the shares of the story's other toponyms. beside: a container named beside it.
        hint: for the share of the story's actors from its country. near_km: where nearness has fallen to a half.
        same_name: for a city of a million or more against the division of its name: "New York". metropolis: for a city of half a million.
        in_list: for the share of the names in a list with it that are of its kind and country: "Oregon, Utah, Washington and Wisconsin".
    """

    population: float = 0.413
    country: float = 2.167
    wide: float = 4.8
    division: float = 0.51
    county: float = 0.3
    capital: float = 1.05
    same_country: float = 3.0
    same_division: float = 2.4
    near: float = 2.0
    beside: float = 3.4
    hint: float = 2.5
    near_km: float = 150.0
    same_name: float = 1.0
    metropolis: float = 0.5
    in_list: float = 2.0


WEIGHTS = Weights()
_BETWEEN = re.compile(r",? (?:in |of )?(?:the )?|,\s*|\s*\(|, (?:in|near) ")
PARTY = "used here for those who act there, not for the place (metonymy)"
"""What the reason of a metonymic toponym ends with."""
_ROUNDS = 3
_METROPOLIS = 500_000


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
    mates = _lists(text, spans, names, candidates, gazetteer)
    hints = Counter(countries)
    choice: dict[str, Toponym] = {}
    scores: dict[str, list[tuple[float, str, Toponym]]] = {}
    own = {name: _capital_of_its_division(places) for name, places in candidates.items()}
    for _ in range(_ROUNDS):
        near = list(choice.items())
        for name, places in candidates.items():
            if places:
                with_it = [choice[n] for n in mates.get(name, ()) if n in choice]
                scores[name] = sorted(
                    (_score(p, name, [q for n, q in near if n != name], beside[name], hints, weights, own[name], with_it) for p in places),
                    key=lambda s: (-s[0], s[2].id),
                )
        choice = {name: ranked[0][2] for name, ranked in scores.items()}
    located = [_located(span, scores.get(name)) for span, name in zip(spans, names, strict=True)]
    placed = [
        found or (None if name.lower() in _POINTS else vicinity(text, span, located))
        for span, name, found in zip(spans, names, located, strict=True)
    ]
    return [p and (replace(p, reason=f"{p.reason}; {PARTY}") if stands_for_party(text, p.start, p.end) else p) for p in placed]


def _name(text: str) -> str:
    name = " ".join(text.split()).removesuffix("'s").removesuffix("’s")
    return name[4:] if name[:4] in ("the ", "The ") else name


_SIDES = re.compile(
    r"^(?:north|south|east|west|northern|southern|eastern|western|central|upper|lower|mid|greater|downtown|northeast|northwest|southeast|southwest|northeastern|northwestern|southeastern|southwestern|inner|metro)[ -]",
    re.I,
)


def _candidates(name: str, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    if name.lower() in _POINTS:
        return ()
    full = _ABBREVIATED.sub(lambda m: _WRITTEN_OUT[m[0].lower()], name)
    found = gazetteer.find(full)
    if full == name and name.isupper() and len(name.replace(".", "")) <= _LETTERS:
        # "EU", "DRC", "CHU" are no villages; an abbreviation stands for a state, a division or a region.
        return tuple(p for p in found if p.kind not in ("city", "county"))
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


_POINTS = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast southwest coast interior capital".split()
)
"""Words that name no place by themselves, though some village bears each."""
_LETTERS = 4
_WRITTEN_OUT = {
    "l.a.": "Los Angeles",
    "twp.": "Township",
    "w. va.": "West Virginia",
    "w.va.": "West Virginia",
    "n. ireland": "Northern Ireland",
}
_ABBREVIATED = re.compile(r"\bL\.A\.|\bTwp\.|\bW\. ?Va\.|\bN\. Ireland", re.I)


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


def _gives_its_name(place: Toponym, part: str) -> bool:
    """Whether a place may be what a part of a longer name means: "Manila Cathedral", but not "Percy French Hotel"."""
    return normal(place.name) == normal(part) and (place.kind in ("country", "division", "capital", "county") or place.population >= _KNOWN)


_KNOWN = 50_000
"""Population from which a place may give its name to a cathedral or university that is not in the gazetteer."""
_COMMON = frozenset(
    "Royal National University Western Central North South East West Northern Southern Eastern State City Federal Supreme District Court Street Park Lake Saint Union Police Hospital Victoria Republic Bank Church Independence Market Green Black White Mount River Grand Great Little High Southeast Northwest Northeast Southwest Centre Center Community Service Delta Estate Academy School High Middle Elementary College Town Hall Avenue Road Drive Lane Square Garden Gardens Hotel Theatre Theater Club Golf Stadium Arena Airport Station Prison Jail Museum Library Mall Village Valley Bay Beach Island Islands Point Creek Bridge Gate Golden Stone Rock Rocky Mountain Mountains Forest Wood Woods Spring Springs Summit Mission Liberty Reform Enterprise Province Region Summit Union Major Regional Municipal Commercial Mobile Orange Best Home Trinity Providence Hope Normal Media".split()
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


_JOINT = re.compile(r"\s*(?:,|;|,? (?:and|or|&)|,? as well as)\s+(?:the )?")
_KINDS_OF_LIST = re.compile(r"\s+(count(?:y|ie)s|provinces|districts|states|boroughs|parishes)\b", re.I)
_LINKED = re.compile(r"and|or|&|as well")


def _lists(
    text: str, spans: Sequence[tuple[int, int]], names: list[str], candidates: dict[str, tuple[Toponym, ...]], gazetteer: Gazetteer
) -> dict[str, set[str]]:
    """Names that stand in one list with each name. A list that ends in "counties" or "provinces" is of these alone: ``candidates`` are
    narrowed."""
    mates: dict[str, set[str]] = defaultdict(set)
    order = sorted(range(len(spans)), key=lambda i: spans[i])
    at = 0
    while at < len(order):
        last, joined = at, False
        while last + 1 < len(order):
            between = text[spans[order[last]][1] : spans[order[last + 1]][0]]
            if not _JOINT.fullmatch(between):
                break
            joined = joined or bool(_LINKED.search(between))
            last += 1
        members = [names[i] for i in order[at : last + 1]]
        if last > at and (joined or last > at + 2):
            for name in members:
                mates[name].update(n for n in members if n != name)
            if kind := _KINDS_OF_LIST.match(text, spans[order[last]][1]):
                for name in members:
                    candidates[name] = _of_kind(name, kind[1].lower(), candidates[name], gazetteer)
        at = last + 1
    return mates


def _of_kind(name: str, kind: str, found: tuple[Toponym, ...], gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    if kind.startswith("count"):
        return tuple(p for p in gazetteer.find(f"{name} County") if p.kind == "county") or found
    return tuple(p for p in found if p.kind in ("division", "region", "county")) or found


_NEAR = ("city", "capital", "county", "division", "village", "site")
_VICINITY = 0.3


def vicinity(text: str, span: tuple[int, int], located: Sequence[Located | None]) -> Located | None:
    """For a name that the gazetteer lacks, the vicinity of the nearest known toponym: of the one that follows it in its sentence
    ("Jamsil Stadium, Seoul"), else of the nearest before or after within some lines. None where the story has none near by."""
    best: tuple[float, Located] | None = None
    for other in located:
        if other is None or other.place.kind not in _NEAR:
            continue
        gap = other.start - span[1] if other.start >= span[1] else span[0] - other.end
        between = text[span[1] : other.start] if other.start >= span[1] else text[other.end : span[0]]
        far = gap + _STOP * len(_SENTENCE_END.findall(between)) + (0 if other.start >= span[1] else _BACKWARDS)
        if far <= _FAR and (best is None or far < best[0]):
            best = (far, other)
    if best is None:
        return None
    near = best[1].place
    place = replace(near, name=text[span[0] : span[1]], kind="near", population=0, geonames=None)
    return Located(*span, place, _VICINITY, (near,), f"not in the gazetteer; put near {near.name}, the nearest place that the story names")


_SENTENCE_END = re.compile(r"[.!?]\s|\n")
_STOP, _BACKWARDS, _FAR = 150, 20, 1200
"""Characters that the end of a sentence counts for, and that a place before the name counts more than one after it; the farthest."""


def _score(
    place: Toponym,
    name: str,
    others: list[Toponym],
    beside: list[Toponym],
    hints: Counter[str],
    w: Weights,
    own: Toponym | None,
    mates: list[Toponym],
) -> tuple[float, str, Toponym]:
    score = w.population * math.log10(place.population + 10) + _bonus(place.kind, w)
    why = f"population {place.population:,}" if place.population else place.kind
    if normal(place.name) != normal(name):
        score -= 0.3
    if place.population >= _METROPOLIS and place.kind in ("city", "capital"):
        score += w.metropolis
    if mates and (like := sum(m.kind == place.kind and m.country == place.country for m in mates) / len(mates)):
        score += w.in_list * like
        why += ", in a list of its like"
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
