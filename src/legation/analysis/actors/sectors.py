"""The sectors of a mention: the engine's reading, corrected by what the knowledge base is sure of."""

from __future__ import annotations

import re

from legation.analysis.actors.mentions import Mentions, Span
from legation.engine.labels import SECTOR_LABELS
from legation.knowledge.base import Knowledge, Person

_OF_STATES = frozenset(["GOV", "MIL", "LEG", "CVL", "REB", "OPP", "COP"])
"""What a state's bare name or adjective may stand for ("Israeli" in "Israeli fire" is MIL)."""
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_FORMER = re.compile(r"\b(?:former|ex|late|ousted|deposed)\b", re.IGNORECASE)


class Sectors:
    """Finds sectors of mentions."""

    def __init__(self, mentions: Mentions, knowledge: Knowledge) -> None:
        self._mentions, self._nouns = mentions, knowledge.nouns

    def read(self, span: Span) -> str:
        """The engine's sector."""
        return str(SECTOR_LABELS[int(self._mentions.scores.by_word["sector"][span[0]].argmax())])

    def of_state(self, span: Span) -> str:
        """The sector of a mention that is a state's name."""
        read = self.read(span)
        return read if read in _OF_STATES else "GOV"

    def of_person(self, span: Span, known: Person | None) -> str:
        """The sector of a person: of the office held, if one is; else the engine's."""
        if known is not None and known.when == "in office" and not _FORMER.search(self._mentions.text(*span)):
            return known.term.sector
        return self.read(span)

    def of(self, span: Span, sector: str | None) -> tuple[str, tuple[str, ...]]:
        """The first sector (``sector`` if given, else the engine's) and others that the mention's nouns add."""
        first = sector or self.read(span)
        others = dict.fromkeys(self._nouns[w.lower()][0] for w in _WORD.findall(self._mentions.text(*span)) if w.lower() in self._nouns)
        return first, tuple(s for s in others if s != first)
