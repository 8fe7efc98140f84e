"""Whom a source's mention may stand for, and what speaks for each."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from legation.analysis.actors import Actors, Resolved, names
from legation.analysis.statements.find import Reported
from legation.analysis.statements.kinds import DOCUMENTS, noun_of, source_kind
from legation.engine.decode import softmax
from legation.engine.session import Floats

SIGNALS = (
    "read", "written", "last", "last but one", "next", "linked", "near", "far", "later", "much later", "never", "person", "body", "medium", "several",
    "described", "subject", "sources", "inside", "beside", "otherwise", "of country", "of other country", "with document", "first",
    "written new", "written of", "later new", "written generic", "body generic",
)  # fmt: skip
"""What is known of a candidate; see :meth:`Choices.signals`."""
_SHE = re.compile(r"\b(?:spokeswoman|chairwoman|congresswoman|mrs|ms|miss|queen|princess|lady|madame|she|her)\b", re.IGNORECASE)
_HE = re.compile(r"\b(?:spokesman|chairman|congressman|mr|king|prince|sheikh|sheik|pope|bishop|cardinal|ayatollah|imam|he|him|his)\b", re.IGNORECASE)
_SMALL = frozenset("the a an of for in at to its his her their and who one two former senior top chief said official".split())
_GENERIC = frozenset(
    """
    group organisation organization watchdog thinktank think-tank body movement party bloc alliance grouping union association charity militia
    faction network company firm agency institute commission committee council court tribunal mission coalition
""".split()
)
"""Nouns that say what kind of body it is, not which."""
_AROUND = 9
"""Words around a name in which what describes it is looked for."""
_BEFORE, _AFTER = 40, 12
"""Named people and bodies taken as candidates: those mentioned last before a mention, and next after it. Only very long stories have more."""
_SPOTS = 20
"""Mentions of a candidate that are looked at for what stands around them, the nearest ones."""
_Key = tuple[str, str | None]


@dataclass(slots=True)
class Candidate:
    """One whom a mention may stand for.

    Attributes:
        name: as the source of a statement. resolved: a mention of it. spots: first words of its mentions, in order.
        spoke: how often it was chosen so far.
    """

    name: str
    resolved: Resolved
    spots: list[int] = field(default_factory=list)
    spoke: int = 0

    @property
    def key(self) -> _Key:
        """Bodies of the same name in two countries are two; a person is one, whatever country each mention gave."""
        return self.name.lower(), None if self.resolved.person else self.resolved.country


@dataclass(frozen=True, slots=True)
class _Mention:
    """What the signals need of one source's mention, computed once."""

    source: Resolved
    content: tuple[int, int]
    sentence: int
    written: str
    noun: str
    new: bool
    owned: bool
    generic: bool
    told: frozenset[str]
    she: bool
    he: bool
    upcoming: _Key | None
    first: int
    links: Floats


class Choices:
    """The candidates of one story's statements and what is known of them.

    Args:
        found: the statements in order of their cues. actors: of the same story.
    """

    def __init__(self, found: Sequence[Reported], actors: Actors) -> None:
        self._found, self._actors, self._words = found, actors, actors.words
        self._lower = [actors.words.word(i).lower() for i in range(len(actors.words))]
        self._documents: dict[str, list[int]] = defaultdict(list)
        for i, word in enumerate(self._lower):
            if word in DOCUMENTS:
                self._documents[word].append(i)
        self._all: dict[_Key, Candidate] = {}
        self._last: list[_Key] = []
        self._named: list[tuple[int, _Key]] = []
        for span in actors.named():
            self._named.append((span[0], self._add(actors.resolve(span)).key))
        self._named.sort(key=lambda n: n[0])
        for statement in found:
            if statement.source is not None:
                self._add(statement.source)
        for c in self._all.values():
            c.spots = sorted(set(c.spots))
        self._mentions: dict[int, _Mention] = {}

    def _add(self, r: Resolved) -> Candidate:
        made = Candidate(r.source_name, r)
        made = self._all.setdefault(made.key, made)
        made.spots.append(r.words[0])
        return made

    def _source(self, number: int) -> Resolved:
        source = self._found[number].source
        assert source is not None
        return source

    def kind(self, number: int) -> str | None:
        """The kind of a statement's source mention, or None where it names its speaker."""
        return source_kind(self._source(number))

    def candidates(self, number: int) -> list[Candidate]:
        """Whom the source of a statement may stand for: the first is the source as read, the second often the mention as written."""
        source = self._source(number)
        known = self._all[Candidate(source.source_name, source).key]
        read = Candidate(known.name, source, known.spots, known.spoke)
        out, taken = [read], {read.key}
        if names.kind(source.text) != "pronoun":
            plain = self._actors.as_written(source.words)
            written = Candidate(plain.source_name, plain)
            if written.name.lower() != read.name.lower():
                out.append(written)
                taken.add(written.key)
        alone = source.text.lower() in names.SINGULAR_PERSON
        at = bisect_left(self._named, source.words[0], key=lambda n: n[0])
        near = [k for _, k in (*self._named[:1], *self._named[max(0, at - _BEFORE) : at + _AFTER])]
        around = [Candidate(s.source.source_name, s.source).key for s in self._found[max(0, number - 2) : number + 3] if s.source is not None]
        for key in dict.fromkeys((*self._last[-2:], *near, *around)):
            candidate = self._all[key]
            if key in taken or names.kind(candidate.name) == "pronoun":
                continue
            if not alone or candidate.resolved.person or self._one(candidate):
                out.append(candidate)
        return out

    def _one(self, candidate: Candidate) -> bool:
        """Whether a candidate that is not named may still be one person."""
        return names.has_role(candidate.name) or any(self._actors.mentions.is_person(s) for s in candidate.spots[:1])

    def chose(self, best: Candidate) -> None:
        """Go on with a mention's speaker known."""
        known = self._all.setdefault(best.key, best)
        known.spoke += 1
        self._last.append(best.key)

    def signals(self, number: int, candidate: Candidate) -> tuple[float, ...]:
        """What speaks for a candidate, in the order of :data:`SIGNALS`.

        Read: the mention alone resolves to it, or as "he" that goes on with the speaker before; written: it is the mention itself. Last,
        last but one, next: sources of the statements around. Linked: probability of the engine's "antecedent" link. Near, far:
        logarithms of words to the mention before; later, much later: the same for those first named after it; never: not named by
        itself. Then its kind; the share of the mention's words that stand around its name ("described"); whether it stands first in
        the sentence before; how often it spoke; whether the content itself, or the mention's sentence, names it; whether the words
        around it tell another gender; whether the mention's country is its own; whether its name stands by an earlier word for the
        same document; whether it is the first named; written and later once more for mentions that are new ("a diplomat") or that
        say whose they are ("Villepin's office"), written and body for those that only say what kind of body it is ("the London-based group").
        """
        m = self._mentions.get(number)
        if m is None:
            m = self._mentions.setdefault(number, self._mention(number))
        source, key, r, words = m.source, candidate.key, candidate.resolved, self._words
        at = source.words[0]
        low, high = bisect_left(candidate.spots, at), bisect_left(candidate.spots, source.words[1])
        before, after = candidate.spots[:low], candidate.spots[high:]
        last = before[-1] if before else None
        gap = math.log1p((at - last) / 20) if last is not None else 0.0
        later = last is None and bool(after)
        close = [*before[-_SPOTS:], *after[:_SPOTS]]
        written = candidate.name.lower() == m.written
        country, other = source.country, r.country
        body = not r.person and noun_of(candidate.name)[:1].isupper()
        return (
            float(key == Candidate(source.source_name, source).key),
            float(written),
            float(bool(self._last) and self._last[-1] == key),
            float(len(self._last) > 1 and self._last[-2] == key and self._last[-1] != key),
            float(m.upcoming == key),
            float(sum(m.links[s - m.first] for s in before if s >= m.first)),
            min(gap, 1.5),
            max(gap - 1.5, 0.0),
            float(later),
            math.log1p((after[0] - at) / 20) if later else 0.0,
            float(not before and not after),
            float(r.person),
            float(body and r.sector != "MED"),
            float(r.sector == "MED"),
            float(not r.person and candidate.name[-1:] == "s" and not candidate.name.istitle()),
            self._described(m, close),
            float(last is not None and m.sentence - words.sentence_of[last] == 1 and last - words.sentence_words[m.sentence - 1][0] < 4),
            math.log1p(candidate.spoke),
            float(_within(candidate.spots, *m.content)),
            float(any(words.sentence_of[s] == m.sentence and not m.content[0] <= s < m.content[1] for s in close)),
            float(self._otherwise(m, candidate, close)),
            float(bool(country) and country == other),
            float(bool(country) and bool(other) and country != other),
            float(m.noun in DOCUMENTS and self._with(m.noun, at, candidate.spots)),
            float(bool(self._named) and self._named[0][1] == key),
            float(written and m.new),
            float(written and m.owned),
            float(m.new and later),
            float(written and m.generic),
            float(m.generic and body),
        )

    def _mention(self, number: int) -> _Mention:
        source = self._source(number)
        text = source.text
        first, row = self._actors.scores.link("antecedent", source.words[0])
        named = (s.source for s in self._found[number + 1 : number + 4] if s.source is not None and s.source.words != source.words)
        return _Mention(
            source=source, content=self._found[number].content, sentence=self._words.sentence_of[source.words[0]],
            written=names.without_article(self._actors.mentions.text(*self._actors.mentions.core(source.words))).lower(),
            noun=noun_of(text), new=text.lower().startswith(("a ", "an ", "another ", "one ")), owned=bool(re.search(r"[A-Z]", text[1:])),
            generic=noun_of(text).lower() in _GENERIC and text.lower().startswith(("the ", "this ", "that ")),
            told=frozenset(re.findall(r"[a-z]{3,}", text.lower())) - _SMALL,
            she=bool(_SHE.search(text)), he=bool(_HE.search(text)),
            upcoming=next((Candidate(s.source_name, s).key for s in named if source_kind(s) is None), None),
            first=first, links=softmax(row[: source.words[0] - first + 1]),
        )  # fmt: skip

    def _described(self, m: _Mention, spots: Sequence[int]) -> float:
        """Share of a mention's telling words that stand close around a name: "the defence minister" by "Defence Minister Kim"."""
        most = 0.0
        for s in spots if m.told else ():
            a, b = self._words.sentence_words[self._words.sentence_of[s]]
            most = max(most, len(m.told.intersection(self._lower[max(a, s - _AROUND) : min(b, s + _AROUND + 3)])) / len(m.told))
        return most

    def _otherwise(self, m: _Mention, candidate: Candidate, spots: Sequence[int]) -> bool:
        """Whether the words around a name tell another gender than the mention's."""
        if m.she == m.he or not candidate.resolved.person:
            return False
        parts = [" ".join(self._lower[max(0, s - 4) : s + 1]) for s in spots if self._lower[s] not in names.PRONOUNS]
        around = " ".join(parts)
        mine, other = (_SHE, _HE) if m.she else (_HE, _SHE)
        return bool(other.search(around)) and not mine.search(around)

    def _with(self, noun: str, at: int, spots: Sequence[int]) -> bool:
        """Whether a name stands by an earlier word for the same document."""
        said = self._documents[noun]
        return any(_within(said, s - _AROUND, min(s + _AROUND + 1, at - 1)) for s in spots)


def _within(sorted_: Sequence[int], low: int, high: int) -> bool:
    """Whether a sorted list has a number from low up to, not including, high."""
    at = bisect_left(sorted_, low)
    return at < len(sorted_) and sorted_[at] < high

