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

from legation.chronicle.days import bounds
from legation.chronicle.senses import senses
from legation.chronicle.traits import stem

KINDS = ("meeting", "talks", "visit", "agreement", "aid")
STATES = ("proposed", "requested", "accepted", "scheduled", "held", "agreed", "refused", "postponed", "broken off")
"""An agreement is never held, and nothing but an agreement is in the state agreed."""
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
_OCCASION_NAME = re.compile(
    r"\b(?:(?P<number>[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|\d+)-(?:party|way|nation|sided|power|country)"
    r"|(?P<name>(?:(?!(?:The|This|That|A|An|Its|Their|His|Her|Our|Last|Next|First|Second|Third|[A-Z]\w+day)\b)[A-Z][\w-]+ ){1,3}"
    r"(?:summit|conference|round|process|forum)))\b"
)
_DIGITS = dict(zip("2345678", "two three four five six seven eight".split(), strict=True))
_FURTHER = re.compile(
    r"\b(?:next (?:round|meeting|session|visit|talks|summit)|(?:another|further|fresh|new|second|third|fourth|fifth|sixth|follow-up|return) (?:\w+ ){0,2}"
    r"(?:rounds?|meetings?|sessions?|visits?|talks|negotiations|summit)|(?:meet|talk|visit|convene|negotiate) again|reconvene|follow[- ]up)", re.IGNORECASE,
)  # fmt: skip
_ACCEPTED = re.compile(
    r"^(?: (?:on|last|this|in) [\w. ]{1,20}?)? to (?:(?!(?:at|during|after|before|following|until|since|from) )[\w'’-]+ ){0,5}?"
    r"(?P<what>talks?|negotiat\w*|dialogue|meet(?:ing)?s?|summit|visits?|rounds?|consultations?|discussions?)\b", re.IGNORECASE,
)  # fmt: skip
"""What follows "agreed" where it is a meeting that is agreed to ("agreed to resume the talks"), not something agreed at one."""
_AHEAD = ("proposed", "requested", "accepted", "scheduled")
"""Steps towards an engagement, in their order."""
_AGREED_ON = ("accepted", "scheduled")
_RANK = {"held": 1, "agreed": 2, "no agreement": 2, "follow-up": 3}
"""Of steps of one day those towards it come first, then that it was held, then what came of it."""
_GOVERNS = 70
"""Characters in front of a meeting's word in which a request, refusal or promise is taken to be about it ("rejected calls for new talks"), and half as
many behind it ("the talks that Iran proposed"); by judgement, from the newswire corpus."""
_NEAR_WORD = 45
"""Characters before and after the trigger in which a word such as "postponed" is taken to be about the act, and not about what was talked of
("refused to suspend enrichment"); by judgement."""


@dataclass(frozen=True, slots=True)
class Act:
    """One mention of an event between the two states, as far as engagements need it.

    Attributes:
        event, mention: ids. day: of the act, or of the report. reported: day of the story. date: as the record has it.
        sides: what the first and the second party are in this mention, each of "actor", "recipient" and "with" (a recipient with whom it is
            done); None where that is not known, and both are taken to be parties. others: whether it names another country.
        country: of the place.
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
    sides: tuple[frozenset[str], frozenset[str]] | None = None
    others: bool = False
    country: str | None = None


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
        if accepted := _accepts(act):
            return _KIND_OF.get(stem(accepted), "meeting")
        return "agreement"
    return "aid" if act.type == "AID" else None


def _accepts(act: Act) -> str | None:
    """The word for the meeting that an act agrees to, if it does."""
    if act.type != "AGREE":
        return None
    at = act.sentence.find(act.trigger)
    m = _ACCEPTED.match(act.sentence[at + len(act.trigger) :]) if at >= 0 else None
    return m["what"] if m else None


def engagements(a: str, b: str, acts: Iterable[Act], body: str = "") -> tuple[Engagement, ...]:
    """The engagements between two states, or an organisation and a state, in order of time.

    Args:
        a, b: country codes, one of them "IGO" for an organisation. acts: every mention of an event in which both take part.
        body: the organisation's name.
    """
    told: dict[str, list[Act]] = {}
    for act in sorted(acts, key=lambda x: (x.reported, x.mention)):
        if not _past(act):
            told.setdefault(act.event, []).append(act)
    by_event = {event: kept for event, mentions in told.items() if (kept := _theirs(a, b, mentions))}
    groups: list[_Group] = []
    for mentions in sorted(by_event.values(), key=lambda m: (_day(m), m[0].mention)):
        kind = kind_of(mentions[0]) or next((k for m in mentions if (k := kind_of(m))), None)
        if kind is None:
            continue
        group = next((g for g in reversed(groups) if g.takes(kind, mentions)), None)
        if group is None:
            groups.append(group := _Group(kind))
        group.add(mentions)
    for mentions in by_event.values():
        if all(kind_of(m) is None for m in mentions):
            _attach(groups, mentions)
    for group in groups:
        group.note_next(groups)
    made = [g.made(a, b, body) for g in groups]
    return tuple(sorted(made, key=lambda e: (e.first_day, e.steps[0].mention, e.id)))


def _past(act: Act) -> bool:
    """Whether it tells of an appointment, hope or wish for days that are over: background, and not news of a step."""
    ahead = act.status in ("planned", "possible", "conditional") or (act.status == "requested" and act.type in ("CONSULT", "AID"))
    days = bounds(act.date) if ahead else None
    return days is not None and days[1].isoformat() < act.reported


def _theirs(a: str, b: str, mentions: Sequence[Act]) -> list[Act]:
    """The mentions of one event that count between the two: those that tell in themselves that it is theirs and, where some do, those that name
    one of them and nobody else; what is no engagement may be a step of one."""
    theirs = [_between(k, m, a, b) if (k := kind_of(m)) else None for m in mentions]
    some = any(theirs)
    return [
        m for m, own in zip(mentions, theirs, strict=True)
        if own is not False or (some and not m.others and (kind_of(m) != "visit" or m.country in (None, a, b)))
    ]  # fmt: skip


def _between(kind: str, act: Act, a: str, b: str) -> bool:
    """Whether a mention tells of an engagement of the two: a visit of one to the other, a meeting or agreement of both, aid of one for the
    other. Whoever is only talked of, decided on, or a further stop of somebody's tour is no party."""
    if act.sides is None:
        return True
    first, second = act.sides
    for does, other, guest, host in ((first, second, a, b), (second, first, b, a)):
        if "actor" not in does:
            continue
        if kind == "visit":
            theirs = "actor" not in other and (("recipient" in other and act.country in (None, guest, host)) or act.country == host)
        elif kind == "aid":
            theirs = "recipient" in other
        elif kind == "agreement":
            theirs = bool(other & {"actor", "with"})
        else:
            theirs = bool(other)
        if theirs:
            return True
    return False


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
        self.told.update(self._anchor(m) for m in mentions)
        self.dates.update(_dates(mentions))
        for m in mentions:
            self.occasions.update(_occasions(m))

    def _anchor(self, act: Act) -> str:
        """The day by which an act is near others: of the report, unless it tells of days long past."""
        days = bounds(act.date)
        return act.day if days and _signed(days[1].isoformat(), act.reported) > _NEAR[self.kind] else act.reported

    def takes(self, kind: str, mentions: Sequence[Act]) -> bool:
        """Whether an event belongs here: of the same kind (talks and meetings are one), on the same occasion where both name one, with dates
        that fit where both have one, else near in the reports."""
        if _family(kind) != _family(self.kind):
            return False
        named = {o for m in mentions for o in _occasions(m)}
        if not self._same_occasion(named):
            return False
        dates = _dates(mentions)
        if dates and self.dates:
            return min(_gap(a, b) for a in dates for b in self.dates) <= _SAME_DATE[kind]
        apart = min(_gap(a, b) for a in {self._anchor(m) for m in mentions} | dates for b in self.told | self.dates)
        return apart <= (_OCCASION if named & self.occasions.keys() else _NEAR[kind])

    def held(self) -> str | None:
        """The last day on which it was held, as far as reported."""
        return max((x.day for x in self.acts if _step_of(x) == "held"), default=None)

    def note_next(self, groups: Sequence[_Group]) -> None:
        """A further round that is agreed on or scheduled after this one was held becomes its follow-up."""
        held = self.held()
        if held is None or _family(self.kind) not in ("meeting", "visit"):
            return
        later = [
            (x.day, x.mention, g, x) for g in groups if g is not self and _family(g.kind) == _family(self.kind) and g._same_occasion(self.occasions)
            for x in g.acts if _step_of(x) in _AGREED_ON and 0 <= _signed(held, x.reported) <= _OCCASION and x.day > held
            and not any(other is not self and held < h <= x.reported for other in groups if other is not g and (h := other.held()))
        ]  # fmt: skip
        if later:
            _, _, group, _ = min(later, key=lambda f: f[:2])
            first = min((x for _, _, g, x in later if g is group), key=lambda x: (x.reported, x.mention))
            self.about.append(("follow-up", first))

    def _same_occasion(self, named: Iterable[str]) -> bool:
        """Whether the occasions named, where both name one, have one in common."""
        named = set(named)
        return not named or not self.occasions or bool(named & self.occasions.keys())

    def made(self, a: str, b: str, body: str = "") -> Engagement:
        steps = _steps(self)
        state = _state(steps, "agreed" if self.kind == "agreement" else "held")
        outcome = next((s.step for s in reversed(steps) if s.step in ("agreed", "no agreement")), "unknown")
        lead = self.acts[0]
        places = Counter(x.place for x in self.acts if x.place)
        where = min(places, key=lambda p: (-places[p], p), default=None)
        occasion = min(self.occasions, key=lambda o: (-self.occasions[o], o), default="")
        title = " ".join(filter(None, (occasion or None, _name(self.kind, self.acts, occasion), f"in {where}" if where else None)))
        if body:
            title += f" ({body})"
        id_ = "g" + hashlib.sha256(":".join(filter(None, (a, b, body, self.kind, lead.event))).encode()).hexdigest()[:12]
        return Engagement(
            id_, self.kind, title, state, outcome, min(s.day for s in steps), max(s.day for s in steps), tuple(steps)
        )


def _family(kind: str) -> str:
    """Talks and meetings are one."""
    return "meeting" if kind == "talks" else kind


def _state(steps: Sequence[Step], done: str = "held") -> str:
    """The last of :data:`STATES` reached. What was held stays held, unless it breaks off or a report of the same event denies it; a later
    report of the request does not undo the appointment; what is agreed has been held."""
    state, held, since = "proposed", set[str](), ""
    for s in steps:
        if s.step in ("held", "agreed"):
            state = done
            held.add(s.event)
        elif s.step in _AHEAD:
            if state in _AHEAD:
                state = max(state, s.step, key=_AHEAD.index)
            elif state != done and (s.step in _AGREED_ON or s.day > since):  # not the request that was refused
                state = s.step
        elif s.step in STATES and (state != done or s.step == "broken off" or s.event in held):
            state, since = s.step, s.day
    return state


def _steps(group: _Group) -> list[Step]:
    """Each change in what is reported, once, in the order of the days; the agreed date stands with it."""
    found: list[Step] = []
    seen: set[tuple[str, str | None]] = set()
    told = [(_step_of(x), x) for x in group.acts] + group.about
    told += [("no agreement", x) for x in group.acts if x.status == "actual" and _NO_DEAL.search(x.sentence)]
    held, happened = "", set[str]()
    for step, act in sorted(told, key=lambda t: (_shown(*t), _RANK.get(t[0], 0), t[1].reported, t[1].mention, t[0])):
        day = _shown(step, act)
        if step in _AHEAD and act.event in happened:
            continue  # what went before, told once more
        if step in _AGREED_ON and held and _family(group.kind) in ("meeting", "visit"):
            after = bool(_dates([act])) and _signed(held, act.day) > _SAME_DATE[group.kind]
            if after or (_FURTHER.search(act.sentence) and not (act.date and act.day <= held)):
                step = "follow-up"
        if step == "held":
            held = max(held, act.day)
        if step in ("held", "agreed"):
            happened.add(act.event)
        days = bounds(act.date)
        date = None if step in _AHEAD and days and days[1].isoformat() <= day and act.status != "planned" else act.date
        key = (step, date if step in ("scheduled", "held") else None)
        if key not in seen:
            seen.add(key)
            found.append(Step(step, day, date, act.status, act.event, act.mention))
    return found


def _shown(step: str, act: Act) -> str:
    """The day of a step: of the act where that lies behind, else of the report, as of plans and of what did not come about."""
    done = step in ("held", "agreed") or (act.status == "actual" and step not in ("no agreement", "follow-up"))
    return act.day if done and act.day <= act.reported else act.reported


def _step_of(act: Act) -> str:
    if act.status in ("refused", "negated"):
        return _setback(act)
    if act.status in ("actual", "planned") and _accepts(act):
        return "accepted"
    if act.status == "planned":
        return "scheduled"
    if act.status == "requested":
        return "requested"
    if act.status in ("possible", "conditional"):
        return "proposed"
    return "agreed" if act.type == "AGREE" else "held"


def _setback(act: Act) -> str:
    """Which of postponed, broken off and refused the words around the trigger tell."""
    if _beside(_POSTPONED, act):
        return "postponed"
    return "broken off" if _beside(_BROKEN, act) else "refused"


def _beside(pattern: re.Pattern[str], act: Act) -> bool:
    at = act.sentence.find(act.trigger)
    if at < 0:
        return pattern.search(act.sentence) is not None
    return pattern.search(act.sentence[max(0, at - _NEAR_WORD) : at + len(act.trigger) + _NEAR_WORD]) is not None


def _attach(groups: Sequence[_Group], mentions: Sequence[Act]) -> None:
    """Requests, refusals, promises and agreements that are about an engagement become steps of it."""
    act = mentions[0]
    step = {"REQUEST": "requested", "REJECT": "refused", "AGREE": "accepted", "SANCTION": "broken off"}.get(act.type)
    if act.type == "SUPPORT" and "agree" in _senses(act):
        step = "agreed"
    if step == "accepted" and "propose" in _senses(act) and "agree" not in _senses(act):
        step = "proposed"  # an offer
    if step is None or act.status not in ("actual", "planned") or (step == "agreed" and act.status != "actual"):
        return
    day = _day(mentions)
    near = [g for g in groups if min(_gap(day, d) for d in g.days | g.told) <= _NEAR[g.kind]]
    for g in near:
        beside = [x for x in g.acts for m in mentions if x.sentence == m.sentence and x.reported == m.reported and _governs(m, x)]
        both = act.sides is None or all(act.sides)
        meets = (both and act.mode == "meet") or (step == "broken off" and act.mode == "discontinue" and _BROKEN.search(act.sentence) is not None)
        after = step == "agreed" and _between("agreement", act, "", "") and any(x.status == "actual" and 0 <= _signed(x.day, act.day) <= _AFTERMATH for x in g.acts)
        if (beside and act.type in ("REQUEST", "REJECT", "AGREE")) or (meets and g.kind != "aid") or after:
            if step == "refused":
                step = _setback(act)
            elif step == "accepted" and g.kind == "aid":
                step = "scheduled"  # a pledge of aid
            elif step == "accepted" and beside and all(x.status == "actual" for x in beside):
                step = "agreed"  # "the talks ended with the adopting of a statement"
            g.about.append((step, act))
            return


def _governs(act: Act, meeting: Act) -> bool:
    """Whether an act in a meeting's sentence stands so that it is about the meeting."""
    if _BROKEN.search(act.trigger) or _POSTPONED.search(act.trigger):
        return True
    a, m = act.sentence.find(act.trigger), meeting.sentence.find(meeting.trigger)
    if a < 0 or m < 0:
        return False
    if act.type == "AGREE" and meeting.status == "actual":
        return a > m
    return 0 <= m - (a + len(act.trigger)) <= _GOVERNS or 0 <= a - (m + len(meeting.trigger)) <= _GOVERNS // 2


def _name(kind: str, acts: Sequence[Act], occasion: str) -> str:
    if not occasion:
        return kind
    if re.search(r"(?:summit|conference|round|process|forum)$", occasion):
        return ""
    return "talks" if _family(kind) == "meeting" and any(kind_of(x) == "talks" for x in acts) else kind


def _senses(act: Act) -> set[str]:
    return {s for w in re.findall(r"[A-Za-z]+", act.trigger) for s in senses(stem(w))}


def _promises(act: Act) -> bool:
    return bool(_senses(act) & {"promise", "propose"}) and "agree" not in {stem(w) for w in re.findall(r"[A-Za-z]+", act.trigger)}


def _occasions(act: Act) -> set[str]:
    """Named occasions near the trigger."""
    at = act.sentence.find(act.trigger)
    return {_occasion(m) for m in _OCCASION_NAME.finditer(act.sentence) if at < 0 or m.start() - 30 <= at <= m.end() + 30}


def _occasion(m: re.Match[str]) -> str:
    """The name of an occasion; six-nation, 6-way and six-party talks are one."""
    number = m["number"]
    return f"{_DIGITS.get(number, number.lower())}-party" if number else str(m["name"])


def _dates(mentions: Sequence[Act]) -> set[str]:
    """The days that mentions give the act itself, where they give one."""
    return {m.date for m in mentions if m.date and len(m.date) == 10 and m.date[4] == "-" and m.date[5] != "W"}


def _day(mentions: Sequence[Act]) -> str:
    return min(m.day for m in mentions)


def _gap(a: str, b: str) -> int:
    return abs(_signed(a, b))


def _signed(a: str, b: str) -> int:
    return (date.fromisoformat(b) - date.fromisoformat(a)).days if a and b else 10_000
