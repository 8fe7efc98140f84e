"""Who speaks: the person or body that a pronoun or a description beside a cue stands for.

The candidates are the people and bodies that the story names, the sources of the statements around, and the mention as it is
written. A conditional logit (McFadden 1974) with weights for each kind of mention chooses among them; its weights are trained by
``legation train speakers`` on the speakers of the annotated corpus and lie in ``legation/data/speakers.json``.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources

from legation.analysis.actors import Actors, Resolved, names
from legation.analysis.statements import Reported
from legation.engine.decode import softmax
from legation.errors import ModelError

KINDS = ("he", "she", "it", "they", "person", "document", "medium", "body", "group")
"""Kinds of mention that may stand for somebody named elsewhere."""
SIGNALS = (
    "read", "written", "last", "last but one", "next", "linked", "near", "far", "later", "much later", "never", "person", "body", "medium", "several",
    "described", "subject", "sources", "inside", "beside", "otherwise", "of country", "of other country", "with document", "first",
    "written new", "written of", "later new",
)  # fmt: skip
"""What is known of a candidate; see :func:`signals`."""
_DOCUMENTS = frozenset(
    """
    statement report document survey study letter message article resolution communique communiqué declaration memo memorandum paper probe
    poll note text release bulletin dispatch dispatches editorial review assessment reply motion cable
""".split()
)
_MEDIA = frozenset(
    "newspaper daily paper agency radio television weekly magazine tv channel station network broadcaster tabloid website".split()
)
_UNTIL = frozenset(
    "of for in at from to on with by into over who which that whose whom after before near against called headed , ( - familiar close".split()
)
"""Words before which the noun of a mention stands."""
_SHE = re.compile(r"\b(?:spokeswoman|chairwoman|congresswoman|mrs|ms|miss|queen|princess|lady|madame|she|her)\b", re.IGNORECASE)
_HE = re.compile(
    r"\b(?:spokesman|chairman|congressman|mr|king|prince|sheikh|sheik|pope|bishop|cardinal|ayatollah|imam|he|him|his)\b", re.IGNORECASE
)
_SMALL = frozenset("the a an of for in at to its his her their and who one two former senior top chief said official".split())
_AROUND = 9
"""Words around a name in which what describes it is looked for."""


@dataclass(slots=True)
class Candidate:
    """One whom a mention may stand for.

    Attributes:
        name: as the source of a statement. resolved: a mention of it. spots: first words of its mentions, in order.
    """

    name: str
    resolved: Resolved
    spots: list[int] = field(default_factory=list)
    spoke: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the conditional logit: one row for each of :data:`KINDS`, one column for each of :data:`SIGNALS`."""

    version: str
    rows: dict[str, tuple[float, ...]]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Weights:
        """Those in the package."""
        try:
            form = json.loads((resources.files("legation") / "data" / "speakers.json").read_text("utf8"))
            return Weights(form["version"], {k: tuple(form["weights"][k][s] for s in SIGNALS) for k in KINDS})
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"data/speakers.json: the weights of speakers cannot be read ({error}); reinstall legation") from None


def resolve_speakers(found: Sequence[Reported], actors: Actors, weights: Weights | None = None) -> list[Reported]:
    """Statements with the sources that most likely spoke.

    Args:
        found: in order of their cues, with sources as the mentions alone resolve.
    """
    weights = weights or Weights.load()
    story = Choices(found, actors)
    out = list(found)
    for number, statement in enumerate(found):
        if (source := statement.source) is None:
            continue
        candidates = story.candidates(number)
        if (kind := story.kind(number)) is None:
            story.chose(number, candidates[0])
            continue
        row = weights.rows[kind]
        values = [sum(w * x for w, x in zip(row, story.signals(number, c), strict=True)) for c in candidates]
        best = candidates[max(range(len(values)), key=values.__getitem__)]
        story.chose(number, best)
        if best.name != source.source_name:
            r = best.resolved
            source = replace(
                source, name=r.name, as_source=r.as_source, entry=r.entry, country=r.country, sector=r.sector, sectors=r.sectors, person=r.person,
                reason=f"“{source.text}” most likely stands for “{r.text}”; {r.reason}",
            )  # fmt: skip
            out[number] = replace(statement, source=source)
            actors.settle(source)
    return sorted(out, key=lambda s: (s.start, -s.end))


class Choices:
    """The candidates of one story's statements and what is known of them."""

    def __init__(self, found: Sequence[Reported], actors: Actors) -> None:
        self._found, self._actors, self._words = found, actors, actors.words
        self._lower = [actors.words.word(i).lower() for i in range(len(actors.words))]
        self._all: dict[str, Candidate] = {}
        self._last: list[str] = []
        for span in actors.named():
            self._add(actors.resolve(span))
        self._named = list(self._all)
        for statement in found:
            if statement.source is not None:
                self._add(statement.source)
        for c in self._all.values():
            c.spots = sorted(set(c.spots))

    def _add(self, r: Resolved) -> Candidate:
        key = r.source_name.lower()
        made = self._all.setdefault(key, Candidate(r.source_name, r))
        made.spots.append(r.words[0])
        return made

    def kind(self, number: int) -> str | None:
        """The kind of a statement's source mention, or None where it names its speaker."""
        source = self._found[number].source
        return None if source is None else _kind_of(source)

    def candidates(self, number: int) -> list[Candidate]:
        """Whom the source of a statement may stand for: the first is the source as read."""
        source = self._found[number].source
        assert source is not None
        read = self._all[source.source_name.lower()]
        written = names.without_article(self._actors.mentions.text(*self._actors.mentions.core(source.words)))
        out = [read]
        alone = source.text.lower() in names.SINGULAR_PERSON
        if names.kind(source.text) != "pronoun" and written.lower() != read.name.lower():
            out.append(Candidate(written, replace(source, name=written, as_source="", person=False, reason="as the text names it")))
        around = [s.source.source_name.lower() for s in self._found[max(0, number - 2) : number + 3] if s.source is not None]
        for key in dict.fromkeys((*self._last[-2:], *self._named, *around)):
            candidate = self._all[key]
            if alone and not candidate.resolved.person and not names.has_role(candidate.name):
                continue
            if candidate is not read and names.kind(candidate.name) != "pronoun" and candidate.name.lower() != written.lower():
                out.append(candidate)
        return out

    def chose(self, number: int, best: Candidate) -> None:
        """Go on with a statement's speaker known."""
        key = best.name.lower()
        self._all.setdefault(key, best).spoke += 1
        self._last.append(key)

    def signals(self, number: int, candidate: Candidate) -> tuple[float, ...]:
        """What speaks for a candidate, in the order of :data:`SIGNALS`.

        Read: the mention alone resolves to it; written: it is the mention itself. Last, last but one, next: sources of the statements
        around. Linked: probability of the engine's "antecedent" link. Near, far: logarithms of words to the mention before; later,
        much later: the same for those first named after it; never: not named by itself. Then its kind; the share of the mention's
        words that stand around its name ("described"); whether it stands first in the sentence before; how often it spoke; whether the
        content itself, or the mention's sentence, names it; whether other words tell another gender; whether the mention's country is
        its own; whether its name stands by an earlier word for the same document; whether it is the first named; written and later once
        more for mentions that are new ("a diplomat") or that say whose they are ("Villepin's office").
        """
        statement = self._found[number]
        source = statement.source
        assert source is not None
        at, words = source.words[0], self._words
        key = candidate.name.lower()
        spots = [s for s in candidate.spots if not source.words[0] <= s < source.words[1]]
        before = bisect_left(spots, at)
        last = spots[before - 1] if before else None
        gap = math.log1p((at - last) / 20) if last is not None else 0.0
        after = math.log1p((spots[0] - at) / 20) if last is None and spots else 0.0
        upcoming = next((s.source.source_name.lower() for s in self._found[number + 1 : number + 3] if s.source and _kind_of(s.source) is None), "")  # fmt: skip
        sentence = words.sentence_of[at]
        content = statement.content
        r = candidate.resolved
        noun = _noun(source.text)
        new = source.text.lower().startswith(("a ", "an ", "another ", "one "))
        written = candidate.name == names.without_article(self._actors.mentions.text(*self._actors.mentions.core(source.words)))
        return (
            float(key == source.source_name.lower()),
            float(written),
            float(bool(self._last) and self._last[-1] == key),
            float(len(self._last) > 1 and self._last[-2] == key and self._last[-1] != key),
            float(upcoming == key),
            self._linked(source, spots),
            min(gap, 1.5),
            max(gap - 1.5, 0.0),
            float(last is None and bool(spots)),
            after,
            float(not spots),
            float(r.person),
            float(not r.person and names.kind(candidate.name) == "named" and r.sector != "MED"),
            float(r.sector == "MED"),
            float(not r.person and candidate.name.split()[-1][-1:] == "s" and not candidate.name.istitle()),
            self._described(source, candidate),
            float(last is not None and sentence - words.sentence_of[last] == 1 and last - words.sentence_words[sentence - 1][0] < 4),
            math.log1p(candidate.spoke),
            float(any(content[0] <= s < content[1] for s in candidate.spots)),
            float(any(words.sentence_of[s] == sentence and not content[0] <= s < content[1] for s in spots)),
            float(self._otherwise(source, candidate)),
            float(bool(source.country) and source.country == r.country),
            float(bool(source.country) and bool(r.country) and source.country != r.country),
            float(noun in _DOCUMENTS and self._with(noun, at, candidate.spots)),
            float(bool(self._named) and self._named[0] == key),
            float(written and new),
            float(written and bool(re.search(r"[A-Z]", source.text[1:]))),
            float(new and last is None and bool(spots)),
        )

    def _linked(self, source: Resolved, spots: list[int]) -> float:
        first, row = self._actors.scores.link("antecedent", source.words[0])
        limit = source.words[0] - first
        if limit <= 0:
            return 0.0
        chances = softmax(row[: limit + 1])
        return float(sum(chances[s - first] for s in spots if first <= s < source.words[0]))

    def _described(self, source: Resolved, candidate: Candidate) -> float:
        """Share of a mention's telling words that stand close around a name: "the defence minister" by "Defence Minister Kim"."""
        told = set(re.findall(r"[a-z]{3,}", source.text.lower())) - _SMALL
        if not told:
            return 0.0
        most = 0.0
        for s in candidate.spots:
            if source.words[0] <= s < source.words[1]:
                continue
            a, b = self._words.sentence_words[self._words.sentence_of[s]]
            around = set(self._lower[max(a, s - _AROUND) : min(b, s + _AROUND + 3)])
            most = max(most, len(told & around) / len(told))
        return most

    def _otherwise(self, source: Resolved, candidate: Candidate) -> bool:
        """Whether the words around a name tell another gender than the mention's."""
        she, he = bool(_SHE.search(source.text)), bool(_HE.search(source.text))
        if she == he or not candidate.resolved.person:
            return False
        around = " ".join(" ".join(self._lower[max(0, s - 4) : s + 1]) for s in candidate.spots) + " " + candidate.resolved.text
        return bool((_HE if she else _SHE).search(around)) and not bool((_SHE if she else _HE).search(around))

    def _with(self, noun: str, at: int, spots: list[int]) -> bool:
        """Whether a name stands by an earlier word for the same document."""
        said = [i for i in range(at - 1) if self._lower[i] == noun]
        return any(abs(i - s) <= _AROUND for i in said for s in spots)


def _kind_of(source: Resolved) -> str | None:
    named = source.person and source.name.split()[-1] in source.text.split()[-1]
    return None if named else mention_kind(source.text, source.person)


def mention_kind(text: str, person: bool) -> str | None:
    """One of :data:`KINDS`, or None for a mention that names its source.

    Args:
        text: the mention. person: whether it was resolved to a person.
    """
    low = text.lower()
    if names.kind(text) == "pronoun":
        return (
            "he"
            if low in ("he", "him", "i", "me")
            else "she"
            if low in ("she", "her")
            else "it"
            if low in ("it", "who", "which")
            else "they"
        )
    noun = _noun(text)
    if not noun.islower():
        return None
    if noun in _DOCUMENTS:
        return "document"
    if noun in _MEDIA:
        return "medium"
    if (noun.endswith("s") and not noun.endswith("ss")) or noun in ("people", "media", "police"):
        return "group"
    return "person" if names.has_role(text) or person else "body"


def _noun(text: str) -> str:
    """The noun of a description: "the UN's top official in Congo" → "official"; the last word where it is a name."""
    words = re.findall(r"[\w'’]+|[^\w\s]", text)
    at = next((i for i, w in enumerate(words) if i and w.lower() in _UNTIL), len(words))
    return re.sub(r"['’]s$", "", words[at - 1]) if words else ""
