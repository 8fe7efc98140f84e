"""Mentions: where they begin and end in the words of a story."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legation.engine.session import Scores
from legation.knowledge.base import Knowledge

Span = tuple[int, int]
_NEVER_INSIDE = frozenset("has have had said says will would is was were are who which that".split())
"""Words at which a mention has ended: finite verbs and the openings of relative clauses."""
_RELATIVE = frozenset("who whom whose which where that".split())
_PLACED = frozenset(["here", "there"])
_LONGEST_MENTION = 18
"""Words in a mention at most; of the annotated actor mentions 99 % are shorter."""
SUFFIXES = frozenset("led backed based run born controlled ruled held funded linked appointed occupied sponsored brokered allied".split())
"""What follows the hyphen of "US-led" and the like, which name a country that is not the actor's own."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a mention stands for.

    Attributes:
        words: its first and one-past-last word. text, start, end: its characters.
        name, country, sector: as the codebook has them. sectors: all that fit, ``sector`` first.
        person: whether it is one person. entry: key of its entry in the knowledge base, or None.
        reason: how name and country were found.
        as_source: the name it has as the source of a statement, if another: an institution or unnamed source is named as
            the text does (codebook, Statements).
    """

    words: Span
    text: str
    start: int
    end: int
    name: str
    country: str | None
    sector: str
    person: bool
    reason: str
    entry: str | None = None
    sectors: tuple[str, ...] = ()
    as_source: str = ""

    @property
    def source_name(self) -> str:
        """The name as the source of a statement."""
        return self.as_source or self.name


class Mentions:
    """The mentions of one story, as spans of words."""

    def __init__(self, scores: Scores, knowledge: Knowledge) -> None:
        self.scores, self.words, self._knowledge = scores, scores.words, knowledge

    def text(self, first: int, last: int) -> str:
        """The characters of words ``first:last``."""
        return self.words.text[self.words.spans[first][0] : self.words.spans[last - 1][1]]

    def from_word(self, word: int) -> Span:
        """The mention that begins at a word, as the engine's "end" link has it; it stays in its sentence."""
        first, scores = self.scores.link("end", word)
        limit = min(self.words.sentence_words[self.words.sentence_of[word]][1], word + _LONGEST_MENTION, first + len(scores))
        last = word + int(np.argmax(scores[word - first : limit - first])) + 1 if limit > word else word + 1
        for cut in range(word + 1, last):
            if self.words.word(cut).lower() in _NEVER_INSIDE:
                last = cut
                break
        return self.trim(word, last)

    def core(self, span: Span) -> Span:
        """A mention without what is only said of it: a relative clause, or what follows a comma in small letters.

        "Mitra, a former finance minister" → "Mitra"; "an official, who asked not to be named" → "an official".
        """
        first, last = span
        for at in range(first + 1, last - 1):
            word, after = self.words.word(at), self.words.word(at + 1)
            if word in _RELATIVE or (word == "," and (after.islower() or after in _RELATIVE) and not self._lists(at, last)):
                last = at
                break
        if last - first > 1 and self.words.word(last - 1) in _PLACED:
            last -= 1
        return first, last

    def _lists(self, comma: int, last: int) -> bool:
        """Whether a comma parts the members of a list: "the army, navy and air chiefs", "Iran, the United States and Qatar"."""
        after = self.words.word(comma + 1)
        if after in ("and", "or"):
            return True
        ands = [w for w in range(comma + 2, last - 1) if self.words.word(w) in ("and", "or")]
        if after in ("the", "a", "an") or self.words.word(comma - 1)[:1].isupper():
            capitals = (self.words.word(comma + 2)[:1].isupper(), *(self.words.word(w + 1)[:1].isupper() for w in ands))
            return bool(ands) and after == "the" and all(capitals) and self.words.word(ands[0] - 1)[:1].isupper()
        return bool(ands)

    def trim(self, first: int, last: int) -> Span:
        """A span without marks and possessive endings at its end, and with the rest of a hyphenated or dotted name."""
        words = self.words
        while (
            last - 1 > first
            and not self._abbreviation(first, last)
            and words.word(last - 1) in {",", ".", ";", ":", "'", "’", '"', "“", "”"}
        ):
            last -= 1
        if last - 2 > first and words.word(last - 1) == "s" and words.word(last - 2) in "'’":
            last -= 2
        # A hyphenated name goes to its end ("Moon Jae-" → "Moon Jae-in"), an abbreviation takes its full stop ("U.S").
        while (
            last < len(words)
            and words.spans[last][0] == words.spans[last - 1][1]
            and "-" in (words.word(last - 1), words.word(last))
        ):  # fmt: skip
            if words.word(last) == "-" and not self._capital_part(last):
                break
            last += 1
        if last < len(words) and self._abbreviation(first, last + 1) and last - 2 >= first and words.word(last - 2) == ".":
            last += 1
        return first, last

    def _capital_part(self, hyphen: int) -> bool:
        """Whether a hyphen stands inside a name, as in "Jae-in", and not before a suffix such as "-led"."""
        after = self.words.word(hyphen + 1) if hyphen + 1 < len(self.words) else ""
        return self.words.word(hyphen - 1)[:1].isupper() and after not in SUFFIXES

    def _abbreviation(self, first: int, last: int) -> bool:
        """Whether a mention's last full stop belongs to it, as in "U.S."."""
        before = self.words.word(last - 2) if last - 2 >= first else ""
        return self.words.word(last - 1) == "." and len(before) == 1 and before.isupper()

    def single(self, span: Span) -> Span:
        """The first of coordinated names: "Trump and Kim" → "Trump"; the others have links of their own."""
        first, last = span
        if self._knowledge.named(self.text(first, last)):
            return span
        for word in range(first + 1, last - 1):
            if (
                self.words.word(word) in ("and", ",", "or")
                and self.words.word(first)[:1].isupper()
                and self.words.word(word + 1)[:1].isupper()
            ):
                return first, word
        return span

    def is_person(self, word: int) -> bool:
        """Whether the engine takes the mention at a word for a person."""
        return int(self.scores.by_word["mention"][word].argmax()) in (1, 2)

    def antecedent(self, span: Span) -> Span | None:
        """The earlier mention that a mention refers to, by the engine's "antecedent" link."""
        first, scores = self.scores.link("antecedent", span[0])
        limit = span[0] - first
        if limit <= 0:
            return None
        best = int(np.argmax(scores[: limit + 1]))
        return None if best == limit else self.from_word(first + best)
