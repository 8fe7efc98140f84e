"""Who acts on whom: pairs of countries of a coded event, and the two parties that stand for its sides."""

from __future__ import annotations

from collections.abc import Sequence

from legation.exports.coding import Coded
from legation.exports.events import Party

MUTUAL = ("CONSULT", "ASSAULT", "AGREE", "COOPERATE")
"""Acts that parties do with each other where none is named as recipient (PLOVER manual, "Compound and reciprocal actors")."""


def directed(coded: Coded) -> list[tuple[str, str]]:
    """Pairs of countries (source, target), each once, in alphabetical order.

    Every actor's country with every recipient's; both directions between the actors where the act is mutual. A country with itself only where
    both sides are named: an act inside a state. Parties without a country give none; "IGO" stands for international organisations.
    """
    actors, recipients = _countries(coded.actors), _countries(coded.recipients)
    if coded.recipients:
        return sorted({(a, b) for a in actors for b in recipients})
    if coded.type in MUTUAL:
        return sorted({(a, b) for a in actors for b in actors if a != b})
    return []


def sides(coded: Coded) -> tuple[Party | None, Party | None]:
    """The first actor and the first recipient; of a mutual act without recipients the first actor of another country (else the second)."""
    first = coded.actors[0] if coded.actors else None
    if coded.recipients:
        return first, coded.recipients[0]
    if first is None or coded.type not in MUTUAL:
        return first, None
    others = coded.actors[1:]
    return first, next((p for p in others if p.country != first.country), others[0] if others else None)


def _countries(side: Sequence[Party]) -> set[str]:
    return {p.country for p in side if p.country}
