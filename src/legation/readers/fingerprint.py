"""The key of a story: a hash of its text."""

from __future__ import annotations

import hashlib


def fingerprint(story_text: str) -> str:
    """The key of a story: SHA-256 of its text, white space at the ends left out."""
    return hashlib.sha256(story_text.strip().encode("utf8", "backslashreplace")).hexdigest()
