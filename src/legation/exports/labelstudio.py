"""Corrections as tasks for Label Studio: predictions are the machine's reading, annotations the reading after people's corrections.

Beside the tasks lies the labelling configuration to import them with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from legation.exports.corrections import Reviewed, reviewed
from legation.record.codes import MODES, SECTORS, STATUSES, TYPES

if TYPE_CHECKING:
    from legation.exports.job import Job

_KEPT = ("id", "at", "who", "action", "event", "field", "value", "before", "note")


def write(job: Job) -> None:
    """Write the tasks and the labelling configuration."""
    stream = job.files.text(job.target)
    stream.write("[")
    for story in reviewed(job):
        stream.write((",\n" if job.rows["stories"] else "\n") + orjson.dumps(task(story)).decode())
        job.rows["stories"] += 1
        job.rows["events that people looked at"] += sum(e["reviewed"] for e in story.events)
    stream.write("\n]\n")
    job.rows["stories"] += 0
    job.files.text(job.target.with_suffix(".config.xml")).write(configuration())


def task(story: Reviewed) -> dict[str, Any]:
    """A story as a task."""
    record = story.record
    machine = record["events"]
    score = sum(e["confidence"] for e in machine) / len(machine) if machine else 0.0
    return {
        "data": {
            "text": record["text"], "doc_id": record["doc_id"], "date": record["date"], "title": record["title"], "publisher": record["publisher"],
            "url": record["url"], "corrections": [{k: c[k] for k in _KEPT} for c in story.corrections],
        },
        "predictions": [{"model_version": story.versions, "score": round(score, 4), "result": result(record["text"], machine)}],
        "annotations": [{"was_cancelled": False, "ground_truth": False, "result": result(record["text"], story.events)}],
    }  # fmt: skip


def result(text: str, events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Regions of events, parties and places, what is said of each, and relations from the events to the others."""
    at = _offsets(text)
    found: list[dict[str, Any]] = []
    regions: dict[tuple[int, int, str], str] = {}

    def region(id_: str, start: int, end: int, label: str, said: Mapping[str, str | None]) -> None:
        span = {"start": at(start), "end": at(end)}
        found.append({
            "id": id_, "from_name": "label", "to_name": "text", "type": "labels", "value": {**span, "text": text[start:end], "labels": [label]},
        })  # fmt: skip
        for name, value in said.items():
            if value:
                kind, key = ("choices", "choices") if name in ("status", "mode", "sector") else ("textarea", "text")
                found.append({"id": id_, "from_name": name, "to_name": "text", "type": kind, "value": {**span, key: [value]}})

    for number, e in enumerate(events):
        event = f"e{number}"
        region(event, e["start"], e["end"], e["type"], {"status": e["status"], "mode": e["mode"], "date": e["date"]})
        others = [(p, "PARTY", role) for role, side in (("actor", "actors"), ("recipient", "recipients")) for p in e[side]]
        if e["place_start"] is not None:
            others.append(({"start": e["place_start"], "end": e["place_end"], "name": e["place"]}, "PLACE", "place"))
        for other, label, role in others:
            key = (other["start"], other["end"], f"{label}:{other['name']}")
            if key not in regions:
                regions[key] = f"r{len(regions)}"
                said = {k: other.get(k) for k in ("name", "country", "sector")}
                region(regions[key], other["start"], other["end"], label, said)
            found.append({"type": "relation", "from_id": event, "to_id": regions[key], "direction": "right", "labels": [role]})
    return found


def _offsets(text: str) -> Callable[[int], int]:
    """From offsets in characters to Label Studio's, which count UTF-16 units."""
    if not text or max(text) <= "\uffff":
        return lambda i: i
    return lambda i: i + sum(c > "\uffff" for c in text[:i])


def configuration() -> str:
    """Label Studio's labelling configuration for the tasks."""

    def choices(name: str, values: Iterable[str]) -> str:
        options = "".join(f'<Choice value="{v}"/>' for v in values)
        return f' <Choices name="{name}" toName="text" perRegion="true" choice="single" showInline="true">{options}</Choices>\n'

    labels = "".join(f'<Label value="{v}"/>' for v in (*TYPES, "PARTY", "PLACE"))
    areas = "".join(
        f' <TextArea name="{n}" toName="text" perRegion="true" editable="true" placeholder="{n}"/>\n' for n in ("date", "name", "country")
    )
    modes = dict.fromkeys(m for ms in MODES.values() for m in ms)
    relations = "".join(f'<Relation value="{v}"/>' for v in ("actor", "recipient", "place"))
    return (
        f'<View>\n <Labels name="label" toName="text">{labels}</Labels>\n <Text name="text" value="$text"/>\n <Relations>{relations}</Relations>\n'
        + choices("status", STATUSES) + choices("mode", modes) + choices("sector", SECTORS) + areas + "</View>\n"
    )  # fmt: skip
