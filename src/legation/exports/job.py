"""One export under way: what is asked for, and what has been counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legation.ask.filters import clean
from legation.ask.query import Query
from legation.exports.coding import Coded, Coder
from legation.exports.events import Event, Report
from legation.exports.source import Source

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from legation.exports import Format
    from legation.exports.files import Files


class Job:
    """What a format's ``write`` works with.

    Attributes:
        connection: the snapshot. form, target, files, count, all_statuses: as asked for. filters: those that are set, by name.
        rows: written so far, by what they hold. left_out: events not written, by reason. notes: other counts for the summary.
    """

    def __init__(
        self, connection: Connection, form: Format, target: Path, files: Files, count: str, all_statuses: bool, filters: dict[str, Any]
    ) -> None:
        self.connection, self.form, self.target, self.files = connection, form, target, files
        self.count, self.all_statuses = count, all_statuses
        given = clean(filters)
        self.query = Query(**given)
        self.filters = {k: list(v) if isinstance(v, tuple) else v for k, v in sorted(given.items()) if v not in (None, (), False)}
        self.rows: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()

    @cached_property
    def source(self) -> Source:
        """The events chosen."""
        return Source(self.connection, self.query, bool(self.filters))

    def coded(self, records: bool = False, texts: bool = False) -> Iterator[tuple[Event, Coded]]:
        """The events that PLOVER's rules of status let through, each with what they make of it.

        Args:
            records, texts: whether the facts of their records, or the sentences of their stories, will be wanted too.
        """
        coder = Coder(self.source, self.all_statuses, self.left_out, self.notes)
        for event in self.source.events(records, texts, beside=True):
            coded = coder.code(event)
            if coded is not None:
                yield event, coded

    def counted(self, event: Event) -> tuple[Report, ...]:
        """The reports that an event gives a row each: the one that stands for it, or one of each story that tells of it."""
        return (event.best,) if self.count == "events" else event.stories
