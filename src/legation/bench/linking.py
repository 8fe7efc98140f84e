"""``legation bench linking``: which mentions tell of the same event, against the chains of our own corpus and two baselines."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

from legation.bench.coref import scores
from legation.chronicle.cluster import link_all
from legation.chronicle.compare import Weights
from legation.chronicle.traits import Traits
from legation.corpora.chains import ChainedStory, load, traits_of
from legation.errors import UsageError

SPLITS = ("train", "test")


def run(corpus: Path, texts: Path, split: str = "test", read: bool = False) -> dict[str, Any]:
    """CoNLL, MUC, B³ and CEAF-e F1 of linking on annotated mentions, beside the baselines in the same run.

    Args:
        corpus: folder with ``newswire.jsonl`` and ``chains.jsonl``. texts: JSONL of the newswire stories. split: groups that the
            weights were trained on (train), or not (test). read: also link the mentions that the engine itself reads.
    Returns:
        measures of linking and of each baseline, the margin over the better one in points of CoNLL F1, agreement of a second
        annotator where there is one.
    """
    if split not in SPLITS:
        raise UsageError(f"--split {split}: choose from {', '.join(SPLITS)}")
    stories = [s for s in load(corpus, texts) if s.split == split]
    mentions: list[Traits] = []
    gold: dict[Hashable, Hashable] = {}
    groups: list[str] = []
    for number, story in enumerate(stories, 1):
        for i, m in enumerate(traits_of(story, number)):
            gold[len(mentions)] = story.chains[i]
            mentions.append(m)
            groups.append(story.group)
    weights = Weights.load()
    found = {
        "linking": _rounded(scores(gold, dict(enumerate(link_all(mentions, weights))))),
        "baseline: same type, parties and date": _rounded(scores(gold, _same_fields(mentions))),
        "baseline: same head word within topic": _rounded(scores(gold, _same_head(mentions, groups))),
        "every mention its own event": _rounded(scores(gold, {i: i for i in range(len(mentions))})),
    }
    best = max(found[k]["conll"] for k in found if k.startswith("baseline"))
    result: dict[str, Any] = {
        "stories": len(stories), "mentions": len(mentions), "chains": len({c for c in gold.values() if list(gold.values()).count(c) > 1}),
        **found, "points over the better baseline": round(100 * (found["linking"]["conll"] - best), 1), "linker": weights.version,
    }  # fmt: skip
    if (corpus / "chains-second.jsonl").exists():
        result["second annotator (on her stories)"] = _rounded(_agreement(corpus))
    if read:
        result["linking of what the engine reads"] = _rounded(_end_to_end(stories, weights))
    return result


def _rounded(found: dict[str, float]) -> dict[str, float]:
    return {k: round(v, 4) for k, v in found.items()}


def _same_fields(mentions: Sequence[Traits]) -> dict[Hashable, Hashable]:
    return {i: (m.type, m.parties, m.days or m.reported) for i, m in enumerate(mentions)}


def _same_head(mentions: Sequence[Traits], groups: Sequence[str]) -> dict[Hashable, Hashable]:
    return {i: (g, min(m.heads, default="")) for i, (m, g) in enumerate(zip(mentions, groups, strict=True))}


def _agreement(corpus: Path) -> dict[str, float]:
    sides: list[dict[Hashable, Hashable]] = []
    for name in ("chains.jsonl", "chains-second.jsonl"):
        side: dict[Hashable, Hashable] = {}
        for line in (corpus / name).read_text("utf8").splitlines():
            row = json.loads(line)
            side |= {(row["id"], i): f"{row['group']}:{k}" if k else (row["id"], i) for i, k in enumerate(row["chains"])}
        sides.append(side)
    first, second = sides
    return scores({k: first[k] for k in second if k in first}, {k: v for k, v in second.items() if k in first})


def _end_to_end(stories: Sequence[ChainedStory], weights: Weights) -> dict[str, float]:
    """Linking of read mentions; a read mention is the annotated one whose trigger it overlaps, the others are of no one's."""
    from legation.reader import Reader
    from legation.readers.story import Story
    from legation.store.rows import told

    reader = Reader.load()
    gold: dict[Hashable, Hashable] = {}
    names: list[Hashable] = []
    mentions: list[Traits] = []
    for number, s in enumerate(stories, 1):
        row = s.story
        made = reader.read(Story(row["id"], row["text"], row["date"], row.get("title") or "", row.get("publisher")))
        free = dict(enumerate(s.events))
        gold |= {(number, i): c for i, c in enumerate(s.chains)}
        for t in told(made, number, "", number):
            at = next((i for i, e in free.items() if e["start"] < t.event.end and t.event.start < e["end"]), None)
            if at is not None:
                free.pop(at)
            names.append((number, at) if at is not None else (number, "read", t.number))
            mentions.append(t.traits)
    return scores(gold, dict(zip(names, link_all(mentions, weights), strict=True)))
