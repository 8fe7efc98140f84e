"""``legation doctor``: is this installation whole."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

_NEEDED = ("onnxruntime", "tokenizers", "numpy", "trafilatura", "pydantic", "typer", "rich")
_SENTENCE = "The foreign ministers of France and Germany will meet in Berlin on Friday, the French government said."


def diagnose(say: Callable[[str], object]) -> bool:
    """Check versions, the model file and a test sentence, one line each.

    Args:
        say: takes each line.
    Returns:
        whether all is well.
    """
    from legation import __version__
    from legation.reader import Reader
    from legation.readers.story import Story

    say(f"legation {__version__}")
    well = True
    for name in _NEEDED:
        try:
            say(f"{name} {version(name)}")
        except PackageNotFoundError:
            say(f"{name} is missing; reinstall: pip install legation")
            well = False
    reader = Reader.load()
    path = reader.session.folder / "model.onnx"
    same = hashlib.sha256(path.read_bytes()).hexdigest() == reader.session.card.get("sha256")
    say(
        f"model {reader.session.version}: {path} ({path.stat().st_size / 1e6:.1f} MB), checksum {'right' if same else 'WRONG: reinstall legation'}"
    )
    begun = time.perf_counter()
    record = reader.read(Story("doctor", _SENTENCE, "2024-05-02"))
    say(f"test sentence: {len(record.events)} events, {len(record.statements)} statements in {time.perf_counter() - begun:.2f} s")
    well = well and same and bool(record.events)
    say("all well" if well else "something is wrong; see above")
    return well
