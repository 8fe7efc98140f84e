"""The knowledge base: names of states, organisations and people, and what they tell about an actor.

Three tables beside this module, plain tab-separated text. Everything else reads them only through :class:`Knowledge`, so
that a larger base can take its place.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from legation.errors import KnowledgeError
from legation.language.words import Words

VERSION = "2026.1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the base.

    Attributes:
        name: the canonical name. country: ISO alpha-3, "IGO" or None. sector: PLOVER sector or None.
        kind: state, demonym, capital, city, byword (a seat or organ of a government), organisation, person.
    """

    name: str
    country: str | None
    sector: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text: words ``first:last``."""

    first: int
    last: int
    entry: Entry


class Knowledge:
    """Names and their entries, with the longest-match search in a text."""

    def __init__(self, names: dict[str, Entry], states: dict[str, str], people: dict[str, Entry]) -> None:
        self.names = names
        self.states = states
        self.people = people
        self._opening = {name.split()[0].split("-")[0].split("'")[0].split(".")[0] for name in names}
        self._longest = max(len(n.replace(".", " . ").replace("-", " - ").replace("'", " ' ").split()) for n in names)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Knowledge:
        """The base that ships with the package."""
        folder = Path(str(resources.files("legation.knowledge")))
        names: dict[str, Entry] = {}
        states: dict[str, str] = {}
        for row in _rows(folder / "countries.tsv", ("code", "name", "also", "demonyms", "capital", "cities", "bywords")):
            code, name = row["code"], row["name"]
            states[code] = name
            for kind, cell in (
                ("city", row["cities"]),
                ("byword", row["bywords"]),
                ("capital", row["capital"]),
                ("demonym", row["demonyms"]),
                ("state", row["also"]),
            ):
                for item in filter(None, cell.split(";")):
                    entry = Entry(name, code, "GOV" if kind == "byword" else None, kind)
                    names.setdefault(item, entry)
                    if kind == "demonym" and not item.endswith(("ese", "sh", "ch", "s", "i-")):
                        names.setdefault(item + "s", entry)
            names[name] = Entry(name, code, None, "state")
        for row in _rows(folder / "organisations.tsv", ("name", "also", "country", "sector")):
            country = None if row["country"] == "-" else row["country"]
            for item in [row["name"], *filter(None, row["also"].split(";"))]:
                names[item] = Entry(row["name"], country, row["sector"], "organisation")
        people: dict[str, Entry] = {}
        for row in _rows(folder / "people.tsv", ("name", "also", "country", "sector")):
            entry = Entry(row["name"], None if row["country"] == "-" else row["country"], row["sector"], "person")
            for item in [row["name"], *filter(None, row["also"].split(";"))]:
                people[item] = entry
        return cls(names, states, people)

    def find(self, words: Words) -> list[Hit]:
        """Names in a text, longest first at each word, without overlaps, in order."""
        found: list[Hit] = []
        spans, text, at = words.spans, words.text, 0
        while at < len(spans):
            start = spans[at][0]
            if text[start].isupper() and words.word(at) in self._opening:
                for last in range(min(at + self._longest, len(spans)), at, -1):
                    entry = self.names.get(text[start : spans[last - 1][1]])
                    if entry is not None:
                        found.append(Hit(at, last, entry))
                        at = last - 1
                        break
            at += 1
        return found


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        head = tuple(next(reader))
        if head != columns:
            raise KnowledgeError(f"{path}:1: columns are {', '.join(head)}; they must be {', '.join(columns)}")
        rows = []
        for number, cells in enumerate(reader, 2):
            if len(cells) > len(columns):
                raise KnowledgeError(
                    f"{path}:{number}: {len(cells)} cells, {len(columns)} expected; separate names by “;”, cells by one tab"
                )
            rows.append(dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True)))
        return rows
