"""The rows by which events are found: by party, by dyad."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from legation.chronicle.event import Report
from legation.knowledge.base import Knowledge
from legation.store.rows import Row

_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Index:
    """Index rows of one event: a day, pairs of key and role, pairs of countries."""

    day: str
    parties: frozenset[tuple[str, str]]
    dyads: frozenset[tuple[str, str]]

    def party_rows(self, event: str) -> list[Row]:
        """Rows of ``event_parties``."""
        return [{"key": k, "day": self.day, "event": event, "role": r} for k, r in sorted(self.parties)]

    def dyad_rows(self, event: str) -> list[Row]:
        """Rows of ``dyads``."""
        return [{"a": a, "b": b, "day": self.day, "event": event} for a, b in sorted(self.dyads)]


def party_key(name: str) -> str:
    """A party's name as a key."""
    return " ".join(name.lower().removeprefix("the ").split())[:_LONGEST_KEY]


def index(day: str, reports: Sequence[Report]) -> Index:
    """The index rows of an event with these reports."""
    keys: set[tuple[str, str]] = set()
    pairs: set[tuple[str, str]] = set()
    for r in reports:
        for role, name, country, _ in r.parties:
            if country:
                keys.add((country, role))
                if Knowledge.load().names_state(name, country):
                    continue  # whoever asks for the state asks for its code
            keys.add((party_key(name), role))
        pairs.update(pairs_of(c for _, _, c, _ in r.parties))
    return Index(day, frozenset(keys), frozenset(pairs))


def pairs_of(countries: Iterable[str | None]) -> list[tuple[str, str]]:
    """Every pair of different countries, each in alphabetical order."""
    return list(combinations(sorted({c for c in countries if c}), 2))
