"""A user's own actors, in TOML: ``legation read --actors my.toml``.

::

    [[actor]]                       # an organisation, armed group, agency, party, medium …
    name = "Reka Front"
    also = ["RF", "Reka rebels"]
    country = "SDN"
    sector = "REB"
    from = "2011-05"                # both may be left out
    to = "2019~"

    [[person]]
    name = "Amina Okoro"
    also = ["Amina A. Okoro"]
    terms = [{country = "NGA", office = "FM", title = "Foreign Minister", from = "2027-01-10"}]

    [[noun]]                        # a noun that makes an actor
    name = "cattle rancher"
    also = ["cattle ranchers"]      # its plural
    sector = "AGR"
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any

from legation.errors import KnowledgeError
from legation.knowledge import phoenix
from legation.knowledge.base import Entry, Knowledge
from legation.knowledge.dates import Span
from legation.knowledge.tables import KINDS, OFFICES, check_row

_ACTOR = {"name", "also", "country", "sector", "kind", "from", "to"}
_PERSON = {"name", "also", "terms"}
_TERM = {"country", "office", "title", "sector", "from", "to"}
_KINDS = ("organisation", "agency", "armed group", "party", "media")


@dataclass(frozen=True, slots=True)
class Own:
    """A user's entries.

    Attributes:
        entries: names and the entry they stand for. terms: person to [country, office, title, sector, from, to].
        nouns: noun to sector. version: short hash of the file, which records carry.
    """

    entries: tuple[tuple[tuple[str, ...], Entry], ...]
    terms: dict[str, list[list[Any]]]
    version: str
    nouns: dict[str, str] = field(default_factory=dict)


def load(path: Path, knowledge: Knowledge) -> Own:
    """Read and check a user's file.

    Raises:
        KnowledgeError: it is no TOML, or an entry is wrong; the message gives file, line and what to write instead.
    """
    try:
        text = path.read_text("utf8")
        data = tomllib.loads(text)
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise KnowledgeError(f"{path}: is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise KnowledgeError(f'{path}:{line[1] if line else 1}: no TOML: {error}. Text goes in quotes: name = "Reka Front"') from None
    for key in data:
        if key not in ("actor", "person", "noun"):
            raise KnowledgeError(f"{path}:{_line(text, key)}: “{key}” is not known; write [[actor]] or [[person]] (or [[noun]])")
    codes = frozenset(knowledge.states) | {"IGO", "-", ""}
    entries: list[tuple[tuple[str, ...], Entry]] = []
    terms: dict[str, list[list[Any]]] = {}
    for row, at in zip(_tables(data, "actor", path), _headers(text, "actor"), strict=False):
        entries.append(_actor(row, codes, f"{path}:{at}"))
    for row, at in zip(_tables(data, "person", path), _headers(text, "person"), strict=False):
        forms, entry, rows = _person(row, codes, f"{path}:{at}")
        entries.append((forms, entry))
        terms[entry.name] = rows
    nouns: dict[str, str] = {}
    for row, at in zip(_tables(data, "noun", path), _headers(text, "noun"), strict=False):
        nouns |= _noun(row, codes, f"{path}:{at}")
    return Own(tuple(entries), terms, hashlib.sha256(text.encode()).hexdigest()[:8], nouns)


def _tables(data: dict[str, Any], key: str, path: Path) -> list[dict[str, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise KnowledgeError(f"{path}: “{key}” must be written with two brackets: [[{key}]]")
    return rows


def _headers(text: str, key: str) -> Iterator[int]:
    """The lines of the ``[[key]]`` headers, and then 1 for ever (tables written as inline lists have none)."""
    yield from (i for i, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[\[\s*{key}\s*\]\]", line))
    yield from repeat(1)


def _line(text: str, key: str) -> int:
    return next((i for i, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[*\s*{re.escape(key)}\b", line)), 1)


def _fields(row: dict[str, Any], known: set[str], where: str) -> None:
    for key, value in row.items():
        if key not in known:
            raise KnowledgeError(f"{where}: “{key}” is not a field; write {', '.join(sorted(known))}")
        if key == "also":
            if not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
                raise KnowledgeError(f'{where}: “also” must be a list of names: also = ["RF", "Reka rebels"]')
        elif key != "terms" and not isinstance(value, str):
            raise KnowledgeError(f'{where}: “{key}” must be text in quotes: {key} = "{value}"')


def _actor(row: dict[str, Any], codes: frozenset[str], where: str) -> tuple[tuple[str, ...], Entry]:
    _fields(row, _ACTOR, where)
    kind = row.get("kind", "organisation")
    if kind not in _KINDS:
        raise KnowledgeError(f"{where}: “{kind}” is no kind; write one of {', '.join(_KINDS)}")
    flat = {
        "name": row.get("name", ""),
        "code": row.get("country", "-"),
        "sector": row.get("sector", ""),
        "from": row.get("from", ""),
        "to": row.get("to", ""),
    }
    check_row(flat, KINDS["armed"], codes, where)
    country = None if flat["code"] in ("", "-") else flat["code"]
    forms = tuple(dict.fromkeys((flat["name"], *row.get("also", []))))
    return forms, Entry(flat["name"], country, flat["sector"], kind, Span(flat["from"], flat["to"]), own=True)


def _noun(row: dict[str, Any], codes: frozenset[str], where: str) -> dict[str, str]:
    _fields(row, {"name", "also", "sector"}, where)
    check_row({"noun": row.get("name", ""), "sector": row.get("sector", ""), "person": "yes", "sure": "yes"}, KINDS["nouns"], codes, where)
    return dict.fromkeys((n.lower() for n in (row["name"], *row.get("also", []))), row["sector"])


def _person(row: dict[str, Any], codes: frozenset[str], where: str) -> tuple[tuple[str, ...], Entry, list[list[Any]]]:
    _fields(row, _PERSON, where)
    rows: list[list[Any]] = []
    if not row.get("name"):
        raise KnowledgeError(f"{where}: “name” is empty; it must be given")
    terms = row.get("terms")
    if not isinstance(terms, list) or not terms:
        raise KnowledgeError(f'{where}: “terms” must be a list of offices: terms = [{{country = "NGA", office = "FM", from = "2027"}}]')
    for term in terms:
        if not isinstance(term, dict):
            raise KnowledgeError(f'{where}: a term must be in braces: {{country = "NGA", office = "FM", from = "2027"}}')
        _fields(term, _TERM, where)
        flat = {"country": term.get("country", ""), "office": term.get("office", "OTH"), "name": row["name"], "from": term.get("from", ""), "to": term.get("to", ""), "sector": term.get("sector", "")}  # fmt: skip
        check_row(flat, KINDS["terms"], codes, where)
        rows.append(
            [flat["country"], flat["office"], term.get("title", OFFICES[flat["office"]]), flat["sector"] or "GOV", flat["from"], flat["to"]]
        )
    rows.sort(key=lambda t: (t[4], t[5]))
    forms = tuple(dict.fromkeys((row["name"], *row.get("also", []))))
    return forms, Entry(row["name"], rows[0][0], rows[0][3], "person", own=True), rows


def write(actors: Iterable[phoenix.Actor], path: Path, countries: Container[str]) -> tuple[int, int]:
    """Write actors of other dictionaries as a user's file; ``countries`` are the codes it may use.

    An actor with a dated office becomes a person with terms, an agent a noun, any other an actor, by its first code that names a sector.
    Returns:
        how many were written and how many left out (actors whose codes give neither country nor sector).
    """
    blocks: list[str] = []
    left = 0
    for actor in actors:
        agent = next((c for c in actor.codes if c.raw.startswith("~") and c.sector), None)
        if agent is not None:
            forms = [n.lower() for n in dict.fromkeys((actor.name, *actor.also))]
            also = f"also = [{', '.join(map(_quoted, forms[1:]))}]\n" if forms[1:] else ""
            blocks.append(f'[[noun]]\nname = {_quoted(forms[0])}\n{also}sector = "{agent.sector}"\n')
            continue
        usable = [
            c for c in actor.codes if c.sector and (c.country in (None, "IGO") or c.country in countries) and not c.raw.startswith("~")
        ]
        if not usable:
            left += 1
            continue
        names = f"name = {_quoted(actor.name)}\n" + (
            f"also = [{', '.join(map(_quoted, dict.fromkeys(actor.also)))}]\n" if actor.also else ""
        )
        dated = [c for c in usable if c.country and c.span.since and " " in actor.name]
        if dated:
            terms = ", ".join(
                f'{{country = "{c.country}", office = "OTH", sector = "{c.sector}", from = "{c.span.since}"'
                + (f', to = "{c.span.until}"' if c.span.until else "") + "}"
                for c in dated
            )  # fmt: skip
            blocks.append(f"[[person]]\n{names}terms = [{terms}]\n")
        else:
            code = usable[0]
            span = "".join(f'{key} = "{value}"\n' for key, value in (("from", code.span.since), ("to", code.span.until)) if value)
            blocks.append(f'[[actor]]\n{names}country = "{code.country or "-"}"\nsector = "{code.sector}"\n{span}')
    path.write_text("\n".join(blocks), "utf8")
    return len(blocks), left


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
