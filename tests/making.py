"""Stories and records made by hand, so that tests of the store need no engine."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from legation.ahead import ReadsAhead
from legation.errors import InputError
from legation.readers.files import Item
from legation.readers.story import Story
from legation.record.codes import QUAD, SCORES, cameo
from legation.record.model import Actor, Event, Record, Statement, Versions

VERSIONS = Versions("0.1", "hand", "hand", "2024")
STATES = {"Avaria": "USA", "Borduria": "PRK", "Cordonia": "FRA", "Dalmaria": "IRN", "Elbonia": "KEN"}
"""Invented states with codes of real ones, which the store needs."""


def party(text: str, name: str, sector: str = "GOV") -> Actor:
    """An actor whose mention is its name, where it first stands in the text."""
    start = text.index(name)
    return Actor(name, start, start + len(name), name, STATES.get(name), sector, entry=None, sectors=(sector,))


def event(
    text: str, trigger: str, type_: str, status: str = "actual", actors: Sequence[str] = (), recipients: Sequence[str] = (),
    date: str | None = None, mode: str | None = None, sources: Sequence[str] = (), place: str | None = None,
) -> Event:  # fmt: skip
    """An event whose trigger is the first such word of the text."""
    start = text.index(trigger)
    at = text.index(place) if place else None
    return Event(
        trigger=trigger, start=start, end=start + len(trigger), sentence=text[:40], type=type_, mode=mode, status=status,  # type: ignore[arg-type]
        actors=tuple(party(text, a) for a in actors), recipients=tuple(party(text, r) for r in recipients), date=date, date_text=None,
        date_start=None, date_end=None, place=place, place_start=at, place_end=at + len(place) if at is not None and place else None,
        attributed_to=tuple(sources), quad=QUAD[type_], score=SCORES[type_], cameo=cameo(type_, mode), contexts=(), status_reason="by hand",
        confidence=0.9,
    )  # fmt: skip


def record(story: Story, events: Iterable[Event] = (), statements: Iterable[Statement] = ()) -> Record:
    """The record of a story with these events and statements."""
    return Record(
        story.id, story.date, story.title, story.publisher, story.url, story.text, tuple(statements), tuple(events), (), (), (), (), VERSIONS
    )


def statement(text: str, speaker: str, cue: str, content: str) -> Statement:
    """A statement whose parts stand in the text."""
    a, b, c = text.index(speaker), text.index(cue), text.index(content)
    return Statement(
        speaker, speaker, a, a + len(speaker), cue, b, b + len(cue), content, c, c + len(content), "indirect", None,
        STATES.get(speaker), "GOV", (speaker,), 0.9,
    )  # fmt: skip


class Made(ReadsAhead):
    """A reader that makes its records of the words of a story, always the same; counts what it has read."""

    at_once = 2

    def __init__(self, versions: Versions = VERSIONS) -> None:
        self.versions, self.count = versions, 0

    def outcome(self, item: Item) -> Record | InputError:
        """The record of a story; a story with “unreadable” in it is an error."""
        if isinstance(item, InputError):
            return item
        self.count += 1
        if "unreadable" in item.text:
            return InputError("made unreadable for the test", item.source, item.line, item.id)
        return replace(made(item), versions=self.versions)


_ACTS = (("meet", "CONSULT", None), ("accused", "ACCUSE", "allege"), ("shelled", "ASSAULT", "heavy-weapons"), ("pledged", "AGREE", None), ("aid", "AID", None))


def made(story: Story) -> Record:
    """The record of a story of :func:`stories`."""
    names = [n for n in STATES if n in story.text]
    events = [
        event(story.text, word, type_, "planned" if "will" in story.text else "actual", names[:1], names[1:2], story.date, mode)
        for word, type_, mode in _ACTS
        if word in story.text
    ]
    return record(story, sorted(events, key=lambda e: e.start))


def stories(count: int, seed: int = 0) -> list[Story]:
    """Invented stories over thirty days, some of which tell the same."""
    chance = random.Random(seed)
    names, found = list(STATES), []
    for number in range(count):
        a, b = chance.sample(names, 2)
        word = chance.choice(_ACTS)[0]
        day = f"2031-03-{1 + number * 28 // max(count, 1):02d}"
        will = chance.choice(("will ", "", ""))
        filler = " ".join(chance.choice("harbour treaty envoy border river minister capital winter council bridge".split()) for _ in range(40))
        text = f"The government of {a} {will}{word} {b} over the {filler}. Nobody in the {filler[::-1][:30]} said more in story {number}."
        found.append(Story(f"s{number}", text, day, f"Story {number}", chance.choice(("Wire One", "Wire Two")), None, "made", number))
    return found
