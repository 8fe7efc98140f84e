"""The store, on both engines."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from making import VERSIONS, Made, event, record, statement, stories
from sqlalchemy import func, select, text

from legation.ask.chronicle import Chronicle
from legation.bench.kills import contents as dump
from legation.errors import InputError, StoreBusyError, StoreError, StoreVersionError, UsageError
from legation.ingest.run import ingest, retry
from legation.ingest.summary import Summary
from legation.readers.files import Item
from legation.readers.story import Story
from legation.record.model import Record
from legation.store import asides, lock
from legation.store import tables as t
from legation.store.database import Database
from legation.store.relink import relink

HERE = Path(__file__).parent


def _take(store: str, given: list[Story], reader: Made | None = None, **options: object) -> Summary:
    database = Database(store)
    try:
        return ingest(database, given, reader or Made(), **options)  # type: ignore[arg-type]
    finally:
        database.close()


def _count(database: Database, table: object) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar() or 0  # type: ignore[arg-type]


def test_the_same_input_twice_changes_nothing(store: str) -> None:
    given = stories(30)
    first = _take(store, given)
    before = dump(Database(store))
    reader = Made()
    second = _take(store, given, reader)
    assert (first.new, first.known) == (30, 0)
    assert (second.new, second.known, second.sightings, reader.count) == (0, 30, 0, 0)
    assert dump(Database(store)) == before


def test_one_by_one_and_in_batches_give_the_same(store: str, tmp_path: Path) -> None:
    given = stories(90)
    _take(store, given)
    other = Database(tmp_path / "other.sqlite")
    ingest(other, [(s, r) for s, r in zip(given, Made().read_many(given), strict=True)])  # type: ignore[misc]
    assert dump(Database(store)) == dump(other)


def test_both_engines_hold_the_same(postgres: str, tmp_path: Path) -> None:
    from engines import new_database

    given = stories(40)
    addresses = str(tmp_path / "a.sqlite"), new_database(postgres, "same")
    for address in addresses:
        _take(address, given)
    assert dump(Database(addresses[0])) == dump(Database(addresses[1]))


def test_the_same_text_elsewhere_is_a_sighting(store: str) -> None:
    story = stories(1)[0]
    _take(store, [story])
    again = _take(store, [replace(story, id="elsewhere", publisher="Daily Copy", url="https://copy.example/1")])
    assert (again.new, again.known, again.sightings) == (0, 1, 1)
    database = Database(store)
    assert (_count(database, t.stories), _count(database, t.sightings)) == (1, 2)


def test_a_version_of_a_running_story_counts_for_its_publisher_once(store: str) -> None:
    base = " ".join(f"Sentence {i} of the report says something new about the harbour and the {w} treaty." for i, w in enumerate("red blue green grey".split() * 4))
    text1 = "Avaria accused Borduria of piracy on Friday. " + base
    text2 = text1 + " A spokesman had no more to add late in the evening."
    a = Story("a", text1, "2031-03-01", "2nd lead: piracy", "Wire One")
    b = Story("b", text2, "2031-03-01", "ADDS quotes", "Wire Two")
    done = _take(store, [a, b])
    assert done.copies == 1
    chronicle = Chronicle(store)
    found = {r["doc_id"]: r for r in chronicle.stories().to_pylist()}
    assert found["b"]["relation"] in ("reprint", "version")
    assert (found["b"]["copy_of"], found["a"]["label"], found["b"]["label"]) == ("a", "2nd lead", "ADDS quotes")
    told = chronicle.events().to_pylist()
    assert [(e["reports"], e["publishers"]) for e in told] == [(2, 1)]


def test_killed_at_random_moments_nothing_is_lost_and_nothing_twice(store: str, tmp_path: Path) -> None:
    """kill -9 in the midst of runs; the full fifty are ``legation bench kills``."""
    count, chance = 60, random.Random(5)
    whole = Database(tmp_path / "whole.sqlite")
    ingest(whole, stories(count), Made())  # type: ignore[arg-type]
    Database(store).close()
    kills = 0
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, str(HERE / "ingest_made.py"), store, str(count), "0.004"], stdout=subprocess.PIPE, text=True, cwd=HERE
        )
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        time.sleep(chance.uniform(0.0, 0.25))
        kills += process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        Chronicle(store).events()  # readable at any moment
    assert kills
    _take(store, stories(count))
    assert dump(Database(store)) == dump(whole)
    with Database(store).read() as connection:
        assert connection.execute(select(func.count()).where(t.runs.c.state == "running")).scalar() == 0


def test_readers_do_not_wait_for_a_writer(store: str) -> None:
    _take(store, stories(5))
    writing, reading = Database(store), Database(store)
    with writing.write() as connection:
        connection.execute(text("UPDATE events SET reports = 77"))
        with reading.read() as other:
            assert 77 not in other.execute(select(t.events.c.reports)).scalars().all()
        connection.rollback()


def test_two_ingests_at_once_are_refused_with_who_is_writing(store: str) -> None:
    database = Database(store)
    with lock.writing(database):
        lock.begin(database, "ingest big.jsonl")
        with pytest.raises(StoreBusyError, match=r"run 1, process \d+ on .+; wait for it to end"):
            _take(store, stories(1))
    assert _take(store, stories(1)).new == 1


def test_what_cannot_be_read_is_set_aside_once_and_can_be_tried_again(store: str) -> None:
    bad = Story("bad", "This text is unreadable to the reader of the test, all of it.", "2031-03-02", source="made.jsonl", line=7)
    given = [*stories(3), bad]
    assert _take(store, given).aside == 1
    assert _take(store, given).aside == 1
    database = Database(store)
    with database.read() as connection:
        listed = asides.listed(connection)
    assert [(r["doc_id"], r["source"], r["line"], r["reason"], r["tries"]) for r in listed] == [
        ("bad", "made.jsonl", 7, "made unreadable for the test", 1)
    ]
    assert retry(database, Made()).aside == 1  # type: ignore[arg-type]

    class Able(Made):
        def outcome(self, item: Item) -> Record | InputError:
            return record(item) if isinstance(item, Story) else item

    assert retry(database, Able()).new == 1  # type: ignore[arg-type]
    with database.read() as connection:
        assert asides.listed(connection) == []
    assert _count(database, t.stories) == 4


def test_a_story_read_by_a_newer_model_replaces_its_mentions(store: str) -> None:
    given = stories(12)
    _take(store, given)
    newer = Made(replace(VERSIONS, model="hand-2"))
    assert _take(store, given, newer).known == 12
    database = Database(store)
    before = _count(database, t.mentions)

    class Reading(Made):
        session = type("S", (), {"version": "hand-2"})
        knowledge = type("K", (), {"version": "hand"})

    done = _take(store, given, Reading(replace(VERSIONS, model="hand-2")), reread=True)
    assert (done.new, done.again) == (0, 12)
    assert _count(database, t.mentions) == before
    assert _count(database, t.records) == 24
    with database.read() as connection:
        assert connection.execute(select(func.count()).where(t.records.c.current)).scalar() == 12
    assert {e["id"] for e in Chronicle(store).events().to_pylist()}


def test_one_story_that_cannot_be_stored_stops_nothing(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.store import writer

    given = stories(6)
    real = writer.rows.told

    def broken(made: object, *rest: object) -> object:
        if made.doc_id == "s3":  # type: ignore[attr-defined]
            raise ValueError("made to fail")
        return real(made, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(writer.rows, "told", broken)
    done = _take(store, given)
    assert (done.new, done.aside) == (5, 1)
    assert done.listed == ["made:3: story s3: storing failed (ValueError: made to fail); please report this story"]
    monkeypatch.undo()
    batch = [(s, r) for s, r in zip(given, Made().read_many(given), strict=True)]
    assert ingest(Database(store), batch).new == 1  # type: ignore[arg-type]


def test_characters_that_databases_refuse_are_replaced_and_offsets_hold(store: str) -> None:
    story = Story("x\x00y", "Avaria will meet Borduria \x00 over the \ud800 harbour and the treaty of the river.", "2031-03-01", "T\x00")
    assert _take(store, [story]).new == 1
    found = Chronicle(store).record("x\ufffdy")
    assert "\ufffd over the \ufffd harbour" in found["text"]
    assert [e["trigger"] for e in Chronicle(store).events().to_pylist()] == ["meet"]


def test_stories_and_records_mixed_are_stored_as_they_come(store: str) -> None:
    given = stories(450)
    pairs = list(zip(given[1:], Made().read_many(given[1:]), strict=True))
    seen: list[int] = []
    database = Database(store)

    def items() -> object:
        yield given[0]
        for pair in pairs:
            yield pair
            seen.append(_count(database, t.stories))

    assert ingest(database, items(), Made()).new == 450  # type: ignore[arg-type]
    assert max(seen[:300]) > 150


def test_a_limit_counts_what_is_new(store: str) -> None:
    given = stories(9)
    assert [_take(store, given, limit=4).new for _ in range(3)] == [4, 4, 1]


def test_what_is_read_after_all_leaves_the_list_of_those_set_aside(store: str) -> None:
    from legation.errors import InputError, NotFoundError

    story = stories(1)[0]
    database = Database(store)
    ingest(database, [(InputError("made to fail", "x", 1, story.id), story), (InputError("no such file", "y"), None)])
    with database.read() as connection:
        assert asides.count(connection) == 2
    _take(store, [story])
    with database.write() as connection:
        left = asides.listed(connection)
        assert [r["reason"] for r in left] == ["no such file"]
        with pytest.raises(NotFoundError, match="nothing is set aside under 99"):
            asides.drop(connection, [99])
        asides.drop(connection, [left[0]["id"]])
        assert asides.count(connection) == 0


def test_file_names_with_signs_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "we?ird#100% é.sqlite"
    _take(str(path), stories(2))
    assert path.exists()
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.endswith((".lock", "-wal", "-shm"))) == [path.name]


def test_one_denial_does_not_undo_what_several_stories_tell(store: str) -> None:
    text = "The minister of Avaria will visit Borduria on Friday for the harbour treaty, number"
    told = []
    for i, status in enumerate(("actual", "actual", "refused")):
        s = Story(f"v{i}", f"{text} {i}.", "2031-03-0" + str(i + 1), publisher=f"Wire {i}")
        told.append((s, record(s, [event(s.text, "visit", "CONSULT", status, ["Avaria"], ["Borduria"], "2031-03-01", "visit")])))
    ingest(Database(store), told)
    found = Chronicle(store).events().to_pylist()
    assert [(e["status"], e["contradicted"], e["reports"]) for e in found] == [("actual", True, 3)]


def test_a_text_of_very_many_words_is_stored(store: str) -> None:
    text = "Avaria will meet Borduria on Friday. " + " ".join(f"word{i:x}x{i * 7919:x}" for i in range(60_000))
    assert _take(store, [Story("long", text, "2031-03-01")]).new == 1


def test_linking_later_gives_what_linking_at_once_gives(store: str, tmp_path: Path) -> None:
    given = stories(60)
    _take(store, given)
    later = str(tmp_path / "later.sqlite")
    _take(later, given, link=False)
    assert _count(Database(later), t.events) == _count(Database(later), t.mentions)
    relink(Database(later))
    assert dump(Database(later)) == dump(Database(store))


def test_a_dry_run_stores_nothing(store: str) -> None:
    given = stories(6)
    _take(store, given[:2])
    before = dump(Database(store))
    reader = Made()
    done = _take(store, given, reader, dry_run=True)
    assert (done.new, done.known, reader.count) == (4, 2, 0)
    assert dump(Database(store)) == before


def test_full_text_of_quotes_and_stories(store: str) -> None:
    words = "The envoy of Avaria said the enrichment plant would stay open. Borduria met nobody."
    story = Story("q", words, "2031-05-01", "Plant stays", "Wire One")
    said = statement(words, "Avaria", "said", "the enrichment plant would stay open")
    ingest(Database(store), [(story, record(story, [event(words, "met", "CONSULT", "negated", ["Borduria"])], [said]))])
    chronicle = Chronicle(store)
    assert [q["content"] for q in chronicle.quotes(search="enrichment plants").to_pylist()] == ["the enrichment plant would stay open"]
    assert chronicle.quotes(search="harbour").num_rows == 0
    assert chronicle.stories(search='"enrichment').num_rows == 1
    assert chronicle.quotes("Avaria", since="2031-06").num_rows == 0


def test_a_store_of_a_newer_version_is_refused(store: str) -> None:
    database = Database(store)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreVersionError, match="upgrade with: pip install -U legation"):
        Database(store)


def test_the_migrations_make_the_tables_of_the_code(store: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database = Database(store)
    with database.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), t.metadata)
    extra = {"story_search", "statement_search", "ix_stories_search", "ix_statements_search"}
    assert [d for d in found if not any(name in str(d) for name in extra)] == []


def test_a_damaged_file_and_a_foreign_database_are_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match="damaged or no SQLite database"):
        Database(damaged)
    import sqlite3

    foreign = tmp_path / "foreign.sqlite"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(StoreError, match="other tables"):
        Database(foreign)
    with pytest.raises(UsageError, match="legation ingest"):
        Database(tmp_path / "none.sqlite", create=False)


def test_a_full_disk_ends_in_words_and_the_run_goes_on_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "full.sqlite"
    given = stories(80)
    _take(str(path), given[:5])
    database = Database(path)
    from sqlalchemy import event as hook

    def cap(connection: object, _: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # type: ignore[attr-defined]

    hook.listen(database.engine, "connect", cap)
    database.engine.dispose()
    with pytest.raises(StoreError, match="disk is full; what was stored before is safe"):
        ingest(database, given, Made())  # type: ignore[arg-type]
    database.close()
    _take(str(path), given)
    whole = Database(tmp_path / "whole.sqlite")
    ingest(whole, given, Made())  # type: ignore[arg-type]
    assert dump(Database(path)) == dump(whole)


def test_a_server_out_of_reach_is_named_without_its_password() -> None:
    with pytest.raises(StoreError, match="server cannot be reached") as failed:
        Database("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(failed.value)
