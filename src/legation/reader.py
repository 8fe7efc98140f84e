"""The reader: stories in, records out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from legation.ahead import ReadsAhead
from legation.analysis.events import Settings
from legation.engine.session import Session
from legation.errors import InputError, LegationError
from legation.knowledge.base import Knowledge
from legation.knowledge.gazetteer import Gazetteer
from legation.readers.files import Item
from legation.readers.story import Story, clean, parse_date, text_id
from legation.record.model import Record

_MOST_THREADS = 4
"""Python itself runs on one thread at a time, and a third of the time of reading is Python's: more threads would wait for it."""


class Reader(ReadsAhead):
    """Reads stories into records. Make one with :meth:`load` and keep it: loading takes longer than a story.

    One story with :meth:`read`, a stream of them with :meth:`read_many`.

    Args:
        session: the engine. knowledge: names of states, organisations and people. settings: thresholds of reading.
        gazetteer: toponyms; by default the one in the package.
    """

    def __init__(self, session: Session, knowledge: Knowledge, settings: Settings, gazetteer: Gazetteer | None = None) -> None:
        self.session, self.knowledge, self.settings = session, knowledge, settings
        self.gazetteer = gazetteer or Gazetteer.load()

    @classmethod
    def load(cls, model: Path | None = None, threads: int = 0, settings: Settings | None = None, actors: Path | None = None) -> Reader:
        """Load the model (by default the one in the package) and the knowledge base.

        Args:
            actors: a user's own actors, in TOML (:mod:`legation.knowledge.own`); they come before those of the base.
        Raises:
            ModelError: the model's files are missing or damaged. KnowledgeError: the user's file is wrong.
        """
        knowledge = Knowledge.load()
        if actors is not None:
            from legation.knowledge.own import load

            own = load(actors, knowledge)
            knowledge = knowledge.with_own(own.entries, own.terms, own.version, own.nouns)
        session = Session(model, threads)
        return cls(session, knowledge, settings or Settings(**session.card.get("settings", {})))

    def read(self, story: Story) -> Record:
        """Read one story.

        Raises:
            InputError: the story cannot be read (empty, binary, too long, not English).
        """
        from legation.analysis.record import analyse

        story.check()
        return analyse(story, self.session, self.knowledge, self.gazetteer, self.settings)

    @property
    def at_once(self) -> int:
        """Stories that :meth:`read_many` reads at the same time."""
        return min(self.session.cores, _MOST_THREADS)

    def narrow(self) -> Reader:
        """The same reader on one core.

        With a story on each of two cores 26 stories a second are read, with both on the same story 20: the Python part of reading
        has one thread only. The records are the same.
        """
        return self if self.session.cores == 1 else Reader(self.session.narrow, self.knowledge, self.settings, self.gazetteer)

    def outcome(self, item: Item) -> Record | InputError:
        """The record of a story, or the error that says why there is none."""
        if isinstance(item, InputError):
            return item
        try:
            return self.read(item)
        except InputError as error:
            return error
        except LegationError:
            raise
        except Exception as error:  # one bad story never stops a run
            reason = f"reading failed ({type(error).__name__}: {error}); please report this story"
            return InputError(reason, item.source, item.line, item.id)


@lru_cache(maxsize=1)
def _default() -> Reader:
    return Reader.load()


def read(
    text: str, date: str | None = None, *, id: str | None = None, title: str = "", publisher: str | None = None, url: str | None = None
) -> Record:
    """Read one news story into its diplomatic record.

    Args:
        text: the story. date: its publication date, YYYY-MM-DD; without it relative dates stay unresolved.
        id, title, publisher, url: carried over into the record.
    Returns:
        the record; in a notebook it displays itself.
    Raises:
        InputError: the text cannot be read, or the date is none.
    """
    try:
        day = parse_date(date)
    except ValueError as error:
        raise InputError(str(error)) from None
    text = clean(text)
    return _default().read(Story(id or text_id(text), text, day, title, publisher, url))
