"""PLOVER contexts of a passage, by vocabulary."""

from __future__ import annotations

import re

_WORDS: dict[str, str] = {
    "military": r"troops?|army|armies|soldiers?|military|missiles?|air ?strikes?|war|battles?|naval|offensive|militants?|rebels?|arms",
    "intelligence": r"intelligence|spy|spies|espionage",
    "executive": r"president|prime minister|cabinet|premier",
    "legislative": r"parliament\w*|lawmakers?|senate|congress|legislat\w+",
    "election": r"elections?|vot(?:e|es|ers|ing)|ballots?|polls?|candidates?|referendum",
    "economic": r"trade|econom\w+|sanctions|tariffs?|investments?|embargo|oil",
    "legal": r"court|trials?|judges?|lawsuits?|prosecut\w+|convict\w+|indict\w+",
    "human_rights": r"human rights|torture|massacre|genocide|war crimes?",
    "diplomatic": r"talks|summit|ambassadors?|embass\w+|envoys?|diplomat\w*|foreign minist\w+|treat(?:y|ies)|negotiat\w+",
    "territory": r"borders?|territor\w+|occup\w+|settlements?|sovereignty|annex\w+",
    "peacekeeping": r"peacekeep\w+|blue helmets",
    "health": r"pandemic|epidemic|disease|health|vaccines?|virus",
    "asylum": r"refugees?|asylum",
    "migration": r"migrants?|migration|immigra\w+",
    "disasters": r"earthquakes?|tsunami|floods?|hurricane|typhoon|drought|famine",
    "terrorism": r"terror\w*|suicide bomb\w*|al-?qaeda",
    "cbrn": r"nuclear|uranium|plutonium|chemical weapons?|biological weapons?|enrich\w*|denuclear\w+",
    "cyber": r"cyber\w*|hack(?:ers?|ed|ing)",
    "crime": r"murder|kidnap\w*|smuggl\w+|gangs?",
    "corruption": r"corrupt\w*|brib\w+|embezzl\w+",
    "illegal_drugs": r"drugs?|narcotics?|cocaine|heroin|opium",
    "environment": r"climate|emissions|environment\w*|pollution",
    "human_security": r"humanitarian|displaced|food aid|relief",
    "religion_ethnicity": r"muslims?|christians?|sunni|shiite|hindu|ethnic|sectarian|religious",
}
_PATTERN = re.compile("|".join(f"(?P<{name}>\\b(?:{words})\\b)" for name, words in _WORDS.items()), re.IGNORECASE)


def contexts(passage: str) -> tuple[str, ...]:
    """Contexts whose vocabulary a passage uses, in alphabetical order."""
    return tuple(sorted({m.lastgroup for m in _PATTERN.finditer(passage) if m.lastgroup}))
