"""Linking in memory, without a store: for training, measuring and experiments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from legation.chronicle.compare import Weights, signals
from legation.chronicle.link import block_day, block_keys, choose, windows
from legation.chronicle.traits import Sum, Traits


class _Events:
    """Events by block key."""

    def __init__(self) -> None:
        self.sums: dict[str, Sum] = {}
        self._blocks: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def candidates(self, mention: Traits) -> dict[str, Sum]:
        spans = windows(mention)
        ids = {i for k in block_keys(mention) for day, i in self._blocks[k] if any(a <= day <= b for a, b in spans)}
        return {i: self.sums[i] for i in sorted(ids)}

    def join(self, id_: str, mention: Traits) -> None:
        self.sums.setdefault(id_, Sum()).add(mention)
        for key in block_keys(mention):
            entry = (block_day(mention), id_)
            if entry not in self._blocks[key]:
                self._blocks[key].append(entry)


def link_all(mentions: Sequence[Traits], weights: Weights) -> list[str]:
    """The event of each mention, in the order of the stories."""
    events, found = _Events(), []
    for number, mention in enumerate(mentions):
        link = choose(mention, events.candidates(mention), weights)
        id_ = link.event if link else f"e{number:06d}"
        events.join(id_, mention)
        found.append(id_)
    return found


def comparisons(mentions: Sequence[Traits], chains: Sequence[str]) -> Iterator[tuple[list[float], bool]]:
    """What linking compares on its way if it decides rightly each time: signals of mention and event, and whether they are the same."""
    events = _Events()
    for mention, chain in zip(mentions, chains, strict=True):
        for id_, event in events.candidates(mention).items():
            yield signals(mention, event), id_ == chain
        events.join(chain, mention)


def corrections(mentions: Sequence[Traits], chains: Sequence[str], weights: Weights) -> Iterator[tuple[list[float], bool]]:
    """What linking compares on its own way, with its own mistakes in the events: signals, and whether most of the event is of the
    mention's chain. Trained on these too, the weights learn to keep away from events that have gone astray (DAgger; Ross 2011)."""
    events = _Events()
    members: dict[str, Counter[str]] = defaultdict(Counter)
    for number, (mention, chain) in enumerate(zip(mentions, chains, strict=True)):
        candidates = events.candidates(mention)
        for id_, event in candidates.items():
            yield signals(mention, event), members[id_].most_common(1)[0][0] == chain
        link = choose(mention, candidates, weights)
        id_ = link.event if link else f"e{number:06d}"
        events.join(id_, mention)
        members[id_][chain] += 1
