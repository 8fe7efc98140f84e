"""Positions grouped by issue, with changes of position marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from legation.chronicle.positions import POLE
from legation.chronicle.traits import content, stem

_ALIKE = 0.30
"""Least share of content words that a position has in common with a group to belong to it; read off positions on Iran's enrichment and Sudan's
peacekeepers, where .2 joins everything on one country and .4 takes each wording for an issue of its own."""


def group(rows: Sequence[Mapping[str, Any]], names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Positions with ``issue_group`` and ``change``.

    Args:
        rows: positions in the order of time, with ``issue``, ``holder``, ``country``, ``sector``, ``stance``, ``day``. names: words to leave out of the comparison
            (the holder asked for).
    Returns:
        the rows by groups, the largest first, in each in the order of time. ``change`` is "was refuses (2006-11-03)" where a holder (a
            state's government is one) has gone to the other side of an issue, else None.
    """
    out = {stem(w) for n in names for w in n.split()}
    groups: list[tuple[Counter[str], list[dict[str, Any]]]] = []
    for row in rows:
        words = content(row["issue"])[0] - out
        best, at = 0.0, None
        for number, (have, members) in enumerate(groups):
            core = {w for w, n in have.items() if n * 3 >= len(members)}
            shared = len(words & core) / max(1, min(len(words), len(core)))
            if not words and not core:  # nothing but the words asked for
                best, at = 1.0, number
            elif words and len(words & core) >= min(2, len(words)) and shared > best:
                best, at = shared, number
        if at is None or best < _ALIKE:
            groups.append((Counter(), []))
            at = len(groups) - 1
        groups[at][0].update(sorted(words))
        groups[at][1].append(dict(row))
    made: list[dict[str, Any]] = []
    for have, members in sorted(groups, key=lambda g: (-len(g[1]), g[1][0]["day"] or "")):
        label = _label(have, members)
        last: dict[str, tuple[str, str]] = {}
        for row in members:
            holder = (row["country"] if row["sector"] == "GOV" else None) or row["holder"]
            before = last.get(holder)
            changed = before is not None and POLE[before[0]] != POLE[row["stance"]] and before[1] != (row["day"] or "undated")
            row["issue_group"] = label
            row["change"] = f"was {before[0]} ({before[1]})" if before is not None and changed else None
            last[holder] = (row["stance"], row["day"] or "undated")
            made.append(row)
    return made


def _label(have: Counter[str], members: Sequence[Mapping[str, Any]]) -> str:
    """The group's three commonest words, as the stories write them."""
    wanted = [w for w, _ in have.most_common(3)]
    shown = {}
    for row in members:
        for word in row["issue"].split():
            bare = word.strip(".,;:\"'()“”’‘")
            if (s := stem(bare)) in wanted and s not in shown:
                shown[s] = bare.lower()
    return " ".join(shown.get(w, w) for w in wanted) or members[0]["issue"][:40]
