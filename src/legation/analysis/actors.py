"""From a mention to an entity: its name, country and sector, with the reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from legation.analysis import names
from legation.engine.decode import softmax
from legation.engine.labels import SECTOR_LABELS
from legation.engine.session import Scores
from legation.knowledge.base import Hit, Knowledge

_NEVER_INSIDE = frozenset(["has", "have", "had", "said", "says", "will", "would", "is", "was", "were", "are", "who", "which", "that"])
"""Words at which a mention has ended: finite verbs and the openings of relative clauses."""
_LONGEST_MENTION = 18
"""Words in a mention at most; of the annotated actor mentions 99 % are shorter."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a mention stands for. ``words`` are its first and one-past-last word."""

    words: tuple[int, int]
    text: str
    start: int
    end: int
    name: str
    country: str | None
    sector: str
    person: bool
    reason: str


class Actors:
    """Resolves the mentions of one story; keeps what it has learned of each person."""

    def __init__(self, scores: Scores, knowledge: Knowledge) -> None:
        self.scores, self.words, self.knowledge = scores, scores.words, knowledge
        self.hits = knowledge.find(self.words)
        self._starting: dict[int, Hit] = {h.first: h for h in self.hits}
        self._covering = {w: h for h in self.hits for w in range(h.first, h.last)}
        self._not_names = frozenset(t for h in self.hits for t in self._text(h.first, h.last).split())
        self._cache: dict[tuple[int, int], Resolved] = {}
        self._busy: set[tuple[int, int]] = set()
        self._people: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._country_of: dict[str, str] = {}
        self._last_words: dict[str, list[str]] = defaultdict(list)
        self._find_people()

    def _text(self, first: int, last: int) -> str:
        return self.words.text[self.words.spans[first][0] : self.words.spans[last - 1][1]]

    def span_from(self, word: int) -> tuple[int, int]:
        """The mention that begins at a word, as the engine's "end" link has it; it stays in its sentence."""
        first, scores = self.scores.link("end", word)
        limit = min(self.words.sentence_words[self.words.sentence_of[word]][1], word + _LONGEST_MENTION, first + len(scores))
        last = word + int(np.argmax(scores[word - first : limit - first])) + 1 if limit > word else word + 1
        for cut in range(word + 1, last):
            if self.words.word(cut).lower() in _NEVER_INSIDE:
                last = cut
                break
        return self._trim(word, last)

    def _trim(self, first: int, last: int) -> tuple[int, int]:
        while (
            last - 1 > first
            and not self._abbreviation(first, last)
            and self.words.word(last - 1) in {",", ".", ";", ":", "'", "’", '"', "“", "”"}
        ):
            last -= 1
        if last - 2 > first and self.words.word(last - 1) == "s" and self.words.word(last - 2) in "'’":
            last -= 2
        # A hyphenated name goes to its end ("Moon Jae-" → "Moon Jae-in"), an abbreviation takes its full stop ("U.S").
        while (
            last < len(self.words)
            and self.words.spans[last][0] == self.words.spans[last - 1][1]
            and "-" in (self.words.word(last - 1), self.words.word(last))
        ):
            if self.words.word(last) == "-" and not self._capital_part(last):
                break
            last += 1
        if last < len(self.words) and self._abbreviation(first, last + 1) and last - 2 >= first and self.words.word(last - 2) == ".":
            last += 1
        return first, last

    def _capital_part(self, hyphen: int) -> bool:
        """Whether a hyphen stands inside a name, as in "Jae-in", and not before a suffix such as "-led"."""
        after = self.words.word(hyphen + 1) if hyphen + 1 < len(self.words) else ""
        return self.words.word(hyphen - 1)[:1].isupper() and after not in {
            "led",
            "backed",
            "based",
            "run",
            "born",
            "controlled",
            "ruled",
            "held",
            "funded",
            "linked",
        }

    def _abbreviation(self, first: int, last: int) -> bool:
        """Whether a mention's last full stop belongs to it, as in "U.S."."""
        return (
            last - 2 >= first
            and self.words.word(last - 1) == "."
            and len(self.words.word(last - 2)) == 1
            and self.words.word(last - 2).isupper()
        )

    def single(self, span: tuple[int, int]) -> tuple[int, int]:
        """The first of coordinated names: "Trump and Kim" → "Trump"; the others have links of their own."""
        first, last = span
        if self._text(first, last) in self.knowledge.names:
            return span
        for word in range(first + 1, last - 1):
            if (
                self.words.word(word) in ("and", ",", "or")
                and self.words.word(first)[:1].isupper()
                and self.words.word(word + 1)[:1].isupper()
            ):
                return first, word
        return span

    def _find_people(self) -> None:
        """Collect full names: runs of two or more capitalised words that the engine calls a person."""
        mention = self.scores.by_word["mention"]
        labels = mention.argmax(1) if len(mention) else []
        at = 0
        while at < len(labels):
            if labels[at] != 1:  # B-person
                at += 1
                continue
            last = at + 1
            while last < len(labels) and labels[last] == 2:
                last += 1
            self._learn_person(*self.single(self._trim(at, last)))
            at = last
        text = self.words.text
        for name in self.knowledge.people:
            if " " in name and name in text:
                full = self.knowledge.people[name].name
                self._people[name] = full
                for part in {name.split()[-1], name.split()[0]}:
                    if not any(set(name.split()) <= set(n.split()) for n in self._last_words[part]):
                        self._last_words[part].append(full)

    def _learn_person(self, first: int, last: int) -> None:
        text = self._text(first, last)
        name = names.person(text, self._not_names)
        if name is None or name in self.knowledge.names:
            return
        if " " in name:
            self._people.setdefault(name, name)
            title = text[: text.rfind(name)].strip(" ,").lower()
            if title:
                self._titles.setdefault(title, name)
            for part in {name.split()[-1], name.split()[0]}:
                if name not in self._last_words[part]:
                    self._last_words[part].append(name)
        hit = next((h for h in self.hits if first <= h.first < last and h.entry.country), None)
        if hit and hit.entry.country:
            self._country_of.setdefault(self._full_name(name, first), hit.entry.country)

    def _full_name(self, name: str, word: int) -> str:
        """The longest form of a person's name that the story has: "Hill" → "Christopher Hill"."""
        if " " in name and name in self._people:
            return self._people[name]
        candidates = self._last_words.get(name.split()[-1], []) or self._last_words.get(name, [])
        same = [c for c in candidates if set(name.split()) <= set(c.split())]
        if not same:
            return name
        last = [c for c in same if c.split()[-1] == name]
        return (last or same)[0]

    def resolve(self, span: tuple[int, int]) -> Resolved:
        """Name, country and sector of the mention at words ``first:last``."""
        if span in self._cache:
            return self._cache[span]
        if span in self._busy:
            return self._plain(span, "a circle of references")
        self._busy.add(span)
        try:
            resolved = self._resolve(span)
        finally:
            self._busy.discard(span)
        self._cache[span] = resolved
        return resolved

    def _plain(self, span: tuple[int, int], reason: str, country: str | None = None) -> Resolved:
        text = self._text(*span)
        return Resolved(
            span,
            text,
            self.words.spans[span[0]][0],
            self.words.spans[span[1] - 1][1],
            names.without_article(text),
            country,
            self._sector(span),
            False,
            reason,
        )

    def _sector(self, span: tuple[int, int]) -> str:
        return str(SECTOR_LABELS[int(self.scores.by_word["sector"][span[0]].argmax())])

    def _resolve(self, span: tuple[int, int]) -> Resolved:
        first, last = span
        text = self._text(first, last)
        start, end = self.words.spans[first][0], self.words.spans[last - 1][1]
        sector = self._sector(span)
        inside = [h for h in self.hits if first <= h.first and h.last <= last]
        bare = names.without_article(text)
        entry = self.knowledge.names.get(text) or self.knowledge.names.get(bare)
        if entry is not None:
            sector = entry.sector or (sector if sector in ("GOV", "MIL", "LEG", "CVL", "REB", "OPP", "COP") else "GOV")
            return Resolved(span, text, start, end, entry.name, entry.country, sector, False, f"knowledge base: {entry.kind} “{bare}”")
        if names.kind(text) == "pronoun":
            return self._pronoun(span)
        organisation = next((h.entry for h in inside if h.entry.kind == "organisation" and h.entry.sector), None)
        name = names.person(text, self._not_names)
        if name is not None and not (inside and inside[-1].last == last):
            full = self._full_name(name, first)
            if " " not in full and full in self.knowledge.people:
                full = self.knowledge.people[full].name
            if " " in full or names.has_role(text) or self._is_person(first):
                country, why = self._country(span, inside, full)
                return Resolved(span, text, start, end, full, country, sector, True, f"person “{full}”; {why}")
        if names.has_role(text) and text[:4].lower() == "the " and " " in bare:
            # "The secretary of state": the person whose title, given elsewhere, holds these words.
            titled = next((n for title, n in self._titles.items() if bare.lower() in title), None)
            if titled is not None:
                country, why = self._country(span, inside, titled)
                return Resolved(span, text, start, end, titled, country, sector, True, f"title of “{titled}” in this story; {why}")
        if names.has_role(text) and not inside:
            before = self._antecedent(span)
            if before is not None:
                found = self.resolve(before)
                if found.person:
                    return Resolved(span, text, start, end, found.name, found.country, sector, True, f"refers to “{found.text}”")
        country, why = self._country(span, inside, None)
        if organisation and organisation.sector and inside[0].entry is organisation and len(inside) == 1 and last - first <= 4:
            return Resolved(
                span,
                text,
                start,
                end,
                organisation.name,
                organisation.country,
                organisation.sector,
                False,
                f"knowledge base: organisation “{organisation.name}”",
            )
        label = bare
        if country in self.knowledge.states and sector == "GOV" and not names.has_role(text) and inside:
            label = bare
        return Resolved(span, text, start, end, label, country, sector, False, why)

    def _is_person(self, word: int) -> bool:
        row = self.scores.by_word["mention"][word]
        return int(row.argmax()) in (1, 2)

    def _antecedent(self, span: tuple[int, int]) -> tuple[int, int] | None:
        first, scores = self.scores.link("antecedent", span[0])
        limit = span[0] - first
        if limit <= 0:
            return None
        best = int(np.argmax(scores[: limit + 1]))
        return None if best == limit else self.span_from(first + best)

    def _pronoun(self, span: tuple[int, int]) -> Resolved:
        first, scores = self.scores.link("antecedent", span[0])
        limit = span[0] - first
        text, start, end = self._text(*span), self.words.spans[span[0]][0], self.words.spans[span[1] - 1][1]
        order = np.argsort(-scores[: max(limit, 0)])[:6].tolist()
        for best in order:
            before = self.span_from(first + best)
            if before[1] > span[0] or (names.kind(self._text(*before)) == "pronoun" and before not in self._cache):
                continue
            found = self.resolve(before)
            if text.lower() in names.SINGULAR_PERSON and not found.person and not names.has_role(found.text):
                continue
            return Resolved(
                span, text, start, end, found.name, found.country, found.sector, found.person, f"“{text}” refers to “{found.text}”"
            )
        country, why = self._country(span, [], None)
        return Resolved(span, text, start, end, names.without_article(text), country, self._sector(span), False, why)

    def _country(self, span: tuple[int, int], inside: list[Hit], person: str | None) -> tuple[str | None, str]:
        """The country of a mention: named in it, known of the person, of its antecedent, or where the engine points."""
        # "China's ambassador to Japan": a name after a preposition is where, not whose.
        own = [
            h
            for h in inside
            if h.entry.country and not (h.first > span[0] and self.words.word(h.first - 1).lower() in ("to", "in", "with", "against", "on"))
        ]
        own = own or [h for h in inside if h.entry.country]
        if own:
            text = self._text(own[0].first, own[0].last)
            if person:
                self._country_of.setdefault(person, own[0].entry.country or "")
            return own[0].entry.country, f"country from “{text}” in the mention"
        known = self.knowledge.people.get(person) if person else None
        if known is not None:
            return known.country, f"knowledge base: person “{known.name}”"
        if person and self._country_of.get(person):
            return self._country_of[person], "country from another mention of the person"
        first, scores = self.scores.link("nation", span[0])
        spots = [h for h in self.hits if first <= h.first < first + len(scores) and h.entry.country]
        if spots:
            columns = [span[0] - first, *(h.first - first for h in spots)]
            chances = softmax(scores[columns])
            by_country: dict[str, float] = defaultdict(float)
            for h, chance in zip(spots, chances[1:], strict=True):
                by_country[str(h.entry.country)] += float(chance)
            best = max(by_country, key=lambda c: (by_country[c], c))
            if by_country[best] > float(chances[0]):
                hit = max((h for h in spots if h.entry.country == best), key=lambda h: scores[h.first - first])
                if person:
                    self._country_of.setdefault(person, best)
                return best, f"country from “{self._text(hit.first, hit.last)}”, where the engine points"
        return None, "no country found"
