"""Scores records against gold ones: the measures of the codebook's scorer.

Events are matched one to one by overlapping triggers (same type preferred), statements by contents that share at
least half of the longer one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Item = Mapping[str, Any]


@dataclass(slots=True)
class F1:
    """Counts of hits, gold and predicted items."""

    hit: float = 0
    gold: int = 0
    predicted: int = 0

    def add(self, hit: float, gold: int, predicted: int) -> None:
        """Count one comparison."""
        self.hit += hit
        self.gold += gold
        self.predicted += predicted

    @property
    def value(self) -> float:
        """F1, 0 to 1."""
        return 2 * self.hit / (self.gold + self.predicted) if self.gold + self.predicted else 0.0


class Scorer:
    """Adds up the comparison of many stories."""

    def __init__(self) -> None:
        self.f1: dict[str, F1] = defaultdict(F1)
        self.accuracy: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.confusions: Counter[tuple[str, str]] = Counter()

    def add(self, gold: Item, read: Item) -> None:
        """Compare one story's record with its gold record."""
        self._events(gold["events"], read["events"])
        self._statements(gold["statements"], read["statements"])

    def _events(self, gold: list[Item], read: list[Item]) -> None:
        pairs = _match(gold, read, lambda a, b: a["type"] == b["type"])
        same_type = sum(a["type"] == b["type"] for a, b, _ in pairs)
        self.f1["trigger"].add(len(pairs), len(gold), len(read))
        self.f1["event"].add(same_type, len(gold), len(read))
        full = 0
        for a, b, _ in pairs:
            self._right("status", a["status"] == b["status"])
            if a["status"] != b["status"]:
                self.confusions[a["status"], b["status"]] += 1
            if a["type"] == b["type"] and a.get("mode"):
                self._right("mode", a["mode"] == b.get("mode"))
            for side, name in (("actors", "actor"), ("recipients", "recipient")):
                for kind, of in (("countries", _countries), ("codes", _codes)):
                    x, y = of(a[side]), of(b[side])
                    self.f1[f"{name} {kind}"].add(len(x & y), len(x), len(y))
            self.f1["dates"].add(bool(a.get("date")) and a["date"] == b.get("date"), bool(a.get("date")), bool(b.get("date")))
            self.f1["places"].add(_places_agree(a.get("place"), b.get("place")), bool(a.get("place")), bool(b.get("place")))
            left = list(b.get("attributed_to") or [])
            hits = 0
            for name in a["attributed_to"]:
                found = next((n for n in left if names_agree(name, n)), None)
                if found is not None:
                    left.remove(found)
                    hits += 1
            self.f1["attribution"].add(hits, len(a["attributed_to"]), len(b.get("attributed_to") or []))
            full += (
                a["type"] == b["type"] and a["status"] == b["status"]
                and all(_countries(a[s]) == _countries(b[s]) for s in ("actors", "recipients"))
            )  # fmt: skip
        self.f1["full record"].add(full, len(gold), len(read))

    def _statements(self, gold: list[Item], read: list[Item]) -> None:
        pairs = [p for p in _match(gold, read) if p[2] >= 0.5]
        self.f1["statement"].add(len(pairs), len(gold), len(read))
        self.f1["statement exact"].add(sum(s >= 0.95 for _, _, s in pairs), len(gold), len(read))
        self.f1["speaker"].add(sum(names_agree(a["speaker"], b.get("speaker")) for a, b, _ in pairs), len(gold), len(read))
        for a, b, _ in pairs:
            self._right("quote kind", a["kind"] == b.get("kind"))

    def _right(self, name: str, right: bool) -> None:
        self.accuracy[name][0] += right
        self.accuracy[name][1] += 1

    def result(self) -> dict[str, float | None]:
        """Every measure by name, 0 to 1; None where nothing was compared."""
        return {k: round(v.value, 4) for k, v in self.f1.items()} | {
            k: round(x / n, 4) if n else None for k, (x, n) in self.accuracy.items()
        }


def _overlap(a: Item, b: Item) -> int:
    return max(0, int(min(a["end"], b["end"]) - max(a["start"], b["start"])))


def _match(gold: list[Item], read: list[Item], prefer: Callable[[Item, Item], bool] = lambda a, b: True) -> list[tuple[Item, Item, float]]:
    candidates = []
    for i, a in enumerate(gold):
        for j, b in enumerate(read):
            if shared := _overlap(a, b):
                candidates.append((prefer(a, b), shared / max(a["end"] - a["start"], b["end"] - b["start"], 1), -i, -j))
    pairs, used_gold, used_read = [], set(), set()
    for _, share, i, j in sorted(candidates, reverse=True):
        if i not in used_gold and j not in used_read:
            used_gold.add(i)
            used_read.add(j)
            pairs.append((gold[-i], read[-j], share))
    return pairs


def names_agree(a: str | None, b: str | None) -> bool:
    """Whether two names are equal, share their last word, or one's words are among the other's."""
    x, y = (a or "").lower().split(), (b or "").lower().split()
    return bool(x and y) and (x == y or x[-1] == y[-1] or set(x) <= set(y) or set(y) <= set(x))


def _places_agree(a: str | None, b: str | None) -> bool:
    x, y = (a or "").lower(), (b or "").lower()
    return bool(x and y) and (x in y or y in x)


def _codes(actors: Iterable[Item]) -> set[tuple[str | None, str | None]]:
    return {(a.get("country"), a.get("sector")) for a in actors}


def _countries(actors: Iterable[Item]) -> set[str]:
    return {a.get("country") or (a.get("name") or "").lower() for a in actors}
