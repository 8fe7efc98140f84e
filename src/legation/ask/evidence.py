"""An event's reports, down to the characters of each story."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from legation.chronicle.compare import SIGNALS, Weights
from legation.store import tables as t

Rows = Callable[[Any], list[dict[str, Any]]]
"""Runs a selection and gives its rows."""


def reports_of(event: str, rows: Rows) -> list[dict[str, Any]]:
    """Every report of an event with its evidence and why it was linked, in the order of the stories' days."""
    m, s, p = t.mentions.c, t.stories.c, t.parties.c
    reports = rows(
        select(t.mentions, s.doc_id, s.publisher, s.title, s.url, s.relation, s.hash, s.text.label("story_text"))
        .join(t.stories, s.id == m.story).where(m.event == event).order_by(m.reported, m.id)
    )  # fmt: skip
    sides = rows(select(t.parties).join(t.mentions, m.id == p.mention).where(m.event == event).order_by(p.mention, p.role, p.position))
    made: list[dict[str, Any]] = []
    for r in reports:
        story = r["story_text"]
        made.append({
            "mention": r["id"], "doc_id": r["doc_id"], "title": r["title"], "publisher": r["publisher"], "url": r["url"],
            "relation": r["relation"], "reported": r["reported"], "type": r["type"], "mode": r["mode"], "status": r["status"],
            "date": r["date"], "place": r["place"], "attributed_to": json.loads(r["attributed_to"]), "sentence": r["sentence"],
            "evidence": [
                {"field": "trigger", "text": story[r["start"] : r["end"]], "start": r["start"], "end": r["end"]},
                *(
                    {"field": x["role"], "text": x["text"], "start": x["start"], "end": x["end"], "name": x["name"], "country": x["country"],
                     "sector": x["sector"]}
                    for x in sides if x["mention"] == r["id"]
                ),
            ],
            "linked": _linked(r["score"], json.loads(r["reason"])),
        })  # fmt: skip
    return made


def history(reports: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statuses that an event's reports gave it, each change once."""
    found: list[dict[str, Any]] = []
    for r in reports:
        if not found or found[-1]["status"] != r["status"]:
            found.append({"day": r["reported"], "status": r["status"], "doc_id": r["doc_id"]})
    return found


def _linked(chance: float, reasons: list[list[Any]]) -> dict[str, Any]:
    """Why a mention was linked: the signals kept with it, and what makes up the rest of its chance.

    The chance is the logistic function of bias + the heaviest signals + others. Where it is so near 0 or 1 that its four digits do not
    tell the sum, or nothing was compared, others is None.
    """
    model = Weights.load()
    compared = len(reasons) > 0 and all(added for _, added in reasons) and 0.001 <= chance <= 0.999
    others = round(math.log(chance / (1 - chance)) - model.bias - sum(added for _, added in reasons), 2) if compared else None
    return {
        "chance": chance, "reasons": reasons, "others": others, "signals": len(SIGNALS), "bias": round(model.bias, 2),
        "threshold": round(model.threshold, 4),
    }  # fmt: skip
