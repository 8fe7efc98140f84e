"""Reads PETRARCH and Phoenix actor and agent dictionaries (github.com/openeventdata/Dictionaries, README: formats).

An actor is a name line (``MOHAMMAD_NAJIBULLAH_``), lines of other names (``+NAJIBULLAH_``), and its codes, on the name line
or on lines of their own, each for a span of days (``[AFGGOV 870930-920416]``, ``[AFGELI <870930]``, ``[AFGELI]``). An agent is
one line (``CATTLE_RANCHER [~AGR]``), with sets of endings (``!PERSON! = MAN, MEN``). ``#`` and ``;`` begin a comment.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from legation.errors import KnowledgeError
from legation.knowledge.dates import Span

_CODE = re.compile(r"\[([^\]]*)\]")
_DATED = re.compile(r"(?P<code>[A-Z~-]+)(?:\s+(?:(?P<a>\d{6,8})-(?P<b>\d{6,8})|<\s*(?P<until>\d{6,8})|>\s*(?P<since>\d{6,8})))?")
_SET = re.compile(r"!(\w+)!\s*=\s*(.+)")
_CENTURY = 27
"""Two-figure years up to this one are of this century: the dictionaries end in 2015, their oldest spans begin in 1928."""
_COUNTRIES = {"KSV": "XKX", "KOS": "XKX", "ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "BUR": "MMR", "PAL": "PSE"}
"""Codes of the dictionaries that are not ISO's today."""
_SECTORS = {
    "GOV": "GOV", "MIL": "MIL", "COP": "COP", "JUD": "JUD", "LEG": "LEG", "PTY": "PTY", "OPP": "OPP", "REB": "REB", "INS": "REB",
    "SEP": "REB", "UAF": "UAF", "SPY": "SPY", "BUS": "BUS", "MNC": "BUS", "CVL": "CVL", "EDU": "EDU", "ELI": "ELI", "LAB": "LAB",
    "MED": "MED", "NGO": "NGO", "NGM": "NGO", "REF": "REF", "CRM": "CRM", "AGR": "AGR", "IGO": "IGO", "HLH": "CVL", "ENV": "CVL",
    "REL": "REL", "JRN": "JRN", "SOC": "SOC", "IMG": "IGO", "RAD": "REB", "PRM": "PRM",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Code:
    """One code of an actor: country (ISO alpha-3, "IGO" or None), PLOVER sector or None, and the days it holds."""

    raw: str
    country: str | None
    sector: str | None
    span: Span


@dataclass(slots=True)
class Actor:
    """One actor, or agent (whose codes have no country)."""

    name: str
    line: int
    also: list[str] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)


def read(path: Path, bad: list[KnowledgeError] | None = None) -> Iterator[Actor]:
    """The actors and agents of a file.

    Args:
        bad: takes what is wrong with single codes and lines, which are then passed over; None: the first one is raised.
    Raises:
        KnowledgeError: a code or date is malformed, or a line of other names or codes has no actor before it (file, line).
    """

    def refuse(error: KnowledgeError) -> None:
        if bad is None:
            raise error
        bad.append(error)

    sets: dict[str, list[str]] = {}
    actor: Actor | None = None
    for number, raw in enumerate(path.read_text("utf8", errors="replace").splitlines(), 1):
        line = re.split(r"[#;]", raw, maxsplit=1)[0].rstrip()
        if not line.strip() or line.lstrip().startswith("<!--"):
            continue
        where = f"{path}:{number}"
        if match := _SET.fullmatch(line.strip()):
            sets[match[1]] = [part.strip() for part in match[2].split(",") if part.strip()]
            continue
        text = _CODE.sub("", line).strip()
        codes: list[Code] = []
        for m in _CODE.finditer(line):
            try:
                codes += _codes(m[1], where)
            except KnowledgeError as error:
                refuse(error)
        if text.startswith("+") or (not text and codes):
            if actor is None:
                refuse(KnowledgeError(f"{where}: “{line.strip()}” belongs to no actor; write the actor's NAME_ on a line before it"))
                continue
            if text:
                actor.also.extend(_names(text[1:], sets))
            actor.codes.extend(codes)
            continue
        if actor is not None and actor.codes:
            yield actor
        names = _names(text, sets)
        actor = Actor(names[0], number, names[1:], codes) if names else None
    if actor is not None and actor.codes:
        yield actor


def _names(text: str, sets: dict[str, list[str]]) -> list[str]:
    """The names a line stands for, each word with a capital; one for every ending of a set."""
    match = re.search(r"!(\w+)!", text)
    forms = [text.replace(match[0], ending) for ending in sets.get(match[1], [""])] if match else [text]
    return [name for form in forms if (name := _spelled(form))]


def _spelled(form: str) -> str:
    words = form.replace("_", " ").split()
    return " ".join("-".join(p[:1].upper() + p[1:].lower() for p in w.split("-")) for w in words)


def _codes(text: str, where: str) -> Iterator[Code]:
    match = _DATED.fullmatch(text.strip())
    if match is None:
        if re.fullmatch(r"[\w~.-]*", text.strip()):
            return  # codes of the old TABARI kind, such as "[---]", hold nothing
        raise KnowledgeError(f"{where}: “[{text}]” is no code; write [CODE], [CODE 010120-050120], [CODE <050120] or [CODE >050120]")
    raw = match["code"]
    country = None if raw.startswith("~") else raw[:3]
    country = _COUNTRIES.get(country or "", country)
    rest = raw[1:] if raw.startswith("~") else raw[3:]
    if country in ("IGO", "IMG", "NGO", "NGM", "MNC"):
        rest, country = raw, "IGO" if country in ("IGO", "IMG") else None
    sector = next((_SECTORS[rest[i : i + 3]] for i in range(0, len(rest), 3) if rest[i : i + 3] in _SECTORS), None)
    since, until = match["a"] or match["since"] or "", match["b"] or match["until"] or ""
    span = Span(_day(since, where), _day(until, where))
    if span.since and span.until and span.until < span.since:
        raise KnowledgeError(f"{where}: “[{text}]” ends before it begins")
    yield Code(raw, country, sector, span)


def _day(text: str, where: str) -> str:
    if not text:
        return ""
    year, rest = (text[:4], text[4:]) if len(text) == 8 else (text[:2], text[2:])
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= _CENTURY else 1900)
    month, day = rest[:2], rest[2:]
    if not ("01" <= month <= "12" and "01" <= day <= "31"):
        raise KnowledgeError(f"{where}: “{text}” is no day; write YYMMDD, as 050120 for 20 January 2005")
    return f"{full:04}-{month}-{min(int(day), monthrange(full, int(month))[1]):02}"
