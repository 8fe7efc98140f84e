"""Compiles the tables into the one file that reading loads: ``legation kb compile``.

The compiled form is JSON with every list sorted, so that it can be compared with its regeneration byte for byte.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from legation.errors import KnowledgeError
from legation.knowledge.tables import FOLDER, read_all

COMPILED = Path(__file__).parent.parent / "data" / "knowledge.json"
VERSION = "2026.3"
UNTIL = "2026-11-24"
"""The day up to which the tables were kept."""
_PRIORITY = ("state", "byword", "organisation", "group", "agency", "armed group", "party", "media", "person", "demonym", "capital", "city")
"""Which entry comes first where several have a name; the date and the story's countries decide before this does."""
_FAMILY_FIRST = frozenset(["CHN", "HKG", "KHM", "KOR", "MAC", "PRK", "SGP", "TWN", "VNM", "VDR", "XVS", "MMR"])
_WORD = re.compile(r"\w+|[^\w\s]")
_LETTERS = re.compile(r"[A-Za-z]+")
_DIGIT = re.compile(r"\d")
ROLE = "ROL"
"""What stands for an office in the terms of people of people.csv."""
_COMMON = frozenset(
    """
    a of the and for in on to s national federal supreme people peoples democratic social socialist liberal labour labor conservative republican republicans
    democrat democrats union united front party parties movement alliance coalition congress assembly council committee commission
    court courts house senate chamber representatives deputies ministry department office bureau agency authority service services
    security intelligence police guard guards army navy air force forces armed special state public republic islamic christian
    communist workers worker revolutionary liberation popular new free freedom justice development unity progressive independent
    independence central general high constitutional electoral election elections criminal crimes tribunal investigation investigations
    bank reserve transitional interim provisional presidential executive legislative civil defence defense interior foreign affairs
    home internal external border coast royal military command staff task group daily news times post star radio television
    tv press newspaper change left right centre center green greens action hope future reform forum rally radical law order country
    first self resistance struggle salvation patriotic rights human nation nations bloc list league parliament government
    governing leadership president cabinet authorities northern southern eastern western regional local provincial prosecutor
    prosecutors attorney intelligence secret criminal anti corruption drug customs immigration prison prisons nuclear energy oil gas
    petroleum electricity airlines airways company corporation peace power moderate moderates progress democracy constituent senate
    """.split()
)
"""Words of names that many states have bodies of: “House of Representatives”, “Democratic Party”, “National Guard”."""
_TITLE_SECTORS = (
    ("OPP", re.compile(r"\bopposition\b", re.I)),
    ("REB", re.compile(r"\b(?:rebels?|guerrillas?|insurgents?)\b", re.I)),
    ("JUD", re.compile(r"\b(?:prosecutor|judge|chief justice|judiciary|court)\b", re.I)),
    ("MIL", re.compile(r"\b(?:chief of (?:the )?(?:general |defen[cs]e |army )?staff|joint chiefs|army|armed forces|navy|air force|military|commander)\b", re.I)),
    ("SPY", re.compile(r"\b(?:intelligence|mossad|shin bet|cia|fsb|kgb|mi5|mi6|isi|spy)\b", re.I)),
    ("LEG", re.compile(r"\b(?:speaker|parliament|senate|house of representatives|national people's congress|president of (?:the )?(?:congress|national assembly))\b", re.I)),
    ("PTY", re.compile(r"\b(?:party|politburo)\b", re.I)),
)  # fmt: skip


def compiled(folder: Path = FOLDER) -> str:
    """The tables of ``folder`` in compiled form.

    Raises:
        KnowledgeError: a table breaks its form.
    """
    return json.dumps(build(read_all(folder)), ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def build(tables: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    """Checked tables as the compiled form.

    Rows are one text with “|” between the cells, cut only when a name is looked up: that keeps loading under a tenth of a second.
    ``entries``: name|country|sector|kind|from|to|members; ``names``: every form of a name to the number of its entry, or a list of
    numbers; ``opening``: first word of a name to the longest such name in words; ``generic``: names made of common words alone, or such as "the North";
    ``terms``: person to lines country|office|title|sector|from|to; ``surnames``: part of a name to persons, one a line;
    ``nouns``: noun, singular or plural, to sector|is it one person|is it surer than the engine; ``states``: code to [name, COW number, from, to].
    """
    entries: list[list[str]] = []
    names: dict[str, list[int]] = defaultdict(list)

    def add(kind: str, row: dict[str, str], forms: list[str], country: str | None, sector: str | None, members: str = "") -> None:
        entries.append([row["name"], country or "", sector or "", kind, row.get("from", ""), row.get("to", ""), members])
        for form in dict.fromkeys(filter(None, forms)):
            names[form].append(len(entries) - 1)

    states: dict[str, list[str]] = {}
    for row in tables["states"]:
        code = row["code"]
        states.setdefault(code, [row["name"], row["cow"], row["from"], row["to"]])
        after = row["successor"]
        add("state", row, [row["name"], row["official"], *_list(row["also"])], code, None, after)
        add("demonym", row, _list(row["demonyms"]), code, None, after)
        add("byword", row, [_bare(n) for n in _list(row["bywords"])], code, "GOV", after)
        add("capital", row, _list(row["capital"]), code, None, after)
    for row in tables["cities"]:
        add("city", row | {"name": states[row["code"]][0]}, [row["name"]], row["code"], None)
    for row in tables["groups"]:
        add("group", row, [_bare(n) for n in (row["name"], *_list(row["also"]))], None, "GOV", row["members"])
    for table, kind, sector in (
        ("organisations", "organisation", None), ("armed", "armed group", None), ("parties", "party", "PTY"),
        ("agencies", "agency", None), ("media", "media", "MED"),
    ):  # fmt: skip
        for row in tables[table]:
            country = None if row["code"] in ("", "-") else row["code"]
            forms = [_bare(spoken(n)) for n in (row["name"], *_list(row["also"]))]
            add(kind, row, forms, country, row.get("sector") or sector)
    terms, surnames = _people(tables, add)
    order = {kind: i for i, kind in enumerate(_PRIORITY)}
    opening: dict[str, int] = {}
    for form in names:
        words = tokens(form)
        opening[words[0]] = max(opening.get(words[0], 0), len(words))
    ranked = {form: sorted(numbers, key=lambda n: (order[entries[n][3]], n)) for form, numbers in names.items()}
    return {
        "version": VERSION,
        "until": UNTIL,
        "entries": [_row(entry) for entry in entries],
        "names": {form: numbers[0] if len(numbers) == 1 else numbers for form, numbers in ranked.items()},
        "generic": sorted(form for form in names if _is_generic(form)),
        "opening": opening,
        "terms": {name: "\n".join(map(_row, rows)) for name, rows in terms.items()},
        "surnames": {part: "\n".join(bearers) for part, bearers in surnames.items()},
        "nouns": {
            form: f"{row['sector']}|{row['person']}|{row['sure']}"
            for row in tables["nouns"]
            for form in (row["noun"], *_list(row["plural"]))
        },
        "states": states,
    }  # fmt: skip


def _is_generic(form: str) -> bool:
    """Whether a name is made of common words alone, or is one like "the North"."""
    return form.startswith("the ") or (not _DIGIT.search(form) and all(w.lower() in _COMMON for w in _LETTERS.findall(form)))


def _row(cells: list[str]) -> str:
    for cell in cells:
        if "|" in cell or "\n" in cell:
            raise KnowledgeError(f"“{cell}”: a cell of the knowledge base cannot hold “|” or a line break; leave it out")
    return "|".join(cells)


def _people(tables: dict[str, list[dict[str, str]]], add: Any) -> tuple[dict[str, list[list[str]]], dict[str, list[str]]]:
    terms: dict[str, list[list[str]]] = defaultdict(list)
    forms: dict[str, set[str]] = defaultdict(set)
    for row in tables["terms"]:
        usual = "IGO" if row["country"] == "IGO" else "GOV"
        sector = next((s for s, pattern in _TITLE_SECTORS if row["office"] == "OTH" and pattern.search(row["title"])), usual)
        terms[row["name"]].append([row["country"], row["office"], row["title"], sector, row["from"], row["to"]])
        forms[row["name"]].update(_list(row["also"]))
    for row in tables["people"]:
        country = "" if row["code"] in ("", "-") else row["code"]
        terms[row["name"]].append([country, ROLE, row["role"], row["sector"], row["from"], row["to"]])
        forms[row["name"]].update(_list(row["also"]))
    surnames: dict[str, set[str]] = defaultdict(set)
    for name in sorted(terms):
        terms[name].sort(key=lambda t: (t[4], t[5], t[1]))
        first = terms[name][0]
        add("person", {"name": name}, _spellings([spoken(name), *sorted(forms[name])]), first[0], first[3])
        for part in _parts(spoken(name), {t[0] for t in terms[name]}):
            surnames[part].add(name)
    return dict(terms), {k: sorted(v) for k, v in surnames.items()}


def spoken(name: str) -> str:
    """A name as texts have it: without what tells its bearer from others of the name, "Kim Yong Il (vice minister)"."""
    return re.sub(r" \([^)]*\)$", "", name)


def _spellings(forms: list[str]) -> list[str]:
    """Names with the second half of a hyphened part in capitals too, as some agencies write them ("Kim Dae-Jung")."""
    return [*forms, *(re.sub(r"-([a-z])", lambda m: "-" + m[1].upper(), form) for form in forms if re.search(r"\w-[a-z]", form))]


def _parts(name: str, countries: set[str]) -> set[str]:
    """The words of a full name by which agencies call its bearer alone: the last, and the first where family names lead."""
    words = name.split()
    parts = {words[-1]}
    if len(words) > 1 and countries & _FAMILY_FIRST:
        parts.add(words[0])
    for word in list(parts):
        for prefix in ("al-", "Al-", "el-", "El-", "bin-"):
            if word.startswith(prefix):
                parts.add(word.removeprefix(prefix))
    return {p for p in parts if len(p) > 1 and not p.endswith(".")}


def tokens(name: str) -> list[str]:
    """A name's words as the reader splits them."""
    return _WORD.findall(name)


def _list(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(";") if item.strip()]


def _bare(name: str) -> str:
    return name[4:] if name[:4] in ("the ", "The ") else name
