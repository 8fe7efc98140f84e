"""Answers that read like prose: an engagement's life, and an event explained."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from legation.ask.output import plain
from legation.show import visible

_SENTENCE = 45
"""Characters of a sentence that are worth showing beside its step."""
_PARTIES = frozenset((
    "same parties", "core parties", "same type and parties", "same sense and parties", "core parties missing", "new party", "no core party",
    "party conflict",
))  # fmt: skip


def engagement_lines(found: Sequence[dict[str, Any]], width: int) -> list[str]:
    """Engagements as an analyst's chronology: a head line each, then a line a step with its evidence."""
    lines: list[str] = []
    for e in found:
        days = e["first_day"] if e["first_day"] == e["last_day"] else f"{e['first_day']} to {e['last_day']}"
        outcome = "" if e["outcome"] == "unknown" else f"; outcome: {e['outcome']}"
        if lines:
            lines.append("")
        lines.append(f"{'–'.join(e['parties'])}: {visible(e['title'])} [{e['kind']}] {days}; state: {e['state']}{outcome}  ({e['id']})")
        for s in e["steps"]:
            when = f" (for {s['date']})" if s["date"] and s["step"] in ("scheduled", "proposed", "requested", "accepted", "follow-up") else ""
            head = f"  {s['day']}  {s['step'] + when:<24}  {s['event']}  "
            said, from_ = " ".join(visible(s["sentence"]).split()), visible(f"  {s['publisher'] or ''} {s['doc_id']}")
            room = width - len(head) - len(from_)
            if room < _SENTENCE:  # a line of its own
                lines += [f"{head}{from_.strip()}", f"      {_quoted(said, width - 6)}"]
            else:
                lines.append(f"{head}{_quoted(said, room)}{from_}")
    return lines


def _quoted(text: str, room: int) -> str:
    return f"“{text}”" if len(text) + 2 <= room else f"“{text[: room - 3].rsplit(' ', 1)[0]} …”"


def explanations(found: dict[str, Any], width: int) -> list[str]:
    """What :meth:`Chronicle.explain` gave of an event, or of an engagement: its steps, then each of its events."""
    if "engagement" not in found:
        return explanation(found, width)
    lines = engagement_lines([found["engagement"]], width)
    for e in found["events"]:
        lines += ["", *explanation(e, width)]
    return lines


def explanation(found: dict[str, Any], width: int) -> list[str]:
    """An event with its history, reports, evidence and corrections, line by line."""
    e = found["event"]
    mode = f"/{e['mode']}" if e["mode"] else ""
    lines = [
        f"{e['id']}  {e['type']}{mode}, {e['status']}{', RETRACTED' if e['retracted'] else ''}  “{visible(e['trigger'])}”  {e['date'] or 'no date'}"
        + (f", {visible(e['place'])}" if e["place"] else ""),
        f"  actors:     {plain(e['actors']) or 'none named'}",
        f"  recipients: {plain(e['recipients']) or 'none named'}",
        f"  told by {_count(e['reports'], 'story', 'stories')} of {_count(e['publishers'], 'independent publisher')},"
        f" vouched for by {_count(e['sources'], 'source')}; reported {e['first_reported'] or '?'} to {e['last_reported'] or '?'}",
    ]
    if e["contradicted"]:
        lines.append("  CONTRADICTED: one report says that it happened, another that it did not")
    if len(found["history"]) > 1:
        lines.append("  status over time: " + " → ".join(f"{h['status']} ({h['day'] or 'undated'})" for h in found["history"]))
    for number, r in enumerate(found["reports"], 1):
        lines.append("")
        kin = "" if r["relation"] == "original" else f", a {r['relation']} of another story"
        lines.append(f"  {number}. {r['publisher'] or 'unknown publisher'}, {r['doc_id']}, {r['reported'] or 'undated'}{kin}  (mention {r['mention']})")
        lines += textwrap.wrap(f"“{visible(r['sentence'])}”", max(40, width - 5), initial_indent="     ", subsequent_indent="     ")
        said = f", on the word of {' ← '.join(reversed(r['attributed_to']))}" if r["attributed_to"] else ", on the reporter's own word"
        mode = f"/{r['mode']}" if r["mode"] else ""
        lines.append(f"     read as {r['type']}{mode}, {r['status']}, {r['date'] or 'no date'}{said}")
        lines += [f"     {line}" for line in _evidence(r)]
        lines.append(f"     {_linked(r['linked'])}")
    for c in found["corrections"]:
        change = f" {c['field']}: {c['before']} → {c['value']}" if c["action"] == "correct" else ""
        undone = f", undone {c['undone'][:10]} by {c['undone_by']}" if c["undone"] else ""
        note = f" — {visible(c['note'])}" if c["note"] else ""
        lines.append(f"  correction {c['id']}: {c['action']}{change}, by {visible(c['who'])} on {c['at'][:10]}{undone}{note}")
    return lines


def _evidence(report: dict[str, Any]) -> Iterator[str]:
    for e in report["evidence"]:
        country = f" ({e['country']})" if e.get("country") else ""
        named = f" = {e['name']}{country}" if e.get("name") and e["name"] != e["text"] else ""
        yield f"{e['field']:<9} {e['start']:>6}–{e['end']:<6} “{visible(e['text'])}”{visible(named)}"


def _linked(linked: dict[str, Any]) -> str:
    reasons = linked["reasons"]
    if not reasons:
        return "opened this event"
    if not all(added for _, added in reasons):
        return f"linked with a chance of {linked['chance']:.0%}: {', '.join(name for name, _ in reasons)}"
    shown: dict[str, float] = {}
    for name, added in reasons:  # signals of the parties overlap, so that one alone says little
        name = "parties" if name in _PARTIES else name
        shown[name] = shown.get(name, 0.0) + added
    heaviest = ", ".join(f"{name} {added:+.2f}" for name, added in sorted(shown.items(), key=lambda x: -abs(x[1])))
    rest = f"; others {linked['others']:+.2f}, bias {linked['bias']:+.2f}" if linked["others"] is not None else ""
    return (
        f"linked with a chance of {linked['chance']:.0%} (needed: {linked['threshold']:.0%}), by the heaviest of {linked['signals']} signals:"
        f" {heaviest}{rest}"
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
