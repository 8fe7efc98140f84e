"""PLOVER's rules of status: what an act that is planned, requested or refused is coded as, and which acts are not coded.

PLOVER (manual of 2024-02-04) codes what was done. Its sections say of acts that were not, or not yet:

* AGREE: "all cooperative actions reported in future tense are also taken to imply intentions", so a planned CONSULT, SUPPORT, COOPERATE
  or AID is AGREE; so is a planned AGREE ("promises to sign or ratify agreements").
* CONCEDE: promised concessions and declared, not carried out, ceasefires and withdrawals are CONCEDE; so a planned RETREAT is CONCEDE.
  (The AGREE section leaves future RETREAT "as is"; the CONCEDE section's rule is taken, see docs/codebook.md.)
* REJECT: "all rejections and refusals": a meeting refused or called off is REJECT/meet, help and exchange refused REJECT/assist, a
  concession refused REJECT/yield.
* REQUEST: an act that is asked for is REQUEST by whoever asks, of whoever is to do it; mode as for REJECT. An act that its doer puts
  forward is an offer, and AGREE ("agree to, offer, promise").
* Special contexts (auxiliary modes): an act that is possible or conditional is ``hypothetical``, a planned act of conflict ``future``,
  a negated one ``negation``, one long past ``historical``; where an act fits one category by itself and another with such a mark "the
  coder should always return the single event category". No PLOVER project has used the marks so far; acts that need one are left out
  unless all statuses are wanted.
* Compound and reciprocal actors: one event with lists of actors. So an act whose own request, promise or refusal stands in the same
  sentence and is an event of the chronicle ("agreed to meet", "refused to meet", "urged them to withdraw") is not coded a second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from legation.exports.events import Event, Party
from legation.exports.source import Source
from legation.record.codes import QUAD, SCORES

_INTENT = {
    **dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID", "AGREE"), "AGREE"),
    **dict.fromkeys(("RETREAT", "CONCEDE"), "CONCEDE"),
}
"""What a planned act is."""
_MODE = {
    "CONSULT": "meet", **dict.fromkeys(("SUPPORT", "COOPERATE", "AID", "AGREE"), "assist"), **dict.fromkeys(("RETREAT", "CONCEDE"), "yield"),
}  # fmt: skip
"""Mode of the REQUEST for an act, or of the REJECT of it (manual: modes shared by REQUEST and REJECT)."""
_MARK = {"possible": "hypothetical", "conditional": "hypothetical", "negated": "negation", "refused": "negation", "planned": "future"}
_LONG_AGO = timedelta(days=366)
MARKS = ("historical", "future", "hypothetical", "negation")
"""PLOVER's auxiliary modes."""


@dataclass(frozen=True, slots=True)
class Coded:
    """An event as PLOVER codes it.

    Attributes:
        type, mode, actors, recipients: after the rules. mark: auxiliary mode, or None.
        rule: "as told", "intent", "requested", "offered" or "refused". was: type and status before the rule ("CONSULT planned"), or "".
    """

    type: str
    mode: str | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    mark: str | None = None
    rule: str = "as told"
    was: str = ""

    @property
    def quad(self) -> int:
        """PLOVER's quad class, 1 to 4."""
        return QUAD[self.type]

    @property
    def score(self) -> float:
        """PLOVER's score, -10 to 10."""
        return SCORES[self.type]


class Coder:
    """Codes events, and counts those it leaves out.

    Args:
        source: the events. all_statuses: keep acts that need an auxiliary mode. left_out, notes: counts to add to.
    """

    def __init__(self, source: Source, all_statuses: bool, left_out: Counter[str], notes: Counter[str]) -> None:
        self._source, self._all = source, all_statuses
        self._left_out, self._notes = left_out, notes

    def code(self, event: Event) -> Coded | None:
        """The event as PLOVER codes it, or None where it does not."""
        if event.status == "actual":
            return self._as_told(event, "historical" if self._all and _is_long_past(event) else None)
        if event.status == "requested":
            return self._requested(event)
        if event.status == "planned" and event.type in _INTENT:
            return self._intent(event)
        if event.status == "refused" and event.type in _MODE:
            return self._refused(event)
        if self._all:
            return self._as_told(event, _MARK[event.status])
        return self._leave_out("planned acts that no category is for" if event.status == "planned" else f"{event.status} acts")

    def _as_told(self, event: Event, mark: str | None) -> Coded:
        return Coded(event.type, event.mode, event.actors, event.recipients, mark)

    def _intent(self, event: Event) -> Coded | None:
        type_ = _INTENT[event.type]
        if self._told_beside(event, ("AGREE", "CONCEDE") if type_ == "CONCEDE" else ("AGREE",), event.actors):
            return self._leave_out("planned acts whose promise is an event of its own")
        return Coded(type_, None, event.actors, event.recipients, rule="intent", was=_was(event))

    def _refused(self, event: Event) -> Coded | None:
        if self._told_beside(event, ("REJECT", "SANCTION")):
            return self._leave_out("refused acts whose refusal is an event of its own")
        return Coded("REJECT", _MODE[event.type], event.actors, event.recipients, rule="refused", was=_was(event))

    def _requested(self, event: Event) -> Coded | None:
        if self._told_beside(event, ("REQUEST",)):
            return self._leave_out("requested acts whose request is an event of its own")
        if self._told_beside(event, ("AGREE",), event.actors):
            return self._leave_out("requested acts whose offer is an event of its own")
        asker = self._asker(event)
        if asker is not None and event.type in _INTENT and any(_same(asker, a) for a in event.actors):
            return Coded(_INTENT[event.type], None, event.actors, event.recipients, rule="offered", was=_was(event))
        if asker is None:
            self._notes["requests whose asker the text does not name"] += 1
        return Coded("REQUEST", _MODE.get(event.type), (asker,) if asker else (), event.actors, rule="requested", was=_was(event))

    def _asker(self, event: Event) -> Party | None:
        """Whoever the text gives as the (innermost) source of the act that is asked for."""
        report = event.best
        if not report.attributed_to:
            return None
        name = report.attributed_to[-1]
        country, sector = self._source.facts(report).sources.get(name, (None, None))
        return Party(name, country, sector or "UNK")

    def _told_beside(self, event: Event, types: Sequence[str], by: Iterable[Party] | None = None) -> bool:
        """Whether an exported event of these types (by one of these actors) stands in the same sentence."""
        return any(type_ in types and (by is None or _share(actors, by)) for type_, actors in self._source.beside(event))

    def _leave_out(self, reason: str) -> Coded | None:
        self._left_out[reason] += 1
        return None


def _was(event: Event) -> str:
    return f"{event.type}{f'/{event.mode}' if event.mode else ''} {event.status}"


def _same(a: Party, b: Party) -> bool:
    return a.name == b.name or (a.country is not None and (a.country, a.sector) == (b.country, b.sector))


def _share(some: Iterable[Party], others: Iterable[Party]) -> bool:
    names, countries = {p.name for p in some}, {p.country for p in some if p.country}
    return any(p.name in names or p.country in countries for p in others)


def _is_long_past(event: Event) -> bool:
    if not event.last_day or not event.first_reported:
        return False
    return date.fromisoformat(event.last_day) + _LONG_AGO < date.fromisoformat(event.first_reported)
