"""News with toponyms and coordinates: LGL and GeoVirus (XML), GeoWebNews (brat stand-off).

LGL: Lieberman, Samet and Sankaranarayanan 2010; GeoVirus, GeoWebNews: Gritta, Pilehvar and Collier 2018, 2020.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from legation.errors import InputError
from legation.knowledge.gazetteer import Gazetteer

_POINT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")
_TOPONYMS = frozenset(
    ["Literal", "Mixed", "Metonymic", "Coercion", "Embedded_Non_Lit", "Embedded_Literal", "Literal_Modifier", "Non_Literal_Modifier"]
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One toponym: its characters, and its point in degrees (None where the corpus names a place by an id we lack)."""

    start: int
    end: int
    point: tuple[float, float] | None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceStory:
    """A story with its toponyms."""

    name: str
    text: str
    marks: tuple[Mark, ...]


def read(path: Path, gazetteer: Gazetteer) -> Iterator[PlaceStory]:
    """The stories of an XML file, or of a folder of ``.txt`` and ``.ann`` files.

    Args:
        gazetteer: gives the points of GeoNames ids.
    Raises:
        InputError: it is neither.
    """
    if path.is_dir():
        texts = sorted(path.glob("*.txt"), key=lambda p: (len(p.stem), p.stem))
        if not texts:
            raise InputError("no .txt files in this folder; give LGL's or GeoVirus's XML file, or GeoWebNews's folder", str(path))
        for file in texts:
            yield _brat(file, gazetteer)
        return
    try:
        root = ET.parse(path).getroot()
    except (ET.ParseError, UnicodeDecodeError) as error:
        raise InputError(f"no XML: {error}", str(path)) from None
    for number, article in enumerate(root.iter("article")):
        text = article.findtext("text") or ""
        marks = [_lgl(t) for t in article.iter("toponym")] + [_geovirus(t) for t in article.iter("location")]
        yield PlaceStory(article.get("docid") or str(number), text, tuple(m for m in marks if m.end <= len(text)))


def _lgl(node: ET.Element) -> Mark:
    tag = node.find("gaztag")
    point = _point(tag.findtext("lat"), tag.findtext("lon")) if tag is not None else None
    return Mark(int(node.findtext("start") or 0), int(node.findtext("end") or 0), point)


def _geovirus(node: ET.Element) -> Mark:
    # GeoVirus counts characters from one.
    return Mark(
        int(node.findtext("start") or 1) - 1, int(node.findtext("end") or 1) - 1, _point(node.findtext("lat"), node.findtext("lon"))
    )


def _point(lat: str | None, lon: str | None) -> tuple[float, float] | None:
    return (float(lat), float(lon)) if lat and lon else None


def _brat(path: Path, gazetteer: Gazetteer) -> PlaceStory:
    spans: dict[str, tuple[int, int]] = {}
    points: dict[str, tuple[float, float]] = {}
    countries: dict[str, str | None] = {}
    for line in path.with_suffix(".ann").read_text("utf8").splitlines():
        cells = line.split("\t")
        if cells[0].startswith("T") and cells[1].split()[0] in _TOPONYMS:
            _, *offsets = re.split(r"[ ;]", cells[1])
            spans[cells[0]] = (int(offsets[0]), int(offsets[-1]))
        elif cells[0].startswith("#") and len(cells) > 2:
            target = cells[1].split()[-1]
            match = _POINT.fullmatch(cells[2])
            place = gazetteer.by_geonames(int(cells[2])) if cells[2].strip().isdigit() else None
            if match:
                points[target] = (float(match[1]), float(match[2]))
            elif place:
                points[target], countries[target] = (place.lat, place.lon), place.country
    marks = tuple(Mark(a, b, points.get(key), countries.get(key)) for key, (a, b) in spans.items())
    return PlaceStory(path.stem, path.read_bytes().decode("utf8"), marks)
