from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from legation.errors import EmptyStoryError, InputError, NotEnglishError
from legation.readers.files import read_stories
from legation.readers.story import Story, english_share, from_mapping, parse_date

TEXT = "The foreign minister of France said on Monday that he will visit Berlin for talks with his German counterpart."
FRENCH = "Le ministre des affaires étrangères a déclaré lundi qu'il se rendrait à Berlin pour des entretiens avec son homologue allemand."


def errors(items: list[Story | InputError]) -> list[str]:
    return [str(i) for i in items if isinstance(i, InputError)]


def test_plain_text_takes_the_date_of_its_name(tmp_path: Path) -> None:
    file = tmp_path / "afp-2006-12-04-visit.txt"
    file.write_text(TEXT, "utf8")
    (story,) = read_stories([file])
    assert isinstance(story, Story)
    assert (story.id, story.date, story.text) == ("afp-2006-12-04-visit", "2006-12-04", TEXT)


def test_jsonl_goes_on_after_a_broken_line(tmp_path: Path) -> None:
    file = tmp_path / "s.jsonl"
    lines = [
        json.dumps({"id": "a", "text": TEXT}),
        "{broken",
        json.dumps({"id": "b"}),
        json.dumps({"id": "a", "text": TEXT}),
        json.dumps({"text": TEXT, "date": "31 February"}),
    ]
    file.write_text("\n".join(lines), "utf8")
    items = list(read_stories([file], day="2020-01-02"))
    assert [i.id for i in items if isinstance(i, Story)] == ["a"]
    assert isinstance(items[0], Story)
    assert items[0].date == "2020-01-02"
    said = errors(items)
    assert len(said) == 4
    assert all(str(file) in s for s in said)
    assert ":2:" in said[0]
    assert "no “text”" in said[1]
    assert "its own id" in said[2]
    assert "YYYY-MM-DD" in said[3]


def test_gzip_and_folders(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "b.jsonl.gz", "wt", encoding="utf8") as file:
        file.write(json.dumps({"id": "z", "text": TEXT}) + "\n")
    (tmp_path / "a.txt").write_text(TEXT, "utf8")
    assert [i.id for i in read_stories([tmp_path]) if isinstance(i, Story)] == ["a", "z"]


def test_a_damaged_gzip_keeps_what_was_read(tmp_path: Path) -> None:
    data = gzip.compress(b"".join(json.dumps({"id": str(i), "text": TEXT + str(i * 7919)}).encode() + b"\n" for i in range(4000)))
    (tmp_path / "b.jsonl.gz").write_bytes(data[: len(data) // 2])
    items = list(read_stories([tmp_path / "b.jsonl.gz"]))
    assert sum(isinstance(i, Story) for i in items) > 100
    assert "breaks off" in errors(items)[0]


def test_html_page(tmp_path: Path) -> None:
    page = f"<html><head><title>Visit</title><meta property='article:published_time' content='2006-12-04'></head><body><article><h1>Visit</h1><p>{TEXT}</p><p>{TEXT} Again.</p></article></body></html>"
    (tmp_path / "p.html").write_text(page, "utf8")
    (story,) = read_stories([tmp_path / "p.html"])
    assert isinstance(story, Story)
    assert TEXT in story.text
    assert story.date == "2006-12-04"


def test_page_without_an_article(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text("<html><body></body></html>", "utf8")
    assert isinstance(next(iter(read_stories([tmp_path / "p.html"]))), EmptyStoryError)


@pytest.mark.parametrize(("data", "reason"), [(b"", "empty"), (b"\x00\x01\x02" * 50, "binary"), (b"   \n ", "empty")])
def test_unreadable_files(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "x.txt").write_bytes(data)
    assert reason in errors(list(read_stories([tmp_path / "x.txt"])))[0]


def test_missing_file_is_named(tmp_path: Path) -> None:
    assert "none.txt" in errors(list(read_stories([tmp_path / "none.txt"])))[0]


def test_windows_text_is_read_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(TEXT.encode() + b" \x93Yes,\x94 he said.")
    (story,) = read_stories([tmp_path / "x.txt"])
    assert isinstance(story, Story)
    assert "“Yes,”" in story.text
    assert "Windows-1252" in story.warnings[0]


def test_checks() -> None:
    Story("a", TEXT).check()
    with pytest.raises(NotEnglishError, match="English"):
        Story("a", FRENCH).check()
    with pytest.raises(NotEnglishError):
        Story("a", "外交部长星期一表示，他将前往柏林与德国外长举行会谈。" * 3).check()
    with pytest.raises(EmptyStoryError):
        Story("a", "… 123 —").check()
    with pytest.raises(InputError, match="limit"):
        Story("a", "word " * 2_000_000).check()
    with pytest.raises(InputError, match="binary"):
        Story("a", "abc\x01\x02\x03\x04" * 50).check()


def test_english_share_of_short_text_is_unknown() -> None:
    assert english_share("Talks fail") is None


@pytest.mark.parametrize(
    ("given", "expected"), [("2006-12-04T10:00:00Z", "2006-12-04"), ("20061204", "2006-12-04"), (None, None), ("", None)]
)
def test_dates(given: str | None, expected: str | None) -> None:
    assert parse_date(given) == expected


def test_errors_survive_pickling() -> None:
    import pickle

    error = InputError("bad", "f.jsonl", 3, "id")
    assert str(pickle.loads(pickle.dumps(error))) == "f.jsonl:3: story id: bad"


def test_ids_are_made_from_the_text() -> None:
    assert from_mapping({"text": TEXT}, "f", 1).id == from_mapping({"text": TEXT}, "g", 2).id
