"""What linking compares: the traits of one mention of an event, and of an event as the sum of its mentions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

import orjson
import snowballstemmer

from legation.chronicle.days import span
from legation.chronicle.senses import senses
from legation.knowledge.base import Knowledge

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]+|\d[\d,.]*\d|\d")
_LIGHT = frozenset(
    """a an and are as at be been but by for from had has have he her his in into is it its of on or our out over said say says she
    that the their them there they this to under up was were who will with would also after before could not more than when which
    while new told about against between during if may might must no off one two some such then these those where all any can did
    do does had hold held make made take took taken hope hopes hoped monday tuesday wednesday thursday friday saturday sunday
    week month year today yesterday mr mrs""".split()
)
_NAME = re.compile(r"(?<=[a-z,] )([A-Z][a-z]{2,})")
_PERSON = re.compile(r"[A-Z][\w'’.-]+(?: (?:al-|bin |de |van )?[A-Z][\w'’-]+){1,3}")
_CAPITAL = re.compile(r"[A-Z][\w'’-]{2,}")
_DEFINITE = re.compile(r"\b(?:the|this|that|these|those|its|his|her|their)(?: [\w'’.-]+){0,2} ?$", re.IGNORECASE)
_WORDS_KEPT = 80
"""Words of an event that are kept at most: the most frequent of its mentions, earliest first among equals."""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word's stem (Porter 2)."""
    return str(_STEMMER.stemWord(word.lower()))


@lru_cache(maxsize=4_000)
def content(sentence: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of a sentence's content words, and its marks: capitalised words and numbers."""
    words, marks = set(), set()
    for m in _WORD.finditer(sentence):
        word = m.group()
        if word.lower() in _LIGHT or len(word) < 2:
            continue
        if word[0].isdigit() or (word[0].isupper() and m.start() > 0):
            marks.add(word.lower().removesuffix("'s").removesuffix("’s"))
        words.add(stem(word))
    return frozenset(words), frozenset(marks)


_SUCCESSORS = {"ZAR": "COD", "SUN": "RUS", "YUG": "SRB", "SCG": "SRB", "CSK": "CZE", "TMP": "TLS", "BUR": "MMR", "ROM": "ROU", "DDR": "DEU", "VDR": "VNM"}
"""Codes of states that were, and of those that stories of the same days name them by."""


def party_key(name: str, country: str | None) -> str:
    """A party by the state it belongs to, or else by its name."""
    return _SUCCESSORS.get(country, country) if country and country != "IGO" else name.lower().removeprefix("the ")


@dataclass(frozen=True, slots=True)
class Traits:
    """One mention of an event.

    Attributes:
        heads: stems of the trigger. actors, recipients: keys of the parties (country, else name). names: their names, lower case.
        days: first and last day number of its date, or None. reported: day number of the story, or None.
        place: in lower case. words, marks: see :func:`content`. story: its number. senses: groups of near synonyms of the trigger.
        definite: whether the act is named as one known ("the talks"). theme: what the story is about, its commonest capitalised words.
        states: those of the names that are a state's own. name_words: words of the other names. parties: actors and recipients.
        targets: family names of persons among the recipients.
    """

    type: str
    mode: str | None
    status: str
    quad: int
    heads: frozenset[str]
    actors: frozenset[str]
    recipients: frozenset[str]
    names: frozenset[str]
    days: tuple[int, int] | None
    reported: int | None
    place: str | None
    words: frozenset[str]
    marks: frozenset[str]
    story: int
    senses: frozenset[str] = frozenset()
    definite: bool = False
    theme: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    name_words: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()



NONE = Traits(
    "", None, "", 0, frozenset(), frozenset(), frozenset(), frozenset(), None, None, None, frozenset(), frozenset(), 0
)  # fmt: skip
"""No traits: of a mention that is stored without being linked."""


def traits(
    *, type: str, mode: str | None, status: str, quad: int, trigger: str, actors: Iterable[tuple[str, str | None]],
    recipients: Iterable[tuple[str, str | None]], date: str | None, reported: str | None, place: str | None, sentence: str, story: int,
    before: str = "", theme: frozenset[str] = frozenset(),
) -> Traits:  # fmt: skip
    """The traits of a mention from the fields of a record; parties are pairs of name and country, ``before`` the text in front of it."""
    actors, recipients = list(actors), list(recipients)
    words, marks = content(sentence)
    told = span(reported)
    does, receives = (frozenset(party_key(n, c) for n, c in side) for side in (actors, recipients))
    states = frozenset(n.lower() for n, c in (*actors, *recipients) if Knowledge.load().names_state(n, c))
    heads = frozenset(stem(w) for w in re.findall(r"\w+", trigger) if w.lower() not in _LIGHT or w == trigger)
    return Traits(
        type, mode, status, quad, heads,
        does, receives,
        frozenset(n.lower() for n, _ in (*actors, *recipients)), span(date), told[0] if told else None,
        place.lower() if place else None, words, marks, story, frozenset(s for h in heads for s in senses(h)), bool(_DEFINITE.search(before)),
        theme, states, frozenset(w for n, _ in (*actors, *recipients) if n.lower() not in states for w in _CAPITAL.findall(n)),
        does | receives,
        frozenset(n.split()[-1].lower() for n, _ in recipients if _PERSON.fullmatch(n) and n.lower() not in states),
    )  # fmt: skip


def theme(text: str, most: int = 12) -> frozenset[str]:
    """The words that tell a story's subject: capitalised ones inside its sentences, the commonest."""
    count = Counter(m.group(1).lower() for m in _NAME.finditer(text))
    return frozenset(w for w, _ in count.most_common(most + len(_LIGHT & count.keys())) if w not in _LIGHT)


_K = TypeVar("_K")


class Tally(dict[_K, int]):
    """A count of things, like :class:`collections.Counter`, that costs nothing to make."""

    __slots__ = ()

    def __missing__(self, key: _K) -> int:
        return 0


@dataclass(slots=True)
class Sum:
    """The traits of an event: those of its mentions, counted.

    Attributes:
        days: the dates of its mentions, counted. told: first and last day of report. stories: numbers of the stories that
            tell it, the latest eight. count: of mentions.
    """

    types: Tally[str] = field(default_factory=Tally)
    modes: Tally[str] = field(default_factory=Tally)
    heads: Tally[str] = field(default_factory=Tally)
    actors: Tally[str] = field(default_factory=Tally)
    recipients: Tally[str] = field(default_factory=Tally)
    names: Tally[str] = field(default_factory=Tally)
    days: Tally[tuple[int, int]] = field(default_factory=Tally)
    told: tuple[int, int] | None = None
    places: Tally[str] = field(default_factory=Tally)
    words: Tally[str] = field(default_factory=Tally)
    marks: Tally[str] = field(default_factory=Tally)
    stories: list[int] = field(default_factory=list)
    quads: Tally[int] = field(default_factory=Tally)
    senses: Tally[str] = field(default_factory=Tally)
    theme: Tally[str] = field(default_factory=Tally)
    name_words: Tally[str] = field(default_factory=Tally)
    targets: Tally[str] = field(default_factory=Tally)
    count: int = 0
    _face: Face | None = field(default=None, compare=False, repr=False)

    @property
    def face(self) -> Face:
        """What comparing looks at; kept until a mention is added."""
        if self._face is None:
            self._face = Face.of(self)
        return self._face

    def add(self, mention: Traits) -> None:
        """One mention more."""
        self._face = None
        self.count += 1
        self.types[mention.type] += 1
        self.quads[mention.quad] += 1
        if mention.mode:
            self.modes[mention.mode] += 1
        for counter, keys in (
            (self.heads, mention.heads), (self.actors, mention.actors), (self.recipients, mention.recipients),
            (self.names, mention.names), (self.words, mention.words), (self.marks, mention.marks), (self.senses, mention.senses),
            (self.theme, mention.theme), (self.name_words, mention.name_words),
            (self.targets, mention.targets),
        ):  # fmt: skip
            for key in sorted(keys):
                counter[key] += 1
        if mention.days:
            self.days[mention.days] += 1
        if mention.place:
            self.places[mention.place] += 1
        if mention.reported is not None:
            first, last = self.told or (mention.reported, mention.reported)
            self.told = (min(first, mention.reported), max(last, mention.reported))
        if mention.story in self.stories:
            self.stories.remove(mention.story)
        self.stories = [*self.stories[-7:], mention.story]
        for name in ("words", "marks", "names", "theme", "name_words"):
            kept: Tally[str] = getattr(self, name)
            if len(kept) > _WORDS_KEPT:
                setattr(self, name, Tally(sorted(kept.items(), key=lambda i: -i[1])[:_WORDS_KEPT]))

    def to_json(self) -> str:
        """As JSON, in the order in which the parts were met, so that reading it back gives an equal sum."""
        rows = [
            self.types, self.modes, self.heads, self.actors, self.recipients, self.names, [[*k, n] for k, n in self.days.items()],
            self.told, self.places, self.words, self.marks, self.stories, [[k, n] for k, n in self.quads.items()],
            self.senses, self.theme, self.name_words, self.targets, self.count,
        ]  # fmt: skip
        return orjson.dumps(rows, option=orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_NON_STR_KEYS, default=dict).decode()

    @classmethod
    def from_json(cls, text: str) -> Sum:
        """Read back what :meth:`to_json` wrote."""
        types, modes, heads, actors, recipients, names, days, told, places, words, marks, stories, quads, meant, about, called, aimed, count = orjson.loads(text)
        return cls(
            Tally(types), Tally(modes), Tally(heads), Tally(actors), Tally(recipients), Tally(names),
            Tally({(a, b): n for a, b, n in days}), tuple(told) if told else None, Tally(places), Tally(words), Tally(marks),
            stories, Tally(quads), Tally(meant), Tally(about), Tally(called), Tally(aimed), count,
        )  # fmt: skip

    def best_days(self) -> tuple[int, int] | None:
        """The date most mentions give; of equals the most precise, then the first met."""
        if not self.days:
            return None
        order = list(self.days)
        return max(order, key=lambda d: (self.days[d], d[0] - d[1], -order.index(d)))


@dataclass(frozen=True, slots=True)
class Face:
    """An event as comparing sees it.

    Attributes:
        parties: all ever named; core: those that at least a third of its mentions name, what it is an event of, however many others are
            drawn in. actors, recipients, names: those that a quarter of its mentions name. days: :meth:`Sum.best_days`.
    """

    parties: frozenset[str]
    core: frozenset[str]
    actors: frozenset[str]
    recipients: frozenset[str]
    names: frozenset[str]
    days: tuple[int, int] | None
    often: float
    words: frozenset[str]
    marks: frozenset[str]
    theme: frozenset[str]
    name_words: frozenset[str]

    @classmethod
    def of(cls, event: Sum) -> Face:
        """The face of an event."""
        third, quarter = event.count / 3, event.count / 4
        parties = frozenset((*event.actors, *event.recipients))
        return cls(
            parties, frozenset(p for p in parties if event.actors[p] + event.recipients[p] >= third),
            frozenset(p for p, n in event.actors.items() if n >= quarter), frozenset(p for p, n in event.recipients.items() if n >= quarter),
            frozenset(p for p, n in event.names.items() if n >= quarter), event.best_days(), math.log(max(event.count, 1)),
            frozenset(event.words), frozenset(event.marks), frozenset(event.theme), frozenset(event.name_words),
        )  # fmt: skip
