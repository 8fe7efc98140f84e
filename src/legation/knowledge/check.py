"""Compares the knowledge base with Phoenix dictionaries, entry by entry: agreement, contradictions, gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher
from pathlib import Path

from legation.errors import KnowledgeError
from legation.knowledge import phoenix
from legation.knowledge.base import BODIES, Entry, Knowledge, Term
from legation.knowledge.compiler import ROLE, spoken
from legation.knowledge.dates import Span, first_day, last_day
from legation.knowledge.gazetteer import normal

_SLACK = timedelta(days=62)
"""How far the ends of a term may lie apart: the dictionaries take most dates from monthly lists of cabinets."""

_LISTS, _END = date(2003, 1, 1), date(2014, 6, 1)
"""The monthly lists that most of the dictionaries' spans come from begin and end here."""


@dataclass(slots=True)
class Report:
    """What a comparison found.

    Attributes:
        states: names of states with the same code in both, and those with another (name, ours, theirs). bodies: the same for the
            state that organisations, agencies, armed groups, parties and media belong to, where both name one.
        offices: terms that agree, and those that contradict (person, ours, theirs). missing: people with dated offices who
            are in the dictionaries only; extra: in our table only.
        bad: lines of the dictionaries that could not be read.
    """

    states_agree: int = 0
    states_differ: list[tuple[str, str, str]] = field(default_factory=list)
    bodies_agree: int = 0
    bodies_differ: list[tuple[str, str, str]] = field(default_factory=list)
    offices_agree: int = 0
    offices_differ: list[tuple[str, str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    bad: list[KnowledgeError] = field(default_factory=list)

    @property
    def agreement(self) -> float | None:
        """Share of the dated offices that agree, of those that both hold."""
        total = self.offices_agree + len(self.offices_differ)
        return self.offices_agree / total if total else None


def compare(knowledge: Knowledge, files: Iterable[Path]) -> Report:
    """Compare with actor files."""
    report = Report()
    theirs: dict[tuple[str, str], list[Span]] = defaultdict(list)
    bodies = _by_key(knowledge)
    for path in files:
        for actor in phoenix.read(path, report.bad):
            _states(knowledge, actor, report)
            _bodies(knowledge, bodies, actor, report)
            for code in actor.codes:
                if code.country and code.sector in ("GOV", "MIL") and code.span.since:
                    span = code.span if code.span.until else Span(code.span.since, _END.isoformat())
                    for name in (actor.name, *actor.also):
                        theirs[_key(name), code.country].append(span)
    spellings = _Spellings(theirs)
    ours: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for person in knowledge.people():
        for term in knowledge.terms(person):
            if term.country and term.span.since and term.office not in ("OTH", ROLE):
                ours[_key(spoken(person)), term.country].append(term)
    for key, terms in sorted(ours.items()):
        spans = theirs.get(key)
        if not spans:
            report.extra.append(f"{key[0]} ({key[1]})")
            continue
        for term in terms:
            near = [s for s in spellings.joined(key) if _same(term.span, s)]
            if near and any(_agree(term.span, s) for s in near):
                report.offices_agree += 1
            elif near:
                report.offices_differ.append((f"{key[0]} ({key[1]})", str(term), "; ".join(map(str, near[:4]))))
    report.missing = sorted({f"{name} ({country})" for name, country in theirs if (name, country) not in ours})
    return report


def _states(knowledge: Knowledge, actor: phoenix.Actor, report: Report) -> None:
    undated = [c for c in actor.codes if len(c.raw) == 3 and not c.span.since and not c.span.until]
    entry = next((e for e in knowledge.named(actor.name) if e.kind == "state"), None)
    if undated and entry is not None and entry.country:
        if undated[0].raw == entry.country:
            report.states_agree += 1
        else:
            report.states_differ.append((actor.name, entry.country, undated[0].raw))


def _by_key(knowledge: Knowledge) -> dict[str, Entry]:
    """Bodies by the key of each of their names, where all bodies of a name belong to one state."""
    found: dict[str, Entry] = {}
    clash = set()
    for name, entries in knowledge.names():
        own = [e for e in entries if e.kind in BODIES]
        if own and len(own) == len(entries) and " " in name:
            key = _key(name)
            if len({e.country for e in own}) > 1 or (key in found and found[key].country != own[0].country):
                clash.add(key)
            found[key] = own[0]
    return {key: entry for key, entry in found.items() if key not in clash}


def _bodies(knowledge: Knowledge, bodies: dict[str, Entry], actor: phoenix.Actor, report: Report) -> None:
    """Compare the state of a body, by the codes without a date."""
    codes = [c for c in actor.codes if c.sector and not c.span.since and not c.span.until]
    entry = bodies.get(_key(actor.name))
    if not codes or entry is None or entry.country is None:
        return
    # Their codes for firms and militants of the world name no state, so they contradict none.
    theirs = {c.country for c in codes if c.country in knowledge.states or (c.country == "IGO" and entry.kind == "organisation")}
    if entry.country in theirs:
        report.bodies_agree += 1
    elif theirs:
        report.bodies_differ.append((actor.name, entry.country, ", ".join(sorted(t for t in theirs if t))))


def _key(name: str) -> str:
    return " ".join(sorted(normal(name).replace("'", "").split()))


class _Spellings:
    """Spans of a person under every spelling: the lists change how they write a name from one month to the next, and with it the actor."""

    def __init__(self, theirs: dict[tuple[str, str], list[Span]]) -> None:
        self._theirs = theirs
        self._by_country: dict[str, list[str]] = defaultdict(list)
        for name, country in theirs:
            self._by_country[country].append(name)

    def joined(self, key: tuple[str, str]) -> list[Span]:
        """Spans of a name, with those of like names in its country that follow or come before one of them without a gap."""
        name, country = key
        joined = _joined(self._theirs[key])
        if len(self._theirs[key]) > _MANY:
            return joined
        others = [s for other in self._by_country[country] if other != name and _alike(name, other) for s in self._theirs[other, country]]
        for _ in range(_MANY):
            next_to = [s for s in others if any(_adjoin(s, t) or _adjoin(t, s) for t in joined) and s not in joined]
            grown = _joined([*joined, *next_to])
            if grown == joined:
                break
            joined = grown
        return joined


_MANY = 12
_ALIKE = 0.75
"""Least share of letters in order that two spellings of one name have in common."""


def _alike(a: str, b: str) -> bool:
    one, two = set(a.split()), set(b.split())
    shared = {w for w in one & two if len(w) > 2}
    if shared and (one <= two or two <= one):
        return True
    return bool(shared or a[:1] == b[:1]) and SequenceMatcher(None, a.replace(" ", ""), b.replace(" ", "")).ratio() >= _ALIKE


def _adjoin(a: Span, b: Span) -> bool:
    return abs(first_day(b.since) - last_day(a.until)) <= _SLACK


def _joined(spans: list[Span]) -> list[Span]:
    """Spans that follow each other, as one: the dictionaries cut a term at each change of the cabinet."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.since, s.until)):
        if joined and first_day(span.since) - last_day(joined[-1].until) <= _SLACK:
            joined[-1] = Span(joined[-1].since, max(joined[-1].until, span.until))
        else:
            joined.append(span)
    return joined


def _days(span: Span) -> tuple[date, date]:
    """First and last day, as far as the dictionaries reach."""
    return first_day(span.since), min(last_day(span.until), _END) if span.until else _END


def _same(ours: Span, theirs: Span) -> bool:
    """Whether two spans are of one office: they share half of the shorter of them at least."""
    (a, b), (c, d) = _days(ours), _days(theirs)
    shared = (min(b, d) - max(a, c)).days
    return shared > 0 and shared >= 0.5 * min((b - a).days, (d - c).days)


def _agree(ours: Span, theirs: Span) -> bool:
    """Whether theirs covers ours, but for two months at each end (a year where ours is marked uncertain).

    The dictionaries name no office and run one office of a person into the next, so theirs may be longer; where theirs begins
    with their monthly lists (January 2003), it may have begun before.
    """
    slack = _SLACK + (timedelta(days=366) if "~" in ours.since + ours.until else timedelta())
    # A date known to the year or month agrees where any day of it does.
    a, b = last_day(ours.since), min(first_day(ours.until), _END) if ours.until else _END
    c, d = _days(theirs)
    return (c - a <= slack or c == _LISTS) and b - d <= slack
