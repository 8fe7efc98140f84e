"""The tables of the knowledge base: their columns, and reading them with every cell checked.

Plain CSV beside this module, one file a kind; lists inside a cell are separated by “;”. docs/knowledge.md describes each.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from legation.errors import KnowledgeError
from legation.knowledge.dates import first_day, last_day
from legation.record.codes import SECTORS as CODEBOOK_SECTORS

FOLDER = Path(__file__).parent / "tables"
OFFICES = {
    "HOS": "head of state", "HOG": "head of government", "FM": "foreign minister", "DM": "defence minister",
    "DEP": "deputy of one of these", "ENV": "special envoy", "NEG": "negotiator", "UNR": "ambassador to the United Nations",
    "AMB": "ambassador", "SPK": "spokesperson", "NSA": "national security adviser", "OTH": "other high office",
}  # fmt: skip
SECTORS = frozenset(CODEBOOK_SECTORS) | {"PRM", "AGR", "ELI", "JRN", "PRE"}
"""PLOVER's sectors (manual 2024): those of the codebook, and the others that user tables may hold."""
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One table: its columns, those that must not be empty, and those with a fixed set of values."""

    columns: tuple[str, ...]
    needed: tuple[str, ...]
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)


_DATED = ("from", "to", "note")
KINDS: dict[str, Kind] = {
    "states": Kind(
        ("code", "cow", "kind", "name", "official", "also", "demonyms", "capital", "bywords", "from", "to", "successor", "note"),
        ("code", "kind", "name"), {"kind": frozenset({"state", "territory"})},
    ),
    "groups": Kind(("name", "also", "members", *_DATED), ("name", "members")),
    "nouns": Kind(
        ("noun", "plural", "sector", "person", "sure", "note"), ("noun", "sector"),
        {"person": frozenset({"yes", "no", "group"}), "sure": frozenset({"yes", "no"})},
    ),
    "terms": Kind(("country", "office", "title", "name", "also", *_DATED), ("country", "office", "name", "from"),
                  {"office": frozenset(OFFICES)}),
    "organisations": Kind(("name", "also", "kind", "code", "sector", "parent", *_DATED), ("name", "sector")),
    "armed": Kind(("name", "also", "code", "sector", *_DATED), ("name", "sector")),
    "parties": Kind(("name", "also", "code", *_DATED), ("name", "code")),
    "agencies": Kind(("name", "also", "code", "kind", "sector", *_DATED), ("name", "code", "sector")),
    "media": Kind(("name", "also", "code", "kind", "state", *_DATED), ("name",), {"state": frozenset({"yes", "no", ""})}),
    "people": Kind(("name", "also", "code", "role", "sector", *_DATED), ("name", "sector")),
    "cities": Kind(("name", "code"), ("name", "code")),
}  # fmt: skip
"""Every table by the name of its file."""


def read_all(folder: Path = FOLDER) -> dict[str, list[dict[str, str]]]:
    """Every table of a folder, checked.

    Raises:
        KnowledgeError: a table is missing, or a cell is wrong; the message gives file, line and what to write.
    """
    states = read("states", folder)
    codes = frozenset(row["code"] for row in states) | {"IGO", "-", ""}
    tables = {"states": states}
    for name in KINDS:
        if name != "states":
            tables[name] = read(name, folder, codes)
    return tables


def read(name: str, folder: Path = FOLDER, codes: frozenset[str] | None = None) -> list[dict[str, str]]:
    """One table as rows of stripped cells; ``codes`` are the country codes it may use (None: any).

    Raises:
        KnowledgeError: as :func:`read_all`.
    """
    kind, path = KINDS[name], folder / f"{name}.csv"
    if not path.exists():
        raise KnowledgeError(f"{path}: the table is missing; reinstall legation, or make it with the columns {', '.join(kind.columns)}")
    rows: list[dict[str, str]] = []
    with path.open(encoding="utf8", newline="") as file:
        reader = csv.reader(file, strict=True)
        head = tuple(next(reader, ()))
        if head != kind.columns:
            raise KnowledgeError(f"{path}:1: the columns are {', '.join(head)}; they must be {', '.join(kind.columns)}")
        for cells in reader:
            where = f"{path}:{reader.line_num}"
            if len(cells) != len(head):
                raise KnowledgeError(
                    f"{where}: {len(cells)} cells, {len(head)} expected; put a cell that holds a comma in quotes, separate names by “;”"
                )
            row = dict(zip(head, (c.strip() for c in cells), strict=True))
            check_row(row, kind, codes, where)
            rows.append(row)
    return rows


def check_row(row: Row, kind: Kind, codes: frozenset[str] | None, where: str) -> None:
    """Check one row's cells.

    Raises:
        KnowledgeError: a cell is wrong; the message begins with ``where``.
    """

    def refuse(message: str) -> None:
        raise KnowledgeError(f"{where}: {message}")

    for column in kind.needed:
        if not row.get(column):
            refuse(f"“{column}” is empty; it must be given")
    for column, allowed in kind.values.items():
        if row.get(column, "") not in allowed:
            refuse(f"“{row[column]}” is not a value of “{column}”; write one of {', '.join(sorted(allowed))}")
    if row.get("sector") and row["sector"] not in SECTORS:
        refuse(f"“{row['sector']}” is no PLOVER sector; write one of {', '.join(sorted(SECTORS))}")
    if codes is not None:
        for code in (
            row.get("code") or row.get("country") or "",
            row.get("successor", ""),
            *filter(None, row.get("members", "").split(";")),
        ):
            if code not in codes:
                near = ", ".join(sorted(c for c in codes if c[:1] == code[:1])[:12])
                refuse(f"“{code}” is no country code of states.csv; write an ISO 3166 alpha-3 code ({near} …), IGO, or - for none")
    since, until = row.get("from", ""), row.get("to", "")
    _dates(since, until, refuse)


def _dates(since: str, until: str, refuse: Callable[[str], None]) -> None:
    for text in filter(None, (since, until)):
        try:
            first_day(text)
        except ValueError as error:
            refuse(str(error))
    if since and until and last_day(until) < first_day(since):
        refuse(f"it ends ({until}) before it begins ({since})")
