"""Corrections as training data in the form of ``corpus/newswire.jsonl``, with the text, so that :func:`legation.train.corpus.load` reads it as it is."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson

from legation.exports.corrections import Reviewed, reviewed

if TYPE_CHECKING:
    from legation.exports.job import Job

_STATEMENT = ("start", "end", "speaker", "kind", "addressee", "cue_start", "cue_end", "speaker_start", "speaker_end")
_EVENT = ("start", "end", "type", "mode", "status", "actors", "recipients", "date", "place_start", "place_end", "attributed_to", "chain")
_PARTY = ("name", "country", "sector", "start", "end")


def write(job: Job) -> None:
    """Write the file."""
    stream = job.files.text(job.target)
    for story in reviewed(job):
        stream.write(orjson.dumps(row(story)).decode() + "\n")
        job.rows["stories"] += 1
        job.rows["events that people looked at"] += sum(e["reviewed"] for e in story.events)
    job.rows["stories"] += 0


def row(story: Reviewed) -> dict[str, Any]:
    """A story as one line of a corpus.

    ``reviewed`` lists the numbers of the events that people looked at; the others are the machine's reading. ``chain`` names the chronicle's event:
    events of one chain, also in other stories, are one (merged and split by people where they did).
    """
    record = story.record
    events = [{k: e[k] for k in _EVENT} for e in story.events]
    for e in events:
        for side in ("actors", "recipients"):
            e[side] = [{k: p[k] for k in _PARTY} for p in e[side]]
    return {
        "id": record["doc_id"], "sha": hashlib.sha256(record["text"].encode("utf8")).hexdigest()[:16], "date": record["date"],
        "title": record["title"], "publisher": record["publisher"], "text": record["text"],
        "statements": [{k: s[k] for k in _STATEMENT} for s in record["statements"]], "events": events,
        "reviewed": [i for i, e in enumerate(story.events) if e["reviewed"]], "corrections": [c["id"] for c in story.corrections],
    }  # fmt: skip
