from __future__ import annotations

import os
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from local_site import Site, Time, answer

from legation.errors import FetchError, InputError
from legation.ingest.entries import parse_feed, plain, read_feed
from legation.ingest.feeds import FeedState, failed, follow, moment, seconds_of
from legation.ingest.fetch import Fetcher, Limits, TryLaterError
from legation.ingest.sources import open_sources
from legation.readers.files import Item
from legation.readers.story import Story

TEXT = "The foreign minister of France said on Monday that he will visit Berlin for talks with his German counterpart."
FULL = " ".join(f"<p>{TEXT} It would be the visit number {n} of this year.</p>" for n in range(8))
PAGE = (
    "<html><head><title>Visit</title><meta property='article:published_time' content='2001-01-01'></head>"
    f"<body><article><h1>Visit</h1><p>{TEXT}</p><p>{TEXT} Again.</p></article></body></html>"
)


def rss(*items: str, channel: str = "<title>World Wire</title>") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>{channel}{"".join(items)}</channel></rss>'
    )


def item(link: str = "", text: str = "", title: str = "Visit", more: str = "") -> str:
    body = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if text else ""
    return f"<item><title>{title}</title>{f'<link>{link}</link>' if link else ''}<pubDate>Mon, 04 Dec 2006 23:30:00 -0500</pubDate>{body}{more}</item>"


def drain(looking: Generator[Item, None, FeedState]) -> tuple[list[Item], FeedState]:
    items: list[Item] = []
    while True:
        try:
            items.append(next(looking))
        except StopIteration as end:
            return items, end.value


def test_rss_entries() -> None:
    (entry,) = read_feed(
        rss(item("/visit", FULL, "Visit &amp;amp; talks", "<guid isPermaLink='false'>7</guid>")).encode(), "http://news.example/rss"
    )
    assert (entry.id, entry.link, entry.title) == ("7", "http://news.example/visit", "Visit & talks")
    assert entry.date == "2006-12-04"  # in New York, where it was written; in UTC it was the 5th
    assert entry.text.split("\n\n")[1] == f"{TEXT} It would be the visit number 1 of this year."
    assert "<" not in entry.text


def test_atom_entries() -> None:
    atom = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>urn:a</id><title>A</title>
    <link href="http://news.example/a"/><updated>2006-12-05T01:00:00+09:00</updated><summary>Short.</summary></entry>
    <entry><id>urn:b</id><title type="text">1 &lt; 2</title><content type="text">a &lt; b</content></entry><entry><id>urn:c</id></entry></feed>"""
    first, second = read_feed(atom.encode(), "http://news.example/atom")
    assert (first.id, first.link, first.date, first.text) == ("urn:a", "http://news.example/a", "2006-12-05", "Short.")
    assert (second.link, second.text) == (None, "a < b")


def test_plain_text_of_markup() -> None:
    assert plain("One<br>two<br/><br/>three") == "One two\n\nthree"
    assert plain("<p>A &amp; b\n c</p>tail<!-- no --><ul><li>d<li>e</ul>") == "A & b c\n\ntail\n\nd\n\ne"
    assert plain("no markup\nat all") == "no markup at all"
    assert plain("<p></p>&nbsp;") == ""
    assert plain("<b>" * 5000 + "deep") in ("deep", "")


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes(cut: float) -> None:
    data = rss(*[item(f"http://news.example/{n}", FULL) for n in range(10)]).encode()
    feed = parse_feed(data[: int(len(data) * cut)], "http://news.example/rss")
    assert len(feed.entries) >= int(10 * cut)
    assert "not well-formed" in (feed.problem or "")


def test_what_is_no_feed_is_named() -> None:
    for data in (b"", b"hello", PAGE.encode(), bytes(1000), b'{"a": 1}'):
        with pytest.raises(FetchError, match=r"^http://news\.example/rss: this is no RSS or Atom feed"):
            read_feed(data, "http://news.example/rss")


def test_a_feed_cannot_name_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret.xml"
    file.write_text(rss(item("http://news.example/secret", FULL)), "utf8")
    for text in (str(file), f"file://{file}"):
        with pytest.raises(FetchError, match="no RSS or Atom feed"):
            read_feed(os.fsencode(text), "http://news.example/rss")
    entity = rss(item("http://news.example/a", "", "&x;")).replace("<rss", f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{file}">]><rss')
    assert "secret" not in str(read_feed(entity.encode(), "http://news.example/rss"))


def test_entities_that_multiply_are_not_followed() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    data = rss(item("http://news.example/a", "", "&a9;")).replace("<rss", f'<!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">{bomb}]><rss')
    assert len(str(read_feed(data.encode(), "http://news.example/rss"))) < 10_000


@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_refused(junk: bytes) -> None:
    head, tail = rss(item("http://news.example/a", FULL), "@@@").encode().split(b"@@@")
    for data in (junk, head + junk + tail):
        try:
            parse_feed(data, "http://news.example/rss")
        except FetchError as error:
            assert str(error).startswith("http://news.example/rss: ")  # noqa: PT017


def test_full_entries_need_no_page_and_teasers_do(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.routes["/rss"] = answer(200, rss(
        item(f"{site.url}/full", FULL), item(f"{site.url}/teaser", "The minister said …"), item(f"{site.url}/cut", FULL + "<p>… [Read more]</p>"),
        item(f"{site.url}/gone", "Short."), item("", "A text without any link."), item(f"{site.url}/full", FULL), item("", "", "Empty", "<guid isPermaLink='false'>9</guid><description> </description>"),
    ), Content_Type="application/rss+xml")  # fmt: skip
    site.routes["/teaser"] = site.routes["/cut"] = answer(200, PAGE, Content_Type="text/html")
    items, state = drain(follow(f"{site.url}/rss", fetcher, clock=time.clock))
    stories = [i for i in items if isinstance(i, Story)]
    assert [s.id.removeprefix(site.url) for s in stories] == ["/full", "/teaser", "/cut", "Visit"]
    full, teaser, _, loose = stories
    assert (full.date, full.title, full.publisher, full.url, full.source) == (
        "2006-12-04",
        "Visit",
        "World Wire",
        f"{site.url}/full",
        f"{site.url}/rss",
    )
    assert TEXT in teaser.text
    assert teaser.date == "2006-12-04"  # the feed says so; the page's metadata are worth less
    assert loose.text == "A text without any link."
    (error,) = [i for i in items if isinstance(i, InputError)]
    assert (error.source, error.story) == (f"{site.url}/rss", f"{site.url}/gone")
    assert "status 404" in error.reason
    assert site.paths == ["/rss", "/teaser", "/cut", "/gone"]
    assert (state.failures, state.problem, state.url) == (0, None, f"{site.url}/rss")


def test_known_pages_are_not_fetched_and_the_limit_holds(site: Site, fetcher: Fetcher) -> None:
    site.routes["/rss"] = answer(200, rss(*[item(f"{site.url}/{n}") for n in range(4)]))
    site.routes.update({f"/{n}": answer(200, PAGE, Content_Type="text/html") for n in range(4)})
    items, _ = drain(follow(f"{site.url}/rss", fetcher, limit=3, publisher="Wire", known=lambda e: e.link == f"{site.url}/1"))
    assert [(i.id, i.publisher) for i in items if isinstance(i, Story)] == [(f"{site.url}/0", "Wire"), (f"{site.url}/2", "Wire")]
    assert site.paths == ["/rss", "/0", "/2"]


def test_a_feed_that_has_not_changed(site: Site, fetcher: Fetcher, time: Time) -> None:
    def conditional(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers["If-None-Match"] == '"1"'
        answer(304 if same else 200, b"" if same else rss(item("", FULL), channel="<title>W</title><ttl>60</ttl>"), ETag='"1"')(handler)

    site.routes["/rss"] = conditional
    items, state = drain(follow(f"{site.url}/rss", fetcher, clock=time.clock))
    assert len(items) == 1
    assert state == FeedState(f"{site.url}/rss", '"1"', None, moment(time.now + 3600), 0, None, moment(time.now))
    time.now += 3600
    items, state = drain(follow(f"{site.url}/rss", fetcher, state, clock=time.clock))
    assert items == []
    assert (state.etag, state.due, state.checked) == ('"1"', moment(time.now + 3600), moment(time.now))  # the ttl still holds


@pytest.mark.parametrize(("channel", "pause"), [
    ("", 900), ("<ttl>5</ttl>", 900), ("<ttl>120</ttl>", 7200), ("<ttl>99999</ttl>", 86_400), ("<ttl>soon</ttl>", 900),
    ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600), ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>12</sy:updateFrequency>", 7200),
])  # fmt: skip
def test_how_long_a_feed_is_left_alone(site: Site, fetcher: Fetcher, time: Time, channel: str, pause: int) -> None:
    site.routes["/rss"] = answer(200, rss(item("", FULL), channel=channel))
    _, state = drain(follow(f"{site.url}/rss", fetcher, clock=time.clock))
    assert seconds_of(state.due or "") - time.now == pause


def test_the_pause_doubles_with_each_failure() -> None:
    state, pauses = FeedState("http://news.example/rss", '"1"'), []
    for _ in range(9):
        state = failed(state, FetchError("gone"), 900, 1_000_000)
        pauses.append(seconds_of(state.due or "") - 1_000_000)
    assert pauses == [1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 86_400, 86_400]
    assert (state.failures, state.problem, state.etag) == (9, "gone", '"1"')
    assert seconds_of(failed(FeedState("u"), TryLaterError("busy", 40_000), 900, 0).due or "") == 40_000
    assert seconds_of(failed(FeedState("u"), TryLaterError("busy", 1e9), 900, 0).due or "") == 86_400


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/rss+xml")
    handler.end_headers()
    while True:
        handler.wfile.write(b"<item>" * 10_000)


@pytest.mark.parametrize(("respond", "reason"), [
    (answer(302, Location="/rss"), "redirects more than 5 times"),
    (endless, "larger than 1,000,000 bytes"),
    (answer(200, PAGE, Content_Type="text/html"), "no RSS or Atom feed"),
    (answer(500), "status 500"),
    (answer(200, b"\xff\xfe" + bytes(range(256)) * 20, Content_Type="application/rss+xml; charset=utf-8"), "no RSS or Atom feed"),
    (answer(429, Retry_After="600"), "try again in 600 s"),
])  # fmt: skip
def test_a_bad_feed_is_named_with_the_reason(site: Site, time: Time, respond: Any, reason: str) -> None:
    fetcher = Fetcher(private=True, limits=Limits(size=1_000_000), clock=time.clock, sleep=time.sleep)
    site.routes["/rss"] = respond
    with pytest.raises(FetchError, match=reason) as caught:
        drain(follow(f"{site.url}/rss", fetcher))
    assert str(caught.value).startswith(f"{site.url}/rss")
    assert time.slept == []


def test_a_broken_charset_is_replaced_with_a_warning(site: Site, fetcher: Fetcher) -> None:
    good = rss(item("http://news.example/a", FULL.replace("France", "Côte d’Ivoire")))
    site.routes["/rss"] = answer(200, good.encode().replace(b"Monday", b"Mon\xffday"), Content_Type="text/xml; charset=utf-8")
    site.routes["/odd"] = answer(200, good.replace("UTF-8", "windows-1252").encode("cp1252"), Content_Type="text/xml; charset=klingon")
    (story,), state = drain(follow(f"{site.url}/rss", fetcher))
    assert isinstance(story, Story)
    assert "minister of Côte d’Ivoire said on Mon\ufffdday" in story.text
    assert "broke" not in (state.problem or "")
    assert "break the declared charset utf-8" in story.warnings[0]
    (story,), _ = drain(follow(f"{site.url}/odd", fetcher))
    assert isinstance(story, Story)
    assert "minister of Côte d’Ivoire" in story.text
    assert "klingon" in story.warnings[0]


def test_a_page_that_asks_for_patience_leaves_the_rest_for_later(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.routes["/rss"] = answer(200, rss(*[item(f"{site.url}/{n}") for n in range(3)]), ETag='"2"')
    site.routes["/0"] = site.routes["/2"] = answer(200, PAGE, Content_Type="text/html")
    site.routes["/1"] = answer(429, Retry_After="5000")
    items, state = drain(follow(f"{site.url}/rss", fetcher, FeedState(f"{site.url}/rss", '"1"'), clock=time.clock))
    assert [i.id for i in items if isinstance(i, Story)] == [f"{site.url}/0"]
    assert (state.etag, state.failures, state.due) == ('"1"', 1, moment(time.now + 5000))
    assert "/1: the host is busy" in (state.problem or "")


def test_sources_tell_feeds_from_pages(site: Site, fetcher: Fetcher) -> None:
    site.routes["/feed"] = answer(200, rss(item(f"{site.url}/a"), item("", "No date or link here.", more="")), Content_Type="text/html")
    site.routes["/a"] = answer(200, PAGE, Content_Type="text/html")
    site.routes["/bad"] = answer(200, "<rss", Content_Type="application/rss+xml")
    items = list(open_sources([f"{site.url}/feed", f"{site.url}/bad", f"{site.url}/a"], "2020-01-01", fetcher))
    assert [i.id for i in items if isinstance(i, Story)] == [f"{site.url}/a", "Visit", f"{site.url}/a"]
    (error,) = [i for i in items if isinstance(i, InputError)]
    assert str(error).startswith(f"{site.url}/bad: this is no RSS or Atom feed")
