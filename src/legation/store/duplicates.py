"""Near copies of a story: reprints, and versions of a running story.

MinHash of word five-grams (Broder 1997) with locality-sensitive bands, through datasketch.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal
from zlib import crc32

import numpy as np
from datasketch import MinHash

PERMUTATIONS = 64
BANDS = 16
"""16 bands of 4 values: a pair that shares 60 % of its five-grams is found with a chance of 90 %, one of 30 % with 12 %."""
REPRINT, VERSION = 0.80, 0.40
"""Least share of five-grams in common for a reprint, and for a version of the same running story. Read off the newswire corpus: pairs above
.80 differ by a headline mark, a dateline or a corrected word; pairs from .40 keep the older story's paragraphs."""
_SHINGLE = 5
_WORD = re.compile(r"\w+")
_LABEL = re.compile(
    r"\b(?:(?:1st|2nd|3rd|\d+th|first|second|third)\s*(?:ld|lead)(?:[- ]?writethru)?|writethru|(?:ATTENTION\s*-\s*)?(?:ADDS|UPDATES|RECASTS|CORRECTS?|CORRECTION)\b[^/\n]{0,60}"
    r"|^(?:urgent|roundup|bulletin|refile)\b)",
    re.IGNORECASE,
)
_SEED = 7
_SCHEME: Literal["affine32"] = "affine32"
"""How datasketch permutes; sketches lie in stores, so it must not follow the library's default."""
_RUNNING = 4
"""Days within which a story can be a version of another; daily market reports and the like are alike for longer."""


@dataclass(frozen=True, slots=True)
class Kin:
    """How a story relates to one seen before: ``relation`` is original, reprint or version; ``story`` the number of the other."""

    relation: str = "original"
    story: int | None = None
    similarity: float | None = None


def sketch(text: str) -> MinHash:
    """The MinHash of a text's word five-grams."""
    words = np.fromiter((_hash(w) for w in _WORD.findall(text.lower())), dtype=np.uint64) if text else np.zeros(0, np.uint64)
    if len(words) < _SHINGLE:
        words = np.concatenate([words, np.zeros(_SHINGLE - len(words), np.uint64)])
    grams = np.zeros(len(words) - _SHINGLE + 1, np.uint64)
    for i in range(_SHINGLE):
        grams = grams * np.uint64(0x9E3779B97F4A7C15) + words[i : len(words) - _SHINGLE + 1 + i]
    made = MinHash(num_perm=PERMUTATIONS, seed=_SEED, permutations=_permutations(), scheme=_SCHEME, hashfunc=_as_it_is)
    made.update_batch(np.unique(grams >> np.uint64(32)).tolist())
    return made


@lru_cache(maxsize=100_000)
def _hash(word: str) -> int:
    return crc32(word.encode("utf8", "replace"))


def _as_it_is(hashed: int) -> int:
    return hashed


@lru_cache(maxsize=1)
def _permutations() -> Any:
    return MinHash(num_perm=PERMUTATIONS, seed=_SEED, scheme=_SCHEME).permutations


def to_bytes(made: MinHash) -> bytes:
    """The values of a sketch as bytes, little-endian 32 bit."""
    return np.asarray(made.hashvalues, dtype="<u4").tobytes()


def bands(made: MinHash) -> list[int]:
    """One value a band; stories that share one may be near copies."""
    values = np.asarray(made.hashvalues, dtype="<u8").reshape(BANDS, -1)
    mixed = np.zeros(BANDS, dtype="<u8")
    for column in range(values.shape[1]):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + values[:, column]
    return [int(v) for v in mixed.astype("<i8")]


def similarity(made: MinHash, other: bytes) -> float:
    """Estimated share of five-grams that two texts have in common, 0 to 1."""
    return float(np.mean(np.asarray(made.hashvalues, dtype="<u4") == np.frombuffer(other, dtype="<u4")))


def kin(made: MinHash, day: str | None, others: Sequence[tuple[int, bytes, str | None]]) -> Kin:
    """The nearest of the stories that share a band; of equals the first seen.

    Args:
        day: of the story. others: number, sketch and day of each.
    """
    best = Kin()
    for number, data, other in sorted(others):
        alike = similarity(made, data)
        close = not day or not other or abs((date.fromisoformat(day) - date.fromisoformat(other)).days) <= _RUNNING
        if alike >= (VERSION if close else REPRINT) and alike > (best.similarity or 0.0):
            best = Kin("reprint" if alike >= REPRINT else "version", number, round(alike, 3))
    return best


def label(title: str, text: str) -> str:
    """The agency's mark of a version ("2nd Ld-Writethru", "ADDS quotes"), from the headline or the first line; "" where there is none."""
    m = _LABEL.search(title.strip()) or _LABEL.match(text[:120].strip())
    return " ".join(m.group().split()).rstrip(" -:") if m else ""
