"""Whether a text gives somebody's office as past, coming or held for another: "former", "late", "-elect", "acting"."""

from __future__ import annotations

import re
from typing import Literal

Standing = Literal["", "former", "late", "elect", "acting"]
_FORMER = re.compile(
    r"\b(?:former|ousted|deposed|one-?time|erstwhile|disgraced ex|toppled)\b|\b[Ee]x-\s?(?=\w)|\b(?:retired|then)[ -](?=[a-z])",
    re.IGNORECASE,
)
_LATE = re.compile(r"\b(?:late|slain|assassinated|murdered|deceased)\s+(?!\w*(?:day|night|month|week|year|hour)\b)", re.IGNORECASE)
_ELECT = re.compile(r"-\s?(?:elect|designate)\b|\b(?:incoming|designated)\b", re.IGNORECASE)
_ACTING = re.compile(r"\b(?:acting|interim|caretaker|provisional)\b", re.IGNORECASE)
SAYS = {
    "former": "the text says former", "late": "the text says late", "elect": "the text says elect, not yet in office",
    "acting": "the text says acting",
}  # fmt: skip
"""What a reason adds where the text gives a standing."""


def standing(text: str, before: str = "") -> Standing:
    """The standing that a mention gives.

    Args:
        text: the mention: "former US president Jimmy Carter". before: the word before it, where the mention begins after "former".
    """
    whole = f"{before} {text}"
    if _ELECT.search(whole):
        return "elect"
    if _FORMER.search(whole):
        return "former"
    if _LATE.search(whole):
        return "late"
    return "acting" if _ACTING.search(whole) else ""
