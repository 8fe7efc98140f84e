"""Feeds into the chronicle, from a server on this machine, on both engines."""

from __future__ import annotations

from pathlib import Path

from local_site import Site, Time, answer
from making import Made

from legation.ask.chronicle import Chronicle
from legation.ingest.fetch import Fetcher
from legation.ingest.follow import follow_feeds, load
from legation.store.database import Database

TEXT = "The foreign minister of Avaria will meet Borduria on Monday for talks on the harbour treaty, the government said."


def _rss(*links: str) -> str:
    items = "".join(f"<item><title>Meeting</title><link>{link}</link><pubDate>Mon, 04 Dec 2006 10:00:00 GMT</pubDate></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'


def test_feeds_are_followed_into_the_chronicle(store: str, tmp_path: Path) -> None:
    with Site() as site:
        page = f"<html><head><title>Visit</title></head><body><article><p>{TEXT}</p><p>{TEXT} And again.</p></article></body></html>"
        site.routes["/1"] = answer(200, page, Content_Type="text/html")
        site.routes["/rss"] = answer(200, _rss(f"{site.url}/1"), Content_Type="application/rss+xml", ETag='"one"')
        config = tmp_path / "feeds.toml"
        config.write_text(
            f'[[feed]]\nurl = "{site.url}/rss"\nevery = "15m"\npublisher = "Example News"\n[[feed]]\nurl = "{site.url}/gone"\nevery = "15m"\n', "utf8"
        )
        time, said, database = Time(), [], Database(store)
        fetcher = Fetcher(private=True, clock=time.clock, sleep=time.sleep, retries=0)
        done = follow_feeds(database, config, Made(), once=True, say=said.append, fetcher=fetcher)  # type: ignore[arg-type]
        assert (done.new, done.problems) == (1, 1)
        assert f"{site.url}/rss: 1 new, 0 set aside" in said
        assert any(line.startswith(f"{site.url}/gone: ") and line.count(f"{site.url}/gone") == 1 for line in said)
        assert [s["publisher"] for s in Chronicle(store).stories().to_pylist()] == ["Example News"]
        kept, failed = load(database, f"{site.url}/rss"), load(database, f"{site.url}/gone")
        assert kept is not None
        assert kept.etag == '"one"'
        assert failed is not None
        assert failed.failures == 1
        asked = len(site.paths)
        again = follow_feeds(database, config, Made(), once=True, fetcher=fetcher)  # type: ignore[arg-type]
        assert (again.new, len(site.paths)) == (0, asked)  # neither is due yet
