"""``legation bench record``: reads the gold stories and scores the records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from legation.bench.scorer import Scorer
from legation.reader import Reader
from legation.readers.files import read_stories
from legation.readers.story import Story


def run(gold: Path, stories: Path, reader: Reader | None = None) -> dict[str, Any]:
    """Measures of the gold records in folder ``gold``, whose texts are in ``stories``."""
    reader = reader or Reader.load()
    scorer = Scorer()
    for story in read_stories([stories]):
        if isinstance(story, Story) and (path := gold / f"{story.id}.json").exists():
            scorer.add(json.loads(path.read_text("utf8")), reader.read(story).to_dict())
    return scorer.result()
