"""The pages of the tables, one each, made from the tables themselves: ``python -m legation.knowledge.page docs/tables``."""

from __future__ import annotations

import sys
from pathlib import Path

from legation.knowledge.tables import FOLDER, KINDS, OFFICES, SECTORS, read_all

_ROWS = {
    "states": "a state or territory that has existed since 1945",
    "groups": "a group of countries under one name; a mention of it becomes its members",
    "nouns": "a noun, of one word or more, that makes whoever it names an actor",
    "terms": "one term of office of one person; a person who held several has several rows, under the same name",
    "organisations": "an international or non-governmental organisation, or an organ of one",
    "armed": "an armed group that is no state's: rebels, militias, terrorist organisations, gangs",
    "parties": "a political party",
    "agencies": "a body of a state with a name of its own: ministry, service, force, parliament, court, company",
    "media": "a news agency, paper, station or site that others quote",
    "people": "somebody of note without an office of state, in the role for which the news knows them",
    "cities": "a city or region that tells a country where the gazetteer would be too wide",
}
_COLUMNS = {
    "code": "ISO 3166-1 alpha-3 code of the state; IGO for intergovernmental bodies; - for none",
    "country": "ISO 3166-1 alpha-3 code of the state (withdrawn codes for states that have ended)",
    "cow": "Correlates of War number", "name": "the name under which it is kept, as agencies write it, without diacritics",
    "official": "the long name", "also": "other names and spellings, separated by ;", "demonyms": "adjectives and nouns of its people",
    "capital": "its capital, which may stand for its government", "bywords": "seats and organs that stand for its government",
    "successor": "the code that its people and things have after its end", "kind": "which kind; see the values below",
    "sector": "PLOVER sector", "parent": "the organisation that it is an organ of", "members": "codes of the members, separated by ;",
    "office": "which office; see the values below", "title": "the office as the news writes it", "role": "what they are known for",
    "noun": "the noun, in lower case", "plural": "its plural forms, separated by ;",
    "person": "yes for one person, group for several or a body, no for others",
    "sure": "yes where the noun tells the sector better than the engine does", "state": "yes where it is owned by a state",
    "from": "since when (YYYY, YYYY-MM or YYYY-MM-DD; ~ for uncertain; empty for always, or unknown)",
    "to": "until when (empty for still)", "note": "anything a reviewer should know",
}  # fmt: skip


def pages(folder: Path = FOLDER) -> dict[str, str]:
    """The page of each table, as Markdown."""
    tables = read_all(folder)
    made = {}
    for name, kind in KINDS.items():
        rows = tables[name]
        lines = [f"# `{name}.csv`", "", f"A row is {_ROWS[name]}. {len(rows):,} rows today.", "", "| column | meaning | |", "| --- | --- | --- |"]
        lines += [f"| `{c}` | {_COLUMNS[c]} | {'must be given' if c in kind.needed else ''} |" for c in kind.columns]
        lines += ["", "Examples:", "", "| " + " | ".join(kind.columns) + " |", "| " + " | ".join("---" for _ in kind.columns) + " |"]
        step = max(1, len(rows) // 4)
        lines += ["| " + " | ".join(row[c].replace("|", "\\|") for c in kind.columns) + " |" for row in rows[step // 2 :: step][:4]]
        lines += [""]
        for column, values in kind.values.items():
            if column == "office":
                lines += ["Offices: " + ", ".join(f"{c} {meaning}" for c, meaning in OFFICES.items()) + ".", ""]
            elif len(values) > 1:
                lines += [f"Values of `{column}`: {', '.join(v for v in sorted(values) if v)}.", ""]
        if "sector" in kind.columns:
            lines += [f"Sectors: {', '.join(sorted(SECTORS))}.", ""]
        lines += [
            f"To add an entry, add a line to `src/legation/knowledge/tables/{name}.csv`, run `legation kb compile`, look it up with `legation kb show NAME`, "
            "make this page anew (`python -m legation.knowledge.page docs/tables`) and run the tests. A wrong cell is refused with file, line and what to "
            "write. How mentions are resolved with it is in [the knowledge base](../knowledge.md). Written by us from public facts; see `NOTICE`.",
        ]
        made[name] = "\n".join(lines) + "\n"
    return made


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for table, page in pages().items():
        (out / f"{table}.md").write_text(page, "utf8")
