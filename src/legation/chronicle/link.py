"""Linking: each mention joins the event it most probably tells of, or opens a new one.

One pass in the order of the stories, as reports come in; what was decided stays, so that ids are stable and a run that was
interrupted ends like one that was not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from legation.chronicle.compare import Weights, signals
from legation.chronicle.days import iso
from legation.chronicle.traits import Sum, Traits

WINDOW = 14
"""Days around a mention's date in which linking looks for its event (and before its story's, for a mention without a date). Of the later mentions of
the training chains 96 % have an earlier one so near; 21 days (97 %) bring .0004 CoNLL F1 and a third more to compare, 7 days cost .011."""
_UNDATED_BACK = 7
_MOST_PARTIES = 8


def event_id(story: str, start: int, end: int, type_: str) -> str:
    """The stable id of an event: a hash of its first mention.

    Args:
        story: hash of the story's text. start, end: offsets of the trigger.
    """
    return "e" + hashlib.sha256(f"{story}:{start}:{end}:{type_}".encode()).hexdigest()[:14]


@dataclass(frozen=True, slots=True)
class Link:
    """Where a mention went.

    Attributes:
        event: id of the event; ``opened`` where the mention is its first. chance: probability of the link, 0 to 1.
        reasons: signals with what each added to the log-odds.
    """

    event: str
    opened: bool
    chance: float
    reasons: tuple[tuple[str, float], ...]


def block_keys(mention: Traits) -> tuple[str, ...]:
    """The keys under which an event is kept for linking: each party with the type, and with each sense of the trigger."""
    parties = sorted(mention.parties)[:_MOST_PARTIES] or ["-"]
    meant = sorted(mention.senses)[:3]
    return tuple(f"{what[:24]}:{p[:32]}" for p in parties for what in (mention.type, *meant))


def block_day(mention: Traits) -> str:
    """The day under which an event is kept: its date's first, else the report's; "" where neither is known."""
    if mention.days:
        return iso(mention.days[0])
    return iso(mention.reported) if mention.reported is not None else ""


def windows(mention: Traits) -> tuple[tuple[str, str], ...]:
    """The spans of days in which events are looked up that a mention may be of."""
    found = []
    if mention.days:
        found.append((mention.days[0] - WINDOW, mention.days[1] + WINDOW))
    if mention.reported is not None:
        back = WINDOW if mention.days is None else _UNDATED_BACK
        found.append((mention.reported - back, mention.reported + 1))
    if not found:
        return (("", ""),)
    joined: list[tuple[int, int]] = []
    for a, b in sorted(found):
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return tuple((iso(max(a, 1)), iso(b)) for a, b in joined)


def other_dyad(mention: Traits, event: Sum) -> bool:
    """Whether a mention is of two states and the event, by most of its reports, of another two, with one in common: a visit of A to B is not
    its visit to C. On the chains of the corpus this changes little (CoNLL F1 +.0005 on the training folds, +.0004 on the test folds)."""
    if len(mention.parties) != 2 or not all(map(_is_state, mention.parties)):
        return False
    core = event.face.core
    return len(core) == 2 and all(map(_is_state, core)) and len(core & mention.parties) == 1


def other_target(mention: Traits, event: Sum) -> bool:
    """Whether both name persons as their targets and none of them is the same: two murders are two."""
    return bool(mention.targets and event.targets) and mention.targets.isdisjoint(event.targets)


def _is_state(party: str) -> bool:
    return len(party) == 3 and party.isupper()


def choose(mention: Traits, candidates: Mapping[str, Sum], weights: Weights, barred: Iterable[str] = ()) -> Link | None:
    """The event a mention most probably tells of, or None where none reaches the threshold; of equals the first id.

    Args:
        candidates: events by id. barred: events that people have said it is not.
    """
    best: tuple[float, str, list[float]] | None = None
    out = frozenset(barred)
    for id_, event in candidates.items():
        if id_ in out or other_dyad(mention, event) or other_target(mention, event):
            continue
        values = signals(mention, event)
        chance = weights.chance(values)
        if chance >= weights.threshold and (best is None or (-chance, id_) < (-best[0], best[1])):
            best = (chance, id_, values)
    if best is None:
        return None
    return Link(best[1], False, round(best[0], 4), tuple(weights.reasons(best[2])))
