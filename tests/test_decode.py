from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from legation.engine.decode import spans, viterbi
from legation.engine.labels import TAGS


def scores(tags: str) -> np.ndarray:
    out = np.zeros((len(tags), 1, 5), dtype=np.float32)
    for i, tag in enumerate(tags):
        out[i, 0, TAGS.index(tag)] = 3
    return out


FREE = np.zeros((1, 5, 5), dtype=np.float32)


def test_spans_of_well_formed_tags() -> None:
    assert spans(viterbi(scores("OBIEOS"), FREE)[:, 0]) == [(1, 4), (5, 6)]


def test_an_open_span_is_repaired() -> None:
    path = viterbi(scores("OBIO"), FREE)[:, 0]
    text = "".join(TAGS[t] for t in path)
    assert text in {"OBEO", "OOOO", "OBIE", "OSSO", "OOSO", "OSOO"}


@given(st.lists(st.lists(st.floats(-5, 5, width=32), min_size=5, max_size=5), max_size=30))
def test_any_scores_give_well_formed_spans(rows: list[list[float]]) -> None:
    emissions = np.array(rows, dtype=np.float32).reshape(len(rows), 1, 5)
    path = viterbi(emissions, FREE)[:, 0]
    found = spans(path)
    covered = sum(b - a for a, b in found)
    assert covered == int((path != 0).sum())
    assert all(a < b for a, b in found)
