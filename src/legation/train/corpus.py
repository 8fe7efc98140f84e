"""Legation's own corpus: stand-off annotations joined to their texts, and the training examples made of them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legation.analysis.times import calendar_date, time_expressions
from legation.engine.labels import LINKS, MODE_LABELS, SECTOR_LABELS, STATUS_LABELS, TRIGGER_LABELS
from legation.errors import InputError
from legation.knowledge.base import Knowledge
from legation.language.windows import Window, windows
from legation.language.words import Words, split
from legation.train.example import Example, example, layer_tags

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_LINK = {name: i for i, name in enumerate(LINKS)}


def fingerprint(text: str) -> str:
    """Short hash of a story's text; annotations are only joined to the very text they were made on."""
    return hashlib.sha256(text.encode("utf8")).hexdigest()[:16]


def load(annotations: Path, texts: Path | None = None) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Join stand-off annotations to their stories.

    Args:
        annotations: JSONL of ``{"id", "sha", "statements", "events"}``; lines of our own stories carry ``text`` too.
        texts: JSONL of the stories, for annotations without text.
    Returns:
        pairs of story and annotation.
    Raises:
        InputError: a story is missing from ``texts``, or its text is not the one annotated.
    """
    stories: dict[str, dict[str, Any]] = {}
    if texts is not None:
        with texts.open(encoding="utf8") as file:
            stories = {s["id"]: s for s in map(json.loads, file)}
    with annotations.open(encoding="utf8") as file:
        for number, line in enumerate(file, 1):
            annotation = json.loads(line)
            story = annotation if "text" in annotation else stories.get(annotation["id"])
            if story is None:
                raise InputError(
                    "its text is not among the stories; point --texts at newswire/stories.jsonl", str(annotations), number, annotation["id"]
                )
            if fingerprint(story["text"]) != annotation["sha"]:
                raise InputError("the text differs from the one annotated", str(annotations), number, annotation["id"])
            yield story, annotation


def event_examples(pairs: Iterator[tuple[dict[str, Any], dict[str, Any]]], tokenizer: Tokenizer) -> Iterator[Example]:
    """Windows labelled with statements, triggers, status, mode, sectors and links."""
    knowledge = Knowledge.load()
    for story, annotation in pairs:
        words = split(story["text"], tokenizer)
        nations: dict[str, list[int]] = defaultdict(list)
        for hit in knowledge.find(words):
            if hit.entry.country and hit.entry.kind != "person":
                nations[hit.entry.country].append(hit.first)
        for window in windows(words):
            yield _Labeller(words, window, story, annotation, nations).made


class _Labeller:
    """Fills one window's example from an annotation."""

    def __init__(
        self, words: Words, window: Window, story: dict[str, Any], annotation: dict[str, Any], nations: dict[str, list[int]]
    ) -> None:
        self.words, self.window = words, window
        self.made = example(words, window)
        self.nations = nations
        self.names: dict[str, list[int]] = defaultdict(list)
        base = date.fromisoformat(story["date"]) if story.get("date") else None
        self.times = time_expressions(words.text, base, words.sentence_spans)
        self.made.full = frozenset({"trigger"})
        self.made.words.update({"trigger": {}, "status": {}, "mode": {}, "sector": {}})
        mentions = [a for e in annotation["events"] for a in (*e["actors"], *e["recipients"])]
        for a in mentions:
            if (at := self._span(a["start"], a["end"])) is not None:
                self.names[a["name"]].append(at[0])
        for event in annotation["events"]:
            self._event(event)
        self._statements(annotation["statements"])
        for a in mentions:
            self._mention(a)

    def _span(self, start: int | None, end: int | None) -> tuple[int, int] | None:
        """Words of the window for characters of the text, or None where they are outside it."""
        if start is None or end is None:
            return None
        first, last = self.words.within(start, end)
        if first >= last or first < self.window.first or last > self.window.last:
            return None
        return first - self.window.first, last - self.window.first

    def _event(self, event: dict[str, Any]) -> None:
        at = self._span(event["start"], event["end"])
        if at is None:
            return
        first, last = at
        triggers = self.made.words["trigger"]
        if first in triggers:
            return  # one trigger with two dated acts: the first stands
        triggers[first] = TRIGGER_LABELS.index(event["type"])
        for word in range(first + 1, last):
            triggers[word] = TRIGGER_LABELS.index("I")
        self.made.words["status"][first] = STATUS_LABELS.index(event["status"])
        mode = f"{event['type']}/{event['mode']}" if event["mode"] else ""
        self.made.words["mode"][first] = MODE_LABELS.index(mode) if mode in MODE_LABELS else 0
        for link, side in (("actor", "actors"), ("recipient", "recipients")):
            spans = [self._span(a["start"], a["end"]) for a in event[side]]
            self.made.many[_LINK[link], first] = [s[0] for s in spans if s]
        place = self._span(event.get("place_start"), event.get("place_end"))
        self.made.many[_LINK["place"], first] = [place[0]] if place else []
        if place:
            self.made.one[_LINK["end"], place[0]] = [place[1] - 1]
        dated = [self._span(t.start, t.end) for t in self.times if event["date"] and calendar_date(t.value) == event["date"]]
        right = [s[0] for s in dated if s]
        if event["date"] is None:
            self.made.one[_LINK["time"], first] = [first]
        elif right:
            self.made.one[_LINK["time"], first] = right

    def _statements(self, statements: list[dict[str, Any]]) -> None:
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for s in sorted(statements, key=lambda s: s["start"] - s["end"]):
            content = self._span(s["start"], s["end"])
            if content is None:
                first, last = self.words.within(s["start"], s["end"])
                content = (max(first, self.window.first) - self.window.first, min(last, self.window.last) - self.window.first)
            if content[0] < content[1]:
                spans["content"].append(content)
            cue, speaker = self._span(s["cue_start"], s["cue_end"]), self._span(s["speaker_start"], s["speaker_end"])
            if cue:
                spans["cue"].append(cue)
                if content[0] < content[1] and self._span(s["start"], s["end"]):
                    row = self.made.one.setdefault((_LINK["content"], cue[0]), [])
                    row.append(content[0])
                    self.made.one.setdefault((_LINK["end"], content[0]), [content[1] - 1])
                if speaker:
                    self.made.one[_LINK["source"], cue[0]] = [speaker[0]]
            if speaker:
                spans["source"].append(speaker)
                self.made.one[_LINK["end"], speaker[0]] = [speaker[1] - 1]
                self._antecedent(s["speaker"], speaker[0])
        self.made.tags["statement"] = layer_tags(len(self.made.starts), spans)

    def _mention(self, actor: dict[str, Any]) -> None:
        at = self._span(actor["start"], actor["end"])
        if at is None:
            return
        self.made.one[_LINK["end"], at[0]] = [at[1] - 1]
        if actor["sector"] in SECTOR_LABELS:
            self.made.words["sector"][at[0]] = SECTOR_LABELS.index(actor["sector"])
        if actor["country"]:
            first = self.window.first
            near = [w - first for w in self.nations.get(actor["country"], ()) if first <= w < self.window.last]
            if near:
                self.made.one[_LINK["nation"], at[0]] = near
        else:
            self.made.one[_LINK["nation"], at[0]] = [at[0]]
        self._antecedent(actor["name"], at[0])

    def _antecedent(self, name: str, word: int) -> None:
        """Earlier mentions whose annotation has the same resolved name."""
        earlier = sorted({w for w in self.names.get(name, ()) if w < word})
        self.made.one.setdefault((_LINK["antecedent"], word), earlier or [word])
        self.names[name].append(word)
