"""Examples of relations between a marked source and target, and the five-fold measure of PLV."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legation.corpora.plv import relation_rows
from legation.language.sentences import sentences

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from legation.train.example import Example

FOLDS = 5
Row = tuple[str, str]


def split(data: Path, leave_out: int | None) -> tuple[list[Row], list[Row]]:
    """Marked sentences of PLV_train and their types: those to train on, and those of the fold left out (none: no fold)."""
    rows = relation_rows(data / "plover" / "PLV_train.tsv")
    order = list(range(len(rows)))
    random.Random(5).shuffle(order)
    held = {i for k, i in enumerate(order) if leave_out is not None and k % FOLDS == leave_out}
    return [row for i, row in enumerate(rows) if i not in held], [rows[i] for i in sorted(held)]


def own(corpus: Path) -> list[Row]:
    """Our own marked sentences."""
    path = corpus / "relations.tsv"
    return relation_rows(path) if path.exists() else []


def of_events(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[Row]:
    """Marked sentences from annotated stories: actual events whose trigger, one actor and one recipient stand in one sentence.

    PLV gives a planned or requested act another type than the codebook does (AGREE, REQUEST), so only actual ones are taken;
    and only where the sentence has one type of event between the two.
    """
    for story, annotation in pairs:
        text = story["text"]
        spans = sentences(text)
        for first, last in spans:
            found: dict[tuple[tuple[int, int], tuple[int, int]], set[str]] = {}
            unclear: set[tuple[tuple[int, int], tuple[int, int]]] = set()
            for event in annotation["events"]:
                if not first <= event["start"] < last:
                    continue
                for a in event["actors"]:
                    for r in event["recipients"]:
                        key = ((a["start"], a["end"]), (r["start"], r["end"]))
                        if None in key[0] or None in key[1] or a is r:
                            continue
                        found.setdefault(key, set()).add(event["type"])
                        if event["status"] != "actual":
                            unclear.add(key)
            for (source, target), types in found.items():
                inside = all(first <= s < e <= last for s, e in (source, target))
                apart = source[1] <= target[0] or target[1] <= source[0]
                if inside and apart and len(types) == 1 and (source, target) not in unclear:
                    yield _marked(text, (first, last), source, target), next(iter(types))


def _marked(text: str, sentence: tuple[int, int], source: tuple[int, int], target: tuple[int, int]) -> str:
    parts, place = [], sentence[0]
    for (first, last), mark in sorted([(source, "s"), (target, "t")]):
        parts.append(f"{text[place:first]}<{mark}>{text[first:last]}</{mark}>")
        place = last
    return " ".join("".join([*parts, text[place : sentence[1]]]).split())


def examples(rows: Iterable[Row], tokenizer: Tokenizer) -> list[Example]:
    """Training examples of marked sentences."""
    from legation.train.tasks import relation_example

    return [relation_example(sentence, tokenizer, label) for sentence, label in rows]
