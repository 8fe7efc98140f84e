"""``legation bench record``: reads the gold stories and scores the records."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from legation.bench.scorer import Scorer
from legation.errors import UsageError
from legation.reader import Reader
from legation.readers.files import read_stories
from legation.readers.story import Story

WITHOUT = ("status-rules",)


def run(gold: Path, stories: Path, without: str | None = None, reader: Reader | None = None) -> dict[str, Any]:
    """Measures of the gold records in folder ``gold``, whose texts are in ``stories``.

    Args:
        without: a part of the reading path to switch off ("status-rules"), to measure what it brings.
    """
    reader = reader or Reader.load()
    if without is not None:
        if without not in WITHOUT:
            raise UsageError(f"--without {without}: not known; choose from {', '.join(WITHOUT)}")
        reader = Reader(reader.session, reader.knowledge, replace(reader.settings, status_rules=False))
    scorer = Scorer()
    for story in read_stories([stories]):
        if isinstance(story, Story) and (path := gold / f"{story.id}.json").exists():
            scorer.add(json.loads(path.read_text("utf8")), reader.read(story).to_dict())
    return scorer.result()
