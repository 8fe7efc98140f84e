"""Records made visible: terminal text, HTML, CSV, JSON; and the writers that stream them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Literal

from legation.record.model import Event, Record, Statement

Format = Literal["text", "json", "jsonl", "csv", "html"]
Write = Callable[[Record], None]
_CONTROLS = dict.fromkeys((c for c in (*range(32), *range(127, 160)) if c not in (9, 10)), "\ufffd")


def visible(text: str) -> str:
    """A text without control characters, which could steer a terminal; the length stays the same."""
    return text.translate(_CONTROLS)


def party(name: str | None, country: str | None, sector: str | None) -> str:
    """A name with country and sector, as in "Angela Merkel (DEU GOV)"."""
    codes = " ".join(c for c in (country, sector) if c)
    return f"{name or 'not named'}{f' ({codes})' if codes else ''}"


def event_parties(event: Event) -> tuple[str, str]:
    """Actors and recipients of an event in words; empty strings where there are none."""
    actors, recipients = ("; ".join(party(a.name, a.country, a.sector) for a in side) for side in (event.actors, event.recipients))
    return actors, recipients


def statement_speaker(statement: Statement) -> str:
    """The speaker of a statement in words."""
    return party(statement.speaker, statement.speaker_country, statement.speaker_sector)


def one_line(text: str, length: int) -> str:
    """A text on one line, cut in the middle at words where it is longer than ``length``."""
    text = " ".join(visible(text).split())
    if len(text) <= length:
        return text
    head, tail = text[: length * 2 // 3].rsplit(" ", 1)[0], text[-(length // 3 - 3) :].split(" ", 1)[-1]
    return f"{head} … {tail}"


@contextmanager
def writer(form: Format, stream: IO[str], width: int = 100, colour: bool = False) -> Iterator[Write]:
    """A function that writes one record after another; what a format needs at its end is written on leaving.

    ``json`` gives one object for one record and a list for any other number; ``jsonl`` one line for each record.
    """
    maker = {"text": _text, "json": _json, "jsonl": _jsonl, "csv": _csv, "html": _html}[form]
    write, close = maker(stream, width, colour)
    try:
        yield write
    except BrokenPipeError:
        raise
    except BaseException:
        close()  # what was read so far stays a whole document
        raise
    close()
    stream.flush()


def _text(stream: IO[str], width: int, colour: bool) -> tuple[Write, Callable[[], None]]:
    from legation.show.terminal import render

    def write(record: Record) -> None:
        stream.write(render(record, width, colour) + "\n")
        stream.flush()

    return write, lambda: None


def _json(stream: IO[str], width: int, colour: bool) -> tuple[Write, Callable[[], None]]:
    held: list[Record] = []
    count = 0

    def write(record: Record) -> None:
        nonlocal count
        if count == 0:
            held.append(record)
        else:
            if held:
                stream.write("[\n" + held.pop().to_json())
            stream.write(",\n" + record.to_json())
        count += 1

    def close() -> None:
        stream.write(held.pop().to_json() + "\n" if held else "\n]\n" if count else "[]\n")

    return write, close


def _jsonl(stream: IO[str], width: int, colour: bool) -> tuple[Write, Callable[[], None]]:
    def write(record: Record) -> None:
        stream.write(record.to_json(indent=None) + "\n")
        stream.flush()

    return write, lambda: None


def _csv(stream: IO[str], width: int, colour: bool) -> tuple[Write, Callable[[], None]]:
    from legation.show.table import COLUMNS, lines, rows

    stream.write(lines([COLUMNS]))
    return lambda record: (stream.write(lines(rows(record))), None)[1], lambda: None


def _html(stream: IO[str], width: int, colour: bool) -> tuple[Write, Callable[[], None]]:
    from legation.show.html import FOOT, HEAD, article

    stream.write(HEAD)
    count = 0

    def write(record: Record) -> None:
        nonlocal count
        stream.write(article(record, f"r{count}"))
        count += 1

    return write, lambda: (stream.write(FOOT), None)[1]


def prepare(stream: IO[str], form: Format) -> None:
    """Set a standard stream to UTF-8 for data, and for text to replace what the terminal cannot show."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    if form == "text":
        reconfigure(errors="replace")
    else:  # an unpaired surrogate becomes a \\u escape, which JSON reads back
        reconfigure(encoding="utf8", errors="backslashreplace", newline="" if form == "csv" else "\n" if sys.platform == "win32" else None)
