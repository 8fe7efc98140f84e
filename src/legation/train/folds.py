"""Relations measured on sentences never seen: five times four fifths of PLV_train are trained on and the last fifth is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from legation.bench.relations import folded, measure
from legation.engine.labels import RELATION_LABELS
from legation.train.batch import collate
from legation.train.example import Example
from legation.train.loop import train
from legation.train.model import Engine
from legation.train.recipe import base_folder, corpus_pairs, load_tokenizer, relation_tasks, start_from
from legation.train.relations import FOLDS, examples, split


def run(data: Path, corpus: Path, work: Path, base: Path | None = None, *, with_events: bool = True) -> dict[str, Any]:
    """Train the relation head five times from the first stage's weights, without the events and statements of the second.

    Args:
        data: folder of the public corpora. corpus: of our own. work: holds ``first/checkpoint.pt``; takes a folder a fold, and a
            fold that is finished there is not trained again. base: the pretrained encoder. with_events: train on sentences of annotated stories too.
    Returns:
        the measures of all 1,050 sentences, each read by the engine that had not seen it, and macro F1 of each fold.
    """
    base = base or base_folder()
    tokenizer = load_tokenizer(base)
    pairs = corpus_pairs(corpus, data) if with_events else []
    gold: list[str] = []
    read: list[str] = []
    each = []
    for fold in range(FOLDS):
        held = split(data, fold)[1]
        name = f"fold-{fold}" + ("" if with_events else "-plain")
        said = work / name / "read.json"
        if not said.exists():
            torch.manual_seed(2)
            engine = start_from(Engine.from_base(base), work / "first" / "checkpoint.pt")
            tasks = {k: v for k, v in relation_tasks(data, corpus, tokenizer, pairs, fold).items() if v[0]}
            engine = train(engine, tasks, work / name, rate=2e-4, head_rate=1e-3)
            said.write_text(json.dumps(_read(engine, examples(held, tokenizer))), "utf8")
            (work / name / "checkpoint.pt").unlink()
        guess: list[str] = json.loads(said.read_text("utf8"))
        right = [folded(label) for _, label in held]
        each.append(measure(right, guess)["macro_f1"])
        gold += right
        read += guess
    return {**measure(gold, read), "folds": each}


def _read(engine: Engine, rows: Sequence[Example]) -> list[str]:
    found = []
    with torch.no_grad():
        for row in rows:
            one = collate([row])
            found.append(str(RELATION_LABELS[int(engine(one.ids, one.mask, one.starts, one.pair)["relation"].argmax())]))
    return found
