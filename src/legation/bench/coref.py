"""Measures of clusterings: MUC (Vilain 1995), B³ (Bagga and Baldwin 1998), CEAF-e (Luo 2005) and their mean, CoNLL F1 (Pradhan 2012)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping

Clustering = Mapping[Hashable, Hashable]
"""Mention to cluster."""


def scores(gold: Clustering, read: Clustering) -> dict[str, float]:
    """MUC, B³, CEAF-e and CoNLL F1, 0 to 1.

    Args:
        gold, read: mention to cluster. Mentions of one side only are given to the other as clusters of their own, so that
            invented and missed mentions cost (as in the CoNLL scorer's handling of twinless mentions).
    """
    gold, read = dict(gold), dict(read)
    for have, lack in ((gold, read), (read, gold)):
        for mention in have:
            lack.setdefault(mention, ("twinless", mention))
    found = {"muc": _muc(gold, read), "b3": _b3(gold, read), "ceaf_e": _ceaf(gold, read)}
    return {**found, "conll": sum(found.values()) / 3}


def _clusters(of: Clustering) -> dict[Hashable, set[Hashable]]:
    made: dict[Hashable, set[Hashable]] = defaultdict(set)
    for mention, cluster in of.items():
        made[cluster].add(mention)
    return made


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _muc(gold: Clustering, read: Clustering) -> float:
    def recall(key: Clustering, response: Clustering) -> float:
        links = total = 0
        for members in _clusters(key).values():
            links += len(members) - len({response[m] for m in members})
            total += len(members) - 1
        return links / total if total else 0.0

    return _f1(recall(read, gold), recall(gold, read))


def _b3(gold: Clustering, read: Clustering) -> float:
    def recall(key: Clustering, response: Clustering) -> float:
        total = 0.0
        for members in _clusters(key).values():
            total += sum(n * n for n in Counter(response[m] for m in members).values()) / len(members)
        return total / len(key) if key else 0.0

    return _f1(recall(read, gold), recall(gold, read))


def _ceaf(gold: Clustering, read: Clustering) -> float:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    keys, responses = list(_clusters(gold).values()), list(_clusters(read).values())
    if not keys or not responses:
        return 0.0
    owner = {m: j for j, members in enumerate(responses) for m in members}
    alike = np.zeros((len(keys), len(responses)))
    for i, members in enumerate(keys):
        for j, shared in Counter(owner[m] for m in members).items():
            alike[i, j] = 2 * shared / (len(members) + len(responses[j]))
    total = float(alike[linear_sum_assignment(-alike)].sum())
    return _f1(total / len(responses), total / len(keys))
