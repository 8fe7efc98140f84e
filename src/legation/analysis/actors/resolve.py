"""From a mention to an entity: its name, country and sectors, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from legation.analysis.actors import names
from legation.analysis.actors.mentions import Mentions, Resolved, Span
from legation.analysis.actors.nations import PLACES, Nations, countries
from legation.analysis.actors.people import People
from legation.analysis.actors.sectors import Sectors
from legation.analysis.actors.standing import SAYS
from legation.engine.session import Scores
from legation.knowledge.base import Entry, Hit, Knowledge, choose

_GOVERNMENT = frozenset(
    """
    government administration regime authorities officials leadership embassy side country state republic nation ministry
    foreign cabinet
""".split()
)
"""Nouns with which a state's own name or adjective means its government as a whole; such mentions take the state's name
(codebook, Actors: "else the state"). Chosen from the annotated stories that the model was trained on: there at least
three in four such mentions are named after the state."""
_DOMESTIC = re.compile(
    r"\b(?:army|military|troops|soldiers|rebels?|guerrillas?|insurgents?|militants?|opposition|parliament|government|police|president|presidents|"
    r"premier|prime minister|foreign minister|ministry|cabinet|court|authorities|navy|air force|lawmakers|protesters|demonstrators|strikers)$",
    re.IGNORECASE,
)
"""Bodies that a story leaves without a country only where it is plain which is meant. On 70 stories that the training left out,
taking the country named most raised country accuracy."""
_ABROAD = re.compile(
    r"^(?:\w+ )?(?:foreign|multinational|neighbou?ring|western|regional|european|african|arab|other) (?:\w+ )?(?:countries|nations|states|troops|soldiers|forces|"
    r"governments|powers|allies|leaders|capitals|workers|nationals|observers|journalists|investors)\b",
    re.IGNORECASE,
)
"""Those who are of no one country, where the mention names none."""
_LONGEST_LETTERS = 6
_YEAR = re.compile(r"\b(?:[Ii]n|[Ss]ince|[Dd]uring|[Bb]ack in|[Ii]n \w+ (?:of )?|[Oo]f) ((?:19[4-9]|20\d)\d)\b(?!-)")
_LONG_PAST = 3
"""Years from the story's own from which the year of a sentence is that of its offices: in 2005, "in 1991 President Bush" is the father."""
_ALONE = frozenset(["i", "me", "my", "myself"])
_OF_STATE = frozenset(["GOV", "MIL", "COP", "SPY", "LEG", "JUD"])
"""Sectors whose people say "we" for their state."""
_PAIR = re.compile(r"\b(?:two|both)\b", re.IGNORECASE)
_PLURAL_PARTIES = re.compile(r"\b(?:sides|countries|nations|states|governments|neighbou?rs|parties|capitals|leaders|presidents|(?:prime |foreign |defen[cs]e )?ministers|premiers)\b", re.IGNORECASE)


class Actors:
    """Resolves the mentions of one story; keeps what it has learned of each person.

    Args:
        scores: the engine's. knowledge: the knowledge base. day: the story's date, on which offices are looked up.
    """

    def __init__(self, scores: Scores, knowledge: Knowledge, day: date | None = None) -> None:
        self.scores, self.words, self._knowledge, self._day = scores, scores.words, knowledge, day
        self.mentions = Mentions(scores, knowledge)
        found = knowledge.find(self.words)
        self._countries = countries(found)
        chosen = ((h, choose(h.entries, day, self._countries, h.generic)) for h in found)
        self.hits = [
            Hit(h.first, h.last, (knowledge.since_then(e, day),)) for h, e in chosen if e and not self._redefined(self._text(h), e)
        ]
        self._nations = Nations(self.mentions, self.hits)
        self._people = People(self.mentions, knowledge, self.hits, day, self._countries)
        self._sectors = Sectors(self.mentions, knowledge)
        self._cache: dict[Span, Resolved] = {}
        self._busy: set[Span] = set()

    def span_from(self, word: int) -> Span:
        """The mention that begins at a word."""
        return self.mentions.from_word(word)

    def named(self) -> list[Span]:
        """Mentions that the engine reads as a person, body or place and that name it."""
        labels = self.scores.by_word["mention"]
        if not len(labels):
            return []
        spans = (self.span_from(word) for word in (labels.argmax(1) % 2 == 1).nonzero()[0].tolist())
        return [s for s in spans if self.resolve(s).person or names.kind(self.resolve(s).text) == "named"]

    def single(self, span: Span) -> Span:
        """The first of coordinated names."""
        return self.mentions.single(span)

    def resolve(self, span: Span) -> Resolved:
        """Name, country and sector of the mention at words ``first:last``."""
        if span in self._cache:
            return self._cache[span]
        if span in self._busy:
            return self._made(span, names.without_article(self.mentions.text(*span)), None, "a circle of references")
        self._busy.add(span)
        try:
            resolved = self._resolve(span)
        finally:
            self._busy.discard(span)
        self._cache[span] = resolved
        return resolved

    def as_written(self, span: Span) -> Resolved:
        """A mention as a body or an unnamed person of its own, named as the text names it."""
        bare = names.without_article(self.mentions.text(*self.mentions.core(span)))
        return replace(self._body(span, bare), as_source=bare)

    def spoken(self, span: Span, source: Resolved) -> Resolved:
        """ "I" and "we" in a speaker's own words: himself, and the state that he speaks for."""
        text = self.mentions.text(*span)
        why = f"“{text}” in the words of “{source.source_name}”"
        if text.lower() not in _ALONE and source.country in self._knowledge.states and source.sector in _OF_STATE:
            name = self._knowledge.states[source.country]
            return self._made(span, name, source.country, f"{why}, who speaks for it", entry=f"state:{source.country}", sector="GOV")
        return replace(source, words=span, text=text, start=self.words.spans[span[0]][0], end=self.words.spans[span[1] - 1][1], reason=why)

    def settle(self, found: Iterable[Resolved]) -> None:
        """Take mentions for what was found by other means; pronouns that may refer to them are resolved anew."""
        settled = {r.words: r for r in found}
        others = {s: r for s, r in self._cache.items() if names.kind(r.text) != "pronoun"}
        self._cache = others | settled

    def resolve_all(self, span: Span) -> tuple[Resolved, ...]:
        """Like :meth:`resolve`, but a group becomes its members: "the two Koreas", "the five permanent members"."""
        text = self.mentions.text(*span)
        group = self._entry(text)
        if group is not None and group.kind == "group":
            why = f"knowledge base: group “{group.name}”"
            return tuple(
                self._made(span, self._knowledge.states.get(c, c), c, why, entry=f"state:{c}", sector="GOV") for c in group.members
            )
        if group is None and len(chain := self._nations.chain(span)) > 1 and self._only_states(span, chain):
            return self._members(span, chain)
        if _PAIR.search(text) and _PLURAL_PARTIES.search(text) and self._nations.named(span) is None:
            pair = [p for p in self._nations.pointed(span) if p[0] in self._knowledge.states][:2]
            if len(pair) == 2:
                return tuple(
                    self._made(span, self._knowledge.states[c], c, f"one of two, from “{self._text(hit)}”", entry=f"state:{c}")
                    for c, _, hit in pair
                )
        return (self.resolve(span),)

    def _only_states(self, span: Span, chain: list[Hit]) -> bool:
        """Whether a mention names nobody but the states of a chain."""
        inside = {w for h in chain for w in range(h.first, h.last)}
        rest = (self.words.word(w) for w in range(span[0] + 1, span[1]) if w not in inside)
        return not any(w[:1].isupper() for w in rest) or names.person(self.mentions.text(*span), self._people.not_names) is None

    def _members(self, span: Span, chain: list[Hit]) -> tuple[Resolved, ...]:
        """One party for each of the states named together in a mention."""
        each = {h.entry.country: h for h in chain if h.entry.country}
        return tuple(
            self._made(
                span, self._knowledge.states.get(country, country), country, f"one of {len(each)} named together, “{self._text(hit)}”",
                entry=f"state:{country}",
            )
            for country, hit in each.items()
        )  # fmt: skip

    def _redefined(self, form: str, entry: Entry) -> bool:
        """Whether the story gives letters a meaning of its own: "the Special Presidential Division (DSP)" is no Turkish party."""
        if not (form.isupper() and form.isalpha() and 2 < len(form) <= _LONGEST_LETTERS):
            return False
        match = re.search(rf"((?:[\w'’.-]+ ){{1,{len(form) + 3}}})\(\s*(?:the )?{form}\s*\)", self.words.text)
        if match is None or not re.search(r"[A-Z]", match[1]):
            return False
        words = set(re.findall(r"[a-z]{4,}", match[1].lower()))
        known = {w for f in self._knowledge.forms_of(entry) if f != form for w in re.findall(r"[a-z]{4,}", f.lower())}
        return bool(known) and not words & known

    def _text(self, hit: Hit) -> str:
        return self.mentions.text(hit.first, hit.last)

    def _entry(self, text: str) -> Entry | None:
        bare = names.without_article(text)
        entry = self._knowledge.best(text, self._day, self._countries) or self._knowledge.best(bare, self._day, self._countries)
        return None if entry is not None and self._redefined(bare, entry) else entry

    def _made(
        self, span: Span, name: str, country: str | None, reason: str, *,
        person: bool = False, entry: str | None = None, sector: str | None = None, as_source: str = "", body: Entry | None = None,
    ) -> Resolved:  # fmt: skip
        first, others, why = self._sectors.of(span, sector)
        others = tuple(dict.fromkeys(s for s in (*self._sectors.fuller(body), *others) if s != first))
        reason = f"{reason}; {why}" if why else reason
        return Resolved(
            span, self.mentions.text(*span), self.words.spans[span[0]][0], self.words.spans[span[1] - 1][1],
            name, country, first, person, reason, entry, (first, *others), as_source,
        )  # fmt: skip

    def _resolve(self, span: Span) -> Resolved:
        core = self.mentions.core(span)
        text = self.mentions.text(*core)
        bare = names.without_article(text)
        entry = self._entry(text)
        if entry is not None and entry.kind != "person":
            return self._from_entry(span, entry, bare)
        if names.kind(text) == "pronoun":
            return self._pronoun(span)
        return self._individual(span, text, bare) or self._body(span, bare)

    def _from_entry(self, span: Span, entry: Entry, bare: str) -> Resolved:
        people = entry.kind == "demonym" and bare.endswith("s") and not bare.endswith("ss")
        name = bare if people else entry.name
        why = f"knowledge base: {entry.kind} “{bare}”"
        if entry.kind in ("capital", "byword"):
            why += ", a party and so the government that sits there"
        sector = self._sectors.of_entry(entry) or self._sectors.of_state(span)
        as_source = bare if entry.kind == "byword" else ""
        return self._made(span, name, entry.country, why, entry=entry.id, sector=sector, as_source=as_source, body=entry)

    def _individual(self, span: Span, text: str, bare: str) -> Resolved | None:
        """One person: by name, by the title of somebody named elsewhere, or as reference to an earlier mention."""
        core = self.mentions.core(span)
        named = self._nations.named(core) or self._nations.named(span)
        name = names.person(text, self._people.not_names)
        role = names.has_role(text)
        if name is None and role and "," in (whole := self.mentions.text(*span)):
            # "The general, air force commander Anatoly Vershkov", "the bloc's commissioner for trade, Thandeka Mokoena".
            name = names.person(whole.partition(",")[2].strip(), self._people.not_names)
            name = name if name is not None and " " in name else None
        if name is not None and not (named and named.last == core[1]):
            full = self._people.full_name(name)
            if " " in full or role or self.mentions.is_person(span[0]):
                return self._person(span, full, named)
            known = self._people.known(full, named.entry.country if named else None)
            if known is not None:
                return self._person(span, full, named)
        if role and text[:4].lower() == "the " and " " in bare:
            # "The secretary of state": the person whose title, given elsewhere, holds these words.
            titled = self._people.titled(bare)
            if titled is not None:
                return self._person(span, titled, named, f"title of “{titled}” in this story; ")
        if role and named is None:
            before = self.mentions.antecedent(span)
            if before is not None:
                found = self.resolve(before)
                if found.person:
                    return self._made(
                        span, found.name, found.country, f"refers to “{found.text}”", person=True, entry=found.entry,
                        sector=self._sectors.read(span),
                    )  # fmt: skip
        return None

    def _person(self, span: Span, full: str, named: Hit | None, why: str = "") -> Resolved:
        said = self._people.standing(full, span)
        of = named.entry.country if named else self._people.country_of.get(full)
        known = self._people.known(full, of, said, self._day_of(span))
        if known is not None and " " not in full:
            full = known.called
        country: str | None
        if named is not None:
            country, reason = named.entry.country, f"country from “{self._text(named)}” in the mention"
            self._people.country_of.setdefault(full, country or "")
        elif known is not None and not (known.when == "not yet in office" and known.term.country == "IGO"):
            country, reason = known.term.country, "country of the office"
        elif self._people.country_of.get(full):
            country, reason = self._people.country_of[full], "country from another mention of the person"
        else:
            country, reason = self._pointed(span)
            if country is not None:
                self._people.country_of.setdefault(full, country)
        if known is not None:
            reason += f"; knowledge base: “{known.name}”, {known.when}: {known.term}"
        if said and not (known is not None and known.when == said):
            reason += f"; {SAYS[said]}"
        return self._made(
            span, full, country, f"{why}person “{full}”; {reason}", person=True, entry=known.entry.id if known else None,
            sector=self._sectors.of_person(span, known, said),
            body=known.entry if known is not None and known.holds else None,
        )  # fmt: skip

    def _day_of(self, span: Span) -> date | None:
        """The day on which a mention's office is looked up: the story's, or the middle of a year long past that its sentence gives."""
        if self._day is None:
            return None
        start, end = self.words.sentence_spans[self.words.sentence_of[span[0]]]
        years = {int(m[1]) for m in _YEAR.finditer(self.words.text, start, end)}
        year = years.pop() if len(years) == 1 else self._day.year
        return self._day if abs(self._day.year - year) < _LONG_PAST else date(year, 7, 1)

    def _body(self, span: Span, bare: str) -> Resolved:
        """A body, a group of people, or an unnamed person."""
        inside = [h for h in self.hits if span[0] <= h.first and h.last <= span[1]]
        if len(inside) == 1 and inside[0].entry.kind not in (*PLACES, "person") and inside[0].entry.sector and span[1] - span[0] <= 4:
            entry = inside[0].entry
            return self._made(
                span,
                entry.name,
                entry.country,
                f"knowledge base: {entry.kind} “{entry.name}”",
                entry=entry.id,
                sector=self._sectors.of_entry(entry),
                body=entry,
            )
        hit = self._nations.named(span)
        if hit is not None:
            country, why = hit.entry.country, f"country from “{self._text(hit)}” in the mention"
        else:
            country, why = self._pointed(span)
        if hit is None and _ABROAD.search(bare):
            country, why = None, "of no one country"
        elif (
            country is None and _DOMESTIC.search(bare) and (home := next((c for c in self._countries if c in self._knowledge.states), None))
        ):
            country, why = home, f"a body of a state, and {self._knowledge.states[home]} is the one this story names most"
        if country in self._knowledge.states and self._is_government(bare, hit):
            return self._made(span, self._knowledge.states[country], country, f"{why}; its government", entry=f"state:{country}",
                              sector=self._sectors.of_state(span), as_source=bare)  # fmt: skip
        return self._made(span, bare, country, why)

    def _is_government(self, bare: str, hit: Hit | None) -> bool:
        rest = [w for w in bare.replace("’", "'").removesuffix("'s").split() if not (hit and w.strip("'s") in self._text(hit))]
        if rest and rest[0].lower() in ("his", "her", "its", "their", "our", "my"):
            rest = rest[1:]
        return bool(rest) and len(rest) <= 2 and all(w.lower() in _GOVERNMENT for w in rest)

    def _pronoun(self, span: Span) -> Resolved:
        first, scores = self.scores.link("antecedent", span[0])
        limit = span[0] - first
        text = self.mentions.text(*span)
        order = np.argsort(-scores[: max(limit, 0)])[:6].tolist()
        for best in order:
            before = self.mentions.from_word(first + best)
            if before[1] > span[0] or (names.kind(self.mentions.text(*before)) == "pronoun" and before not in self._cache):
                continue
            found = self.resolve(before)
            if text.lower() in names.SINGULAR_PERSON and not found.person and not names.has_role(found.text):
                continue
            return self._made(
                span, found.name, found.country, f"“{text}” refers to “{found.text}”", person=found.person, entry=found.entry,
                sector=found.sector, as_source=found.as_source,
            )  # fmt: skip
        country, why = self._pointed(span)
        return self._made(span, names.without_article(text), country, why)

    def _pointed(self, span: Span) -> tuple[str | None, str]:
        pointed = self._nations.pointed(span)
        if not pointed:
            return None, "no country found"
        country, _, hit = pointed[0]
        return country, f"country from “{self._text(hit)}”, where the engine points"
