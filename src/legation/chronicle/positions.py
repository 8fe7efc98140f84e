"""Positions: who supports, opposes, demands, offers, refuses, fears or denies what, read off a record's events and statements.

The stance is the meaning of the word that names the act (trigger) or reports the statement (cue); where the word tells nothing, of the event's
PLOVER type. The issue is what the word's clause goes on to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from legation.chronicle.traits import stem
from legation.knowledge.base import Knowledge
from legation.language.sentences import sentences
from legation.record.model import Actor, Event, Record, Statement

STANCES = ("supports", "opposes", "demands", "offers", "refuses", "fears", "denies")
_WORDS = {
    "supports": "support back endorse welcome praise hail favor favour approve applaud commend recognize recognise defend champion uphold agree accept",
    "opposes": "oppose condemn criticize criticise denounce deplore slam decry blame protest object disapprove rebuke lambast attack",
    "demands": "demand urge call request ask insist appeal press exhort order want require petition",
    "offers": "offer propose pledge promise vow volunteer undertake suggest",
    "refuses": "refuse reject rule decline veto block spurn rebuff shun exclude bar deny-access",
    "fears": "fear worry concern alarm dread afraid warn caution",
    "denies": "deny dismiss refute disown repudiate rebut contradict",
}
_STANCE_OF = {stem(w): stance for stance, words in _WORDS.items() for w in words.split()}
_STANCE_OF_TYPE = {"SUPPORT": "supports", "REQUEST": "demands", "REJECT": "refuses"}
_BY_MODE = {("ACCUSE", "disapprove"): "opposes"}
POLE = {"supports": 1, "offers": 1, "demands": 1, "opposes": -1, "refuses": -1, "fears": -1, "denies": -1}
"""Which side of an issue a stance is on; a holder who goes from one to the other has changed position."""
_CUT = re.compile(r"[;:—–]|\s-\s|, (?:but|while|and|which|who|adding|saying|after|before|when)\b")
_LEAD = re.compile(r"^(?:[\s,\"'“”‘’]|(?:that|of|for|on|to|the|its|his|her|their|a|an|out|off|about|over|against|in|by)\b)+", re.IGNORECASE)
_LONGEST = 240
_BE = r"\b(?:is|are|was|were|be|been|being|get|gets|got)\b"
_PASSIVE = re.compile(rf"^(?:[\s\w-]{{0,25}})?{_BE}(?: (?:also|not|now|again|still|\w+ly))?\s*$")
"""Between a party and the verb: "Iran was strongly", before "urged"."""
_PARTICIPLE = re.compile(r"(?:ed|en|wn|ght|eld)$")
_PRONOUNS = frozenset("he she it they we you i him her them us this that these those which who".split())
_BY = re.compile(r"^\s*(?:\w+ly )?by\b")
_AUXILIARY = re.compile(rf"(?:\s|\b(?:has|have|had|will|would|may|might|could|should|also|not|still|now|\w+ly)\b|{_BE})+$")


@dataclass(frozen=True, slots=True)
class Position:
    """One position as one story gives it.

    Attributes:
        holder: name; country and sector as in the record. stance: one of :data:`STANCES`. target: whom it addresses, or None.
        issue: what it is about, in the story's words, cut to its gist. words, start, end: the evidence and where it stands.
        source: who says so: the holder in person, another source, or None for the reporter. event: from an event (else a statement).
    """

    holder: str
    country: str | None
    sector: str | None
    stance: str
    target: str | None
    issue: str
    words: str
    start: int
    end: int
    source: str | None
    event: bool


def positions(record: Record) -> tuple[Position, ...]:
    """The positions in a record, in the order of the text."""
    spans = sentences(record.text)
    found = [*_of_events(record, spans), *_of_statements(record)]
    return tuple(sorted(found, key=lambda p: (p.start, p.end, p.holder, p.stance)))


@lru_cache(maxsize=10_000)
def stance_of_word(words: str) -> str | None:
    """The stance that a trigger or cue expresses, if it does: "ruled out" → refuses."""
    return next((_STANCE_OF[s] for w in re.findall(r"[A-Za-z-]+", words) if (s := stem(w)) in _STANCE_OF), None)


def _of_events(record: Record, spans: list[tuple[int, int]]) -> Iterator[Position]:
    for e in record.events:
        if e.status not in ("actual", "planned"):
            continue
        stance = stance_of_word(e.trigger) if e.type in ("SUPPORT", "AGREE", "REQUEST", "REJECT", "ACCUSE", "THREATEN") else None
        stance = stance or _BY_MODE.get((e.type, e.mode or "")) or _STANCE_OF_TYPE.get(e.type)
        if stance is None or not e.actors:
            continue
        sentence = next(((a, b) for a, b in spans if a <= e.start < b), None)
        if sentence is None:
            continue
        rest = record.text[e.end : sentence[1]]
        nominal = _is_noun(e.trigger, record.text[sentence[0] : e.start])
        holders = _possessors(e, record.text, sentence) if nominal else list(e.actors)
        if nominal:
            after = [h for h in holders if e.end <= h.start < sentence[1]]
            rest = record.text[max(h.end for h in after) : sentence[1]] if after else rest
        if not nominal and _PARTICIPLE.search(e.trigger) and _BY.match(rest):  # "the demand has been rejected by Iran": what it is about stands in front
            if not any(a.start >= e.end for a in e.actors):
                continue
            issue = gist(_clause_before(record.text[sentence[0] : e.start]))
        else:
            issue = gist(rest)
        if not issue and e.start > sentence[0] and not nominal:  # "the demand was welcomed": what stands before the verb
            issue = gist(_clause_before(record.text[sentence[0] : e.start]))
        if not issue or issue.lower() in _PRONOUNS:
            continue
        target = e.recipients[0].name if e.recipients else None
        for name, actor in _holders(e, holders, record):
            yield Position(
                name, actor.country, actor.sector, stance, target, issue, record.text[e.start : sentence[1]], e.start, sentence[1],
                e.attributed_to[-1] if e.attributed_to else None, True,
            )  # fmt: skip


_ALWAYS_NOUN = re.compile(
    r"(?:refusal|denial|rejection|accusation|allegation|condemnation|criticism|objection|opposition|complaint|proposal|demonstration|endorsement|approval"
    r"|disapproval|insistence|warning|invitation|threat|dismissal|reluctance|willingness|readiness|resistance)s?", re.IGNORECASE,
)  # fmt: skip
_NOUN_OR_VERB = re.compile(
    r"(?:demand|call|request|appeal|offer|pledge|promise|support|protest|veto|plea|concern|fear|worry|praise|attack|order|press|vow|backing|urging|blame|block)(?:s|es)?",
    re.IGNORECASE,
)  # fmt: skip
_NOUN_BEFORE = re.compile(
    r"(?:\b(?:the|a|an|first|last|its|his|her|their|our|my|your|this|these|those|that|any|no|some|such|several|many|new|fresh|repeated|growing|mounting|international|strong|full"
    r"|public|renewed|of|by|for|with|from|on|about|over|against|after|amid|despite|following|between|and his|and its|and their)|['’]s|s['’])\s+$", re.IGNORECASE,
)  # fmt: skip
_HANDLED = re.compile(
    r"\b(?:reject|rebuff|ignor|defy|defi|spurn|answer|refus|resist|resistance|dismiss|welcom|back|support|oppos|discuss|consider|accept|meet|met|heed|face|facing|prompt|enforce"
    r"|renew|issu|made|make|making|repeat|reiterat|step|lead|led|voic|express|press|add|join|lodg|launch|maintain|reaffirm|stress|have|has|had|drop|withdr[ae]w)\w*"
    r"(?: \w+){0,3} $", re.IGNORECASE,
)  # fmt: skip
"""A verb whose object the noun is: "renewed a call"."""
_OWN = re.compile(
    r"\b(?:renew|issu|made|make|making|repeat|reiterat|step|lead|led|voic|express|press|add|join|lodg|launch|maintain|reaffirm|stress|have|has|had|drop|withdr[ae]w)\w*"
    r"(?: \w+){0,4} $", re.IGNORECASE,
)  # fmt: skip
"""Of them those by which the noun is the subject's own: "renewed its call", "voiced support"; not "rebuffed demands"."""
_GENITIVE = re.compile(r"(?:['’;]s?|s['’])? (?:[\w-]+ ){0,2}$")
_OF_WHOM = re.compile(r"^ (?:[\w-]+ ){0,2}?(?:by|from|of) (?:[\w'’-]+ ){0,3}$")
_THEIR = re.compile(r"\b(?:its|his|her|their|our|my) (?:[\w-]+ ){0,2}$", re.IGNORECASE)


def _is_noun(trigger: str, before: str) -> bool:
    """Whether a trigger is a noun ("the demand", "refusal") and not a verb: by the word, else by what stands in front."""
    if _ALWAYS_NOUN.fullmatch(trigger):
        return True
    return _NOUN_OR_VERB.fullmatch(trigger) is not None and (_NOUN_BEFORE.search(before) is not None or _HANDLED.search(before) is not None)


def _possessors(event: Event, text: str, sentence: tuple[int, int]) -> list[Actor]:
    """The actors that the text gives an act named by a noun to: "Iran's refusal", "the UN demand", "a call by Iran", "Iran renewed its call"; those that
    merely stand nearby hold no position."""
    before = text[sentence[0] : event.start]
    near = [a for a in event.actors if a.end <= event.start and (m := _GENITIVE.fullmatch(text[a.end : event.start])) and _gives(m.group())]
    near += [a for a in event.actors if a.start >= event.end and _OF_WHOM.match(text[event.end : a.start])]
    if near:
        return near
    inside = [a for a in event.actors if sentence[0] <= a.start and a.end <= event.start]
    if own := _THEIR.search(before):
        at = sentence[0] + own.start()
        named = [a for a in event.actors if a.start == at]
        earlier = [a for a in inside if a.end <= at]
        return named or (earlier[-1:] if len(earlier) > 1 else earlier) or (list(event.actors) if len(event.actors) == 1 else [])
    if _OWN.search(before):
        return [a for a in inside if not re.search(r"[,;:]", text[a.end : event.start])]
    return []


def _gives(between: str) -> bool:
    """Whether what stands between a party and a noun makes it the party's: a genitive, or nothing."""
    return between == " " or between[0] != " "


def _holders(event: Event, given: list[Actor], record: Record) -> Iterator[tuple[str, Actor]]:
    """Whose position it is, each once with a name ("Iran" for the "Islamic republic"): not the subject of a passive ("Iran was urged to"), nor the one
    it is asked of."""
    seen: set[str] = set()
    asked = {r.name for r in event.recipients} | {_holder(r, record) for r in event.recipients}
    for actor in given:
        if actor.end <= event.start and not event.trigger.endswith("ing") and _PASSIVE.match(record.text[actor.end : event.start]):
            continue
        name = _holder(actor, record)
        if actor.name not in asked and name not in asked and name not in seen:
            seen.add(name)
            yield name, actor


def _holder(actor: Actor, record: Record) -> str:
    return actor.name if _is_person(actor, record) and not _GOVERNMENT.search(actor.name) else _of_state(actor.name, actor.country, actor.sector)


def _is_person(actor: Actor, record: Record) -> bool:
    entity = next((e for e in record.entities if e.id == actor.entity), None) if actor.entity is not None else None
    return (entity is not None and entity.type == "person") or _OFFICE.search(actor.text) is not None


@lru_cache(maxsize=5_000)
def _of_state(name: str, country: str | None, sector: str | None) -> str:
    """The state's name for its government, by whatever name that goes: "Islamic republic", "Tehran", "Foreign Ministry"."""
    state = Knowledge.load().states.get(country or "")
    if sector != "GOV" or state is None or _OFFICE.search(name):
        return name
    known = Knowledge.load().named(name)
    if any(e.kind == "person" for e in known):
        return name
    whole = _GOVERNMENT.search(name) or any(e.kind in ("state", "byword", "capital", "demonym", "agency") and e.country == country for e in known)
    return state if whole else name


_GOVERNMENT = re.compile(
    r"\b(?:government|republic|kingdom|regime|administration|authorities|ministry|ministries|cabinet|department|foreign office|white house|state|country|nation|side)$",
    re.IGNORECASE,
)  # fmt: skip
_OFFICE = re.compile(
    r"\b(?:president|minister|premier|king|queen|envoy|ambassador|leader|spokes\w+|secretary|chancellor|officials?|negotiator|chief|diplomats?)\b", re.IGNORECASE
)


def _clause_before(text: str) -> str:
    """The last clause in front of a verb, without its auxiliaries; of "the charges, which he denies" the charges."""
    clauses = re.split(r"[,;:] ", text)
    while len(clauses) > 1 and re.match(r"(?:which|who|whom|that|where)\b", clauses[-1]):
        clauses.pop()
    return _AUXILIARY.sub("", re.sub(r"^(?:although|though|while|but|and|as|after|when) ", "", clauses[-1]))


def _of_statements(record: Record) -> Iterator[Position]:
    taken = {(e.start, e.end) for e in record.events}
    persons = {e.name for e in record.entities if e.type == "person"}
    for s in record.statements:
        if not s.speaker or not s.cue or s.cue_start is None or s.cue_end is None:
            continue
        if any(a < s.cue_end and s.cue_start < b for a, b in taken):
            continue  # the cue is itself an event, whose position was taken
        stance = _stance_of_statement(s)
        issue = gist(s.content) if stance else ""
        if stance and issue:
            person = (s.speaker in persons or _OFFICE.search(s.speaker_text or "")) and not _GOVERNMENT.search(s.speaker)
            name = s.speaker if person else _of_state(s.speaker, s.speaker_country, s.speaker_sector)
            yield Position(
                name, s.speaker_country, s.speaker_sector, stance, s.addressee, issue, s.content, s.start, s.end, s.speaker, False
            )


_WE = r"\b(?:we|I|he|she|it|they|government|country|state|side|people|nation|party|[A-Z]\w+)(?:'s|'re|’s|’re|'m|’m)? (?:(?:also|strongly|fully|firmly|still|always|\w+ly) )?"
_CONTENT = (
    ("refuses", re.compile(
        rf"{_WE}(?:will not|won't|won’t|would not|(?:will|would|shall|can|could) never|(?:is |are |am |was |were )?not (?:be )?(?:going to|willing to|ready to|prepared to)"
        r"|(?:has |have |had )?no intention of|cannot accept|can't accept|reject(?:s|ed)?|refuse[sd]?|rule[sd]? out)\b|\bunacceptable\b"
    )),
    ("demands", re.compile(r"\b(?:must|should|ought to|has to|have to|needs? to)\b", re.I)),
    ("offers", re.compile(r"\b(?:ready to|willing to|prepared to|open to)\b", re.I)),
    ("fears", re.compile(r"\b(?:fear(?:s|ed)?|worr(?:y|ied|ies)|(?:am|is|are|was|were|'m|'re|\w+ly) [\"“‘']?concerned|concerns? (?:about|over|that)|express\w* (?:\w+ )?concern|afraid)\b", re.I)),
    ("opposes", re.compile(rf"{_WE}oppose[sd]?\b|\b(?:is|are|am|was|were|be|been) (?:\w+ly )?(?:opposed to|against|illegal|unjust|wrong)\b|\bwrong to\b")),
    ("supports", re.compile(rf"{_WE}(?:support|back|welcome|favou?r|endorse|approve of)(?:s|d|ed)?\b(?! (?:from|up|down|in|at|to)\b)|\bin favou?r of\b")),
)  # fmt: skip
"""What a statement's content itself says; the first that fits. Supporting and refusing need a doer: "come back" and "to support the talks" are no position."""
_CUE_NEEDS = {
    "call": re.compile(r"^\W*(?:for|on|upon)\b"), "suggest": re.compile(r"\b(?:should|could|be|\w+ing)\b"), "insist": re.compile(r"^\W*(?:on|upon)\b|\bmust\b"),
    "ask": re.compile(r"^\W*(?:for|that|to)\b"), "press": re.compile(r"^\W*(?:for|on)\b"),
}  # fmt: skip
"""Cues that mean a demand or offer only with some contents: "called for a truce", not "called it a lie"; "insisted on", not "insisted that it was late"."""
_CUE_NEEDS = {stem(w): pattern for w, pattern in _CUE_NEEDS.items()}


def _stance_of_statement(s: Statement) -> str | None:
    cue = stance_of_word(s.cue or "")
    needs = next((_CUE_NEEDS[w] for x in re.findall(r"[A-Za-z]+", s.cue or "") if (w := stem(x)) in _CUE_NEEDS), None)
    if cue and (needs is None or needs.search(s.content)):
        return cue
    return next((stance for stance, pattern in _CONTENT if pattern.search(s.content)), None)


def gist(text: str) -> str:
    """What a position is about: the clause that follows, without its small words in front."""
    text = " ".join(text.split())
    cut = _CUT.search(text, 12)
    text = _LEAD.sub("", text[: cut.start()] if cut else text).rstrip(" .,\"'”’")
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
