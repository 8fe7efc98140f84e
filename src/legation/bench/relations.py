"""``legation bench relations``: the PLOVER type between a marked source and target."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from legation.corpora.plv import relation_rows
from legation.engine.relation import classify
from legation.engine.session import Session
from legation.record.codes import QUAD


def run(file: Path, session: Session | None = None) -> dict[str, Any]:
    """Macro F1 over types and over quad classes, and accuracy, of the sentences of a PLV table."""
    session = session or Session()
    rows = relation_rows(file)
    return measure([folded(label) for _, label in rows], [classify(marked, session) for marked, _ in rows])


def measure(gold: Sequence[str], read: Sequence[str]) -> dict[str, Any]:
    """The three figures for parallel lists of types."""
    return {
        "macro_f1": round(_macro(gold, read), 4),
        "accuracy": round(sum(a == b for a, b in zip(gold, read, strict=True)) / max(1, len(gold)), 4),
        "quad_macro_f1": round(_macro([_quad(x) for x in gold], [_quad(x) for x in read]), 4),
    }


def folded(label: str) -> str:
    """A type as PLV counts it: CONCEDE and RETREAT are one."""
    return "YIELD" if label in ("CONCEDE", "RETREAT") else label


def _quad(label: str) -> str:
    # The PLV table counts YIELD as material cooperation.
    return str(2 if label == "YIELD" else QUAD[label])


def _macro(gold: Sequence[str], read: Sequence[str]) -> float:
    values = []
    for label in sorted(set(gold)):
        hit = sum(a == b == label for a, b in zip(gold, read, strict=True))
        total = sum(a == label for a in gold) + sum(b == label for b in read)
        values.append(2 * hit / total if total else 0.0)
    return sum(values) / max(1, len(values))
