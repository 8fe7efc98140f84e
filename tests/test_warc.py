from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.errors import EmptyStoryError, InputError
from legation.ingest.sources import open_sources
from legation.ingest.warc import read_warc
from legation.readers.story import Story

TEXT = "The foreign minister of France said on Monday that he will visit Berlin for talks with his German counterpart."


def page(number: int, dated: bool = True) -> bytes:
    meta = "<meta property='article:published_time' content='2006-12-04'>" if dated else ""
    text = f"{TEXT} It would be visit number {number} of the year, the ministry said in a statement."
    return (
        f"<html><head><title>Visit {number}</title>{meta}</head><body><article><p>{text}</p><p>{text}</p></article></body></html>".encode()
    )


class Archive:
    """A WARC file, record by record; ``ends`` is where each ends."""

    def __init__(self, packed: bool = True) -> None:
        self.data = b""
        self.packed = packed
        self.ends: list[int] = []

    def add(self, url: str, body: bytes, status: str = "200 OK", kind: str = "response", **headers: str) -> None:
        block, block_type = body, "text/plain"
        if kind == "response":
            lines = [f"HTTP/1.1 {status}", *(f"{k.replace('_', '-')}: {v}" for k, v in {"Content_Type": "text/html", **headers}.items())]
            block, block_type = "\r\n".join([*lines, "", ""]).encode() + body, "application/http; msgtype=response"
        lines = [
            "WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", "WARC-Date: 2007-01-30T08:00:00Z",
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(self.ends):012}>", f"Content-Type: {block_type}", f"Content-Length: {len(block)}",
        ]  # fmt: skip
        record = "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"
        self.data += gzip.compress(record) if self.packed else record
        self.ends.append(len(self.data))


def chunked(data: bytes) -> bytes:
    pieces = [data[i : i + 100] for i in range(0, len(data), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def three(packed: bool) -> Archive:
    archive = Archive(packed)
    for number in range(3):
        archive.add(f"http://news.example/{number}", page(number))
    return archive


@pytest.mark.parametrize("packed", [True, False])
def test_pages_become_stories(tmp_path: Path, packed: bool) -> None:
    archive = Archive(packed)
    archive.add("", b"software: test\r\n", kind="warcinfo")
    archive.add("http://news.example/plain", page(1))
    archive.add("http://news.example/gzip", gzip.compress(page(2)), Content_Encoding="gzip")
    archive.add("http://news.example/chunks", chunked(page(3)), Transfer_Encoding="chunked")
    archive.add("http://news.example/both", chunked(zlib.compress(page(4))), Transfer_Encoding="chunked", Content_Encoding="deflate")
    archive.add("http://news.example/text", TEXT.encode(), Content_Type="text/plain; charset=utf-8")
    archive.add("http://news.example/conversion", TEXT.encode(), kind="conversion")
    archive.add("http://news.example/gone", page(5), status="404 Not Found")
    archive.add("http://news.example/robots.txt", b"User-agent: *", Content_Type="text/plain")
    archive.add("http://news.example/logo", b"\x89PNG\x00", Content_Type="image/png")
    archive.add("http://news.example/data", b"\x00\x01", Content_Type="application/octet-stream")
    archive.add("http://news.example/empty", b"", status="200 OK")
    archive.add("dns:news.example", b"", kind="resource")
    path = tmp_path / "a.warc"
    path.write_bytes(archive.data)
    items = list(read_warc(path))
    stories = [i for i in items if isinstance(i, Story)]
    assert [s.id.rsplit("/", 1)[1] for s in stories] == ["plain", "gzip", "chunks", "both", "text", "conversion"]
    for number, story in enumerate(stories[:4], 1):
        assert f"visit number {number} of the year" in story.text
        assert (story.date, story.title, story.url, story.source, story.warnings) == (
            "2006-12-04",
            f"Visit {number}",
            story.id,
            str(path),
            (),
        )
    assert [s.text for s in stories[4:]] == [TEXT, TEXT]
    (empty,) = [i for i in items if not isinstance(i, Story)]
    assert isinstance(empty, EmptyStoryError)
    assert (empty.story, empty.source) == ("http://news.example/empty", str(path))


def test_the_day_of_retrieval_stands_in_with_a_warning(tmp_path: Path) -> None:
    archive = Archive()
    archive.add("http://news.example/a", page(1, dated=False))
    path = tmp_path / "a.warc.gz"
    path.write_bytes(archive.data)
    (story,) = read_warc(path)
    assert isinstance(story, Story)
    assert story.date == "2007-01-30"
    assert "date is that of its retrieval" in story.warnings[0]
    (story,) = read_warc(path, "2006-12-05")
    assert isinstance(story, Story)
    assert (story.date, story.warnings) == ("2006-12-05", ())


def test_pages_that_cannot_be_read_do_not_stop_the_others(tmp_path: Path) -> None:
    archive = Archive()
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(60)) + packer.flush()
    archive.add("http://news.example/bomb", bomb, Content_Encoding="gzip")
    archive.add("http://news.example/chunked-bomb", chunked(bomb), Content_Encoding="gzip", Transfer_Encoding="chunked")
    archive.add("http://news.example/short", gzip.compress(page(1))[:-20], Content_Encoding="gzip")
    archive.add("http://news.example/odd", page(2), Content_Encoding="zpaq")
    archive.add("http://news.example/menu", b"<html><body></body></html>")
    archive.add("http://news.example/kept-header", page(3), Content_Encoding="gzip")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(archive.data)
    *errors, last = read_warc(path)
    assert isinstance(last, Story)
    said = [str(e) for e in errors if isinstance(e, InputError)]
    assert [
        part in text
        for part, text in zip(["10,000,000 bytes", "10,000,000 bytes", "breaks off", "“zpaq”", "no article"], said, strict=True)
    ] == [True] * 5
    assert all(text.startswith(f"{path}: story http://news.example/") for text in said)


def test_a_packed_archive_that_breaks_off(tmp_path: Path) -> None:
    archive = three(packed=True)
    path = tmp_path / "a.warc.gz"
    for cut in (archive.ends[1] + 5, archive.ends[1] + 200, archive.ends[2] - 40):
        path.write_bytes(archive.data[:cut])
        *stories, error = read_warc(path)
        assert [s.id for s in stories if isinstance(s, Story)] == ["http://news.example/0", "http://news.example/1"], cut
        assert isinstance(error, InputError)
        assert error.source == str(path)
        assert f"record at byte {len(gzip.decompress(archive.data[: archive.ends[1]])):,} of its unpacked content" in error.reason
        assert "stories before it were read" in error.reason


def test_a_plain_archive_that_breaks_off(tmp_path: Path) -> None:
    archive = three(packed=False)
    path = tmp_path / "a.warc"
    for cut in (archive.ends[1] + 30, archive.ends[1] + 400, archive.ends[2] - 100):
        path.write_bytes(archive.data[:cut])
        *stories, error = read_warc(path)
        assert len(stories) == 2, cut
        assert isinstance(error, InputError)
        assert f"record at byte {archive.ends[1]:,} (" in error.reason
    path.write_bytes(archive.data[: archive.ends[1]])
    assert [isinstance(i, Story) for i in read_warc(path)] == [True, True]


def test_damaged_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    plain, packed = three(packed=False), three(packed=True)
    middle = (packed.ends[0] + packed.ends[1]) // 2
    cases = {
        "wrong length": plain.data[: plain.ends[0]] + plain.data[plain.ends[0] :].replace(b"Content-Length: ", b"Content-Length: 1", 1),
        "no length": plain.data[: plain.ends[0]] + plain.data[plain.ends[0] :].replace(b"Content-Length: ", b"Content-Breadth: "),
        "another format": plain.data[: plain.ends[0]] + b"\x00\xff\x00garbage" * 1000,
        "wrong checksum": packed.data[: packed.ends[1] - 8] + b"1234" + packed.data[packed.ends[1] - 4 :],
        "flipped bytes": packed.data[:middle] + bytes(b ^ 0xFF for b in packed.data[middle : middle + 8]) + packed.data[middle + 8 :],
    }  # fmt: skip
    for name, data in cases.items():
        path.write_bytes(data)
        first, error = read_warc(path)
        assert isinstance(first, Story), name
        assert first.id == "http://news.example/0", name
        assert isinstance(error, InputError), name
        assert "breaks off or is damaged in the record at byte" in error.reason, name


def test_archives_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    for data in (b"", b"\r\n\r\n", b"<html></html>", b"\x1f\x8b", gzip.compress(b"hello"), bytes(100)):
        path.write_bytes(data)
        (error,) = read_warc(path)
        assert isinstance(error, InputError), data
        assert str(path) in str(error)
    (error,) = read_warc(tmp_path / "missing.warc")
    assert "cannot be opened" in str(error)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=20), st.booleans())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_damaged_each_item_is_a_story_or_an_error(tmp_path: Path, at: int, junk: bytes, packed: bool) -> None:
    data = _KEPT[packed].data
    at %= len(data)
    path = tmp_path / "a.warc"
    path.write_bytes(data[:at] + junk + data[at + len(junk) :])
    items = list(read_warc(path))
    assert 1 <= len(items) <= 4
    assert sum(isinstance(i, Story) for i in items) >= sum(end <= at for end in _KEPT[packed].ends)


_KEPT = {packed: three(packed) for packed in (True, False)}


def test_archives_in_a_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.warc.gz").write_bytes(three(packed=True).data)
    assert len([i for i in open_sources([str(tmp_path)]) if isinstance(i, Story)]) == 3
    assert len(list(open_sources([str(tmp_path) + "/"]))) == 3
    (tmp_path / "b.txt").write_text(TEXT, "utf8")
    (tmp_path / "c.warc").write_bytes(three(packed=False).data[:-200])
    items = list(open_sources([str(tmp_path), str(tmp_path / "deep" / "a.warc.gz")]))
    assert [i.id.rsplit("/", 1)[-1] for i in items if isinstance(i, Story)] == ["0", "1", "0", "1", "2", "b", "0", "1", "2"]
    assert [i.source for i in items if isinstance(i, InputError)] == [str(tmp_path / "c.warc")]
    assert capfd.readouterr() == ("", "")
