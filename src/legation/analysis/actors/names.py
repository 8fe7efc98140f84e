"""Reading a mention: is it a pronoun, a person's name with a title, or a description."""

from __future__ import annotations

import re
from functools import lru_cache

PRONOUNS = frozenset(
    """
    he she it they we i you him her them us me his its their our my your who which himself herself itself themselves
    ourselves this these those both
""".split()
)
SINGULAR_PERSON = frozenset(["he", "she", "him", "her", "his", "himself", "herself", "i", "me", "my"])
SPEAKER_PRONOUNS = frozenset(["i", "me", "my", "we", "us", "our", "ourselves", "myself"])

# Words that end a title: the capitalised words after the last of them are a person's name.
_ROLES = frozenset(
    """
    president premier minister spokesman spokeswoman spokesperson secretary envoy ambassador general colonel major
    captain lieutenant admiral marshal commander chief leader chairman chairwoman chairperson director head deputy vice
    king queen prince princess emir sheikh sheik ayatollah imam pope cardinal archbishop bishop chancellor senator
    representative congressman congresswoman speaker governor mayor judge justice prosecutor negotiator mediator
    official officer analyst expert professor doctor mr mrs ms dr gen lt col sen rep gov sgt maj capt adm brig lawmaker
    legislator mp diplomat counterpart coordinator commissioner representative high special state foreign defense
    defence interior prime acting former late ex-president ex-premier counterpart attorney lawyer activist dissident
    rebel militant warlord strongman dictator sultan shah tsar first lady sir lord assistant under undersecretary
    inspector administrator adviser advisor aide correspondent reporter journalist editor brigadier
""".split()
)
_INSTITUTIONS = frozenset(
    """
    commission council ministry committee agency organization organisation party army front movement force forces house
    court parliament congress union department office bank conference assembly league group government authority
    province city zone peninsula sea university administration guard guards brigade police television radio news daily
    times post senate cabinet
""".split()
)
_LINKERS = frozenset(["of", "the", "and", "for", "in", "at", "to", "on", "a", "an", "with", "from"])
_PLACING = frozenset(["in", "at", "to", "from", "on"])
_PARTICLES = frozenset(
    """
    al el bin ibn de da do dos la le van von der den ben abu abd ul ur di du del y ould st
""".split()
)
_ARTICLES = re.compile(r"^(?:the|a|an|its|his|her|their|our|this|that|some|several|many|two|three|top|senior)\s+", re.IGNORECASE)
_COMING = re.compile(r"(?:^ex-|-(?:elect|designate)$)")
_HYPHENED = re.compile(r"[A-Z].*-(?:born|led|backed|based|run|ruled|held|appointed|educated|trained|stricken)")
"""Adjectives before a name: "Egypt-born Zawahiri"."""
_TOKEN = re.compile(r"[^\s,()\"“”]+")


def kind(text: str) -> str:
    """ "named", "nominal" or "pronoun"."""
    if text.lower() in PRONOUNS:
        return "pronoun"
    bare = _ARTICLES.sub("", text)
    return "named" if bare[:1].isupper() else "nominal"


def without_article(text: str) -> str:
    """A mention without its article or determiner: "the Foreign Ministry" → "Foreign Ministry"."""
    return _ARTICLES.sub("", text, count=1) if text.lower().startswith(("the ", "a ", "an ")) else text


def _plain(token: str) -> str:
    plain = token.lower().strip(".,'’").removesuffix("'s").removesuffix("’s")
    return _COMING.sub("", plain) or plain


@lru_cache(maxsize=4096)
def person(text: str, not_names: frozenset[str] = frozenset()) -> str | None:
    """The person's name in a mention, without titles.

    Args:
        text: "Chinese foreign ministry spokesman Shen Guofang".
        not_names: words that are no part of a name (states, demonyms, organisations).
    Returns:
        "Shen Guofang", or None where the mention names no person.
    """
    text = re.sub(r"['’]s$", "", text.split(",")[0].strip())
    tokens = _TOKEN.findall(text)
    run: list[str] = []
    for token in reversed(tokens):
        plain = _plain(token)
        capital = token[:1].isupper()
        if _HYPHENED.fullmatch(token):
            break
        if run and plain in _PLACING:
            return None  # "a diplomat in Brussels"
        if plain in _ROLES or plain in _INSTITUTIONS or token in not_names or (plain in _LINKERS):
            break
        if capital or (run and plain in _PARTICLES) or re.match(r"(?:al|el|bin)-[A-Z]", token):
            run.append(token)
        else:
            break
    while run and run[-1].lower() in _PARTICLES and run[-1].islower() and run[-1] not in ("al", "el", "bin", "de", "van", "von"):
        run.pop()
    name = " ".join(reversed(run)).strip(" .'’")
    if not name or not any(c.isalpha() for c in name) or (name.isupper() and len(name) < 6) or len(run) > 5:
        return None
    return name


def has_role(text: str) -> bool:
    """Whether a mention holds a title or office."""
    return any(_plain(t) in _ROLES for t in _TOKEN.findall(text))
