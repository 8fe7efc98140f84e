"""Stories from web archives: WARC files, plain or gzip, through warcio."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from legation.errors import InputError
from legation.ingest.packing import TooLargeError, unpack
from legation.ingest.pages import is_page, may_be_page, story_of
from legation.readers.files import Item
from legation.readers.story import Story, parse_date

SUFFIXES = (".warc", ".warc.gz")
"""What names of web archives end in."""
_LARGEST_PAGE = 10_000_000
_LONGEST_LINE = 65_536
_KINDS = ("response", "resource", "conversion")


def read_warc(path: str | Path, day: str | None = None) -> Iterator[Item]:
    """The stories of an archive's HTML and text pages, in order.

    Answers with another status than 200, robots.txt, and records of other types are passed over. A story's id and url are the
    record's WARC-Target-URI. Its date is the page's, else ``day``, else the day of retrieval (WARC-Date) with a warning.

    Yields:
        each story, or an InputError in the place of a page that cannot be read; where the archive breaks off or is damaged, one
        InputError with the offset as the last.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            # gzip itself, not warcio's own unpacking, which passes over damage without a word.
            archive = _Archive(gzip.GzipFile(fileobj=file) if packed else file)
            yield from _items(archive, str(path), day, " of its unpacked content" if packed else "")
    except OSError as error:
        yield InputError(f"cannot be opened ({error.strerror or error})", str(path))


def _items(archive: _Archive, name: str, day: str | None, unpacked: str) -> Iterator[Item]:
    records = archive.records()
    while True:
        try:
            record = next(records, None)
            item = _item(record, name, day) if record is not None else None
            archive.finish(record)
        except Exception as error:  # besides warcio's own and gzip's, whatever damage leads warcio's loader into
            told = " ".join(str(error).split())[:150] or "it ends too early"
            where = f"in the record at byte {archive.offset:,}{unpacked}"
            reason = f"the archive breaks off or is damaged {where} ({told}); the stories before it were read: get the file again"
            yield InputError(reason, name)
            return
        if record is None:
            if not archive.count:
                yield InputError("the archive holds no records; check that it is a WARC file", name)
            return
        if item is not None:
            yield item


class _Archive:
    """A WARC file as a stream for warcio's loader; ``offset`` is where the record in hand begins."""

    def __init__(self, stream: Any) -> None:
        self.offset = self.count = 0
        self._stream = stream
        self._ahead: bytes | None = None
        self._problem: Exception | None = None

    def read(self, length: int) -> bytes:
        return bytes(self._stream.read(length))

    def readline(self, length: int | None = None) -> bytes:
        # A damaged file may go on for gigabytes without a line end.
        return bytes(self._stream.readline(min(length or _LONGEST_LINE, _LONGEST_LINE)))

    def tell(self) -> int:
        return int(self._stream.tell())

    def records(self) -> Iterator[Any]:
        from warcio.recordloader import ArcWarcRecordLoader

        loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
        while True:
            self.offset = self.tell() - len(self._ahead or b"")
            if self._problem:
                raise self._problem
            line, self._ahead = self.readline() if self._ahead is None else self._ahead, None
            if not line:
                return
            if line.strip():
                record = loader.parse_record_stream(self, line, "warc")
                if not hasattr(record.raw_stream, "limit"):
                    raise ValueError("the record does not say how long it is")
                self.count += 1
                yield record

    def finish(self, record: Any) -> None:
        """Read a record to its end.

        Raises:
            EOFError: the file ends before. gzip.BadGzipFile: its checksum is wrong.
        """
        if record is None:
            return
        while record.raw_stream.read(_LONGEST_LINE):
            pass
        if record.raw_stream.limit:
            raise EOFError(f"the file ends {record.raw_stream.limit:,} bytes too early")
        # gzip looks at the checksum when asked for more; other damage it meets then is the next record's.
        try:
            while self._ahead is None or (self._ahead and not self._ahead.strip()):
                self._ahead = self.readline()
        except (OSError, EOFError, zlib.error) as error:
            if str(error).startswith(("CRC check failed", "Incorrect length")):
                raise
            self._ahead, self._problem = b"", error


def _item(record: Any, name: str, day: str | None) -> Item | None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in _KINDS or not url.startswith(("http://", "https://")) or url.endswith("/robots.txt"):
        return None
    http = record.http_headers
    if record.rec_type == "response" and (http is None or http.get_statuscode() != "200"):
        return None
    content_type = (http.get_header("Content-Type") if http is not None else record.content_type) or ""
    if not may_be_page(content_type):
        return None
    try:
        data = _payload(record)
    except TooLargeError as error:
        return InputError(f"the page is {error}; that is no news page", name, None, url)
    except ValueError as error:
        return InputError(str(error), name, None, url)
    if data.strip() and not is_page(data, content_type):
        return None
    item = story_of(data, content_type, url, name)
    if not isinstance(item, Story) or item.date is not None:
        return item
    if day is not None:
        return replace(item, date=day)
    try:
        day = parse_date(record.rec_headers.get_header("WARC-Date"))
    except ValueError:
        day = None
    if day is None:
        return item
    return replace(item, date=day, warnings=(*item.warnings, "the page has no date; the date is that of its retrieval"))


def _payload(record: Any) -> bytes:
    """The body of a record's answer; raises ValueError where it is too large or cannot be unpacked."""
    from warcio.bufferedreaders import ChunkedDataReader

    if record.raw_stream.limit > 4 * _LARGEST_PAGE:
        raise TooLargeError(f"larger than {_LARGEST_PAGE:,} bytes")
    stream = ChunkedDataReader(record.raw_stream) if _header(record, "Transfer-Encoding").lower() == "chunked" else record.raw_stream
    # Not unpacked by warcio, which puts no limit on what a small packed page may grow to.
    return unpack(bytes(stream.read(_LARGEST_PAGE + 1)), _header(record, "Content-Encoding"), _LARGEST_PAGE)


def _header(record: Any, name: str) -> str:
    value = record.http_headers.get_header(name) if record.http_headers is not None else None
    return str(value or "").strip()
