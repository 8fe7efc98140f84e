"""Engagements: what two states have going on, from the first proposal to the outcome and what follows.

An engagement is a meeting, round of talks, visit, agreement or aid programme. Events of one kind between the same two states belong to
one where they are near in time or on the same occasion; requests, refusals and agreements to hold it join it as steps.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from legation.chronicle.senses import senses
from legation.chronicle.traits import stem

KINDS = ("meeting", "talks", "visit", "agreement", "aid")
STATES = ("proposed", "requested", "accepted", "scheduled", "held", "refused", "postponed", "broken off")
OUTCOMES = ("agreed", "no agreement", "unknown")
_NEAR = {"meeting": 7, "talks": 12, "visit": 10, "agreement": 14, "aid": 30}
"""Days between reports of one engagement that carry no date of their own; by judgement, from the spacing of rounds in the crises of the newswire corpus."""
_SAME_DATE = {"meeting": 2, "talks": 4, "visit": 6, "agreement": 3, "aid": 20}
"""Days by which two dates may differ and still be of one engagement: talks last some days, visits longer."""
_OCCASION = 45
"""Days between events on a named occasion ("six-party talks", "Geneva summit")."""
_AFTERMATH = 4
"""Days after a meeting in which an agreement of the same parties counts as its outcome."""
_KIND_WORDS = {
    "visit": "visit tour trip travel arrive fly arrival",
    "talks": "talk talks negotiation negotiations dialogue round consultation consultations discussion discussions session",
}
_KIND_OF = {stem(w): kind for kind, words in _KIND_WORDS.items() for w in words.split()}
_POSTPONED = re.compile(r"\b(?:postpon|delay|put off|reschedul|push(?:ed)? back|adjourn)", re.IGNORECASE)
_BROKEN = re.compile(r"\b(?:broke(?:n)? (?:off|down)|break (?:off|down)|walk(?:ed|s|ing)? (?:out|away)|collaps|stall|suspend|cut short|deadlock)", re.IGNORECASE)
_NO_DEAL = re.compile(
    r"\b(?:fail(?:ed|s|ure)? to (?:agree|reach|produce)|without (?:an? )?(?:agreement|deal|result|progress|breakthrough)|no (?:agreement|deal|breakthrough|progress)"
    r"|end(?:ed)? in (?:failure|deadlock)|inconclusive)", re.IGNORECASE,
)  # fmt: skip
_OCCASION_NAME = re.compile(r"\b((?:six|four|three|two|five|\d+)-(?:party|way|nation|sided)|(?:[A-Z][\w-]+ ){1,3}(?:summit|conference|round|process|forum))\b")


@dataclass(frozen=True, slots=True)
class Act:
    """One mention of an event between the two states, as far as engagements need it.

    Attributes:
        event, mention: ids. day: of the act, or of the report. reported: day of the story. date: as the record has it.
    """

    event: str
    mention: int
    type: str
    mode: str | None
    status: str
    trigger: str
    day: str
    reported: str
    date: str | None
    place: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of an engagement: proposed, requested, accepted, scheduled, held, refused, postponed, broken off, agreed,
    no agreement, or follow-up."""

    step: str
    day: str
    date: str | None
    status: str
    event: str
    mention: int


@dataclass(frozen=True, slots=True)
class Engagement:
    """An engagement with its life; ``state`` is the last of :data:`STATES` reached, ``outcome`` one of :data:`OUTCOMES`."""

    id: str
    kind: str
    title: str
    state: str
    outcome: str
    first_day: str
    last_day: str
    steps: tuple[Step, ...]


def kind_of(act: Act) -> str | None:
    """The kind of engagement that an act is of, or None."""
    if act.type == "CONSULT":
        if act.mode == "visit":
            return "visit"
        named = {_KIND_OF[s] for w in re.findall(r"[A-Za-z]+", act.trigger) if (s := stem(w)) in _KIND_OF}
        return min(named) if named else "meeting"
    if act.type == "AGREE" and "agree" in _senses(act) and not _promises(act):
        return "agreement"
    return "aid" if act.type == "AID" else None


def engagements(a: str, b: str, acts: Iterable[Act]) -> tuple[Engagement, ...]:
    """The engagements between two states, in order of time.

    Args:
        a, b: country codes. acts: every mention of an event in which both take part.
    """
    acts = sorted(acts, key=lambda x: (x.reported, x.mention))
    by_event: dict[str, list[Act]] = {}
    for act in acts:
        by_event.setdefault(act.event, []).append(act)
    groups: list[_Group] = []
    for mentions in sorted(by_event.values(), key=lambda m: (_day(m), m[0].mention)):
        kind = kind_of(mentions[0]) or next((k for m in mentions if (k := kind_of(m))), None)
        if kind is None:
            continue
        group = next((g for g in reversed(groups) if g.takes(kind, mentions)), None)
        if group is None:
            groups.append(group := _Group(kind))
        group.add(mentions)
    loose = [m for m in by_event.values() if kind_of(m[0]) is None]
    for mentions in loose:
        _attach(groups, mentions)
    return tuple(g.made(a, b, groups) for g in sorted(groups, key=lambda g: (g.first, g.acts[0].mention)))


class _Group:
    """Acts that belong to one engagement, while it is put together."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.acts: list[Act] = []
        self.about: list[tuple[str, Act]] = []
        self.days: set[str] = set()
        self.told: set[str] = set()
        self.dates: set[str] = set()
        self.occasions: Counter[str] = Counter()

    @property
    def first(self) -> str:
        return min(self.days)

    def add(self, mentions: Sequence[Act]) -> None:
        self.acts.extend(mentions)
        self.days.update(m.day for m in mentions)
        self.told.update(m.reported for m in mentions)
        self.dates.update(_dates(mentions))
        for m in mentions:
            self.occasions.update(_occasions(m))

    def takes(self, kind: str, mentions: Sequence[Act]) -> bool:
        """Whether an event belongs here: of the same kind (talks and meetings are one), on the same occasion where both name one, with dates
        that fit where both have one, else near in the reports."""
        family = {"talks": "meeting", "meeting": "meeting"}
        if family.get(kind, kind) != family.get(self.kind, self.kind):
            return False
        named = {o for m in mentions for o in _occasions(m)}
        if named and self.occasions and not named & self.occasions.keys():
            return False
        dates = _dates(mentions)
        if dates and self.dates:
            return min(_gap(a, b) for a in dates for b in self.dates) <= _SAME_DATE[kind]
        apart = min(_gap(a, b) for a in {m.reported for m in mentions} | dates for b in self.told | self.dates)
        return apart <= (_OCCASION if named & self.occasions.keys() else _NEAR[kind])

    def made(self, a: str, b: str, groups: Sequence[_Group]) -> Engagement:
        steps = _steps(self)
        state = "proposed"
        for s in steps:
            if s.step in STATES and not (state == "held" and s.step in ("proposed", "requested", "accepted", "scheduled")):
                state = s.step
        outcome = next((s.step for s in reversed(steps) if s.step in ("agreed", "no agreement")), "unknown")
        lead = self.acts[0]
        places = Counter(x.place for x in self.acts if x.place)
        where = min(places, key=lambda p: (-places[p], p), default=None)
        occasion = min(self.occasions, key=lambda o: (-self.occasions[o], o), default="")
        title = " ".join(filter(None, (occasion or None, _name(self.kind, lead, occasion), f"in {where}" if where else None)))
        id_ = "g" + hashlib.sha256(f"{a}:{b}:{self.kind}:{lead.event}".encode()).hexdigest()[:12]
        return Engagement(
            id_, self.kind, title, state, outcome, min(s.day for s in steps), max(s.day for s in steps), tuple(steps)
        )


def _steps(group: _Group) -> list[Step]:
    """Each change in what is reported, once, in the order of the reports; the agreed date stands with it."""
    found: list[Step] = []
    seen: set[tuple[str, str | None]] = set()
    told = [(x.reported, x.mention, _step_of(x), x) for x in group.acts]
    told += [(x.reported, x.mention, step, x) for step, x in group.about]
    for act in group.acts:
        if act.status == "actual" and _NO_DEAL.search(act.sentence):
            told.append((act.reported, act.mention, "no agreement", act))
    for reported, _, step, act in sorted(told, key=lambda t: (t[0], t[1], t[2])):
        key = (step, act.date if step in ("scheduled", "held") else None)
        if key in seen:
            continue
        seen.add(key)
        day = act.day if step in ("held", "agreed") and act.day <= reported else reported or act.day
        found.append(Step(step, day, act.date, act.status, act.event, act.mention))
    return found


def _step_of(act: Act) -> str:
    if act.status in ("refused", "negated"):
        if _POSTPONED.search(act.sentence):
            return "postponed"
        return "broken off" if _BROKEN.search(act.sentence) else "refused"
    if act.status == "planned":
        return "scheduled"
    if act.status == "requested":
        return "requested"
    if act.status in ("possible", "conditional"):
        return "proposed"
    return "agreed" if act.type == "AGREE" else "held"


def _attach(groups: Sequence[_Group], mentions: Sequence[Act]) -> None:
    """Requests, refusals, promises and agreements that are about an engagement become steps of it."""
    act = mentions[0]
    step = {"REQUEST": "requested", "REJECT": "refused", "AGREE": "accepted", "SANCTION": "broken off"}.get(act.type)
    if act.type == "SUPPORT" and "agree" in _senses(act):
        step = "agreed"
    if step is None or act.status not in ("actual", "planned"):
        return
    near = [g for g in groups if min(_gap(_day(mentions), d) for d in g.days) <= _NEAR[g.kind]]
    for g in near:
        same_sentence = any(x.sentence == m.sentence and x.reported == m.reported for x in g.acts for m in mentions)
        meets = act.mode == "meet" or (step == "broken off" and act.mode == "discontinue" and _BROKEN.search(act.sentence) is not None)
        after = step == "agreed" and any(
            x.status == "actual" and 0 <= _signed(x.day, act.day) <= _AFTERMATH for x in g.acts
        )
        if (same_sentence and act.type in ("REQUEST", "REJECT", "AGREE")) or (meets and g.kind != "aid") or after:
            if step == "refused" and _POSTPONED.search(act.sentence):
                step = "postponed"
            g.about.append((step, act))
            return


def _name(kind: str, act: Act, occasion: str) -> str:
    words = {"meeting": "meeting", "talks": "talks", "visit": "visit", "agreement": "agreement", "aid": "aid"}
    return "" if occasion and re.search(r"summit|conference|round|process|forum", occasion) else words[kind]


def _senses(act: Act) -> set[str]:
    return {s for w in re.findall(r"[A-Za-z]+", act.trigger) for s in senses(stem(w))}


def _promises(act: Act) -> bool:
    return bool(_senses(act) & {"promise", "propose"}) and "agree" not in {stem(w) for w in re.findall(r"[A-Za-z]+", act.trigger)}


def _occasions(act: Act) -> set[str]:
    """Named occasions near the trigger."""
    at = act.sentence.find(act.trigger)
    return {m.group(1) for m in _OCCASION_NAME.finditer(act.sentence) if at < 0 or m.start() - 30 <= at <= m.end() + 30}


def _dates(mentions: Sequence[Act]) -> set[str]:
    """The days that mentions give the act itself, where they give one."""
    return {m.date for m in mentions if m.date and len(m.date) == 10 and m.date[4] == "-" and m.date[5] != "W"}


def _day(mentions: Sequence[Act]) -> str:
    return min(m.day for m in mentions)


def _gap(a: str, b: str) -> int:
    return abs(_signed(a, b))


def _signed(a: str, b: str) -> int:
    return (date.fromisoformat(b) - date.fromisoformat(a)).days if a and b else 10_000
