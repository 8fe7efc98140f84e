"""The knowledge base as reading uses it: names, their entries, and who held which office when."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from legation.errors import KnowledgeError
from legation.knowledge.compiler import COMPILED, ROLE, VERSION, build, spoken, tokens
from legation.knowledge.dates import Span
from legation.language.words import Words

_HIGHEST = 3
_RANK = {"HOS": 3, "HOG": 3, "FM": 2, "DM": 2, "UNR": 1, "NSA": 1, "DEP": 1, "ENV": 1, "NEG": 1, "SPK": 1, "AMB": 0, "OTH": 1, ROLE: 0}
"""Whom a bare surname means among its bearers in office: agencies leave the first name out of the highest first."""
_ELECTED = timedelta(days=366)
_ACTING = re.compile(r"(?:acting|interim|caretaker|provisional|transitional)\b", re.I)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one name of the base stands for.

    Attributes:
        name: the canonical name. country: ISO alpha-3, "IGO" or None. sector: PLOVER sector or None.
        kind: state, demonym, capital, city, byword (a seat or organ of a government), organisation, agency, armed group,
            party, media, group (of countries), person.
        span: when it holds. members: the countries of a group, or the successor of a state that has ended. own: whether a user's dictionary gave it.
    """

    name: str
    country: str | None
    sector: str | None
    kind: str
    span: Span = field(default_factory=Span)
    members: tuple[str, ...] = ()
    own: bool = False

    @property
    def id(self) -> str:
        """A readable key of the entry, as records carry it: "state:USA", "person:Kofi Annan"."""
        place = self.kind in ("state", "demonym", "capital", "byword")
        return f"state:{self.country}" if place else f"{self.kind.replace(' ', '-')}:{self.name}"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of office of a person."""

    country: str | None
    office: str
    title: str
    sector: str
    span: Span

    def __str__(self) -> str:
        return f"{self.title or self.office}{f' of {self.country}' if self.country else ''} {self.span}"


@dataclass(frozen=True, slots=True)
class Person:
    """A person as of a day.

    Attributes:
        name: the canonical name. term: the office held then, or the nearest one before, or else the first after.
        when: "in office", "acting", "elect" (chosen, the term begins within a year), "former", "not yet in office" or "date unknown".
    """

    name: str
    term: Term
    when: str

    @property
    def called(self) -> str:
        """The name as texts have it."""
        return spoken(self.name)

    @property
    def holds(self) -> bool:
        """Whether the person stands for the office on the day: in it, acting in it, or elected to it."""
        return self.when in ("in office", "acting", "elect")

    @property
    def entry(self) -> Entry:
        """The person as an entry."""
        return Entry(self.name, self.term.country, self.term.sector, "person", self.term.span)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text: words ``first:last``, and every entry that has it, the likeliest first.

    ``generic`` tells a name that is made of common words alone: "House of Representatives".
    """

    first: int
    last: int
    entries: tuple[Entry, ...]
    generic: bool = False

    @property
    def entry(self) -> Entry:
        """The likeliest entry."""
        return self.entries[0]


def _height(term: Term) -> int:
    return _RANK[term.office]


class Knowledge:
    """Names and their entries, with the longest-match search in a text.

    Args:
        form: the compiled form (see :func:`legation.knowledge.compiler.build`). own: a user's entries, which come first.
    """

    def __init__(self, form: dict[str, Any], own: Iterable[tuple[tuple[str, ...], Entry]] = ()) -> None:
        self.version: str = form["version"]
        self.until = date.fromisoformat(form["until"])
        self.states: dict[str, str] = {code: row[0] for code, row in form["states"].items()}
        self.nouns: dict[str, list[str]] = {noun: row.split("|") for noun, row in form["nouns"].items()}
        self.longest_noun = max((len(noun.split()) for noun in self.nouns), default=1)
        self._form = form
        self._entries: list[Entry | None] = [None] * len(form["entries"])
        self._names: dict[str, int | list[int]] = form["names"]
        self._generic = frozenset(form["generic"])
        self._number: dict[int, int] = {}
        self._forms: dict[int, list[str]] | None = None
        self._lock = Lock()
        self._own: dict[str, list[Entry]] = {}
        for forms, entry in own:
            for name in forms:
                self._own.setdefault(name, []).append(entry)
        self._opening: dict[str, int] = form["opening"] if not self._own else dict(form["opening"])
        for name in self._own:
            words = tokens(name)
            self._opening[words[0]] = max(self._opening.get(words[0], 0), len(words))

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Knowledge:
        """The base that ships with the package.

        Raises:
            KnowledgeError: the compiled form is missing or of another version.
        """
        try:
            form = json.loads(COMPILED.read_text("utf8"))
        except (OSError, ValueError) as error:
            raise KnowledgeError(f"{COMPILED}: the compiled knowledge base cannot be read ({error}); run: legation kb compile") from None
        if form.get("version") != VERSION:
            raise KnowledgeError(f"{COMPILED}: made for version {form.get('version')}, not {VERSION}; run: legation kb compile")
        return cls(form)

    @classmethod
    def of(cls, tables: dict[str, list[dict[str, str]]]) -> Knowledge:
        """A base made straight from checked tables."""
        return cls(build(tables))

    def with_own(
        self,
        own: Iterable[tuple[tuple[str, ...], Entry]],
        terms: dict[str, list[list[Any]]] | None = None,
        version: str = "",
        nouns: dict[str, str] | None = None,
    ) -> Knowledge:
        """This base with a user's entries, terms of office and nouns added; where names are the same, the user's stand first."""
        form = dict(self._form)
        if nouns:
            form["nouns"] = {**form["nouns"], **{noun: f"{sector}|yes|yes" for noun, sector in nouns.items()}}
        if terms:
            form["terms"] = {**form["terms"], **{name: "\n".join("|".join(row) for row in rows) for name, rows in terms.items()}}
            form["surnames"] = dict(form["surnames"])
            for person in terms:
                part = person.split()[-1]
                form["surnames"][part] = "\n".join(filter(None, (form["surnames"].get(part), person)))
        if version:
            form["version"] = f"{form['version']}+{version}"
        return Knowledge(form, own)

    def names(self) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        """Every form of a name with its entries."""
        return ((name, self.named(name)) for name in self._names)

    def names_state(self, name: str, code: str | None) -> bool:
        """Whether a name is the one under which the state of a code is kept."""
        return code is not None and self.states.get(code) == name

    def cow(self, country: str) -> str:
        """Correlates of War number of a state, "" where it has none."""
        row = self._form["states"].get(country)
        return str(row[1]) if row else ""

    def people(self) -> tuple[str, ...]:
        """Everybody with a term of office or a role, by the canonical name."""
        return tuple(sorted(self._form["terms"]))

    def count(self) -> dict[str, int]:
        """How many entries of each kind there are, and terms of office."""
        kinds: dict[str, int] = {}
        for row in self._form["entries"]:
            kind = row.split("|")[3]
            kinds[kind] = kinds.get(kind, 0) + 1
        lines = [line.split("|")[1] for text in self._form["terms"].values() for line in text.split("\n")]
        return kinds | {"terms of office": sum(office != ROLE for office in lines), "nouns": len(self.nouns)}

    def named(self, name: str) -> tuple[Entry, ...]:
        """The entries that a name stands for, in order of likelihood; empty if none."""
        numbers = self._names.get(name, ())
        if isinstance(numbers, int):
            numbers = [numbers]
        return (*self._own.get(name, ()), *(self._entry(n) for n in numbers))

    def _entry(self, number: int) -> Entry:
        entry = self._entries[number]
        if entry is None:
            with self._lock:  # one entry a number, whatever thread comes first: forms_of knows it by its identity
                entry = self._entries[number]
                if entry is None:
                    name, country, sector, kind, since, until, members = self._form["entries"][number].split("|")
                    parts = tuple(m for m in members.split(";") if m)
                    entry = Entry(name, country or None, sector or None, kind, Span(since, until), parts)
                    self._number[id(entry)] = number
                    self._entries[number] = entry
        return entry

    def forms_of(self, entry: Entry) -> tuple[str, ...]:
        """Every form of name of an entry that :meth:`named` gave."""
        if self._forms is None:
            made: dict[int, list[str]] = {}
            for form, numbers in self._names.items():
                for number in (numbers,) if isinstance(numbers, int) else numbers:
                    made.setdefault(number, []).append(form)
            self._forms = made
        which = self._number.get(id(entry))
        ours = self._forms.get(which, ()) if which is not None else ()
        return (*ours, *(form for form, entries in self._own.items() if entry in entries))

    @staticmethod
    def since_then(entry: Entry, day: date | None) -> Entry:
        """A state's entry as of a day: after the state has ended, its successor's country ("Soviet" in 1997: Russia)."""
        if day is not None and entry.kind in _OF_STATE and entry.members and entry.span.before(day):
            return replace(entry, country=entry.members[0])
        return entry

    def best(self, name: str, day: date | None, countries: Iterable[str] = ()) -> Entry | None:
        """The entry that a name stands for on a day, in a story in which ``countries`` are named (most often first)."""
        entry = choose(self.named(name), day, countries, name in self._generic)
        return entry and self.since_then(entry, day)

    def terms(self, person: str) -> tuple[Term, ...]:
        """The terms of office of a person, by the canonical name, in order of time."""
        text = self._form["terms"].get(person)
        if not text:
            return ()
        rows = (line.split("|") for line in text.split("\n"))
        return tuple(Term(c or None, o, t, s, Span(a, b)) for c, o, t, s, a, b in rows)

    def as_of(self, person: str, day: date | None, standing: str = "") -> Person | None:
        """A person by the canonical name, with the office held on a day.

        Args:
            standing: what the text says: "former" and "late" look for an office that has ended, "elect" for one that is about to begin.
        """
        terms = self.terms(person)
        if not terms:
            return None
        if day is None:
            return Person(person, terms[-1], "date unknown")
        past = [t for t in terms if t.span.before(day)]
        coming = [t for t in terms if t.span.after(day) and not t.span.after(day + _ELECTED)]
        if standing == "elect" and coming:
            return Person(person, max(coming, key=_height), "elect")
        if standing in ("former", "late") and past:
            return Person(person, max(reversed(past), key=_height), "former")
        if now := [t for t in terms if t.span.covers(day)]:
            term = max(now, key=_height)
            return Person(person, term, "acting" if standing == "acting" or _ACTING.match(term.title) else "in office")
        return Person(person, past[-1], "former") if past else Person(person, terms[0], "not yet in office")

    def surname(
        self, part: str, day: date | None, country: str | None = None, countries: Iterable[str] = (), standing: str = ""
    ) -> Person | None:
        """Whom a surname alone means on a day: the bearer in the highest office, if only one stands highest.

        Args:
            part: "Bush", "Assad", "Hu". country: the state the story gives the person, if it does. countries: those that the story
                names; their office holders come first, and of other states only the highest count. standing: as for :meth:`as_of`.
        """
        found: list[tuple[int, Person]] = []
        near = frozenset(countries)
        for name in filter(None, self._form["surnames"].get(part, "").split("\n")):
            person = self.as_of(name, day, standing)
            if person is None or (country is not None and person.term.country != country):
                continue
            rank = _RANK[person.term.office]
            if day is None:
                if rank == _HIGHEST:
                    found.append((0, person))
                continue
            if not (person.holds or (standing in ("former", "late") and person.when == "former")):
                continue
            if near and country is None:
                if person.term.country in near:
                    rank += _HIGHEST + 1
                elif rank < _HIGHEST:
                    continue
            found.append((rank, person))
        found.sort(key=lambda f: -f[0])
        if not found or (len(found) > 1 and found[0][0] == found[1][0]):
            return None
        return found[0][1]

    def find(self, words: Words) -> list[Hit]:
        """Names in a text, longest first at each word, without overlaps, in order."""
        found: list[Hit] = []
        spans, text, at = words.spans, words.text, 0
        while at < len(spans):
            longest = self._opening.get(words.word(at))
            if longest is not None:
                start = spans[at][0]
                for last in range(min(at + longest, len(spans)), at, -1):
                    name = text[start : spans[last - 1][1]]
                    if name in self._names or name in self._own:
                        if name.startswith("the ") and self._longer(words, at + 1, last):
                            break
                        found.append(Hit(at, last, self.named(name), name in self._generic))
                        at = last - 1
                        break
            at += 1
        return found

    def _longer(self, words: Words, at: int, last: int) -> bool:
        """Whether a name begins at a word and ends after ``last``: "the South" in "the South African army" is none."""
        longest = self._opening.get(words.word(at), 0)
        start = words.spans[at][0]
        names = (words.text[start : words.spans[end - 1][1]] for end in range(min(at + longest, len(words)), last, -1))
        return any(name in self._names or name in self._own for name in names)


_OF_STATE = frozenset(["state", "demonym", "byword", "capital"])
BODIES = frozenset(["agency", "armed group", "party", "media", "organisation"])
"""Kinds of entries that are bodies, and not places or people."""


def choose(entries: tuple[Entry, ...], day: date | None, countries: Iterable[str] = (), generic: bool = False) -> Entry | None:
    """The entry meant on a day in a story in which ``countries`` are named: valid then, first of the story's countries.

    Args:
        generic: whether the name is made of common words alone, or is one like "the North"; a body or state of such a name counts only
            where the story names its state, and so does one of several states' bodies of the same name.
    """
    if not entries:
        return None
    named: tuple[str | None, ...] = tuple(countries)
    valid = [e for e in entries if e.span.covers(day)] or list(entries)
    states = {e.country for e in valid}
    if len(states) > 1:
        for country in named:
            for entry in valid:
                if entry.country == country:
                    return entry
    first = valid[0]
    if generic and first.kind == "state" and first.country not in named:
        return None
    if first.kind in BODIES and first.country not in (None, "IGO") and (generic or len(states) > 1) and first.country not in named:
        return None
    return first
