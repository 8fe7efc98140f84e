"""The sectors of a mention: the engine's reading, corrected by what the knowledge base is sure of."""

from __future__ import annotations

import re

from legation.analysis.actors.mentions import Mentions, Span
from legation.analysis.actors.standing import Standing
from legation.engine.labels import SECTOR_LABELS
from legation.knowledge.base import Entry, Knowledge, Person

_OF_STATES = frozenset(["GOV", "MIL", "LEG", "CVL", "REB", "OPP", "COP"])
"""What a state's bare name or adjective may stand for ("Israeli" in "Israeli fire" is MIL)."""
_CODEBOOK = {"PRM": "REB", "UAF": "REB", "JRN": "MED", "ELI": "CVL", "SOC": "CVL", "AGR": "CVL", "PRE": "GOV"}
"""Sectors of PLOVER that the codebook counts with another; they stay among all sectors of the actor."""
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_HEAD = re.compile(r"\s(?:of|in|from|at|to|for|on|with|who|which|that|near|by|against|loyal|led|heading)\s|,|\(|\s-\s")
_FIGHTERS = frozenset(["REB", "UAF", "PRM"])


class Sectors:
    """Finds sectors of mentions."""

    def __init__(self, mentions: Mentions, knowledge: Knowledge) -> None:
        self._mentions, self._nouns, self._longest = mentions, knowledge.nouns, knowledge.longest_noun

    def read(self, span: Span) -> str:
        """The engine's sector."""
        return str(SECTOR_LABELS[int(self._mentions.scores.by_word["sector"][span[0]].argmax())])

    def of_state(self, span: Span) -> str:
        """The sector of a mention that is a state's name."""
        read = self.read(span)
        return read if read in _OF_STATES else "GOV"

    def of_entry(self, entry: Entry) -> str | None:
        """The sector of an entry, as the codebook has it; a user's own entry keeps the sector it was given."""
        return entry.sector if entry.own or entry.sector is None else _CODEBOOK.get(entry.sector, entry.sector)

    def of_person(self, span: Span, known: Person | None, standing: Standing) -> str:
        """The sector of a person: of the office held, acted in or elected to; else the engine's."""
        if known is not None and known.holds and standing not in ("former", "late"):
            return _CODEBOOK.get(known.term.sector, known.term.sector)
        if standing in ("elect", "acting") and any(sector == "GOV" for _, sector, _ in self._found(self._mentions.text(*span))):
            return "GOV"
        return self.read(span)

    def of(self, span: Span, sector: str | None) -> tuple[str, tuple[str, ...], str]:
        """The first sector, others that fit too, and why.

        Args:
            sector: the first, where it is known already; else it is the head noun's where that is surer than the engine, or the engine's.
        """
        text = self._mentions.text(*span)
        found = self._found(text)
        why = ""
        if sector is None:
            sector = self.read(span)
            head = found[-1] if found and self._ends_head(text, found[-1][0]) else None
            if head is not None and head[2]:
                noun = head[1]
                if noun == "MIL" and any(s in _FIGHTERS for _, s, _ in found):
                    noun = "REB"
                sector, why = _CODEBOOK.get(noun, noun), f"sector from “{head[0]}”"
        others = dict.fromkeys(s for _, s, _ in found)
        return sector, tuple(s for s in others if s != sector), why

    def fuller(self, entry: Entry | None) -> tuple[str, ...]:
        """The sectors of an entry that the codebook counts with another: a paramilitary is PRM besides REB."""
        return (entry.sector,) if entry is not None and entry.sector in _CODEBOOK and not entry.own else ()

    def _found(self, text: str) -> list[tuple[str, str, bool]]:
        """The nouns of a mention's head that make an actor: noun, sector, and whether it is surer than the engine; the longest at each word."""
        words = [w.lower().replace("’", "'") for w in _WORD.findall(_HEAD.split(text, maxsplit=1)[0])]
        found: list[tuple[str, str, bool]] = []
        at = 0
        while at < len(words):
            for last in range(min(len(words), at + self._longest), at, -1):
                row = self._nouns.get(" ".join(words[at:last]).removesuffix("'s"))
                if row is not None:
                    found.append((" ".join(words[at:last]), row[0], row[2] == "yes"))
                    at = last - 1
                    break
            at += 1
        return found

    @staticmethod
    def _ends_head(text: str, noun: str) -> bool:
        head = _HEAD.split(text, maxsplit=1)[0].lower().replace("’", "'").rstrip(" .\"'”")
        return head.removesuffix("'s").endswith(noun.removesuffix("'s"))
