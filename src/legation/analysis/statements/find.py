"""Statements: who said what, with the cue between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from legation.analysis.actors import Actors, Resolved, names
from legation.engine.decode import softmax, spans, viterbi
from legation.engine.session import Floats, Scores

Span = tuple[int, int]
_OTHER_SENTENCE = 4.0
"""Taken from the score of a cue outside the content's sentences: a content has its cue beside it, unless it has none."""
_LEAST_CHANCE = -8.0
"""Log-probability below which links are not told apart: a cue of several contents points at one of them only."""
_OPEN, _CLOSE = "\"“‘'", "\"”’'"
_TELLING = re.compile(r"\b(?:told|tells|tell|telling|informed|assured|reminded|warned|asked)\b", re.IGNORECASE)
_ADDRESSEE = re.compile(
    r"\s+((?:the |a |an )?(?:[\w'’.-]+ ){0,6}?[\w'’.-]+?)(?=\s+(?:that|in|on|at|after|during|as|about|here|by)\b|[,.:;“\"]|$)"
)


@dataclass(frozen=True, slots=True)
class Reported:
    """A statement on words: its content, cue and source spans (word numbers), and characters of the content."""

    content: Span
    cue: Span | None
    source: Resolved | None
    start: int
    end: int
    kind: str
    addressee: str | None
    confidence: float


def find_statements(scores: Scores, transitions: Floats, actors: Actors) -> list[Reported]:
    """The statements of a story, in order of their cues, each with its source as the mention beside the cue resolves; "he" goes on with the speaker before."""
    words = scores.words
    if not len(words):
        return []
    emissions = scores.by_word["statement"]
    tags = viterbi(emissions, transitions)
    sources, cues, contents = (spans(tags[:, layer]) for layer in range(3))
    contents = _join_quotes(words.text, words.spans, contents, cues)
    found: list[Reported] = []
    used: set[Span] = set()
    for content in contents:
        near = _cue_for(scores, content, cues)
        source = _source_for(scores, near, sources, actors) if near else None
        if near:
            used.add(near)
        found.append(_report(scores, content, near, source, emissions))
    for cue in cues:
        nested = None if cue in used else _linked_content(scores, cue)
        if nested is not None and nested not in contents:
            found.append(_report(scores, nested, cue, _source_for(scores, cue, sources, actors), emissions))
    return _continue_speakers([f for f in found if f.cue])


def _join_quotes(text: str, at: list[Span], contents: list[Span], cues: list[Span]) -> list[Span]:
    """Consecutive sentences inside one pair of quote marks are one content."""
    joined: list[Span] = []
    for content in contents:
        if joined:
            before = text[at[joined[-1][0]][0] : at[joined[-1][1] - 1][1]]
            between = text[at[joined[-1][1] - 1][1] : at[content[0]][0]]
            open_quote = before[:1] in _OPEN and _unclosed(before)
            cue_between = any(joined[-1][1] <= c[0] < content[0] for c in cues)
            if open_quote and not cue_between and not between.strip():
                joined[-1] = (joined[-1][0], content[1])
                continue
        joined.append(content)
    return joined


def _unclosed(text: str) -> bool:
    if "“" in text or "”" in text:
        return text.count("“") > text.count("”")
    return text.count('"') % 2 == 1


def _cue_for(scores: Scores, content: Span, cues: list[Span]) -> Span | None:
    """The cue whose "content" link points most at the content's first word; else the nearest in the paragraph."""
    best: Span | None = None
    best_score = -1e9
    for cue in cues:
        first, row = scores.link("content", cue[0])
        if not first <= content[0] < first + len(row):
            continue
        gap = min(abs(cue[0] - content[1]), abs(content[0] - cue[1]))
        chance = float(row[content[0] - first] - row.max() - np.log(np.exp(row - row.max()).sum()))
        value = max(chance, _LEAST_CHANCE) - 0.05 * gap - _OTHER_SENTENCE * (not _same_sentence(scores, cue, content))
        inside = content[0] <= cue[0] < content[1]
        if not inside and gap <= 60 and value > best_score:
            best, best_score = cue, value
    if best is None:
        return None
    gap = max(best[0] - content[1], content[0] - best[1])
    return best if gap <= 40 else None


def _same_sentence(scores: Scores, cue: Span, content: Span) -> bool:
    sentence_of = scores.words.sentence_of
    return sentence_of[content[0]] <= sentence_of[cue[0]] <= sentence_of[content[1] - 1] or sentence_of[cue[0]] in (
        sentence_of[content[0]],
        sentence_of[content[1] - 1],
    )


def _linked_content(scores: Scores, cue: Span) -> Span | None:
    """Content of a cue that the tags gave none: nested in another's content, found through the links."""
    first, row = scores.link("content", cue[0])
    chances = softmax(row)
    best = int(chances.argmax())
    if first + best == cue[0] or chances[best] < 0.3:
        return None
    start = first + best
    origin, ends = scores.link("end", start)
    limit = scores.words.sentence_words[scores.words.sentence_of[start]][1]
    if limit - origin > len(ends):
        limit = origin + len(ends)
    last = start + int(np.argmax(ends[start - origin : limit - origin])) + 1
    if last - start < 2 or start <= cue[0] < last:
        return None
    return start, last


def _source_for(scores: Scores, cue: Span, sources: list[Span], actors: Actors) -> Resolved | None:
    first, row = scores.link("source", cue[0])
    chances = softmax(row)
    best = int(chances.argmax())
    candidates = [s for s in sources if first <= s[0] < first + len(row)]
    if candidates:

        def value(source: Span) -> float:
            gap = max(cue[0] - source[1], source[0] - cue[1], 0)
            return float(row[source[0] - first]) - _OTHER_SENTENCE * (not _same_sentence(scores, cue, source)) - 0.1 * gap

        linked = max(candidates, key=value)
        beside = _same_sentence(scores, cue, linked)
        if float(chances[linked[0] - first]) > (0.005 if beside else 0.08) or first + best in range(*linked):
            return actors.resolve(linked)
    if first + best == cue[0] or float(chances[best]) < 0.25:
        return None
    return actors.resolve(actors.span_from(first + best))


def _report(scores: Scores, content: Span, cue: Span | None, source: Resolved | None, emissions: Floats) -> Reported:
    words, text = scores.words, scores.words.text
    start, end = words.spans[content[0]][0], words.spans[content[1] - 1][1]
    start, end = balance(text, start, end)
    chances = softmax(emissions[content[0] : content[1], 2])
    confidence = float((1 - chances[:, 0]).mean())
    addressee = _addressee(text, words.spans[cue[0]][0], words.spans[cue[1] - 1][1], start) if cue else None
    return Reported(content, cue, source, start, end, quote_kind(text[start:end]), addressee, round(confidence, 4))


def balance(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in a quote mark that stands just outside a content, where the other of its pair is inside."""
    content = text[start:end]
    if _unclosed(content) and text[end : end + 1] in tuple(_CLOSE):
        end += 1
    elif _unclosed(content) and text[end : end + 2] and text[end + 1 : end + 2] in tuple(_CLOSE) and text[end] in ",.!?":
        end += 2
    content = text[start:end]
    odd = content.count('"') % 2 == 1 or content.count("”") > content.count("“")
    if odd and start and text[start - 1] in '"“':
        start -= 1
    return start, end


def quote_kind(content: str) -> str:
    """ "direct" where all of it is between quote marks, "mixed" where some is, else "indirect"."""
    marks = [i for i, c in enumerate(content) if c in '"“”']
    if not marks:
        return "indirect"
    bare = content.rstrip(" ,.;:!?")
    if content[0] in '"“' and (bare[-1:] in '"”' or content[-1] in '"”' or len(marks) == 1):
        inner = content[1 : len(bare) - 1 if bare[-1:] in '"”' else len(content)]
        return "direct" if not any(c in "“”" or c == '"' for c in inner) or inner.count('"') % 2 == 1 else "mixed"
    return "mixed"


def _addressee(text: str, cue_start: int, cue_end: int, content_start: int) -> str | None:
    if not _TELLING.fullmatch(text[cue_start:cue_end].split()[-1]):
        return None
    match = _ADDRESSEE.match(text, cue_end, min(len(text), cue_end + 120))
    if not match or match.start(1) >= content_start > cue_start:
        return None
    told = match[1].strip(" '’")
    return None if told.lower() in ("that", "to", "of", "against", "for", "about", "in") else names.without_article(told)


def _continue_speakers(found: list[Reported]) -> list[Reported]:
    """ "He said" goes on with the speaker of the statement before: wire stories keep to one speaker until they name another.

    Raised speaker F1 on the measuring stories over following the engine's antecedents alone (see the model card).
    """
    out: list[Reported] = []
    last: Resolved | None = None
    for statement in sorted(found, key=lambda s: s.cue or s.content):
        source = statement.source
        if source is not None and last is not None and source.text.lower() in ("he", "she") and source.source_name != last.source_name:
            source = replace(
                source,
                name=last.name,
                as_source=last.as_source,
                entry=last.entry,
                country=last.country,
                sector=last.sector,
                sectors=last.sectors,
                person=last.person,
                reason=f"“{source.text}” goes on with the speaker before, “{last.text}”",
            )
            statement = replace(statement, source=source)
        if source is not None and (source.person or (names.kind(source.text) == "nominal" and names.has_role(source.text))):
            last = source
        out.append(statement)
    return out
