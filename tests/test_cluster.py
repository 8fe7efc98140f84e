from __future__ import annotations

import gzip
import importlib.util
import json
import os
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from legation._version import CODEBOOK_VERSION, __version__
from legation.cluster import manifest
from legation.cluster.deal import Source
from legation.cluster.load import read_aside, read_shards
from legation.cluster.local import run_local
from legation.cluster.plan import Result
from legation.cluster.run_ray import _Job, _Worker, run_ray
from legation.cluster.shards import Head, shard_of, shard_path, write_shard
from legation.errors import InputError, LegationError, MissingExtraError, StoreBusyError, UsageError
from legation.reader import Reader
from legation.readers.files import Item
from legation.readers.fingerprint import fingerprint
from legation.readers.story import Story
from legation.record.model import Record, Versions

has_ray = importlib.util.find_spec("ray") is not None
COUNTRIES = ("Chad", "Peru", "Nepal", "Kenya", "Latvia", "Oman", "Fiji", "Malta")


class Fake:
    """A reader that makes a small record of each story at once, and does with the story ``victim`` what it is told to."""

    def __init__(
        self, knowledge: str = "k1", victim: str = "", deed: Callable[[Story], None] | None = None, log: Path | None = None
    ) -> None:
        self.session, self.knowledge = SimpleNamespace(version="fake-1"), SimpleNamespace(version=knowledge)
        self.victim, self.deed, self.log, self.seen = victim, deed, log, list[str]()

    def read_many(self, stories: Iterable[Item]) -> Iterator[Record | InputError]:
        for story in stories:
            assert isinstance(story, Story)
            self.seen.append(story.id)
            if self.log is not None:
                with self.log.open("a") as file:
                    file.write(f"{story.id}\n")
            if story.id == self.victim and self.deed is not None:
                self.deed(story)
            try:
                story.check()
            except InputError as error:
                yield error
                continue
            versions = Versions(__version__, self.session.version, self.knowledge.version, CODEBOOK_VERSION)
            yield Record(story.id, story.date, story.title, story.publisher, story.url, story.text, (), (), (), (), (), (), versions)


def rows(number: int) -> list[dict[str, Any]]:
    """Stories, the same every time; every seventh has the text of the one before, as a reprint."""
    made = []
    for i in range(number):
        j = i - 1 if i % 7 == 6 else i
        here, there = COUNTRIES[j % 8], COUNTRIES[(j // 8) % 8]
        text = f"The foreign minister of {here} said that he will go to {there} for talks about trade, the {j}th of their kind this year.\n"
        row = {"id": f"s-{i:03d}", "text": text, "date": f"2011-03-{i % 28 + 1:02d}", "title": f"Talks in {there}", "publisher": "Wire"}
        made.append(row if i % 3 else {**row, "url": f"https://example.org/{i}"})
    return made


def put(path: Path, stories: Iterable[dict[str, Any]]) -> Source:
    path.write_text("".join(json.dumps(r) + "\n" for r in stories), "utf8")
    return Source([path])


def run(source: Source, folder: Path, reader: Fake | None = None, **more: Any) -> Result:
    return run_local(source, folder, reader=reader or Fake(), **{"shards": 5, **more})  # type: ignore[arg-type]


def data(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.glob("shard-*.parquet"))}


def test_the_fingerprint_is_the_stores() -> None:
    pytest.importorskip("sqlalchemy")
    from legation.store import writer

    for text in (" Talks.\n", "Gespräche", "\ud800"):
        assert fingerprint(text) == writer.fingerprint(text)


def test_shards_do_not_depend_on_order_files_or_run(tmp_path: Path) -> None:
    stories = rows(60)
    run(put(tmp_path / "a.jsonl", stories), tmp_path / "one")
    assert len(data(tmp_path / "one")) == 5
    for seed in range(4):
        random.Random(seed).shuffle(stories)
        folder = tmp_path / f"in{seed}"
        folder.mkdir()
        put(folder / "x.jsonl", stories[:20])
        with gzip.open(folder / "y.jsonl.gz", "wt", encoding="utf8") as file:
            file.writelines(json.dumps(r) + "\n" for r in stories[20:])
        run(Source([folder]), tmp_path / f"out{seed}")
        assert data(tmp_path / f"out{seed}") == data(tmp_path / "one")


def test_shards_come_back_as_stories_and_records(tmp_path: Path) -> None:
    stories = [*rows(40), {"id": "odd-\udc80", "text": "A \ud800 in the text of the talks between Chad and Peru.", "title": "\ud800"}]
    result = run(put(tmp_path / "a.jsonl", stories), tmp_path / "out")
    assert (result.read, result.aside, result.skipped, result.shards) == (41, 0, 0, 5)
    found = list(read_shards(tmp_path / "out"))
    assert {s.id: s.text for s, _ in found} == {r["id"]: r["text"] for r in stories}
    one = next(s for s, _ in found if s.id == "s-003")
    assert (one.date, one.title, one.publisher, one.url) == ("2011-03-04", "Talks in Chad", "Wire", "https://example.org/3")
    assert str(one.source).endswith(".parquet")
    again = {r.doc_id: r for r in Fake().read_many([s for s, _ in found]) if isinstance(r, Record)}
    for story, record in found:
        assert record == again[story.id]


def test_columns_and_order_of_a_shard(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    run(put(tmp_path / "a.jsonl", rows(40)), tmp_path / "out")
    total = 0
    for number in range(5):
        table = pq.read_table(shard_path(tmp_path / "out", number))
        assert table.column_names == ["hash", "doc_id", "date", "title", "publisher", "url", "versions", "record"]
        found = table.to_pylist()
        total += len(found)
        assert [(r["hash"], r["doc_id"]) for r in found] == sorted((r["hash"], r["doc_id"]) for r in found)
        for row in found:
            assert shard_of(row["hash"], 5) == number
            assert row["versions"] == f"{__version__} fake-1 k1 {CODEBOOK_VERSION}"
            record = json.loads(row["record"])
            assert row["hash"] == fingerprint(record["text"])
            assert row["record"] == json.dumps(record, ensure_ascii=False)
    assert total == 40


def test_a_large_shard_has_row_groups_of_one_size(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    run(put(tmp_path / "a.jsonl", rows(600)), tmp_path / "out", shards=1)
    file = pq.ParquetFile(shard_path(tmp_path / "out", 0))
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [256, 256, 88]
    assert len(list(read_shards(tmp_path / "out"))) == 600


def test_what_cannot_be_read_is_set_aside_with_its_story(tmp_path: Path) -> None:
    french = "Le ministre des affaires étrangères a déclaré lundi qu'il se rendrait à Berlin pour des entretiens avec son homologue."
    path = tmp_path / "a.jsonl"
    source = put(path, [*rows(10), {"id": "fr", "text": french, "publisher": "Dépêche"}])
    with path.open("a", encoding="utf8") as file:
        file.write("{broken\n")
    result = run(source, tmp_path / "out")
    assert (result.read, result.aside, len(result.listed)) == (10, 2, 2)
    found = sorted(read_aside(tmp_path / "out"), key=lambda pair: pair[1] is None)
    (error, story), (broken, nothing) = found
    assert (error.source, error.line, error.story) == (str(path), 11, "fr")
    assert "English" in error.reason
    assert story == Story("fr", french, publisher="Dépêche", source=str(path), line=11)
    assert nothing is None
    assert (broken.line, broken.story) == (12, None)
    assert "not a JSON object" in broken.reason
    assert len(list(read_shards(tmp_path / "out"))) == 10
    again = run(source, tmp_path / "out")
    assert (again.read, again.aside, again.skipped) == (0, 0, 12)


def test_only_unfinished_shards_are_read_again(tmp_path: Path) -> None:
    source = put(tmp_path / "a.jsonl", rows(60))
    run(source, tmp_path / "out")
    before = data(tmp_path / "out")
    theirs = sorted(s.id for s, _ in read_shards(tmp_path / "out") if s.source == str(shard_path(tmp_path / "out", 3)))
    shard_path(tmp_path / "out", 3).unlink()
    reader, steps = Fake(), list[int]()
    result = run(source, tmp_path / "out", reader, shards=None, step=steps.append)
    assert sorted(reader.seen) == theirs
    assert (result.read, result.skipped, sum(steps)) == (len(theirs), 60 - len(theirs), 60)
    assert data(tmp_path / "out") == before


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_a_broken_run_goes_on_where_it_stopped(tmp_path: Path, error: type[BaseException]) -> None:
    def deed(story: Story) -> None:
        raise error

    source = put(tmp_path / "a.jsonl", rows(60))
    run(source, tmp_path / "whole")
    *_, (last, _) = read_shards(tmp_path / "whole")
    broken = Fake(victim=last.id, deed=deed)
    with pytest.raises(error):
        run(source, tmp_path / "out", broken)
    assert len(data(tmp_path / "out")) == 4
    assert not list((tmp_path / "out").glob(".*.part"))
    with pytest.raises(InputError, match=r"1 of 5 shards are not there.*shard-0004"):
        list(read_shards(tmp_path / "out"))
    (tmp_path / "out" / ".shard-0004.parquet.host.1.0.part").write_bytes(b"PAR1")  # as a killed run leaves it
    (tmp_path / "out" / ".dealt.part").mkdir()
    reader = Fake()
    run(source, tmp_path / "out", reader)
    assert 0 < len(reader.seen) < 30
    assert not list((tmp_path / "out").glob(".*.part"))
    assert data(tmp_path / "out") == data(tmp_path / "whole")
    assert not (tmp_path / "out" / ".dealt").exists()


def test_an_unchanged_input_is_not_dealt_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deed(story: Story) -> None:
        raise KeyboardInterrupt

    source = put(tmp_path / "a.jsonl", rows(30))
    with pytest.raises(KeyboardInterrupt):
        run(source, tmp_path / "out", Fake(victim="s-011", deed=deed))
    monkeypatch.setattr("legation.cluster.deal.read_stories", lambda *_: pytest.fail("the input was read again"))
    assert run(source, tmp_path / "out").read > 0
    assert run(source, tmp_path / "out").skipped == 30


def test_standard_input_is_dealt_each_time_and_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    def give(stories: list[dict[str, Any]]) -> None:
        text = "".join(json.dumps(r) + "\n" for r in stories)
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))

    give(rows(30))
    assert run(Source(["-"]), tmp_path / "out").read == 30
    give(rows(30)[::-1])
    assert run(Source(["-"]), tmp_path / "out").skipped == 30
    give(rows(29))
    with pytest.raises(UsageError, match=r"made of other stories \(-: 30 stories\)"):
        run(Source(["-"]), tmp_path / "out")


def test_two_runs_are_never_mixed(tmp_path: Path) -> None:
    source, out = put(tmp_path / "a.jsonl", rows(30)), tmp_path / "out"
    run(source, out)
    with pytest.raises(UsageError, match=r"holds 5 shards, not 6.*--no-resume"):
        run(source, out, shards=6)
    with pytest.raises(UsageError, match=r"made by knowledge k1 \(now k2\)"):
        run(source, out, Fake("k2"))
    with pytest.raises(UsageError, match="made of other stories"):
        run(Source(source.paths, limit=20), out)
    with pytest.raises(UsageError, match="from 1 to 9,999"):
        run(source, out, shards=10_000)
    with pytest.raises(UsageError, match="lies within the input"):
        run(Source([tmp_path]), out)
    result = run(source, out, Fake("k2"), shards=3, resume=False)
    assert result.read == 30
    assert sorted(data(out)) == ["shard-0000.parquet", "shard-0001.parquet", "shard-0002.parquet"]
    manifest.remove(out)
    with pytest.raises(UsageError, match=r"no manifest\.json"):
        run(source, out)


def test_two_runs_at_once(tmp_path: Path) -> None:
    source = put(tmp_path / "a.jsonl", rows(30))

    def deed(story: Story) -> None:
        with pytest.raises(StoreBusyError, match="another run"):
            run(source, tmp_path / "out")

    assert run(source, tmp_path / "out", Fake(victim="s-004", deed=deed)).read == 30


def test_damaged_shards_are_named_and_made_anew(tmp_path: Path) -> None:
    source, out = put(tmp_path / "a.jsonl", rows(60)), tmp_path / "out"
    run(source, out)
    before, path = data(out), shard_path(out, 2)
    whole = path.read_bytes()

    def refused(content: bytes, match: str) -> None:
        path.write_bytes(content)
        with pytest.raises(InputError, match=match) as caught:
            list(read_shards(out))
        assert caught.value.source == str(path)
        assert "delete the file" in caught.value.reason

    refused(whole[:-40], "damaged after row 0")
    refused(b"", "damaged")
    refused(b"id,text\n1,none of ours\n" * 50, "damaged")
    refused(before["shard-0001.parquet"], "not shard 2 of 5")
    path.unlink()
    run(source, out)
    assert data(out) == before


def test_no_flipped_byte_goes_unnoticed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(put(tmp_path / "a.jsonl", rows(60)), out, shards=1)
    path, right, noticed = shard_path(out, 0), list(read_shards(out)), 0
    whole = path.read_bytes()
    places = range(4, len(whole), 61)
    for at in places:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        try:
            assert list(read_shards(out)) == right  # the byte says nothing: statistics, the writer's name
        except InputError:
            noticed += 1
    assert noticed > 0.5 * len(places)


def test_a_record_that_is_not_its_hashs(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(put(tmp_path / "a.jsonl", rows(20)), out, shards=1)
    made = manifest.load(out)
    record = next(r for _, r in read_shards(out))
    write_shard(shard_path(out, 0), Head(0, 1, made.versions), [(fingerprint(record.text), replace(record, text="Another text."))])
    with pytest.raises(InputError, match="the text is not the one"):
        list(read_shards(out))


def test_manifests_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder of shards"):
        list(read_shards(tmp_path))
    assert not manifest.is_shards(tmp_path)
    for text, match in (("{", "damaged"), ("[]", "damaged"), ('{"form": 9}', "upgrade"), ('{"form": 1, "shards": 3}', "damaged")):
        (tmp_path / "manifest.json").write_text(text, "utf8")
        with pytest.raises(InputError, match=match):
            list(read_shards(tmp_path))
    assert manifest.is_shards(tmp_path)


def test_an_empty_input_makes_empty_shards(tmp_path: Path) -> None:
    assert run(put(tmp_path / "a.jsonl", []), tmp_path / "out").read == 0
    assert list(read_shards(tmp_path / "out")) == []


def test_ray_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match=r"legation\[cluster\]"):
        run_ray(put(tmp_path / "a.jsonl", rows(3)), tmp_path / "out", make_reader=Fake)  # type: ignore[arg-type]


@pytest.mark.skipif(not has_ray, reason="needs ray[data]")
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_out_of_reach(tmp_path: Path) -> None:
    import socket

    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(LegationError, match=rf"the Ray cluster at {address} cannot be reached"):
            run_ray(put(tmp_path / "a.jsonl", rows(3)), tmp_path / "out", address=address, make_reader=Fake)  # type: ignore[arg-type]


def test_a_worker_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    (tmp_path / ".dealt").mkdir()
    versions = Versions(__version__, "fake-1", "k1", CODEBOOK_VERSION)
    worker = _Worker(_Job(tmp_path, 2, versions, Fake))  # type: ignore[arg-type]
    assert "shared storage" in worker({"shard": [0]})["stop"][0]
    (tmp_path / ".dealt" / "0001.tries").write_bytes(b"...")
    assert "killed 3 times" in worker({"shard": [1]})["failed"][0]
    (tmp_path / ".dealt" / "0000.jsonl").write_text(json.dumps({"hash": "00", "story": asdict(Story("a", "The talks were held."))}), "utf8")
    other = _Worker(_Job(tmp_path, 2, replace(versions, knowledge="k2"), Fake))  # type: ignore[arg-type]
    assert "install the same everywhere" in other({"shard": [0]})["stop"][0]

    def broken() -> Reader:
        raise LegationError("no model there")

    assert "no model there" in _Worker(_Job(tmp_path, 2, versions, broken))({"shard": [0]})["stop"][0]


@pytest.fixture(scope="module")
def two_cores() -> Iterator[None]:
    """Ray with two cores, started once; its workers get what this file defines by value."""
    pytest.importorskip("ray")
    from legation.cluster.ray_session import ray_started

    with ray_started(workers=2):
        from ray.cloudpickle import register_pickle_by_value, unregister_pickle_by_value

        register_pickle_by_value(sys.modules[__name__])
        yield
        unregister_pickle_by_value(sys.modules[__name__])


@pytest.mark.skipif(not has_ray, reason="needs ray[data]")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("two_cores")
class TestRay:
    def test_the_bytes_of_a_single_machine(self, tmp_path: Path, reader: Reader) -> None:
        with resources.as_file(resources.files("legation") / "data" / "samples.jsonl") as path:
            source = Source([path])
            here = run_local(source, tmp_path / "here", shards=3, reader=reader)
            steps = list[int]()
            there = run_ray(source, tmp_path / "there", shards=3, workers=2, step=steps.append)
            assert (there.read, there.aside, sum(steps)) == (here.read, here.aside, 6)
            assert data(tmp_path / "there") == data(tmp_path / "here")
            assert [r for _, r in read_shards(tmp_path / "there")] == [r for _, r in read_shards(tmp_path / "here")]
            assert run_ray(source, tmp_path / "there", workers=2).skipped == 6

    def test_a_killed_worker_costs_only_its_shard(self, tmp_path: Path) -> None:
        mark = tmp_path / "killed"

        def kill(story: Story) -> None:
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)

        source, log = put(tmp_path / "a.jsonl", rows(60)), tmp_path / "log"
        run(source, tmp_path / "here")
        result = run_ray(
            source, tmp_path / "there", shards=5, workers=2,
            make_reader=lambda: Fake(victim="s-030", deed=kill, log=log),  # type: ignore[arg-type, return-value]
        )  # fmt: skip
        assert mark.exists()
        assert result.read == 60
        assert data(tmp_path / "there") == data(tmp_path / "here")
        shards = {s.id: s.source for s, _ in read_shards(tmp_path / "there")}
        twice = [i for i, n in Counter(log.read_text().split()).items() if n > 1]
        assert "s-030" in twice
        assert {shards[i] for i in twice} == {shards["s-030"]}
        assert not [p for p in (tmp_path / "there").iterdir() if p.name.endswith(".part") or p.name == ".dealt"]

    def test_a_failed_shard_leaves_the_others_finished(self, tmp_path: Path) -> None:
        def full(story: Story) -> None:
            raise OSError("No space left on device")

        source, out = put(tmp_path / "a.jsonl", rows(60)), tmp_path / "out"
        with pytest.raises(LegationError, match=r"1 of 5 shards were not made .*No space left"):
            run_ray(source, out, shards=5, workers=2, make_reader=lambda: Fake(victim="s-030", deed=full))  # type: ignore[arg-type, return-value]
        assert len(data(out)) == 4
        run(source, out)
        run(source, tmp_path / "here")
        assert data(out) == data(tmp_path / "here")

    def test_a_worker_of_another_version_stops_the_run(self, tmp_path: Path) -> None:
        where = os.getpid()

        def make() -> Reader:
            return Fake("k1" if os.getpid() == where else "k2")  # type: ignore[return-value]

        with pytest.raises(LegationError, match="install the same everywhere"):
            run_ray(put(tmp_path / "a.jsonl", rows(10)), tmp_path / "out", shards=2, workers=2, make_reader=make)
        shutil.rmtree(tmp_path / "out")


def test_costs_follow_from_the_speed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.bench import cluster

    def fake(source: Source, folder: Path, *, workers: int) -> Result:
        run(source, folder)
        return Result(5, read=40, began=100.0, ended=100.0 + (4.0, 2.5)[workers - 1], peak_mb=300.0)

    monkeypatch.setattr(cluster, "run_ray", fake)
    found = cluster.run(put(tmp_path / "a.jsonl", rows(40)).paths[0], (1, 2))  # type: ignore[arg-type]
    assert [found["workers"][n]["stories_per_second"] for n in ("1", "2")] == [10.0, 16.0]
    assert found["gain"]["2_over_1"] == 1.6
    assert found["same_bytes"]
    day = found["cost"]["day_of_world_news"]
    assert day["core_hours"] == pytest.approx(100_000 / 8 / 3600, abs=0.1)
    assert day["days"]["2_cores"] == pytest.approx(100_000 / 16 / 86_400, abs=0.01)
