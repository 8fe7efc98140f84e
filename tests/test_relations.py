"""Marked sentences made of annotated stories, and the folds of PLV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from legation.train.relations import FOLDS, of_events, split

TEXT = "Avaria accused Borduria of spying. Avaria will visit Cordonia and praised Cordonia. The premier met envoys. They are from Dalmaria."


def _span(word: str, occurrence: int = 1) -> dict[str, Any]:
    start = -1
    for _ in range(occurrence):
        start = TEXT.index(word, start + 1)
    return {"start": start, "end": start + len(word)}


def _event(trigger: str, type_: str, status: str, actor: dict[str, Any], recipient: dict[str, Any]) -> dict[str, Any]:
    return {**_span(trigger), "type": type_, "status": status, "actors": [actor], "recipients": [recipient]}


def test_only_clear_pairs_of_one_sentence_become_examples() -> None:
    events = [
        _event("accused", "ACCUSE", "actual", _span("Avaria"), _span("Borduria")),
        _event("visit", "CONSULT", "planned", _span("Avaria", 2), _span("Cordonia")),  # not actual: neither it nor what stands beside it
        _event("praised", "SUPPORT", "actual", _span("Avaria", 2), _span("Cordonia")),
        _event("met", "CONSULT", "actual", _span("The premier"), _span("Dalmaria")),  # another sentence
    ]
    assert list(of_events([({"text": TEXT}, {"events": events})])) == [("<s>Avaria</s> accused <t>Borduria</t> of spying.", "ACCUSE")]


def test_two_types_between_the_same_parties_are_unclear() -> None:
    events = [
        _event("accused", "ACCUSE", "actual", _span("Avaria"), _span("Borduria")),
        _event("spying", "COERCE", "actual", _span("Avaria"), _span("Borduria")),
    ]
    assert list(of_events([({"text": TEXT}, {"events": events})])) == []


def test_folds_part_the_table(tmp_path: Path) -> None:
    (tmp_path / "plover").mkdir()
    rows = [f"AID\t<s>State {n}</s> sent <t>State {n + 1}</t> grain." for n in range(23)]
    (tmp_path / "plover" / "PLV_train.tsv").write_text("\n".join(rows) + "\n", "utf8")
    held = [split(tmp_path, fold)[1] for fold in range(FOLDS)]
    assert sorted(row for rows_ in held for row in rows_) == sorted(split(tmp_path, None)[0])
    assert all(not set(split(tmp_path, fold)[0]) & set(held[fold]) for fold in range(FOLDS))
