"""Puts a story's record together from the engine's scores."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from legation._version import CODEBOOK_VERSION, __version__
from legation.analysis.actors import Actors, Resolved, names
from legation.analysis.events import Act, Settings, find_acts
from legation.analysis.places import Located, find_toponyms, locate
from legation.analysis.statements import Reported, find_statements, resolve_speakers
from legation.analysis.status import read_status
from legation.analysis.times import calendar_date, time_expressions
from legation.engine.session import Scores, Session
from legation.knowledge.base import Knowledge
from legation.knowledge.gazetteer import Gazetteer
from legation.readers.story import Story
from legation.record.codes import QUAD, SCORES, cameo
from legation.record.contexts import contexts
from legation.record.model import Actor, Entity, Event, Mention, Place, Record, Statement, TimeExpression, Versions

_SENTENCE_WORDS = 8
_OLDEST = 1945


def analyse(story: Story, session: Session, knowledge: Knowledge, gazetteer: Gazetteer, settings: Settings) -> Record:
    """Read one story that has been checked to be readable."""
    scores = session.read(story.text)
    base = date.fromisoformat(story.date) if story.date else None
    times = time_expressions(story.text, base, scores.words.sentence_spans)
    actors = Actors(scores, knowledge, base)
    reported = resolve_speakers(find_statements(scores, session.transitions["statement"], actors), actors)
    acts = find_acts(scores, actors, times, reported, settings)
    entities = _Entities(actors)
    events = tuple(_event(scores, a, reported, entities, settings) for a in acts)
    statements = tuple(_statement(scores, s, reported) for s in reported)
    for s in reported:
        if s.source:
            entities.number(s.source)
    places, events = _places(scores, actors, events, gazetteer)
    warnings = (*story.warnings, *_doubts(base, knowledge))
    if base is None and any(t.value is None for t in times):
        warnings += ("no publication date is known: relative time expressions stay unresolved; give one with --date",)
    return Record(
        doc_id=story.id, date=story.date, title=story.title, publisher=story.publisher, url=story.url, text=story.text,
        statements=statements, events=events, entities=entities.all(), times=tuple(times), places=places, warnings=warnings,
        versions=Versions(__version__, session.version, knowledge.version, CODEBOOK_VERSION),
    )  # fmt: skip


def _doubts(day: date | None, knowledge: Knowledge) -> tuple[str, ...]:
    """What a user should know about the publication date."""
    if day is not None and day.year < _OLDEST:
        return (f"the story is dated {day}: states and offices before {_OLDEST} are not in the knowledge base",)
    if day is not None and day > knowledge.until:
        return (f"the story is dated {day}: the knowledge base ends on {knowledge.until}, so later offices are unknown",)
    return ()


def _places(scores: Scores, actors: Actors, events: tuple[Event, ...], gazetteer: Gazetteer) -> tuple[tuple[Place, ...], tuple[Event, ...]]:
    """The toponyms of the story with their places, and the events with the number of theirs."""
    text = scores.words.text
    of_events = {(e.place_start, e.place_end) for e in events if e.place_start is not None and e.place_end is not None}
    spans = sorted({*find_toponyms(scores, actors.hits), *of_events})
    countries = [a.country for e in events for a in (*e.actors, *e.recipients) if a.country]
    located = [p for p in locate(text, spans, gazetteer, countries) if p is not None]
    numbers = {(p.start, p.end): i for i, p in enumerate(located)}
    placed = tuple(
        replace(e, location=numbers.get((e.place_start, e.place_end))) if e.place_start is not None and e.place_end is not None else e
        for e in events
    )
    return tuple(_place(text, p) for p in located), placed


def _place(text: str, p: Located) -> Place:
    q = p.place
    others = tuple(", ".join(filter(None, (a.name, a.division, a.country))) for a in p.alternatives)
    return Place(
        text[p.start : p.end], p.start, p.end, q.name, q.lat, q.lon, q.country, q.division, q.kind, q.precision,  # type: ignore[arg-type]
        p.confidence, others, p.reason,
    )  # fmt: skip


class _Entities:
    """Numbers the entities of a story and gathers their mentions."""

    def __init__(self, actors: Actors) -> None:
        self._actors = actors
        self._numbers: dict[tuple[str, str | None], int] = {}
        self._mentions: dict[int, dict[tuple[int, int], Resolved]] = defaultdict(dict)
        self._add_named()

    def _add_named(self) -> None:
        for span in self._actors.named():
            self.number(self._actors.resolve(span))

    def number(self, resolved: Resolved) -> int:
        key = (resolved.name.lower(), resolved.country)
        number = self._numbers.setdefault(key, len(self._numbers))
        self._mentions[number][resolved.words] = resolved
        return number

    def all(self) -> tuple[Entity, ...]:
        found = []
        for number in range(len(self._numbers)):
            mentions = [self._mentions[number][k] for k in sorted(self._mentions[number])]
            head = next((m for m in mentions if names.kind(m.text) == "named"), mentions[0])
            label = int(self._actors.scores.by_word["mention"][head.words[0]].argmax())
            type_ = "person" if head.person else ("place" if label in (5, 6) else "person" if label in (1, 2) else "organization")
            found.append(Entity(
                number, head.name, type_, head.country, head.sector,  # type: ignore[arg-type]
                tuple(Mention(m.text, m.start, m.end, names.kind(m.text)) for m in mentions),  # type: ignore[arg-type]
            ))  # fmt: skip
        return tuple(found)


def _event(scores: Scores, act: Act, reported: list[Reported], entities: _Entities, settings: Settings) -> Event:
    words = scores.words
    text = words.text
    start, end = words.spans[act.first][0], words.spans[act.last - 1][1]
    sentence = words.sentence_spans[words.sentence_of[act.first]]
    status, reason = read_status(scores.by_word["status"][act.first])
    place = (words.spans[act.place[0]][0], words.spans[act.place[1] - 1][1]) if act.place else None
    when: TimeExpression | None = act.time
    return Event(
        trigger=text[start:end], start=start, end=end, sentence=_opening(text[sentence[0] : sentence[1]]),
        type=act.type, mode=act.mode, status=status,  # type: ignore[arg-type]
        actors=tuple(_actor(r, entities) for r in act.actors), recipients=tuple(_actor(r, entities) for r in act.recipients),
        date=calendar_date(when.value) if when else None, date_text=when.text if when else None,
        date_start=when.start if when else None, date_end=when.end if when else None,
        date_reason=f"“{when.text}”: {when.reason or 'as written'}" if when else "",
        place=text[place[0] : place[1]] if place else None, place_start=place[0] if place else None, place_end=place[1] if place else None,
        attributed_to=_chain(start, end, reported), quad=QUAD[act.type], score=SCORES[act.type], cameo=cameo(act.type, act.mode),
        contexts=contexts(text[sentence[0] : sentence[1]]), status_reason=reason, confidence=act.confidence,
    )  # fmt: skip


def _opening(sentence: str) -> str:
    """At least the first eight words of a sentence, exactly as they stand."""
    at = -1
    for _ in range(_SENTENCE_WORDS):
        at = sentence.find(" ", at + 1)
        if at < 0:
            return sentence
    return sentence[:at]


def _actor(r: Resolved, entities: _Entities) -> Actor:
    return Actor(r.text, r.start, r.end, r.name, r.country, r.sector, entities.number(r), r.reason, r.sectors, r.entry)


def _chain(start: int, end: int, reported: list[Reported]) -> tuple[str, ...]:
    """Sources of the statements whose content holds a span, outermost first, each once."""
    around = [s for s in reported if s.start <= start and end <= s.end and s.source]
    chain: list[str] = []
    for s in sorted(around, key=lambda s: s.start - s.end):
        if s.source and s.source.source_name not in chain:
            chain.append(s.source.source_name)
    return tuple(chain)


def _statement(scores: Scores, s: Reported, reported: list[Reported]) -> Statement:
    words, text = scores.words, scores.words.text
    cue = (words.spans[s.cue[0]][0], words.spans[s.cue[1] - 1][1]) if s.cue else None
    source = s.source
    chain = [
        n for n in (_chain(cue[0], cue[1], [r for r in reported if r is not s]) if cue else ()) if not source or n != source.source_name
    ]
    return Statement(
        speaker=source.source_name if source else None, speaker_text=source.text if source else None,
        speaker_start=source.start if source else None, speaker_end=source.end if source else None,
        cue=text[cue[0] : cue[1]] if cue else None, cue_start=cue[0] if cue else None, cue_end=cue[1] if cue else None,
        content=text[s.start : s.end], start=s.start, end=s.end, kind=s.kind, addressee=s.addressee,  # type: ignore[arg-type]
        speaker_country=source.country if source else None, speaker_sector=source.sector if source else None,
        sources=(*chain, *((source.source_name,) if source else ())), confidence=s.confidence,
        speaker_reason=source.reason if source else "",
    )  # fmt: skip
