"""The reader: stories in, records out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from legation.analysis.events import Settings
from legation.engine.session import Session
from legation.errors import InputError, LegationError
from legation.knowledge.base import Knowledge
from legation.knowledge.gazetteer import Gazetteer
from legation.readers.files import Item
from legation.readers.story import Story, clean, parse_date, text_id
from legation.record.model import Record


class Reader:
    """Reads stories into records. Make one with :meth:`load` and keep it: loading takes longer than a story.

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

    def read_many(self, stories: Iterable[Item]) -> Iterator[Record | InputError]:
        """Read a stream of stories one at a time; what cannot be read comes back as the error that says why."""
        for item in stories:
            if isinstance(item, InputError):
                yield item
                continue
            try:
                yield self.read(item)
            except InputError as error:
                yield error
            except LegationError:
                raise
            except Exception as error:  # one bad story never stops a run
                yield InputError(
                    f"reading failed ({type(error).__name__}: {error}); please report this story", item.source, item.line, item.id
                )


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
