"""Positions grouped by issue, with changes of position marked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from legation.chronicle.positions import POLE
from legation.chronicle.traits import content, stem
from legation.knowledge.base import Knowledge

_ALIKE = 0.30
"""Least share of content words that a position has in common with a group to belong to it; read off positions on Iran's enrichment and Sudan's
peacekeepers, where .2 joins everything on one country and .4 takes each wording for an issue of its own."""
_SAME = 0.5
"""Least share for two positions to be on one and the same matter, so that another stance is a change; by judgement."""
_LONGEST_CHANGE = 400
"""Days after which another stance is a new position and no change of the old one."""
_FIRM = frozenset(["supports", "opposes", "demands", "offers", "refuses"])
"""Stances by which a position changes; to fear or deny something is not to be against it."""
_UNDOING = frozenset(
    stem(w) for w in """not no never without against end stop halt cease suspend freeze lift cancel abandon withdraw remove pull ban prevent block avoid reject
    reverse drop dismantle delay postpone oppose fail scrap curb cut""".split()
)  # fmt: skip
"""Words that turn an issue round: who demands an end of a blockade and opposes the blockade is of one mind."""
_WORD = re.compile(r"[A-Za-z][\w'’.-]*\w|\d[\d,.]*")
_ASIDE = re.compile(r"(?<=\w{3}), |\b(?:despite|although|though|amid|because|according to)\b")
"""Where what an issue is about ends, and its circumstances begin."""
_BREAK = re.compile(r"[,;:()\"“”—–]|\s-+\s")
_OFFICE = re.compile(r"\b(?:ministers?|presidents?|officials?|agency|spokes\w+|secretary|leaders?|countr(?:y|ies)|states?|people)$", re.IGNORECASE)
_NO_NOUN = frozenset(
    stem(w) for w in """be being give take make get go come let allow keep put bring show call ask urge demand tell want need try seek start begin continue
    become agree join help hold meet visit use pay accept reject respect comply support oppose leave return resume provide send stop end halt resolve solve
    based including according very just only still well back now soon again already even much many another other each every several own last next due
    what how why whether because although however despite within without among toward towards upon per via here there away must should
    like report reported draw drawn think know believe live living call former don't doesn't didn't can cannot could would shall let its whose me us we you i so as if near across ahead wide renew cooperate heed honor execute purchase""".split()
)  # fmt: ski) | _UNDOING
"""Words at which a phrase does not begin or end, besides the light ones: verbs, adverbs, particles."""


def group(rows: Sequence[Mapping[str, Any]], names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Positions with ``issue_group`` and ``change``.

    Args:
        rows: positions in the order of time, with ``issue``, ``holder``, ``country``, ``sector``, ``stance``, ``day``. names: words to leave out of the comparison
            (the holder asked for).
    Returns:
        the rows by groups, the largest first, in each in the order of time. ``issue_group`` is the commonest phrase of its issues; ``change`` is
            "was refuses (2006-11-03)" where the same holder has gone to the other side of the same matter on another day, else None.
    """
    out = {stem(w) for n in names for w in n.split()}
    made: list[dict[str, Any]] = []
    taken: set[str] = set()
    for one in sorted(_groups(rows, out), key=lambda g: (-len(g.rows), g.rows[0]["day"] or "")):
        label = _label(one.rows, taken)
        taken.add(label.lower())
        last: dict[str, list[tuple[frozenset[str], Mapping[str, Any]]]] = defaultdict(list)
        for row in one.rows:
            words = content(_ASIDE.split(row["issue"], maxsplit=1)[0])[0]
            row["issue_group"], row["change"] = label, _change(row, words, last[row["holder"]])
            if row["day"] and row["stance"] in _FIRM:
                last[row["holder"]].append((words, row))
            made.append(row)
    return made


@dataclass(slots=True)
class _Group:
    rows: list[dict[str, Any]] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    core: frozenset[str] = frozenset()

    def add(self, row: Mapping[str, Any], words: frozenset[str]) -> None:
        """Take a row in; the core is the words of a third of the rows."""
        self.rows.append(dict(row))
        self.count.update(sorted(words))
        self.core = frozenset(w for w, n in self.count.items() if n * 3 >= len(self.rows))


def _groups(rows: Sequence[Mapping[str, Any]], out: set[str]) -> list[_Group]:
    """Rows put together by their content words, each to the group that it shares most with; an index of words finds those it may belong to."""
    found: list[_Group] = []
    index: dict[str, set[int]] = defaultdict(set)
    bare: int | None = None  # the group of issues that hold nothing but the words asked for
    for row in rows:
        words = content(row["issue"])[0] - out
        at, best = bare if not words else None, 0.0
        shared = Counter(n for w in words for n in index[w])
        for number, common in shared.items():
            share = common / max(1, min(len(words), len(found[number].core)))
            if common >= min(2, len(words)) and share >= _ALIKE and (share, -number) > (best, -(len(found) if at is None else at)):
                at, best = number, share
        if at is None:
            at = len(found)
            found.append(_Group())
            bare = at if not words else bare
        before = found[at].core
        found[at].add(row, words)
        for w in before - found[at].core:
            index[w].discard(at)
        for w in found[at].core - before:
            index[w].add(at)
    return found


def _change(row: Mapping[str, Any], words: frozenset[str], earlier: Sequence[tuple[frozenset[str], Mapping[str, Any]]]) -> str | None:
    """How the holder stood before, if on the other side of the same matter."""
    if not row["day"] or row["stance"] not in _FIRM:
        return None
    for before, other in reversed(earlier):
        if not _same(words, before):
            continue
        days = (date.fromisoformat(row["day"]) - date.fromisoformat(other["day"])).days
        if POLE[other["stance"]] == POLE[row["stance"]] or not 0 < days <= _LONGEST_CHANGE:
            return None
        return f"was {other['stance']} ({other['day']})"
    return None


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two issues are one matter, said the same way round."""
    if a & _UNDOING != b & _UNDOING:
        return False
    return (bool(a) and a == b) or (len(a & b) >= 2 and len(a & b) >= _SAME * max(len(a), len(b)))


def _label(rows: Sequence[Mapping[str, Any]], taken: set[str]) -> str:
    """The commonest phrase of two or three content words in the issues, as it is first written, that is not taken; a longer one where it is as
    common, the name of a state, body or office only where there is nothing else, and a single word where no phrase stands in two issues."""
    count: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for row in rows:
        seen = set()
        for phrase in _phrases(row["issue"]):
            key = " ".join(stem(w) for w in phrase)
            shown.setdefault(key, " ".join(phrase))
            seen.add(key)
        count.update(sorted(seen))
    order = {key: i for i, key in enumerate(shown)}
    free = [k for k in count if shown[k].lower() not in taken]
    phrases = [k for k in free if " " in k]
    often = [k for k in phrases if count[k] > 1 or len(rows) == 1]
    choices = ([k for k in often if not _is_name(shown[k])], often, [k for k in free if count[k] > 1], phrases, free)
    best = next((c for c in choices if c), None)
    if best is None:
        return str(rows[0]["issue"])[:40]
    return shown[min(best, key=lambda k: (-count[k], -len(k.split()), order[k]))]


@lru_cache(maxsize=5_000)
def _is_name(phrase: str) -> bool:
    return bool(Knowledge.load().named(phrase)) or _OFFICE.search(phrase) is not None


def _phrases(issue: str) -> Iterator[list[str]]:
    """Ends of runs of content words, one to three words long: what a noun phrase is about stands last in it."""
    for part in _BREAK.split(issue):
        run: list[str] = []
        for word in [m.group() for m in _WORD.finditer(part)] + [""]:
            if word and content(f"the {word}")[0] and stem(word) not in _NO_NOUN and not re.search(r"[a-z](?:ly)$", word):
                run.append(word.removesuffix("'s").removesuffix("’s"))
                continue
            yield from (run[-size:] for size in (3, 2, 1) if size <= len(run))
            run = []
