"""Everything that Legation raises on purpose.

::

    LegationError
    ├── InputError            an input that cannot be read (names file, line, story id)
    │   ├── NotEnglishError   recognised as another language
    │   └── EmptyStoryError   nothing to read
    ├── UsageError            options that do not fit together, unknown names
    ├── ModelError            the model file is missing, damaged or of another version
    ├── KnowledgeError        a knowledge table that breaks its form (names file, line, field)
    ├── StoreError            the chronicle's database cannot be used (damaged, full, out of reach)
    │   ├── StoreBusyError    another run is writing to it
    │   └── StoreVersionError made by another version of Legation
    ├── FetchError            an address that may not or cannot be fetched (a subclass in ingest/politeness.py: try later)
    ├── NotFoundError         no event, story or correction has this id
    └── MissingExtraError     an optional part is not installed (prints its install line)
"""

from __future__ import annotations


class LegationError(Exception):
    """Base of all errors; ``exit_code`` is what the command line returns for it."""

    exit_code = 1


class InputError(LegationError):
    """An input that cannot be read.

    Args:
        reason: what is wrong and what to do.
        source: the file or stream. line: line number from 1. story: the story's id.
    """

    exit_code = 3

    def __init__(self, reason: str, source: str | None = None, line: int | None = None, story: str | None = None) -> None:
        self.reason, self.source, self.line, self.story = reason, source, line, story
        where = ":".join(str(p) for p in (source, line) if p is not None)
        super().__init__(f"{where + ': ' if where else ''}{f'story {story}: ' if story else ''}{reason}")

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str | None, int | None, str | None]]:
        return type(self), (self.reason, self.source, self.line, self.story)


class NotEnglishError(InputError):
    """The text is recognised as another language than English."""


class EmptyStoryError(InputError):
    """The text holds nothing to read."""


class UsageError(LegationError):
    """Options that do not fit together, or a name that is not known; the message lists what is."""

    exit_code = 2


class ModelError(LegationError):
    """The model file is missing, damaged, or made for another version."""


class KnowledgeError(LegationError):
    """A knowledge table that breaks its form."""


class StoreError(LegationError):
    """The chronicle's database cannot be used; the message says why and how to repair it."""


class StoreBusyError(StoreError):
    """Another run is writing to the chronicle."""

    exit_code = 4


class StoreVersionError(StoreError):
    """The chronicle was made by a newer version of Legation."""


class FetchError(LegationError):
    """An address that may not be fetched (scheme, private network, robots) or cannot be (size, time, redirects, status)."""


class NotFoundError(LegationError):
    """The chronicle has nothing with this id."""

    exit_code = 2


class MissingExtraError(LegationError):
    """An optional part of Legation is needed and not installed."""

    exit_code = 2

    def __init__(self, extra: str, what: str) -> None:
        self.extra, self.what = extra, what
        super().__init__(f"{what} needs the extra “{extra}”. Install it with: pip install 'legation[{extra}]'")

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str]]:
        return type(self), (self.extra, self.what)
