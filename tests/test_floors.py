"""Accuracy floors on our own gold stories (tests/gold.jsonl). Lower one only in a commit that says why."""

from __future__ import annotations

import json
from pathlib import Path

from legation.bench.scorer import Scorer
from legation.reader import Reader
from legation.readers.story import Story

GOLD = Path(__file__).parent / "gold.jsonl"
FLOORS = {"event": 0.80, "trigger": 0.90, "status": 0.94, "actor countries": 0.80, "statement": 0.78, "speaker": 0.57, "full record": 0.45}


def test_floors(reader: Reader) -> None:
    scorer = Scorer()
    for row in map(json.loads, GOLD.read_text("utf8").splitlines()):
        gold = {
            **row,
            "events": [
                {**e, "place": row["text"][e["place_start"] : e["place_end"]] if e["place_start"] is not None else None}
                for e in row["events"]
            ],
        }
        scorer.add(gold, reader.read(Story(row["id"], row["text"], row["date"])).to_dict())
    result = scorer.result()
    missed = {name: (result[name], floor) for name, floor in FLOORS.items() if (result[name] or 0) < floor}
    assert not missed, f"below the floor: {missed}; all: {result}"
