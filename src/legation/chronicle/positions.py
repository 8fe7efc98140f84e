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
from legation.language.sentences import sentences
from legation.record.model import Record, Statement

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
        start, end = e.end, sentence[1]
        issue = gist(record.text[start:end])
        if not issue and e.start > sentence[0]:  # "the demand was welcomed": what stands before the verb
            start, end = sentence[0], e.start
            issue = gist(record.text[start:end])
        if not issue:
            continue
        target = e.recipients[0].name if e.recipients else None
        for actor in e.actors:
            yield Position(
                actor.name, actor.country, actor.sector, stance, target, issue, record.text[e.start : sentence[1]], e.start, sentence[1],
                e.attributed_to[-1] if e.attributed_to else None, True,
            )  # fmt: skip


def _of_statements(record: Record) -> Iterator[Position]:
    taken = {(e.start, e.end) for e in record.events}
    for s in record.statements:
        if not s.speaker or not s.cue or s.cue_start is None or s.cue_end is None:
            continue
        if any(a < s.cue_end and s.cue_start < b for a, b in taken):
            continue  # the cue is itself an event, whose position was taken
        stance = _stance_of_statement(s)
        issue = gist(s.content) if stance else ""
        if stance and issue:
            yield Position(
                s.speaker, s.speaker_country, s.speaker_sector, stance, s.addressee, issue, s.content, s.start, s.end, s.speaker, False
            )


_CONTENT = (
    ("refuses", re.compile(r"\b(?:will not|won't|would not|never|not going to|no intention of|not be willing to|cannot accept|unacceptable)\b", re.I)),
    ("demands", re.compile(r"\b(?:must|should|ought to|has to|have to|needs? to)\b", re.I)),
    ("offers", re.compile(r"\b(?:ready to|willing to|prepared to|open to)\b", re.I)),
    ("fears", re.compile(r"\b(?:fears?|worr(?:y|ied)|concern(?:ed|s)?|afraid)\b", re.I)),
    ("opposes", re.compile(r"\b(?:oppos(?:e|es|ed)|against the|wrong to|illegal|unjust)\b", re.I)),
    ("supports", re.compile(r"\b(?:supports?|welcomes?|in favou?r of|backs?)\b", re.I)),
)  # fmt: skip
"""What a statement's content itself says; the first that fits."""


def _stance_of_statement(s: Statement) -> str | None:
    return stance_of_word(s.cue or "") or next((stance for stance, pattern in _CONTENT if pattern.search(s.content)), None)


def gist(text: str) -> str:
    """What a position is about: the clause that follows, without its small words in front."""
    text = " ".join(text.split())
    cut = _CUT.search(text, 12)
    text = _LEAD.sub("", text[: cut.start()] if cut else text).rstrip(" .,\"'”’")
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"



