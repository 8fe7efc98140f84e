"""``legation bench actors``: country, sector and name of the gold actor mentions, given where they stand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from legation.analysis.actors import Actors
from legation.bench.scorer import names_agree
from legation.errors import UsageError
from legation.reader import Reader
from legation.readers.files import read_stories
from legation.readers.story import Story


def run(gold: Path, stories: Path, reader: Reader | None = None) -> dict[str, Any]:
    """Accuracy over the distinct actor mentions (same offsets, name and codes count once) of the gold events.

    Args:
        gold: folder of gold records, one ``ID.json`` a story. stories: JSONL of their texts.
    Returns:
        "country", "sector", "name" (accuracies, 0 to 1) and "mentions" (how many were compared).
    Raises:
        UsageError: no story has a gold record.
    """
    pairs = [
        (story, json.loads(path.read_text("utf8")))
        for story in read_stories([stories])
        if isinstance(story, Story) and (path := gold / f"{story.id}.json").exists()
    ]
    if not pairs:
        raise UsageError(f"no story of {stories} has a gold record in {gold}: records are named after the story's id, with .json")
    return score(reader or Reader.load(), pairs)[0]


Wrong = Counter[tuple[str, str, str, str]]
"""Kind of mistake, mention, right value, value read: how often."""


def score(reader: Reader, pairs: Iterable[tuple[Story, dict[str, Any]]]) -> tuple[dict[str, Any], Wrong]:
    """Compare every mention of stories with records; of a group, the member that the gold names.

    Returns:
        the result of :func:`run`, and what was wrong, for development.
    """
    right: Counter[str] = Counter()
    total = 0
    wrong: Wrong = Counter()
    for story, record in pairs:
        day = date.fromisoformat(story.date) if story.date else None
        actors = Actors(reader.session.read(story.text), reader.knowledge, day)
        seen = set()
        for actor in (a for e in record["events"] for side in ("actors", "recipients") for a in e[side]):
            key = (actor["start"], actor["end"], actor["name"], actor["country"], actor["sector"])
            if key in seen:
                continue
            seen.add(key)
            first, last = actors.words.within(actor["start"], actor["end"])
            if first >= last:
                continue
            total += 1
            read = max(actors.resolve_all((first, last)), key=lambda r: r.country == actor["country"])
            checks = {
                "country": (actor["country"] or "-", read.country or "-"),
                "sector": (actor["sector"], read.sector),
                "name": (actor["name"], read.name),
            }
            for kind, (a, b) in checks.items():
                if a == b or (kind == "name" and names_agree(a, b)):
                    right[kind] += 1
                else:
                    wrong[kind, read.text, a, b] += 1
    return {k: round(right[k] / total, 4) if total else None for k in ("country", "sector", "name")} | {"mentions": total}, wrong
