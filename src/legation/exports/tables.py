"""The chronicle's tables for export: columns with their meanings, and their rows as one stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from legation.exports.tabular import Column, Table
from legation.record.codes import SCORES
from legation.store import tables as t

if TYPE_CHECKING:
    from legation.exports.events import Event, Party, Report
    from legation.exports.job import Job

_STORY = (Column("doc_id", "text", "id of the story"), Column("publisher", "text", "publisher of the story"))
_SPAN = (Column("start", "int", "first character in the story's text, from 0"), Column("end", "int", "character after the last"))
_CODES = (Column("country", "text", "ISO 3166-1 alpha-3, IGO, or empty"), Column("sector", "text", "PLOVER sector"))
TABLES: dict[str, Table] = {
    "events": Table("event, however often it was reported", (
        Column("id", "text", "stable id"), Column("day", "day", "what it is sorted by: first day, else day of the first report"),
        Column("date", "text", "as precise as the text: YYYY-MM-DD, YYYY-MM, YYYY, YYYY-Www; empty where it has none"),
        Column("first_day", "day", "first day of the date"), Column("last_day", "day", "last day of the date"),
        Column("type", "text", "PLOVER type"), Column("mode", "text", "PLOVER mode"), Column("quad", "int", "PLOVER class, 1 to 4"),
        Column("score", "float", "PLOVER score, -10 to 10"),
        Column("status", "text", "actual, planned, requested, refused, conditional, possible or negated, as of the latest report"),
        Column("trigger", "text", "word that names the act"), Column("actors", "parties", "who did it"), Column("recipients", "parties", "to whom"),
        Column("place", "text", "where"), Column("lat", "float", "latitude, degrees"), Column("lon", "float", "longitude, degrees"),
        Column("country", "text", "country of the place, ISO alpha-3"), Column("reports", "int", "stories that tell of it"),
        Column("publishers", "int", "independent publishers of these"), Column("sources", "int", "sources that vouch for it in the stories"),
        Column("contradicted", "bool", "told as done by one report and as not done by another"),
        Column("first_reported", "day", "day of the first story"), Column("last_reported", "day", "day of the last story"),
        Column("confidence", "float", "probability that it is an event of its type, 0 to 1"),
    )),
    "mentions": Table("report: mention of an event in a story; reports that contradict each other stay", (
        Column("id", "int", "number of the mention"), Column("event", "text", "the event's id"), *_STORY,
        Column("reported", "day", "day of the story"), Column("type", "text", "PLOVER type as this story has it"),
        Column("mode", "text", "PLOVER mode"), Column("status", "text", "status as this story has it"), Column("trigger", "text", "word that names the act"),
        *_SPAN, Column("date", "text", "date as this story has it"), Column("place", "text", "place as this story has it"),
        Column("attributed_to", "texts", "sources that vouch for it, outermost first"), Column("confidence", "float", "probability, 0 to 1"),
        Column("sentence", "text", "the sentence"), Column("url", "text", "address of the story"),
    )),
    "parties": Table("actor or recipient of a mention", (
        Column("mention", "int", "number of the mention"), Column("event", "text", "the event's id"), Column("role", "text", "actor or recipient"),
        Column("position", "int", "place in its side, from 0"), Column("name", "text", "resolved name"), *_CODES,
        Column("text", "text", "as the story has it"), *_SPAN, Column("entry", "text", "entry of the knowledge base"),
    )),
    "statements": Table("statement that a story attributes to a source", (
        Column("id", "int", "number of the statement"), *_STORY, Column("day", "day", "day of the story"), Column("speaker", "text", "who says it"),
        *_CODES, Column("cue", "text", "reporting words"), Column("kind", "text", "direct, indirect or mixed"),
        Column("addressee", "text", "to whom"), Column("content", "text", "what is said"), Column("about", "text", "names in it, joined by ;"),
        *_SPAN, Column("confidence", "float", "probability, 0 to 1"),
    )),
    "positions": Table("position: who stands where on what, as a story has it", (
        Column("id", "int", "number of the position"), *_STORY, Column("day", "day", "day of the story"), Column("holder", "text", "whose position it is"),
        *_CODES, Column("stance", "text", "supports, opposes, demands, offers, refuses, fears or denies"),
        Column("target", "text", "whom it addresses"), Column("issue", "text", "what it is about"), Column("words", "text", "the evidence"),
        *_SPAN, Column("source", "text", "who says so; empty where the reporter does"), Column("event", "bool", "read off an event, else off a statement"),
    )),
    "engagements": Table("meeting, round of talks, visit, agreement or aid programme of two states", (
        Column("id", "text", "stable id"), Column("kind", "text", "meeting, talks, visit, agreement or aid"), Column("a", "text", "one state, ISO alpha-3"),
        Column("b", "text", "the other"), Column("title", "text", "in words"), Column("state", "text", "what it has come to: proposed … held, refused"),
        Column("outcome", "text", "agreed, no agreement or unknown"), Column("first_day", "day", "of the first step"), Column("last_day", "day", "of the last step"),
        Column("steps", "int", "number of steps"),
    )),
    "steps": Table("step in the life of an engagement", (
        Column("engagement", "text", "the engagement's id"), Column("position", "int", "place in its life, from 0"), Column("step", "text", "proposed, requested, accepted …"),
        Column("day", "day", "when"), Column("date", "text", "the date that the text gives"), Column("status", "text", "status of the act"),
        Column("event", "text", "the event's id"), Column("mention", "int", "mention that tells it"),
    )),
}  # fmt: skip
"""Every table, in the order in which they are written."""
_BATCH = 500


def rows(job: Job) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows of all tables, each with the name of its table.

    Filters choose events; mentions and parties are theirs; statements and positions those of the stories that tell of them (without filters: of
    all stories); engagements those with a step among them.
    """
    records: set[int] = set()
    for event in job.source.events():
        yield "events", _event(event)
        for r in event.told:
            records.add(r.record)
            yield "mentions", _mention(event, r)
            for role, side in (("actor", r.actors), ("recipient", r.recipients)):
                for i, p in enumerate(side):
                    yield "parties", {"mention": r.id, "event": event.id, "role": role, "position": i, **p._asdict()}
    chosen = sorted(records) if job.source.filtered else list(
        job.connection.execute(select(t.records.c.id).where(t.records.c.current).order_by(t.records.c.id)).scalars()
    )  # fmt: skip
    for name, table in (("statements", t.statements), ("positions", t.positions)):
        columns = [table.c[c.name] if c.name not in ("doc_id", "publisher") else t.stories.c[c.name] for c in TABLES[name].columns]
        for at in range(0, len(chosen), _BATCH):
            query = select(*columns).join(t.stories, t.stories.c.id == table.c.story).where(table.c.record.in_(chosen[at : at + _BATCH]))
            for row in job.connection.execute(query.order_by(table.c.id)).mappings():
                yield name, dict(row)
    yield from _engagements(job)


def _engagements(job: Job) -> Iterator[tuple[str, dict[str, Any]]]:
    g, s, e = t.engagements.c, t.steps.c, t.events.c
    kept = select(s.engagement).join(t.events, e.id == s.event).where(s.engagement == g.id, ~e.retracted)
    if job.source.filtered:
        kept = kept.where(s.event.in_(select(job.source.chosen(e.id).subquery().c.id)))
    which = exists(kept)
    columns = [g[c.name] for c in TABLES["engagements"].columns]
    for batch in job.source.stream(select(*columns).where(which).order_by(g.first_day, g.id)):
        yield from (("engagements", dict(row)) for row in batch)
    columns = [s[c.name] for c in TABLES["steps"].columns]
    steps = select(*columns).join(t.engagements, g.id == s.engagement).where(which).order_by(g.first_day, g.id, s.position)
    for batch in job.source.stream(steps):
        yield from (("steps", dict(row)) for row in batch)


def _event(event: Event) -> dict[str, Any]:
    made = {c.name: getattr(event, c.name, None) for c in TABLES["events"].columns}
    return made | {"score": SCORES[event.type], "actors": _parties(event.actors), "recipients": _parties(event.recipients)}


def _mention(event: Event, report: Report) -> dict[str, Any]:
    made = {c.name: getattr(report, c.name, None) for c in TABLES["mentions"].columns}
    return made | {"event": event.id, "attributed_to": list(report.attributed_to)}


def _parties(side: tuple[Party, ...]) -> list[dict[str, Any]]:
    return [{"name": p.name, "country": p.country, "sector": p.sector} for p in side]
