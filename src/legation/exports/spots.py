"""Where an event took place: the gazetteer's entry of its place, in the terms of the export formats."""

from __future__ import annotations

from dataclasses import dataclass

from legation.exports import countries
from legation.exports.events import Event
from legation.knowledge.gazetteer import Gazetteer

_FEATURES = {
    "capital": ("P", "PPLC"), "city": ("P", "PPL"), "village": ("P", "PPL"), "site": ("S", "S"), "county": ("A", "ADM2"), "division": ("A", "ADM1"),
    "country": ("A", "PCLI"), "region": ("L", "RGN"), "continent": ("L", "CONT"), "sea": ("H", "SEA"), "ocean": ("H", "OCN"),
    "river": ("H", "STM"), "strait": ("H", "STRT"), "lake": ("H", "LK"), "gulf": ("H", "GULF"), "bay": ("H", "BAY"), "canal": ("H", "CNL"),
    "island": ("T", "ISL"), "islands": ("T", "ISLS"), "mountains": ("T", "MTS"), "mountain": ("T", "MT"), "desert": ("T", "DSRT"),
    "peninsula": ("T", "PEN"),
}  # fmt: skip
"""GeoNames feature class and code of each kind of place."""
_SAME = 1e-4
"""Degrees by which the chronicle's and the gazetteer's point of one place may differ (both keep four decimals)."""
_USA = dict(zip(
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|"
    "Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|"
    "New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|"
    "Virginia|Washington|West Virginia|Wisconsin|Wyoming|District of Columbia|Washington, D.C.".split("|"),
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT "
    "VA WA WV WI WY DC DC".split(), strict=True,
))  # fmt: skip
"""Postal codes of the United States' divisions, which GDELT uses as ADM1 codes."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place.

    Attributes:
        name: as the gazetteer has it, or as the story has it where the gazetteer does not know it. kind: city, capital, division, country …, or "".
        city, district, province: whichever of them the place is or lies in, or "". country: ISO alpha-3 or None. lat, lon: degrees or None.
        geonames: GeoNames id or None.
    """

    name: str
    kind: str
    city: str
    district: str
    province: str
    country: str | None
    lat: float | None
    lon: float | None
    geonames: int | None

    @property
    def feature(self) -> tuple[str, str]:
        """GeoNames feature class and code, empty where unknown."""
        return _FEATURES.get(self.kind, ("", ""))

    @property
    def gdelt_type(self) -> int:
        """GDELT's Geo_Type: 1 country, 2 division of the USA, 3 place in the USA, 4 place elsewhere, 5 division elsewhere, 0 no point."""
        if self.lat is None:
            return 0
        if self.kind == "country":
            return 1
        usa = self.country == "USA"
        if self.kind == "division":
            return 2 if usa else 5
        return 3 if usa else 4

    @property
    def full_name(self) -> str:
        """GDELT's Geo_FullName: "City, Division, Country", without what is not known."""
        parts = (
            self.name,
            self.province if self.province != self.name else "",
            countries.name(self.country) if self.kind != "country" else "",
        )
        return ", ".join(p for p in parts if p)

    @property
    def adm1(self) -> str:
        """GDELT's ADM1 code as far as it is known: the FIPS country code, with the postal code in the USA."""
        return countries.fips(self.country, self.lat, self.lon) + (_USA.get(self.province, "") if self.country == "USA" else "")


def spot(event: Event) -> Spot | None:
    """Where an event took place, or None where no place is told."""
    if not event.place:
        return None
    if event.lat is None or event.lon is None:
        return Spot(event.place, "", "", "", "", event.country, None, None, None)
    for t in Gazetteer.load().find(event.place):
        if abs(t.lat - event.lat) < _SAME and abs(t.lon - event.lon) < _SAME:
            city = t.name if t.precision == "city" else ""
            district = t.name if t.kind == "county" else ""
            return Spot(event.place, t.kind, city, district, t.division, event.country, event.lat, event.lon, t.geonames)
    return Spot(event.place, "", "", "", "", event.country, event.lat, event.lon, None)
