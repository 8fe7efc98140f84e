"""A record as text for the terminal, legible without colour."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence

from legation.record.codes import QUAD
from legation.record.model import Event, Record
from legation.show import event_parties, one_line, party, statement_speaker, visible

_NARROWEST = 7
_SHORTENED = 110
_MARK = re.compile(r"\[[^\[\]|]*\|(?P<type>[A-Z]+)(?:/[a-z-]+)?:[a-z]+\]")
_BOUND = re.compile(r"⟨\d+|\d+⟩")
_HEADING = re.compile(r"^(?:Events|Statements|Warnings|Text|No (?:events|statements))\b.*$", re.MULTILINE)
_QUAD_COLOUR = {1: "bold cyan", 2: "bold green", 3: "bold yellow", 4: "bold red"}


def render(record: Record, width: int = 100, colour: bool = False) -> str:
    """The record as text: title, the story with its marks, tables of events and statements, warnings.

    Args:
        width: columns of the terminal. colour: add terminal colours; the characters stay the same.
    """
    width = max(width, 60)
    title = one_line(record.title or record.doc_id, width)
    about = " · ".join(visible(p) for p in (record.doc_id if record.title else None, record.date or "no date", record.publisher) if p)
    parts = [f"{title}\n{about}", marked_text(record, width)]
    parts.append(_events(record, width) if record.events else "No events found.")
    parts.append(_statements(record, width) if record.statements else "No statements found.")
    if record.warnings:
        parts.append("Warnings\n" + "\n".join(textwrap.fill(f"! {visible(w)}", width, subsequent_indent="  ") for w in record.warnings))
    text = "\n\n".join(parts) + "\n"
    return _coloured(text, len(title)) if colour else text


def label(event: Event) -> str:
    """Type, mode and status of an event, as in "CONSULT/visit:planned"."""
    return f"{event.type}{f'/{event.mode}' if event.mode else ''}:{event.status}"


def marked_text(record: Record, width: int) -> str:
    """The story wrapped, with ``[trigger|TYPE:status]`` for events and ``⟨1 … 1⟩`` around statements."""
    text = visible(record.text)
    # (position, closing before opening, outer before inner, what to insert)
    marks: list[tuple[int, int, int, str]] = []
    for e in record.events:
        marks += [(e.start, 1, 1 + e.start - e.end, "["), (e.end, 0, e.end - e.start, f"|{label(e)}]")]
    for n, s in enumerate(record.statements, 1):
        marks += [(s.start, 1, s.start - s.end, f"⟨{n} "), (s.end, 0, 1 + s.end - s.start, f" {n}⟩")]
    out, at = [], 0
    for position, _, _, mark in sorted(marks):
        out += [text[at:position], mark]
        at = position
    out.append(text[at:])
    return "\n".join(_wrap(line, width) for line in "".join(out).strip("\n").split("\n"))


def _wrap(line: str, width: int) -> str:
    return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) if line.strip() else ""


def _events(record: Record, width: int) -> str:
    rows = []
    for n, e in enumerate(record.events, 1):
        actors, recipients = event_parties(e)
        who = f"{actors or '—'} → {recipients}" if recipients else actors or "—"
        type_ = f"{e.type}/{e.mode}" if e.mode else e.type
        said = " < ".join(reversed(e.attributed_to)) or "the text"
        rows.append((str(n), e.trigger, type_, e.status, who, e.date or e.date_text or "—", e.place or "—", said))
    heads = ("#", "trigger", "type/mode", "status", "actors → recipients", "date", "place", "on whose word")
    return f"Events ({len(rows)})\n" + columns(heads, rows, width)


def _statements(record: Record, width: int) -> str:
    rows = []
    for n, s in enumerate(record.statements, 1):
        speaker = statement_speaker(s) + "".join(f", cited by {visible(o)}" for o in reversed(s.sources[:-1]))
        to = f" (to {party(s.addressee, None, None)})" if s.addressee else ""
        rows.append((str(n), speaker + to, s.cue or "—", s.kind, one_line(s.content, _SHORTENED)))
    return f"Statements ({len(rows)})\n" + columns(("⟨#⟩", "speaker", "cue", "kind", "content"), rows, width)


def columns(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """A plain table; cells wrap, and the widest columns give way where the line is too short."""
    clean = [[" ".join(visible(cell).split()) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in (heads, *clean)) for i in range(len(heads))]
    room = width - 2 * (len(heads) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return "\n".join([_row(heads, widths), _row(["─" * w for w in widths], widths), *(_row(row, widths) for row in clean)])


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    wrapped = [textwrap.wrap(_breakable(cell, w), w) or [""] for cell, w in zip(cells, widths, strict=True)]
    deep = max(len(lines) for lines in wrapped)
    out = []
    for i in range(deep):
        out.append("  ".join((lines[i] if i < len(lines) else "").ljust(w) for lines, w in zip(wrapped, widths, strict=True)).rstrip())
    return "\n".join(out)


def _breakable(cell: str, width: int) -> str:
    """A cell whose "TYPE/mode" may break behind the slash where it is too long for its column."""
    return cell if len(cell) <= width or " " in cell else cell.replace("/", "/ ")


def _coloured(text: str, title: int) -> str:
    from rich.console import Console
    from rich.text import Text

    styled = Text(text)
    styled.stylize("bold", 0, title)
    for match in _MARK.finditer(text):
        styled.stylize(_QUAD_COLOUR.get(QUAD.get(match["type"], 0), "bold"), *match.span())
    styled.highlight_regex(_BOUND, "magenta")
    styled.highlight_regex(_HEADING, "bold underline")
    out = io.StringIO()
    Console(file=out, force_terminal=True, no_color=False, width=10_000, highlight=False).print(styled, soft_wrap=True, end="")
    return out.getvalue()
