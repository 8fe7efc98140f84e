"""What resolving an expression may look at: the matched words, the publication date, the tense around, what came before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from re import Match

from legation.analysis.times.tokens import Tokens
from legation.analysis.times.vocabulary import MONTHS, number

_FUTURE = frozenset(
    """
    will would shall 'll to due next plan plans planned scheduled expected expects set upcoming by until ahead hopes hope may
    could should going expect intends aims payable
""".split()
)
_PAST = frozenset("said says told was were had met began came went did took held left began last since".split())
_STOP = frozenset(["\n", ",", '"', "“", ";", ":", "("])


@dataclass(slots=True)
class Story:
    """What the expressions of one story share.

    Attributes:
        base: publication date. day, quarter, year: the last full date, quarter and year that the text gave.
    """

    base: date | None
    day: date | None = None
    quarter: str | None = None
    year: int | None = None


@dataclass(slots=True)
class Found:
    """One match of a pattern: tokens ``first:last`` and its named parts.

    Attributes:
        why: what decided the value; the rules write it.
    """

    tokens: Tokens
    first: int
    last: int
    match: Match[str]
    story: Story
    why: str = field(default="")

    def words(self, name: str) -> list[str]:
        """The words of a named part; empty where it did not match."""
        a, b = self.match.span(name) if name in self.match.re.groupindex else (-1, -1)
        return self.tokens.words[a:b] if a >= 0 else []

    def word(self, name: str) -> str:
        """The words of a named part as one string."""
        return " ".join(self.words(name))

    def number(self, name: str) -> float | None:
        """The number a named part stands for."""
        return number(self.words(name))

    def month(self, name: str = "m") -> int:
        """The month a named part names."""
        return MONTHS[self.word(name)]

    @property
    def before(self) -> str:
        """The word before the expression, or a line break."""
        return self.tokens.words[self.first - 1] if self.first else "\n"

    @property
    def after(self) -> str:
        """The word after the expression."""
        return self.tokens.words[self.last] if self.last < len(self.tokens.words) else "\n"

    @property
    def title(self) -> bool:
        """Whether it is written with capitals within a sentence, as a programme's or paper's name is ("This Week")."""
        raw = self.tokens.slice(self.first, self.last).split()
        return (
            self.before != "\n"
            and raw[0][:1].isupper()
            and (len(raw) == 1 or raw[-1][:1].isupper())
            and self.before not in ('"', "“", "`", "'")
        )

    @property
    def ahead(self) -> bool:
        """Whether the clause speaks of the future: by its words before the expression, else by those after it."""
        words = self.tokens.words
        at, seen = self.first - 1, False
        while at >= 0 and self.first - at < 14 and words[at] not in _STOP:
            word = words[at]
            if word in _FUTURE and not (word == "to" and (at == self.first - 1 or not words[at + 1][:1].isalpha())):
                return True
            if word in _PAST or (word.endswith("ed") and len(word) > 4 and not self._adjective(at)):
                return False
            seen = seen or word not in ("on", "in", "at", "the", "and", "but", "by", "for")
            at -= 1
        if seen:
            return False
        for word in words[self.last : self.last + 12]:
            if word == "\n" or word in _PAST:
                return False
            if word in ("will", "would", "shall", "scheduled", "due"):
                return True
        return False

    def _adjective(self, at: int) -> bool:
        """Whether a word in "-ed" tells no tense: "be paid on a still unspecified date"."""
        words = self.tokens.words
        return words[at].startswith("un") or (at > 0 and words[at - 1] in ("a", "an", "the", "be", "its", "his", "their", "still"))
