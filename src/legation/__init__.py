"""Legation reads a news story into a diplomatic record: who said what, which acts took place or did not, on whose word.

::

    import legation

    record = legation.read("The ministers will meet in Berlin on Friday, the government said.", date="2024-05-02")
    record.events[0].status  # 'planned'

For many stories make a :class:`Reader` with ``Reader.load()`` and keep it; a :class:`Chronicle` keeps what was read and answers
questions. Everything is loaded on first use, so that
``import legation`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from legation._version import __version__

if TYPE_CHECKING:
    from legation.ask.chronicle import Chronicle
    from legation.errors import InputError, LegationError
    from legation.reader import Reader, read
    from legation.readers.files import read_stories
    from legation.readers.story import Story
    from legation.record.model import Record
    from legation.record.schema import schema

__all__ = [
    "Chronicle", "InputError", "LegationError", "Reader", "Record", "Story", "__version__", "read", "read_stories", "samples", "schema",
]  # fmt: skip

_HOME = {
    "Chronicle": "legation.ask.chronicle", "InputError": "legation.errors", "LegationError": "legation.errors", "Reader": "legation.reader", "read": "legation.reader",
    "read_stories": "legation.readers.files", "Story": "legation.readers.story", "Record": "legation.record.model",
    "schema": "legation.record.schema",
}  # fmt: skip


def samples() -> list[Story]:
    """The sample stories that come with the package, to try it on.

    Raises:
        LegationError: the file of samples is missing or damaged.
    """
    from importlib import resources

    from legation.errors import LegationError
    from legation.readers.files import read_stories

    found: list[Story] = []
    with resources.as_file(resources.files("legation") / "data" / "samples.jsonl") as path:
        for item in read_stories([path]):
            if isinstance(item, LegationError):
                raise LegationError(f"the sample stories cannot be read ({item}); reinstall legation")
            found.append(item)
    return found


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'legation' has no attribute {name!r}; it offers {', '.join(__all__)}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
