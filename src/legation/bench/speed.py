"""``legation bench speed``: the whole pipeline on a JSONL file, beside the bare encoder on the same texts."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from legation.engine.session import HEAD, TAIL
from legation.errors import InputError
from legation.language.windows import windows
from legation.language.words import split
from legation.reader import Reader
from legation.readers.files import read_stories
from legation.readers.story import Story

_BLOCK = 50
"""Stories read by the pipeline and by the bare encoder in turn, so that a drift of the machine hits both alike."""


def run(file: Path, limit: int | None = None) -> dict[str, Any]:
    """Stories and word pieces a second, share of the bare encoder's speed, peak memory, start-up time."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "legation", "read", "--quiet", "--format", "json", "-"], input=_SHORT, capture_output=True, check=True
    )
    startup = time.perf_counter() - begun
    reader = Reader.load()
    narrow = reader.narrow().session
    narrow.run([HEAD, TAIL], [1], ("trigger",))
    whole = bare = 0.0
    stories = pieces = aside = 0
    block: list[Story] = []

    def encode(story: Story) -> int:
        words = split(story.text, narrow.tokenizer)
        read = 0
        for window in windows(words, context=0):
            ids, starts = window.ids(words, HEAD, TAIL)
            read += len(ids)
            narrow.run(ids, starts, ("trigger",))
        return read

    def measure() -> None:
        nonlocal whole, bare, stories, pieces
        begun = time.perf_counter()
        for record in reader.read_many(block):
            if isinstance(record, InputError):
                raise record
            json.dumps(record.to_dict())
        whole += time.perf_counter() - begun
        begun = time.perf_counter()
        with ThreadPoolExecutor(reader.at_once) as pool:  # as many stories at once as the pipeline reads
            pieces += sum(pool.map(encode, block))
        bare += time.perf_counter() - begun
        stories += len(block)

    for item in read_stories([file]):
        if limit is not None and stories + len(block) >= limit:
            break
        try:
            if not isinstance(item, Story):
                raise item
            item.check()
        except Exception:
            aside += 1
            continue
        block.append(item)
        if len(block) == _BLOCK:
            measure()
            block = []
    measure()
    return {
        "stories_per_second": round(stories / whole, 2), "pieces_per_second": round(pieces / whole),
        "share_of_encoder": round(bare / whole, 4), "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "startup_s": round(startup, 2), "stories": stories, "set_aside": aside,
    }  # fmt: skip


_SHORT = b"The foreign ministers of France and Germany will meet in Berlin on Friday, the French government said."
