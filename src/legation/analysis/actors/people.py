"""The people of one story: full names, the titles they carry, and who a surname or a title means."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from legation.analysis.actors import names
from legation.analysis.actors.mentions import Mentions, Span
from legation.analysis.actors.standing import Standing, standing
from legation.knowledge.base import Hit, Knowledge, Person


class People:
    """Learns the people of a story from the engine's person mentions and the knowledge base.

    Args:
        hits: names of the knowledge base in the text. day: the story's date. countries: those the story names, most often first.
    """

    def __init__(self, mentions: Mentions, knowledge: Knowledge, hits: list[Hit], day: date | None, countries: list[str]) -> None:
        self._mentions, self._knowledge, self._hits, self._day, self._countries = mentions, knowledge, hits, day, countries
        # Words of places and organisations end a person's name: "Iran Nejad" is no name, "Ali Nejad" is.
        self.not_names = frozenset(t for h in hits if h.entry.kind != "person" for t in mentions.text(h.first, h.last).split())
        self._titles: dict[str, str] = {}
        self._full: dict[str, str] = {}
        self._by_part: dict[str, list[str]] = defaultdict(list)
        self._canonical: dict[str, str] = {}
        self._standing: dict[str, Standing] = {}
        self.country_of: dict[str, str] = {}
        for hit in hits:
            if hit.entry.kind == "person":
                self._learn_known(hit)
        self._learn_read()

    def _learn_known(self, hit: Hit) -> None:
        form = self._mentions.text(hit.first, hit.last)
        if " " not in form:
            return
        self._canonical[form] = hit.entry.name
        self._add(form)

    def _learn_read(self) -> None:
        mention = self._mentions.scores.by_word["mention"]
        labels = mention.argmax(1).tolist() if len(mention) else []
        at = 0
        while at < len(labels):
            if labels[at] != 1:  # B-person
                at += 1
                continue
            last = at + 1
            while last < len(labels) and labels[last] == 2:
                last += 1
            self._learn(*self._mentions.single(self._mentions.trim(at, last)))
            at = last

    def _learn(self, first: int, last: int) -> None:
        text = self._mentions.text(first, last)
        name = names.person(text, self.not_names)
        if name is None or any(e.kind != "person" for e in self._knowledge.named(name)[:1]):
            return
        if " " in name:
            self._add(name)
            title = text[: text.rfind(name)].strip(" ,").lower()
            if title:
                self._titles.setdefault(title, self._full[name])
        if said := self.said(first, last):
            self._standing.setdefault(self.full_name(name), said)
        near = next((h for h in self._hits if first <= h.first < last and h.entry.country and h.entry.kind != "person"), None)
        if near and near.entry.country:
            self.country_of.setdefault(self.full_name(name), near.entry.country)

    def _add(self, name: str) -> None:
        # Two forms of one known person are one: the first in the story stands.
        known = self._canonical.get(name)
        same = next((n for n in self._full.values() if known and self._canonical.get(n) == known), name)
        self._full.setdefault(name, same)
        for part in dict.fromkeys((name.split()[-1], name.split()[0])):
            if self._full[name] not in self._by_part[part] and not any(set(name.split()) <= set(n.split()) for n in self._by_part[part]):
                self._by_part[part].append(self._full[name])

    def full_name(self, name: str) -> str:
        """The longest form of a person's name that the story has: "Hill" → "Christopher Hill"."""
        if name in self._full:
            return self._full[name]
        candidates = self._by_part.get(name.split()[-1], []) or self._by_part.get(name, [])
        same = [c for c in candidates if set(name.split()) <= set(c.split())]
        if not same:
            return name
        last = [c for c in same if c.split()[-1] == name]
        return (last or same)[0]

    def titled(self, title: str) -> str | None:
        """The person whose title, given elsewhere in the story, holds these words."""
        return next((n for t, n in self._titles.items() if title.lower() in t), None)

    def said(self, first: int, last: int) -> Standing:
        """The standing that the words of a mention give its person: "former", "late", "elect", "acting" or none."""
        before = self._mentions.words.word(first - 1) if first else ""
        return standing(self._mentions.text(first, last), before if before.lower() in ("former", "late", "acting", "interim") else "")

    def standing(self, name: str, span: Span) -> Standing:
        """As :meth:`said`, or as another mention of the person in the story has it."""
        return self.said(*span) or self._standing.get(name, "")

    def known(self, name: str, country: str | None = None, standing: str = "", day: date | None = None) -> Person | None:
        """The knowledge base's person behind a name of the story.

        Args:
            country: the state the story gives the person. standing: "former", "late", "elect", "acting" or none.
            day: the day to look the office up on, where it is not the story's.
        """
        canonical = self._canonical.get(name)
        if canonical is None and " " in name:
            entry = next((e for e in self._knowledge.named(name) if e.kind == "person"), None)
            canonical = entry.name if entry else None
        if canonical is not None:
            return self._knowledge.as_of(canonical, self._day, standing)
        if " " in name:
            return None
        if day is not None and day != self._day:
            past = self._knowledge.surname(name, day, country, self._countries, standing)
            if past is not None:
                return past
        return self._knowledge.surname(name, self._day, country, self._countries, standing)
