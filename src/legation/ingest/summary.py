"""What came into a run of ingesting, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from legation.errors import InputError
from legation.readers.files import Item
from legation.readers.story import Story
from legation.record.model import Record

LISTED = 20
"""Messages of set-aside stories that are kept for the summary."""
Taken = Item | tuple[Story, Record] | tuple[InputError, Story | None]
"""What comes in: a story, why there is none, a story with its record, or what was set aside elsewhere with its text."""


@dataclass
class Summary:
    """What became of the stories of a run.

    Attributes:
        new: read and stored. again: read again by other versions. known: in the store already. copies: of the new ones, reprints and
            versions of other stories. sightings: known texts seen at a new place. aside: could not be read. events: mentions stored. problems: looks at a feed that failed.
    """

    new: int = 0
    again: int = 0
    known: int = 0
    copies: int = 0
    sightings: int = 0
    aside: int = 0
    events: int = 0
    problems: int = 0
    listed: list[str] = field(default_factory=list)

    def taken(self) -> int:
        """How many were not known."""
        return self.new + self.again + self.aside

    def counts(self) -> dict[str, int]:
        """What the store notes of the run."""
        return {"read": self.new + self.again, "known": self.known, "aside": self.aside, "events": self.events}

    def lines(self, dry: bool = False) -> list[str]:
        """The summary in words."""
        would = "would read" if dry else "read"
        parts = [f"{would} {self.new:,} new ({self.copies:,} reprints or versions of others)"]
        if self.again:
            parts.append(f"{would} again {self.again:,}")
        parts.append(f"known {self.known:,}" + (f" ({self.sightings:,} seen at a new place)" if self.sightings else ""))
        parts.append(f"set aside {self.aside:,}")
        if not dry:
            parts.append(f"{self.events:,} mentions of events")
        more = [f"  … and {self.aside - len(self.listed):,} more; list them with: legation aside list"] if self.aside > len(self.listed) else []
        return [", ".join(parts), *(f"  {line}" for line in self.listed), *more]

    def set_aside(self, error: InputError) -> None:
        """Count a story that could not be read, and keep its message while there is room."""
        self.aside += 1
        if len(self.listed) < LISTED:
            self.listed.append(str(error))
