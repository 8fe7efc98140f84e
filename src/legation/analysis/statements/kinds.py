"""Kinds of mention that stand for somebody named elsewhere: pronouns, persons by their office, documents, media, bodies, groups."""

from __future__ import annotations

import re

from legation.analysis.actors import Resolved, names

KINDS = ("he", "she", "it", "they", "person", "document", "medium", "body", "group")
DOCUMENTS = frozenset(
    """
    statement report document survey study letter message article resolution communique communiqué declaration memo memorandum paper probe
    poll note text release bulletin dispatch dispatches editorial review assessment reply motion cable
""".split()
)
_MEDIA = frozenset("newspaper daily paper agency radio television weekly magazine tv channel station network broadcaster tabloid website".split())
_UNTIL = frozenset(
    "of for in at from to on with by into over who which that whose whom after before near against called headed , ( familiar close".split()
)
"""Words before which the noun of a mention stands."""
_TOKEN = re.compile(r"[\w'’]+(?:-[\w'’]+)*|[^\w\s]")
_HE = frozenset(["he", "him", "himself", "his", "i", "me"])
_SHE = frozenset(["she", "her", "herself"])
_IT = frozenset(["it", "itself", "its", "who", "which", "this"])


def source_kind(source: Resolved) -> str | None:
    """The kind of a source's mention, or None where it names its speaker: a person by name, a body by its own."""
    tokens = {t.strip(".").lower() for t in _TOKEN.findall(source.text)}
    named = source.person and source.name.split()[-1].lower() in tokens and not re.search(r"['’]s? ", source.text)
    return None if named else mention_kind(source.text, source.person)


def mention_kind(text: str, person: bool) -> str | None:
    """One of :data:`KINDS`, or None for a mention whose noun is a name.

    Args:
        text: the mention. person: whether it was resolved to a person.
    """
    low = text.lower()
    if names.kind(text) == "pronoun":
        return "he" if low in _HE else "she" if low in _SHE else "it" if low in _IT else "they"
    noun = noun_of(text)
    if not noun.islower():
        return None
    if noun in DOCUMENTS:
        return "document"
    if noun in _MEDIA:
        return "medium"
    if (noun.endswith("s") and not noun.endswith("ss")) or noun in ("people", "media", "police"):
        return "group"
    return "person" if person or names.has_role(text.replace("-", " ")) else "body"


def noun_of(text: str) -> str:
    """The noun of a description: "the UN's top official in Congo" → "official"; the last word where it is a name."""
    words = _TOKEN.findall(text)
    at = next((i for i, w in enumerate(words) if i > 1 and w.lower() in _UNTIL), len(words))
    if len(words) > 1 and words[1] == ",":
        at = 1
    return re.sub(r"['’]s$", "", words[at - 1]) if words else ""
