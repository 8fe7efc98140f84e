"""Several stories read at once: in order, not too far ahead, the same records."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from making import Made, stories

from legation.errors import InputError
from legation.ingest.run import ingest
from legation.knowledge.base import Knowledge
from legation.reader import Reader
from legation.readers.files import Item
from legation.readers.story import Story
from legation.record.model import Record
from legation.store.database import Database


class Uneven(Made):
    """Reads the second of two stories before the first is done."""

    def __init__(self) -> None:
        super().__init__()
        self.second = threading.Event()

    def outcome(self, item: Item) -> Record | InputError:
        assert isinstance(item, Story)
        if item.id == "m0":
            assert self.second.wait(10)
        made = super().outcome(item)
        if item.id == "m1":
            self.second.set()
        return made


def _named(count: int) -> list[Story]:
    return [Story(f"m{n}", s.text, s.date) for n, s in enumerate(stories(count))]


def test_records_come_in_the_order_of_the_stories() -> None:
    assert [r.doc_id for r in Uneven().read_many(_named(9)) if isinstance(r, Record)] == [f"m{n}" for n in range(9)]


def test_stories_are_taken_no_further_ahead_than_said() -> None:
    reader, taken = Made(), 0

    def given() -> Iterator[Story]:
        nonlocal taken
        for story in _named(40):
            taken += 1
            yield story

    for done, _ in enumerate(reader.read_many(given()), 1):
        assert taken <= done + reader.in_hand
    assert taken == 40


def test_an_error_takes_its_place_and_the_rest_goes_on() -> None:
    first, last = _named(2)
    found = list(Made().read_many([first, InputError("broken", "f", 3), Story("bad", "unreadable"), last]))
    assert [type(r).__name__ for r in found] == ["Record", "InputError", "InputError", "Record"]


def test_what_goes_wrong_in_the_stream_comes_out_and_no_thread_stays() -> None:
    def given() -> Iterator[Story]:
        yield from _named(3)
        raise RuntimeError("the stream broke")

    found = []
    with pytest.raises(RuntimeError, match="the stream broke"):
        found.extend(Made().read_many(given()))  # extend keeps what came before the error
    assert len(found) == 3
    assert not [t for t in threading.enumerate() if t.name.startswith("legation-read")]


def test_a_reader_that_is_left_midway_stops_its_threads() -> None:
    records = Made().read_many(_named(50))
    next(records)
    records.close()  # type: ignore[attr-defined]
    assert not [t for t in threading.enumerate() if t.name.startswith("legation-read")]


def test_threads_read_the_same_records_as_one() -> None:
    given = [
        Story(str(n), f"French President Jean Morel met German Chancellor Eva Kern in {city} on Monday. “We agreed on {n} points,” he said.", "2031-03-05")
        for n, city in enumerate(("Paris", "Bonn", "Rome", "Vienna", "Oslo", "Prague"))
    ]
    several, one = Reader.load(threads=2), Reader.load(threads=1)
    assert (several.at_once, one.at_once) == (2, 1)
    assert list(several.read_many(given)) == list(one.read_many(given)) == [one.read(s) for s in given]


def test_forms_of_a_name_are_whole_for_every_thread() -> None:
    base = Knowledge.load.__wrapped__(Knowledge)  # type: ignore[attr-defined]
    name = next(n for n in ("DSP", "DPP", "PDP") if base.named(n))
    start, found = threading.Barrier(4), []

    def ask() -> None:
        start.wait()
        found.append(base.forms_of(base.named(name)[0]))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    finally:
        sys.setswitchinterval(before)
    assert len(set(found)) == 1
    assert name in found[0]


def test_what_came_before_a_source_broke_is_stored(store: str) -> None:
    def given() -> Iterator[Story]:
        yield from _named(3)
        raise InputError("the shard is damaged", "shards")

    database = Database(store)
    with pytest.raises(InputError, match="the shard is damaged"):
        ingest(database, given(), Made())  # type: ignore[arg-type]
    assert ingest(database, _named(3), Made()).known == 3  # type: ignore[arg-type]
    database.close()
