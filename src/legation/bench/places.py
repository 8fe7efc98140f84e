"""``legation bench places``: toponyms found, and located, against LGL, GeoVirus and GeoWebNews.

Measures after Gritta, Pilehvar and Collier (2020): share of the gold toponyms put within 161 km, median error, area under the
curve of log errors (0 best, 1 worst; the error of half the globe where a name is unknown), and detection F1.
"""

from __future__ import annotations

import hashlib
import math
import statistics
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from legation.analysis.places import find_toponyms, locate
from legation.analysis.places.resolve import distance
from legation.bench.scorer import F1
from legation.corpora.toponyms import PlaceStory, read
from legation.knowledge.gazetteer import Gazetteer
from legation.reader import Reader

Half = Literal["dev", "check"]
_FARTHEST = 20_038.0
"""Kilometres to the other side of the globe."""


def run(path: Path, half: Half | None = None, end_to_end: bool = True, reader: Reader | None = None) -> dict[str, Any]:
    """The measures over a corpus, or over one half of its stories.

    Args:
        end_to_end: read the texts with the engine too, for detection and for the accuracy of what was found.
    Returns:
        "accuracy_161km", "country_accuracy", "median_km", "auc", "detection_f1"; "end_to_end_161km" (F1 of toponyms found
        and put within 161 km), "toponyms", "without_point" (left out, as their place is not known to us), "unknown".
    """
    gazetteer = Gazetteer.load()
    errors: list[float] = []
    countries: list[bool] = []
    detection, whole = F1(), F1()
    without = unknown = 0
    of = _Countries(gazetteer)
    for story in stories(path, gazetteer, half):
        marks = story.marks
        places = locate(story.text, [(m.start, m.end) for m in marks], gazetteer)
        for mark, place in zip(marks, places, strict=True):
            if mark.point is None:
                without += 1
                continue
            unknown += place is None
            errors.append(distance(mark.point, (place.place.lat, place.place.lon)) if place else _FARTHEST)
            right = mark.country or of.of(mark.point)
            if right:
                countries.append(place is not None and place.place.country == right)
        if end_to_end:
            reader = reader or Reader.load()
            _detect(story, reader, gazetteer, detection, whole)
    result: dict[str, Any] = {
        "accuracy_161km": _share(e <= 161 for e in errors), "country_accuracy": _share(countries),
        "median_km": round(statistics.median(errors), 1) if errors else None, "auc": _auc(errors),
        "detection_f1": round(detection.value, 4) if end_to_end else None, "end_to_end_161km": round(whole.value, 4) if end_to_end else None,
    }  # fmt: skip
    return result | {"toponyms": len(errors), "without_point": without, "unknown": unknown}


def stories(path: Path, gazetteer: Gazetteer, half: Half | None) -> Iterator[PlaceStory]:
    """The stories of a corpus; of one half if asked, by a hash of their names (weights were set on "dev" alone)."""
    for story in read(path, gazetteer):
        if half is None or ("check" if hashlib.sha256(story.name.encode()).digest()[0] % 2 else "dev") == half:
            yield story


def _detect(story: PlaceStory, reader: Reader, gazetteer: Gazetteer, detection: F1, whole: F1) -> None:
    scores = reader.session.read(story.text)
    found = find_toponyms(scores, reader.knowledge.find(scores.words))
    places = locate(story.text, found, gazetteer)
    kept = [(s, p) for s, p in zip(found, places, strict=True) if p is not None]
    hits = right = 0
    for mark in story.marks:
        match = next((p for (a, b), p in kept if a < mark.end and mark.start < b), None)
        if match is not None:
            hits += 1
            right += mark.point is not None and distance(mark.point, (match.place.lat, match.place.lon)) <= 161
    detection.add(hits, len(story.marks), len(kept))
    whole.add(right, len(story.marks), len(kept))


class _Countries:
    """The country of a point: that of the nearest populated place, within some two degrees."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        rows = gazetteer.cities()
        self._points = np.radians(np.array([row[:2] for row in rows], dtype=np.float32))
        self._codes = [row[2] for row in rows]

    @lru_cache(maxsize=8192)  # noqa: B019 - lives as long as one benchmark
    def of(self, point: tuple[float, float]) -> str | None:
        lat, lon = np.radians(point)
        off = (self._points[:, 0] - lat) ** 2 + ((self._points[:, 1] - lon) * np.cos(lat)) ** 2
        best = int(off.argmin())
        return self._codes[best] if off[best] < 0.0012 else None


def _share(values: Any) -> float | None:
    values = list(values)
    return round(sum(values) / len(values), 4) if values else None


def _auc(errors: list[float]) -> float | None:
    """Area under the sorted log errors, as a share of the largest possible one."""
    if not errors:
        return None
    return round(sum(math.log(1 + e) for e in errors) / (len(errors) * math.log(1 + _FARTHEST)), 4)
