"""ICEWS's 20 columns (Boschee et al. 2015), as a tab-separated file with a header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from legation.exports import countries
from legation.exports.cameo import NAMES, code_of, goldstein
from legation.exports.gdelt import Numbers
from legation.exports.pairs import sides
from legation.exports.spots import Spot, spot
from legation.exports.tabular import Column, Table, codebook, tab_separated

if TYPE_CHECKING:
    from legation.exports.events import Party
    from legation.exports.job import Job

COLUMNS = (
    Column("Event ID", "int", "49 bits of the chronicle's id, as in the GDELT export; when reports are counted, the number of the mention"),
    Column("Event Date", "day", "first day of the event, else day of the first report"),
    Column("Source Name", "text", "name of the first actor"),
    Column("Source Sectors", "text", "sector in words"),
    Column("Source Country", "text", "country's name, empty for international organisations and others without one"),
    Column("Event Text", "text", "name of the CAMEO code"),
    Column("CAMEO Code", "text", "CAMEO code; keep it as text"),
    Column("Intensity", "float", "Goldstein's score of the code, -10 to 10"),
    Column("Target Name", "text", "name of the first recipient; of a meeting without one the first actor of another country"),
    Column("Target Sectors", "text", "sector in words"),
    Column("Target Country", "text", "country's name"),
    Column("Story ID", "int", "number of the story in the chronicle"),
    Column("Sentence Number", "int", "sentence in the story, from 1"),
    Column("Publisher", "text", "publisher"),
    Column("City", "text", "the place, if it is a city"),
    Column("District", "text", "the place, if it is a county or district"),
    Column("Province", "text", "first-level division"),
    Column("Country", "text", "country of the place, its name"),
    Column("Latitude", "float", "degrees"),
    Column("Longitude", "float", "degrees"),
)
"""The 20 columns."""
_SECTORS = {
    "GOV": "Government", "MIL": "Military", "LEG": "Legislative / Parliamentary", "JUD": "Judicial", "PTY": "Parties", "OPP": "Opposition",
    "REB": "Dissident", "IGO": "International Government Organization", "NGO": "Nongovernmental Organization", "CVL": "General Population / Civilian / Social",
    "MED": "Media", "JRN": "Media", "PRE": "Media", "BUS": "Business", "SPY": "Intelligence", "COP": "Police", "PRM": "Unidentified Forces",
    "UAF": "Unidentified Forces", "AGR": "Agricultural", "CRM": "Criminals / Gangs", "EDU": "Education", "ELI": "Elite", "LAB": "Labor",
    "REF": "Refugees", "REL": "Religious", "SOC": "Social",
}  # fmt: skip
"""ICEWS's name of a sector, the nearest to PLOVER's; none for UNK."""


def write(job: Job) -> None:
    """Write the file and its codebook."""
    numbers = Numbers()
    with tab_separated(job, job.target, COLUMNS) as writer:
        for event, coded in job.coded(texts=True):
            code, where = code_of(event, coded), spot(event)
            source, target = sides(coded)
            number = numbers.of(event.id) if job.count == "events" else 0
            for report in job.counted(event):
                writer.writerow((
                    number or report.id, event.day, *_party(source), NAMES[code], code, goldstein(code), *_party(target),
                    report.story, job.source.sentence(report), report.publisher, *_place(where),
                ))  # fmt: skip
                job.rows[job.target.name] += 1
    what = "event" if job.count == "events" else "story that tells of an event"
    codebook(job, job.target.with_suffix(".codebook"), {job.target.name: Table(what, COLUMNS)})


def _party(party: Party | None) -> tuple[str, str, str]:
    if party is None:
        return "", "", ""
    return party.name, _SECTORS.get(party.sector, ""), "" if party.country in (None, "IGO") else countries.name(party.country)


def _place(where: Spot | None) -> tuple[Any, ...]:
    if where is None:
        return ("",) * 6
    return where.city, where.district, where.province, countries.name(where.country), where.lat, where.lon
