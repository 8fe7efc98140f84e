"""A timeline for TimelineJS3 (Knight Lab): events with dates as precise as the text has them, and the stories that tell of them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

import orjson

from legation.chronicle.days import bounds
from legation.record.codes import QUAD_NAMES

if TYPE_CHECKING:
    from legation.exports.events import Event, Party, Report
    from legation.exports.job import Job

_SOURCES = 8
"""Stories named under an event; the rest are counted."""
_PARTIES = 3
"""Parties of a side in a headline."""


def write(job: Job) -> None:
    """Write the file; events of which no day is known are left out, since TimelineJS cannot show them."""
    stream = job.files.text(job.target)
    asked = ", ".join(f"{k}: {', '.join(map(str, v)) if isinstance(v, list) else v}" for k, v in job.filters.items())
    title = {"text": {"headline": "Chronicle", "text": f"<p>{escape(asked or 'all events')}; counting {job.count}</p>"}}
    stream.write(f'{{"title":{orjson.dumps(title).decode()},"events":[')
    for event in job.source.events():
        if not event.day:
            job.left_out["events without a date, in stories without a date"] += 1
            continue
        stream.write((",\n" if job.rows["events"] else "\n") + orjson.dumps(slide(event)).decode())
        job.rows["events"] += 1
    stream.write("\n]}\n")
    job.rows["events"] += 0


def slide(event: Event) -> dict[str, Any]:
    """An event as TimelineJS has it. Texts are HTML, so all that comes from stories is escaped, and only web addresses become links."""
    made: dict[str, Any] = {
        "unique_id": event.id, "group": QUAD_NAMES[event.quad], "start_date": _date(event.date or event.day),
        "text": {"headline": escape(headline(event)), "text": _text(event)},
    }  # fmt: skip
    days = bounds(event.date)
    if days and days[1] - days[0] == timedelta(days=6):
        made["start_date"], made["end_date"] = _date(days[0].isoformat()), _date(days[1].isoformat())
    if not event.date:
        made["display_date"] = f"reported {event.day}"
    return made


def headline(event: Event) -> str:
    """Who did what to whom: "United States, France → Iran: warned (THREATEN, planned)"."""
    who, whom = _names(event.actors), _names(event.recipients)
    act = f"{event.trigger} ({event.type}{f'/{event.mode}' if event.mode else ''}{f', {event.status}' if event.status != 'actual' else ''})"
    return f"{who}{' → ' if whom else ''}{whom}: {act}" if who or whom else act


def _names(side: tuple[Party, ...]) -> str:
    shown = ", ".join(p.name for p in side[:_PARTIES])
    return shown + (" …" if len(side) > _PARTIES else "")


def _text(event: Event) -> str:
    parts = [f"<p>“{escape(event.best.sentence)}”</p>"]
    if event.place:
        parts.append(f"<p>{escape(event.place)}</p>")
    if event.contradicted:
        parts.append("<p><strong>Contradicted: told as done and as not done.</strong></p>")
    sources = [_source(r) for r in event.stories[:_SOURCES]]
    more = f" and {len(event.stories) - _SOURCES} more" if len(event.stories) > _SOURCES else ""
    return "".join([*parts, f"<p>Sources: {'; '.join(sources)}{more}</p>"])


def _source(report: Report) -> str:
    name = escape(", ".join(p for p in (report.publisher, report.reported, report.doc_id if not report.link else None) if p))
    return f'<a href="{escape(report.link)}">{name or escape(report.doc_id)}</a>' if report.link else name


def _date(value: str) -> dict[str, int]:
    """TimelineJS's date, as precise as the value: 2006-11-22, 2006-11 or 2006."""
    if re.fullmatch(r"\d{4}-W\d\d", value):
        days = bounds(value)
        value = (days[0] if days else date.min).isoformat()
    return {k: int(v) for k, v in zip(("year", "month", "day"), value.split("-"), strict=False)}
