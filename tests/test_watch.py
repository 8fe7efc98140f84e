from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from local_site import Site, Time, answer

from legation.errors import StoreError, UsageError
from legation.ingest.feeds import FeedState, moment
from legation.ingest.fetch import Fetcher
from legation.ingest.watch import FeedConfig, read_config, watch
from legation.readers.files import Item
from legation.readers.story import Story

TEXT = "The foreign minister of France said on Monday that he will visit Berlin for talks with his German counterpart."
PAGE = f"<html><head><title>Visit</title></head><body><article><h1>Visit</h1><p>{TEXT}</p><p>{TEXT} Again.</p></article></body></html>"


def rss(*links: str, date: str = "Mon, 04 Dec 2006 10:00:00 GMT") -> str:
    items = "".join(f"<item><title>Visit</title><link>{link}</link><pubDate>{date}</pubDate></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'


class Desk:
    """What the watch is given: a clock, stored states, and a place for what it reads."""

    def __init__(self) -> None:
        self.time = Time()
        self.fetcher = Fetcher(private=True, clock=self.time.clock, sleep=self.time.sleep)
        self.states: dict[str, FeedState] = {}
        self.saved: list[FeedState] = []
        self.read: list[Item] = []
        self.until = self.time.now + 3600

    def save(self, state: FeedState) -> None:
        self.states[state.url] = state
        self.saved.append(state)

    def handle(self, feed: FeedConfig, items: Iterator[Item]) -> None:
        self.read += items

    def sleep(self, seconds: float) -> None:
        if self.time.now >= self.until:
            raise KeyboardInterrupt
        self.time.sleep(seconds)

    def watch(self, *feeds: FeedConfig, once: bool = False) -> None:
        watch(feeds, self.fetcher, self.states.get, self.save, self.handle, clock=self.time.clock, sleep=self.sleep, once=once)

    @property
    def ids(self) -> list[str]:
        return [i.id.rsplit("/", 1)[-1] for i in self.read if isinstance(i, Story)]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        opened.routes.update({f"/{n}": answer(200, PAGE, Content_Type="text/html") for n in range(6)})
        yield opened


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_good_file(tmp_path: Path) -> None:
    file = tmp_path / "feeds.toml"
    file.write_text(
        '[[feed]]\nurl = "https://news.example/rss"\nevery = "2h"\npublisher = "Example News"\nlimit = 50\n[[feed]]\nurl = "http://wire.example/"\n',
        "utf8",
    )
    assert read_config(file) == [
        FeedConfig("https://news.example/rss", 7200.0, "Example News", 50),
        FeedConfig("http://wire.example/", 900.0),
    ]


@pytest.mark.parametrize(("text", "said"), [
    ("", "it names no feed; write [[feed]] with url"),
    ("[[feed]\n", "no TOML"),
    ('[feed]\nurl = "https://a.example/"', "two brackets"),
    ("feed = [1]", "two brackets"),
    ('[[feeds]]\nurl = "https://a.example/"', "“feeds” is not known; each feed begins with [[feed]]"),
    ("[[feed]]\n", 'feed 1: url: missing; write url = "https://…"'),
    ("[[feed]]\nurl = 3", "feed 1: url: not a text"),
    ('[[feed]]\nurl = "https://a.example/"\n[[feed]]\nurl = "ftp://a.example/"', "feed 2: url: ftp://a.example/: only http and https"),
    ('[[feed]]\nurl = "https://a.example/"\n[[feed]]\nurl = "https://a.example/"', "feed 2: url: https://a.example/ came before; leave one out"),
    ('[[feed]]\nurl = "https://a.example/"\nevery = 15', "feed 1: every: 15 is no length of time; write a number and s, m, h or d"),
    ('[[feed]]\nurl = "https://a.example/"\nevery = "often"', "every: 'often' is no length of time"),
    ('[[feed]]\nurl = "https://a.example/"\nevery = "5s"', "every: '5s' is not between 1m and 30d"),
    ('[[feed]]\nurl = "https://a.example/"\npublisher = ""', 'publisher: not a text; write publisher = "NAME"'),
    ('[[feed]]\nurl = "https://a.example/"\nlimit = 0', "limit: 0 is no number of entries; write limit = 50"),
    ('[[feed]]\nurl = "https://a.example/"\nlimit = true', "limit: True is no number"),
    ('[[feed]]\nurl = "https://a.example/"\nevry = "15m"', "“evry” is not known; the fields are url, every, publisher, limit"),
])  # fmt: skip
def test_a_bad_file_says_where_and_what_to_write(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "feeds.toml"
    file.write_text(text, "utf8")
    with pytest.raises(UsageError) as caught:
        read_config(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert said in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be opened"):
        read_config(tmp_path / "feeds.toml")
    (tmp_path / "feeds.toml").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="not UTF-8 at byte 0"):
        read_config(tmp_path / "feeds.toml")


def test_once_looks_at_what_is_due(site: Site, desk: Desk) -> None:
    site.routes["/a"], site.routes["/b"] = answer(200, rss(f"{site.url}/1"), ETag='"a"'), answer(200, rss(f"{site.url}/2"))
    desk.states[f"{site.url}/b"] = FeedState(f"{site.url}/b", due=moment(desk.time.now + 60))
    desk.watch(FeedConfig(f"{site.url}/a"), FeedConfig(f"{site.url}/b"), once=True)
    assert desk.ids == ["1"]
    assert [(s.url, s.etag) for s in desk.saved] == [(f"{site.url}/a", '"a"')]
    desk.time.now += 60
    desk.watch(FeedConfig(f"{site.url}/a"), FeedConfig(f"{site.url}/b"), once=True)
    assert desk.ids == ["1", "2"]


def test_the_loop_follows_each_feed_at_its_own_pace(site: Site, desk: Desk) -> None:
    desk.fetcher = Fetcher(private=True, delay=0, clock=desk.time.clock, sleep=desk.time.sleep)
    numbers = iter(range(100))
    site.routes["/a"] = lambda handler: answer(200, rss(f"{site.url}/1", f"{site.url}/2"))(handler)
    site.routes["/b"] = lambda handler: answer(200, rss(f"{site.url}/{next(numbers) % 6}"))(handler)
    desk.watch(FeedConfig(f"{site.url}/a", every=1800), FeedConfig(f"{site.url}/b", every=600))
    assert (site.paths.count("/a"), site.paths.count("/b")) == (3, 7)
    assert site.paths.count("/2") <= 2  # pages of entries seen before are not fetched again
    assert [s.url for s in desk.saved].count(f"{site.url}/b") == 7


def test_an_entry_that_changed_is_read_again(site: Site, desk: Desk) -> None:
    dates = iter(
        ["Mon, 04 Dec 2006 10:00:00 GMT", "Mon, 04 Dec 2006 10:00:00 GMT", "Mon, 04 Dec 2006 12:00:00 GMT", "Mon, 04 Dec 2006 12:00:00 GMT"]
    )
    site.routes["/a"] = lambda handler: answer(200, rss(f"{site.url}/1", date=next(dates)))(handler)
    desk.until = desk.time.now + 2700
    feed = FeedConfig(f"{site.url}/a")
    known = lambda entry: entry.link in {i.id for i in desk.read if isinstance(i, Story)}  # noqa: E731
    watch([feed], desk.fetcher, desk.states.get, desk.save, desk.handle, known=known, clock=desk.time.clock, sleep=desk.sleep)
    assert site.paths == ["/a", "/1", "/a", "/a", "/1", "/a"]


def test_entries_are_remembered_over_an_answer_that_nothing_changed(site: Site, desk: Desk) -> None:
    answers = iter(
        [answer(200, rss(f"{site.url}/1"), ETag='"1"'), answer(304), answer(500), answer(200, rss(f"{site.url}/1", f"{site.url}/2"))]
    )
    site.routes["/a"] = lambda handler: next(answers, answer(304))(handler)
    desk.watch(FeedConfig(f"{site.url}/a", every=600))
    assert [p for p in site.paths if p != "/a"] == ["/1", "/2"]
    assert [s.failures for s in desk.saved][:4] == [0, 0, 1, 0]


def test_a_bad_feed_does_not_touch_the_others(site: Site, desk: Desk) -> None:
    site.routes["/loop"] = answer(302, Location="/loop")
    site.routes["/broken"] = answer(200, b"\x00\x01\x02")
    site.routes["/good"] = answer(200, rss(f"{site.url}/1"))
    desk.watch(*[FeedConfig(f"{site.url}/{name}") for name in ("loop", "broken", "good", "missing")])
    assert desk.ids == ["1"]
    state = desk.states[f"{site.url}/loop"]
    assert "redirects more than 5 times" in (state.problem or "")
    assert state.failures == 2  # at once and after half an hour; the third look is due after an hour more
    assert site.paths.count("/missing") == 2
    assert site.paths.count("/good") == 5


def test_a_fault_of_our_own_in_one_feed_does_not_end_the_watch(site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes, url: str, *_: object) -> None:
        raise ZeroDivisionError(url)

    site.routes["/a"] = answer(200, rss(f"{site.url}/1"))
    monkeypatch.setattr("legation.ingest.feeds.parse_feed", broken)
    desk.watch(FeedConfig(f"{site.url}/a"), once=True)
    assert "ZeroDivisionError" in (desk.states[f"{site.url}/a"].problem or "")


def test_the_state_outlives_a_restart(site: Site, desk: Desk) -> None:
    asked: list[str | None] = []

    def conditional(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.headers["If-None-Match"])
        answer(304 if asked[-1] else 200, b"" if asked[-1] else rss(f"{site.url}/1"), ETag='"1"')(handler)

    site.routes["/a"] = conditional
    for _ in range(2):
        desk.watch(FeedConfig(f"{site.url}/a"), once=True)
        desk.time.now += 1000
    assert asked == [None, '"1"']
    assert desk.ids == ["1"]


def test_an_interrupt_while_reading_leaves_the_feed_to_be_read_again(site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    site.routes["/a"] = answer(200, rss(f"{site.url}/1", f"{site.url}/2"))

    def interrupted(feed: FeedConfig, items: Iterator[Item]) -> None:
        desk.read.append(next(items))
        raise KeyboardInterrupt

    monkeypatch.setattr(desk, "handle", interrupted)
    desk.watch(FeedConfig(f"{site.url}/a"))
    assert (desk.ids, desk.saved) == (["1"], [])
    monkeypatch.undo()
    desk.watch(FeedConfig(f"{site.url}/a"), once=True)
    assert desk.ids == ["1", "1", "2"]


def test_errors_of_the_store_end_the_watch(site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    site.routes["/a"] = answer(200, rss(f"{site.url}/1"))

    def full(*_: object) -> bool:
        raise StoreError("the disk is full; free some space")

    with pytest.raises(StoreError):
        watch(
            [FeedConfig(f"{site.url}/a")],
            desk.fetcher,
            desk.states.get,
            desk.save,
            desk.handle,
            known=full,
            clock=desk.time.clock,
            sleep=desk.sleep,
        )
    monkeypatch.setattr(desk, "handle", full)
    with pytest.raises(StoreError):
        desk.watch(FeedConfig(f"{site.url}/a"))
    assert desk.saved == []


def test_a_feed_that_was_not_taken_to_the_end_is_not_asked_at_once(site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    site.routes["/a"] = answer(200, rss(f"{site.url}/1", f"{site.url}/2"))
    monkeypatch.setattr(desk, "handle", lambda feed, items: desk.read.append(next(items)))
    desk.watch(FeedConfig(f"{site.url}/a"))
    assert site.paths.count("/a") == 5
    assert desk.saved == []


def test_a_stored_moment_that_is_none_means_now(site: Site, desk: Desk) -> None:
    site.routes["/a"] = answer(200, rss(f"{site.url}/1"))
    desk.states[f"{site.url}/a"] = replace(FeedState(f"{site.url}/a"), due="whenever")
    desk.watch(FeedConfig(f"{site.url}/a"), once=True)
    assert desk.ids == ["1"]
