"""Stories from files: plain text, HTML pages, JSONL (plain or gzip), folders of these, and standard input."""

from __future__ import annotations

import gzip
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from legation.errors import EmptyStoryError, InputError
from legation.readers.story import Story, clean, from_mapping, parse_date, text_id

Item = Story | InputError
"""A story, or why there is none: readers go on after an error."""

_SUFFIXES = (".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz")
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_LARGEST_FILE = 64_000_000
_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")


def read_stories(paths: Iterable[str | Path], day: str | None = None) -> Iterator[Item]:
    """Stories of files and folders, in order; ``-`` is standard input.

    Args:
        paths: files or folders. day: publication date of stories that carry none.
    Yields:
        each story, or an InputError in the place of one that cannot be read.
    """
    seen: set[str] = set()
    for path in paths:
        for item in _from_path(path):
            if isinstance(item, Story):
                if item.id in seen:
                    yield InputError("a story with this id came before; give each story its own id", item.source, item.line, item.id)
                    continue
                seen.add(item.id)
                if item.date is None and day is not None:
                    item = replace(item, date=day)
            yield item


def _from_path(path: str | Path) -> Iterator[Item]:
    if str(path) == "-":
        yield from _from_stream(sys.stdin.buffer, "standard input")
        return
    path = Path(path)
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and p.name.endswith(_SUFFIXES) and not p.name.startswith("."))
        if not files:
            yield InputError(f"the folder holds no file that ends in {', '.join(_SUFFIXES)}", str(path))
        for file in files:
            yield from _from_path(file)
        return
    try:
        with path.open("rb") as stream:
            yield from _from_stream(stream, str(path))
    except OSError as error:
        yield InputError(f"cannot be opened ({error.strerror or error})", str(path))


def _from_stream(stream: BinaryIO, name: str) -> Iterator[Item]:
    if name.endswith((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")):
        if not name.endswith(".gz"):
            yield from _from_lines(stream, name)
            return
        with gzip.open(stream) as unpacked:
            yield from _from_lines(unpacked, name)
        return
    data = stream.read(_LARGEST_FILE + 1)
    if len(data) > _LARGEST_FILE:
        yield InputError(f"the file is larger than {_LARGEST_FILE:,} bytes; give many stories as JSONL, which is read line by line", name)
    elif name == "standard input" and data.lstrip()[:1] == b"{":
        yield from _from_lines(data.splitlines(), name)
    else:
        yield _from_document(data, name)


def _from_lines(lines: Iterable[bytes], name: str) -> Iterator[Item]:
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode("utf-8-sig"))
            except UnicodeDecodeError as error:
                yield InputError(f"not UTF-8 at byte {error.start}; convert the file to UTF-8", name, number)
                continue
            except (ValueError, RecursionError) as error:
                yield InputError(f"not a JSON object ({error}); each line must hold one", name, number)
                continue
            if not isinstance(row, dict):
                yield InputError("not a JSON object; each line must hold one", name, number)
                continue
            try:
                yield from_mapping(row, name, number)
            except InputError as error:
                yield error
    except (OSError, EOFError, zlib.error) as error:
        yield InputError(f"the compressed file breaks off or is damaged ({error}); the stories before it were read", name, number + 1)


def _from_document(data: bytes, name: str) -> Item:
    if b"\x00" in data[:8000] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return InputError("the file is binary, not text", name)
    if name.endswith((".html", ".htm", ".xhtml")) or _HTML.match(data[:2000]):
        from legation.readers.html import from_html

        return from_html(data, name)
    text, warnings = decode(data)
    stem = Path(name).stem if name != "standard input" else ""
    if name.endswith(".json"):
        try:
            row = json.loads(text)
            return (
                from_mapping(row, name, 1) if isinstance(row, dict) else InputError("not a JSON object; for many stories use JSONL", name)
            )
        except InputError as error:
            return error
        except (ValueError, RecursionError) as error:
            return InputError(f"not a JSON object ({error})", name)
    if not text.strip():
        return EmptyStoryError("the file is empty; nothing to read", name)
    text = clean(text)
    match = _DATE_IN_NAME.search(stem)
    day = None
    if match:
        try:
            day = parse_date("-".join(match.groups()))
        except ValueError:
            day = None
    return Story(stem or text_id(text), text, day, source=name, warnings=warnings)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Bytes to text: UTF-8 (with or without mark), UTF-16 with a mark, else Windows-1252 with a warning."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf16", "replace"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        return data.decode("cp1252", "replace"), (f"the file is not UTF-8 (byte {error.start}); read as Windows-1252",)
