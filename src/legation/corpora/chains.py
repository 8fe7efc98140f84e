"""The gold of linking: which mentions of annotated stories tell of the same event."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from legation.chronicle.traits import Traits, theme, traits
from legation.errors import InputError
from legation.language.sentences import sentences
from legation.record.codes import QUAD


@dataclass(frozen=True, slots=True)
class ChainedStory:
    """A story with its annotated events and their chains.

    Attributes:
        story: the story's fields. events: as in ``newswire.jsonl``. chains: one key an event, unique over groups; a key of its own
            for an event mentioned once. group: its topic. split: train or test.
    """

    story: dict[str, Any]
    events: tuple[dict[str, Any], ...]
    chains: tuple[str, ...]
    group: str
    split: str


def load(folder: Path, texts: Path) -> list[ChainedStory]:
    """The stories of ``chains.jsonl`` in the order of their dates, joined to annotations and texts.

    Args:
        folder: of Legation's corpus. texts: JSONL of the newswire stories.
    Raises:
        InputError: an annotation is missing, or is of another text.
    """
    from legation.train.corpus import load as annotations

    found = {s["id"]: (s, a) for s, a in annotations(folder / "newswire.jsonl", texts)}
    made = []
    path = folder / "chains.jsonl"
    for number, line in enumerate(path.read_text("utf8").splitlines(), 1):
        row = json.loads(line)
        if row["id"] not in found:
            raise InputError("its events are not in newswire.jsonl", str(path), number, row["id"])
        story, annotation = found[row["id"]]
        events = annotation["events"]
        if row["sha"] != annotation["sha"] or len(events) != len(row["chains"]):
            raise InputError(f"{len(row['chains'])} chains for {len(events)} events of another text or version", str(path), number, row["id"])
        keys = tuple(f"{row['group']}:{k}" if k else f"{row['id']}:{i}" for i, k in enumerate(row["chains"]))
        made.append(ChainedStory(story, tuple(events), keys, row["group"], row["split"]))
    return sorted(made, key=lambda s: (s.story["date"] or "", s.story["id"]))


def traits_of(story: ChainedStory, number: int) -> list[Traits]:
    """The traits of a story's annotated events, as linking would see them if they had been read."""
    text = story.story["text"]
    spans = sentences(text)
    about = theme(text)
    made = []
    for e in story.events:
        around = next(((a, b) for a, b in spans if a <= e["start"] < b), (e["start"], e["end"]))
        place = text[e["place_start"] : e["place_end"]] if e.get("place_start") is not None else None
        made.append(traits(
            type=e["type"], mode=e["mode"], status=e["status"], quad=QUAD[e["type"]], trigger=text[e["start"] : e["end"]],
            actors=_parties(e["actors"]), recipients=_parties(e["recipients"]), date=e["date"], reported=story.story["date"],
            place=place, sentence=" ".join(text[around[0] : around[1]].split()), story=number,
            before=text[max(0, e["start"] - 40) : e["start"]], theme=about,
        ))  # fmt: skip
    return made


def _parties(side: Iterable[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(a["name"], a["country"]) for a in side]
