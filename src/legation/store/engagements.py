"""Keeps the engagements of each dyad up to date with its events."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select

from legation.chronicle.days import bounds
from legation.chronicle.engagements import Act, engagements
from legation.knowledge.base import Knowledge
from legation.record.codes import MODES
from legation.store import tables as t
from legation.store.decisions import overlays

_TYPES = ("CONSULT", "AGREE", "AID", "REQUEST", "REJECT", "SANCTION", "SUPPORT")
_WITH = r"\bwith\b[^.,;:]{0,40}?"
"""In front of a party it tells that an agreement is made with it."""
_TOPIC = re.compile(
    r"\b(?:on|over|about|against|regarding|concerning|(?:war|wars|conflict|crisis|situation|violence|fighting|unrest|stability|peace|elections) in) (?:the )?$", re.IGNORECASE
)  # fmt: skip
"""In front of a party it tells that the meeting or agreement is about it: "talks on Iran", "agreed on Chile's return"."""
_CODE = re.compile(r"[A-Z]{3}")
_SHORT = re.compile(r" \([A-Z]\w+\)$")
_ORGANS = (
    (re.compile(r"(?:UN|United Nations) (?:Security Council|General Assembly|Secretariat|Secretary.*)|UN"), "United Nations"),
    (re.compile(r"European (?:Commission|Parliament|Council)|EU"), "European Union"),
)
"""Organs that act for their organisation; agencies with members or funds of their own are organisations."""
_Side = tuple[str, str, str | None]
"""Role, name, country."""


def refresh(connection: Connection, pair: tuple[str, str] | None = None) -> int:
    """Make the engagements anew of the dyads whose events have changed (or of one dyad, if it has). How many were."""
    d = t.dirty.c
    query = select(d.a, d.b).order_by(d.a, d.b)
    if pair is not None:
        query = query.where(d.a == pair[0], d.b == pair[1])
    pairs = [(r.a, r.b) for r in connection.execute(query)]
    decisions = overlays(connection) if pairs else {}
    for a, b in pairs:
        _make(connection, a, b, decisions)
        connection.execute(delete(t.dirty).where(t.dirty.c.a == a, t.dirty.c.b == b))
    return len(pairs)


def is_dirty(connection: Connection) -> bool:
    """Whether some dyad's engagements are older than its events."""
    return connection.execute(select(t.dirty.c.a).limit(1)).first() is not None


def is_body(name: str) -> bool:
    """Whether a name is that of an international organisation."""
    return bool(organisation(name))


def of_parties(names: Sequence[str]) -> list[ColumnElement[bool]]:
    """Conditions on the table of engagements, that all of these take part.

    Args:
        names: codes of countries ("IGO": any organisation), or names of organisations.
    """
    g = t.engagements.c
    found: list[ColumnElement[bool]] = []
    for name in names:
        if _CODE.fullmatch(name) and not is_body(name):
            found.append(or_(g.a == name, g.b == name))
        else:
            found.append(func.lower(g.parties).contains(json.dumps(organisation(name) or name, ensure_ascii=False).lower(), autoescape=True))
    return found


@lru_cache(maxsize=5_000)
def organisation(name: str) -> str:
    """The organisation that a party of the country "IGO" stands for: "European Union (EU)", "European Commission" and "EU foreign policy chief" are
    of the European Union; "" where the name does not tell ("ministers")."""
    name = _SHORT.sub("", name.strip()).removeprefix("the ").removeprefix("The ")
    known = Knowledge.load()
    capital = " ".join(w if w in ("of", "the", "and", "for", "on") else w[:1].upper() + w[1:] for w in name.split())
    words = capital.split()
    for end in range(len(words), 0, -1):  # the whole name, else the body it begins with
        part = " ".join(words[:end]).removesuffix("'s").removesuffix("’s")
        for entry in (*known.named(part), *(known.named(part.upper()) if end == len(words) else ())):
            if entry.kind == "organisation" and entry.country == "IGO":
                return next((whole for pattern, whole in _ORGANS if pattern.fullmatch(entry.name)), entry.name)
        if whole := next((whole for pattern, whole in _ORGANS if pattern.fullmatch(part)), ""):
            return whole
    return ""


def acts(
    connection: Connection, a: str, b: str, decisions: dict[str, list[tuple[str, str, Any]]] | None = None
) -> dict[str, list[Act]]:
    """Every mention of a meeting, agreement, aid, request, refusal or sanction of two states that names one of them at least, by the organisation it
    is of ("": none is named), people's corrections laid over.

    Args:
        decisions: as :func:`~legation.store.decisions.overlays` gives them; None: they are fetched.
    """
    decisions = overlays(connection) if decisions is None else decisions
    m, e, d, p = t.mentions.c, t.events.c, t.dyads.c, t.parties.c
    of_dyad = select(d.event).where(d.a == a, d.b == b)
    query = (
        select(m.event, m.id, m.type, m.mode, m.status, m.trigger, m.first_day, m.last_day, m.reported, m.date, m.place, m.country, m.sentence, e.day)
        .join(t.events, e.id == m.event)
        .where(m.event.in_(of_dyad), ~e.retracted, or_(m.type.in_(_TYPES), e.type.in_(_TYPES)))
        .order_by(m.id)
    )  # fmt: skip
    sides: dict[int, list[_Side]] = defaultdict(list)
    for r in connection.execute(
        select(p.mention, p.role, p.name, p.text, p.country, p.start, m.type, m.mode, m.trigger, m.start.label("at"), m.sentence).join(t.mentions, m.id == p.mention)
        .where(m.event.in_(of_dyad)).order_by(p.mention, p.role, p.position)
    ):  # fmt: skip
        name = (organisation(r.name) or organisation(r.text)) if r.country == "IGO" else r.name
        if r.type in ("CONSULT", "AGREE", "SUPPORT") and r.mode != "visit" and _is_topic(r):
            continue
        sides[r.mention].append((r.role, name, r.country))
        if r.role == "recipient" and r.type in ("AGREE", "SUPPORT") and re.search(_WITH + re.escape(r.text), r.sentence):
            sides[r.mention].append(("with", name, r.country))
    laid = [_laid(row, decisions.get(row["event"], ())) for row in connection.execute(query).mappings()]
    bodies: dict[str, set[str]] = defaultdict(set)
    for told in laid:
        sides[told["id"]] = _corrected(sides[told["id"]], decisions.get(told["event"], ()))
        bodies[told["event"]] |= {name for _, name, country in sides[told["id"]] if country == "IGO" and name}
    found: dict[str, list[Act]] = defaultdict(list)
    for told in laid:
        if told["type"] not in _TYPES:
            continue
        named = {name for _, name, country in sides[told["id"]] if country == "IGO" and name}
        for body in sorted(named or bodies[told["event"]] or {""}) if "IGO" in (a, b) else [""]:
            if act := _act(told, sides[told["id"]], a, b, body):
                found[body].append(act)
    return dict(found)


def _is_topic(r: Any) -> bool:
    """Whether a party stands in the mention's sentence as what the act is about, or in front of "agreed by" others."""
    trigger = r.sentence.find(r.trigger)
    at = trigger + r.start - r.at
    if r.type == "AGREE" and r.start < r.at and re.match(r"(?: \w+)? by\b", r.sentence[trigger + len(r.trigger) :]):
        return True
    return at >= 0 and r.sentence.startswith(r.text, at) and _TOPIC.search(r.sentence[:at]) is not None


def _act(r: dict[str, Any], sides: Sequence[_Side], a: str, b: str, body: str) -> Act | None:
    """A mention as engagements need it; None where it names neither, or is background of an earlier year, told without a month."""
    of = [frozenset(role for role, name, country in sides if country == x and (x != "IGO" or not body or name in (body, ""))) for x in (a, b)]
    if not any(of):
        return None
    if r["last_day"] and r["reported"] and r["last_day"][:4] < r["reported"][:4] and r["first_day"][:7] != r["last_day"][:7]:
        return None
    precise = r["first_day"] is not None and r["first_day"][:7] == r["last_day"][:7]
    day = r["first_day"] if precise else (r["reported"] or r["day"])
    if not day:
        return None
    others = any(country and (country not in (a, b) or (country == "IGO" and body and name not in (body, ""))) for _, name, country in sides)
    return Act(
        r["event"], r["id"], r["type"], r["mode"], r["status"], r["trigger"], day, r["reported"] or day, r["date"], r["place"], r["sentence"],
        (of[0], of[1]), others, r["country"],
    )  # fmt: skip


def _laid(row: Any, decisions: Sequence[tuple[str, str, Any]]) -> dict[str, Any]:
    """A mention with the corrections of its event laid over it."""
    made = dict(row)
    for action, field, value in decisions:
        if action != "correct" or field not in ("type", "mode", "status", "date", "place"):
            continue
        made[field] = value
        if field == "type" and made["mode"] not in MODES[value]:
            made["mode"] = None
        elif field == "date":
            days = bounds(value)
            made["first_day"], made["last_day"] = (days[0].isoformat(), days[1].isoformat()) if days else (None, None)
        elif field == "place":
            made["country"] = None
    return made


def _corrected(sides: list[_Side], decisions: Sequence[tuple[str, str, Any]]) -> list[_Side]:
    for action, field, value in decisions:
        if action == "correct" and field in ("actors", "recipients"):
            role = field.removesuffix("s")
            sides = [s for s in sides if s[0] != role and not (role == "recipient" and s[0] == "with")]
            sides += [(role, organisation(name) if country == "IGO" else name, country) for name, country, _ in value]
    return sides


def _make(connection: Connection, a: str, b: str, decisions: dict[str, list[tuple[str, str, Any]]]) -> None:
    g = t.engagements.c
    old = list(connection.execute(select(g.id).where(g.a == a, g.b == b)).scalars())
    if old:
        connection.execute(delete(t.steps).where(t.steps.c.engagement.in_(old)))
        connection.execute(delete(t.engagements).where(g.id.in_(old)))
    for body, told in sorted(acts(connection, a, b, decisions).items()):
        made = engagements(a, b, told, body)
        if not made:
            continue
        parties = json.dumps([body if body and x == "IGO" else x for x in (a, b)], ensure_ascii=False)
        connection.execute(insert(t.engagements), [
            {
                "id": x.id, "kind": x.kind, "a": a, "b": b, "parties": parties, "title": x.title, "state": x.state,
                "outcome": x.outcome, "first_day": x.first_day, "last_day": x.last_day, "steps": len(x.steps),
            }
            for x in made
        ])  # fmt: skip
        connection.execute(insert(t.steps), [
            {
                "engagement": x.id, "position": i, "step": s.step, "day": s.day, "date": s.date, "status": s.status, "event": s.event,
                "mention": s.mention,
            }
            for x in made for i, s in enumerate(x.steps)
        ])  # fmt: skip
