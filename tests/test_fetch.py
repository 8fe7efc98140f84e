from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import zlib
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import urllib3.util.connection
from hypothesis import given
from hypothesis import strategies as st
from local_site import Site, Time, answer

from legation.errors import FetchError, InputError
from legation.ingest.addresses import is_public, parse
from legation.ingest.charsets import decode, to_utf8
from legation.ingest.fetch import Fetcher, Limits, TryLaterError
from legation.ingest.politeness import retry_after
from legation.ingest.sources import open_sources
from legation.readers.story import Story

TEXT = "The foreign minister of France said on Monday that he will visit Berlin for talks with his German counterpart."
PAGE = (
    "<html><head><title>Visit</title><meta property='article:published_time' content='2006-12-04'></head>"
    f"<body><article><h1>Visit</h1><p>{TEXT}</p><p>{TEXT} Again.</p></article></body></html>"
)


def quick(**limits: float) -> Fetcher:
    return Fetcher(private=True, limits=Limits(**limits), sleep=lambda _: None)  # type: ignore[arg-type]


def test_a_page_with_its_headers(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a%20b?q=%C3%A9"] = answer(
        200, PAGE, Content_Type="text/HTML; charset=utf-8", ETag='"7"', Last_Modified="Mon, 04 Dec 2006 10:00:00 GMT"
    )
    page = fetcher.get(f"{site.url}/a b?q=é#part")
    assert (page.status, page.type, page.etag, page.modified) == (200, "text/html", '"7"', "Mon, 04 Dec 2006 10:00:00 GMT")
    assert page.text() == (PAGE, ())
    _, headers = site.asked[-1]
    assert headers["host"] == f"127.0.0.1:{site.port}"
    assert headers["user-agent"].startswith("legation/")
    assert "cookie" not in headers


def test_packed_pages(site: Site, fetcher: Fetcher) -> None:
    site.routes["/gzip"] = answer(200, gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    site.routes["/deflate"] = answer(200, zlib.compress(PAGE.encode()), Content_Encoding="deflate")
    site.routes["/odd"] = answer(200, b"...", Content_Encoding="zpaq")
    site.routes["/short"] = answer(200, gzip.compress(PAGE.encode())[:-30], Content_Encoding="gzip")
    site.routes["/damaged"] = answer(200, b"\x1f\x8b\x08" + b"\xff" * 40, Content_Encoding="gzip")
    assert fetcher.get(f"{site.url}/gzip").data == fetcher.get(f"{site.url}/deflate").data == PAGE.encode()
    with pytest.raises(FetchError, match="packed with “zpaq”"):
        fetcher.get(f"{site.url}/odd")
    with pytest.raises(FetchError, match="breaks off"):
        fetcher.get(f"{site.url}/short")
    with pytest.raises(FetchError, match="damaged"):
        fetcher.get(f"{site.url}/damaged")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://news.example/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("news.example/a", "only http and https"),
        ("http:///a", "no host"),
        ("http://[::1/a", "no web address"),
        ("http://news.example:99999/", "no web address"),
        ("http://news.example:0/", "port 0"),
        ("http://me:secret@news.example/", "user name"),
        ("http://a b.example/", "no host"),
    ],
)
def test_addresses_that_are_none(url: str, reason: str, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match=reason) as caught:
        fetcher.get(url)
    assert str(caught.value).startswith(url)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]",
     "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1",
     "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]", "[2001:db8::1]"],
)  # fmt: skip
def test_private_addresses_are_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> Any:
        raise AssertionError("connected")

    monkeypatch.setattr(urllib3.util.connection, "create_connection", none)
    with pytest.raises(FetchError, match=r"not on the open internet|is not found"):
        Fetcher().get(f"http://{host}/")


def test_public_addresses_are_told_from_private_ones() -> None:
    assert all(map(is_public, ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "64:ff9b::808:808"]))
    assert not any(map(is_public, ["", "news.example", "127.0.0.1%1", "::ffff:192.168.1.1"]))


@given(st.ip_addresses(v=4))
def test_a_wrapped_address_is_as_public_as_itself(ip: Any) -> None:
    assert is_public(f"::ffff:{ip}") == is_public(str(ip))


def test_one_private_address_among_public_ones_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def refuse(address: tuple[str, int], *_: object, **__: object) -> Any:
        tried.append(address[0])
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(urllib3.util.connection, "create_connection", refuse)
    with pytest.raises(FetchError, match="no connection"):
        Fetcher(resolve=lambda *_: ["127.0.0.1", "93.184.216.34"]).get("http://news.example/")
    assert set(tried) == {"93.184.216.34"}


@pytest.fixture
def internet(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Connections to a public address end at the local site; gives the addresses connected to."""
    connected: list[str] = []
    real = socket.create_connection

    def connect(address: tuple[str, int], timeout: float, *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        return real(("127.0.0.1", site.port) if address[0] == "93.184.216.34" else address, timeout)

    monkeypatch.setattr(urllib3.util.connection, "create_connection", connect)
    return connected


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/secret",
        "http://2130706433:{port}/secret",
        "http://[::ffff:7f00:1]:{port}/secret",
        "//inside.example:{port}/secret",
    ],
)
def test_a_redirect_into_the_private_network_is_refused(location: str, site: Site, internet: list[str]) -> None:
    from legation.ingest.addresses import resolve

    def names(host: str, port: int) -> list[str]:
        return {"news.example": ["93.184.216.34"], "inside.example": ["10.0.0.7"]}.get(host) or resolve(host, port)

    site.routes["/"] = answer(302, Location=location.format(port=site.port))
    site.routes["/secret"] = answer(200, "secret")
    with pytest.raises(FetchError, match="not on the open internet") as caught:
        Fetcher(resolve=names).get("http://news.example/")
    assert str(caught.value).startswith("http://news.example/ (redirected to ")
    assert "/secret" not in site.paths
    assert set(internet) == {"93.184.216.34"}


def test_a_redirect_to_another_scheme_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.routes["/"] = answer(302, Location="file:///etc/passwd")
    with pytest.raises(FetchError, match="only http and https"):
        fetcher.get(site.url + "/")


def test_a_name_that_changes_between_look_ups_cannot_lead_inside(site: Site, internet: list[str]) -> None:
    answers = iter([["93.184.216.34"], ["93.184.216.34"], ["127.0.0.1"]])
    looked_up: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return next(answers)

    site.routes["/"] = answer(200, PAGE)
    reader = Fetcher(resolve=rebinding, sleep=lambda _: None)
    assert reader.get("http://news.example/").status == 200
    assert len(looked_up) == len(internet) == 2  # robots.txt and the page: one look-up for each connection
    assert site.asked[-1][1]["host"] == "news.example"
    with pytest.raises(FetchError, match="not on the open internet"):
        reader.get("http://news.example/")
    assert len(internet) == 2


def test_redirects_are_followed_and_relative(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.routes["/a"] = answer(301, Location="b?x=1")
    site.routes["/b?x=1"] = answer(307, Location="/caf\u00c3\u00a9")  # raw UTF-8, as http.server sends Latin-1
    site.routes["/caf%C3%A9"] = answer(200, PAGE)
    page = fetcher.get(f"{site.url}/a")
    assert page.final == f"{site.url}/caf%C3%A9"
    assert time.slept == []  # redirects within a host are one visit


def test_a_redirect_loop_ends(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = answer(302, Location="/a")
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        fetcher.get(f"{site.url}/a")
    assert len(site.paths) == 6


def test_a_body_without_end(site: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not site.over.is_set():
            handler.wfile.write(b"x" * 65_536)

    site.routes["/"] = endless
    with pytest.raises(FetchError, match="larger than 1,000,000 bytes"):
        quick(size=1_000_000).get(site.url)


def test_a_body_that_says_it_is_too_large_is_not_read(site: Site) -> None:
    def large(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000000")
        handler.end_headers()

    site.routes["/"] = large
    with pytest.raises(FetchError, match="larger than 10,000,000 bytes"):
        quick().get(site.url)


@pytest.mark.parametrize("packing", ["gzip", "deflate", "gzip, gzip"])
def test_a_packed_bomb(site: Site, packing: str) -> None:
    packer = zlib.compressobj(9, wbits=31 if "gzip" in packing else 15)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(100)) + packer.flush()
    site.routes["/"] = answer(200, gzip.compress(bomb) if "," in packing else bomb, Content_Encoding=packing)
    with pytest.raises(FetchError, match="larger than 2,000,000 bytes"):
        quick(size=2_000_000).get(site.url)


def test_a_body_that_stops(site: Site) -> None:
    def stuck(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"The foreign")
        site.over.wait(10)

    site.routes["/"] = stuck
    with pytest.raises(FetchError, match=r"sent nothing for 0\.2 s"):
        quick(read=0.2).get(site.url)


@pytest.mark.parametrize("where", ["body", "chunk", "headers"])
def test_an_answer_that_drips(site: Site, where: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        if where != "headers":
            handler.protocol_version = "HTTP/1.1"
            handler.send_response(200)
            if where == "chunk":
                handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not site.over.wait(0.05):
            handler.wfile.write(b"0")  # within a chunk's length line, or a header: no end, and never quiet for long
            handler.wfile.flush()

    site.routes["/"] = drip
    with pytest.raises(FetchError, match=r"longer than 0\.4 s in all"):
        quick(read=5, total=0.4).get(site.url)


def test_an_answer_that_breaks_off(site: Site, fetcher: Fetcher) -> None:
    def short(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")

    site.routes["/short"] = short
    site.routes["/none"] = lambda handler: None
    site.routes["/noise"] = lambda handler: handler.wfile.write(b"\x00\x01\x02 noise\r\n\r\n") and None
    for path in ("short", "none", "noise"):
        with pytest.raises(FetchError, match="breaks off or is no HTTP"):
            fetcher.get(f"{site.url}/{path}")


def test_no_server_and_no_host(fetcher: Fetcher) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="no connection to"):
        fetcher.get(f"http://127.0.0.1:{port}/")

    def unknown(*_: object) -> list[str]:
        raise FetchError("the host is not found")

    with pytest.raises(FetchError, match=r"^http://news\.example/: .*not found"):
        Fetcher(resolve=unknown).get("http://news.example/")


@pytest.mark.parametrize(
    ("status", "repair"), [(404, "gone"), (410, "gone"), (403, "login"), (500, "later"), (304, "browser"), (418, "browser")]
)
def test_refusals_say_what_to_do(site: Site, fetcher: Fetcher, status: int, repair: str) -> None:
    site.routes["/"] = answer(status)
    with pytest.raises(FetchError, match=f"status {status}; .*{repair}"):
        fetcher.get(site.url + "/")


def test_not_changed(site: Site, fetcher: Fetcher) -> None:
    def conditional(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers["If-None-Match"] == '"1"' and handler.headers["If-Modified-Since"] == "Mon, 04 Dec 2006 10:00:00 GMT"
        answer(304 if same else 200, b"" if same else PAGE, ETag='"1"', Last_Modified="Mon, 04 Dec 2006 10:00:00 GMT")(handler)

    site.routes["/"] = conditional
    first = fetcher.get(site.url)
    again = fetcher.get(site.url, etag=first.etag, modified=first.modified)
    assert (first.status, again.status, again.data) == (200, 304, b"")


def test_robots_txt(site: Site, fetcher: Fetcher) -> None:
    site.routes["/robots.txt"] = answer(200, "User-agent: *\nDisallow: /private/\n\nUser-agent: legation\nDisallow: /drafts/\n")
    for path in ("/private/a", "/drafts/a"):
        site.routes[path] = answer(200, PAGE)
    assert fetcher.get(f"{site.url}/private/a").status == 200
    with pytest.raises(FetchError, match=r"robots\.txt does not allow"):
        fetcher.get(f"{site.url}/drafts/a")
    assert site.paths == ["/private/a"]
    assert [path for path, _ in site.asked].count("/robots.txt") == 1


def test_robots_txt_is_read_anew_after_a_day(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.routes["/"] = answer(200, PAGE)
    fetcher.get(site.url)
    site.routes["/robots.txt"] = answer(200, "User-agent: *\nDisallow: /\n")
    fetcher.get(site.url)
    time.now += 86_500
    with pytest.raises(FetchError, match=r"robots\.txt does not allow"):
        fetcher.get(site.url)


def test_a_redirect_does_not_go_round_robots_txt(site: Site, fetcher: Fetcher) -> None:
    site.routes["/robots.txt"] = answer(200, "User-agent: *\nDisallow: /drafts\n")
    site.routes["/a"] = answer(302, Location="/drafts")
    with pytest.raises(FetchError, match=r"robots\.txt does not allow"):
        fetcher.get(f"{site.url}/a")


@pytest.mark.parametrize(("robots", "allowed"), [
    (answer(403), True), (answer(500), False), (answer(429), False), (answer(302, Location="/robots.txt"), True),
    (answer(302, Location="/rules"), False), (answer(200, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n"), False),
    (answer(200, "User-agent: *\nCrawl-delay: ²\nDisallow: /x"), True), (answer(200, b"\xff\xfe\x00"), True),
])  # fmt: skip
def test_robots_txt_that_is_odd(site: Site, fetcher: Fetcher, robots: Any, allowed: bool) -> None:
    site.routes.update({"/robots.txt": robots, "/rules": answer(200, "User-agent: *\nDisallow: /\n"), "/": answer(200, PAGE)})
    if allowed:
        assert fetcher.get(site.url).status == 200
    else:
        with pytest.raises(FetchError, match=r"robots\.txt"):
            fetcher.get(site.url)
        assert site.paths in ([], ["/rules"])


def test_the_pause_between_pages(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.routes.update({p: answer(200, PAGE) for p in ("/a", "/b", "/c")})
    fetcher.get(f"{site.url}/a")
    time.now += 0.25
    fetcher.get(f"{site.url}/b")
    time.now += 5
    fetcher.get(f"{site.url}/c")
    assert time.slept == [pytest.approx(0.75)]


def test_crawl_delay(site: Site, time: Time) -> None:
    site.routes.update({"/robots.txt": answer(200, "User-agent: *\nCrawl-delay: 6.5\n"), "/a": answer(200, PAGE)})
    reader = Fetcher(private=True, clock=time.clock, sleep=time.sleep)
    reader.get(f"{site.url}/a")
    reader.get(f"{site.url}/a")
    assert time.slept == [pytest.approx(7)]
    site.routes["/robots.txt"] = answer(200, "User-agent: *\nCrawl-delay: 4000\n")
    reader = Fetcher(private=True, clock=time.clock, sleep=time.sleep)
    reader.get(f"{site.url}/a")
    with pytest.raises(TryLaterError, match="left alone for 4000 s") as caught:
        reader.get(f"{site.url}/a")
    assert caught.value.seconds == pytest.approx(4000)


def busy(times: int, status: int = 429, **headers: str) -> Any:
    left = [times]

    def respond(handler: BaseHTTPRequestHandler) -> None:
        left[0] -= 1
        answer(status if left[0] >= 0 else 200, b"" if left[0] >= 0 else PAGE, **(headers if left[0] >= 0 else {}))(handler)

    return respond


def test_retry_after(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.routes["/"] = busy(1, Retry_After="30")
    assert fetcher.get(site.url).status == 200
    assert time.slept == [30]


def test_without_retry_after_the_pause_doubles(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.routes["/"] = busy(3, status=503)
    assert fetcher.get(site.url).status == 200
    assert time.slept == [1, 2, 4]
    site.routes["/"] = busy(9, status=503)
    with pytest.raises(TryLaterError, match="busy"):
        fetcher.get(site.url)
    assert len(site.paths) == 8


def test_a_long_retry_after_is_not_waited_for_and_holds_for_the_whole_host(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.routes.update({"/": busy(1, Retry_After="7200"), "/b": answer(200, PAGE)})
    with pytest.raises(TryLaterError) as caught:
        fetcher.get(site.url)
    assert caught.value.seconds == 7200
    with pytest.raises(TryLaterError, match="left alone for 7200 s"):
        fetcher.get(f"{site.url}/b")
    time.now += 7200
    assert fetcher.get(f"{site.url}/b").status == 200
    assert time.slept == []


def test_without_patience_nothing_is_asked_twice(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.routes["/"] = busy(1, Retry_After="3")
    with pytest.raises(TryLaterError):
        fetcher.get(site.url, patient=False)
    assert (site.paths, time.slept) == (["/"], [])


def test_forms_of_retry_after() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after("120") == 120
    assert retry_after("Thu, 01 Jan 2026 00:02:00 GMT", now) == 120
    assert retry_after("Thu, 01 Jan 2026 00:02:00", now + timedelta(hours=1)) == 0
    assert [retry_after(v) for v in (None, "", "soon", "-5", "²", "1.5")] == [None] * 6


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
def test_the_certificate_is_checked_for_the_name_though_the_address_is_pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
         "/CN=news.example", "-addext", "subjectAltName=DNS:news.example", "-keyout", tmp_path / "key", "-out", tmp_path / "cert"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    asked: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)  # type: ignore[assignment,misc,func-returns-value]
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert"))
    with Site(lambda plain: context.wrap_socket(plain, server_side=True)) as site:
        site.routes["/"] = answer(200, PAGE)
        reader = Fetcher(private=True, resolve=lambda *_: ["127.0.0.1"], sleep=lambda _: None)
        assert reader.get(f"https://news.example:{site.port}/").status == 200
        assert site.asked[-1][1]["host"] == f"news.example:{site.port}"
        assert set(asked) == {"news.example"}
        with pytest.raises(FetchError, match=r"certificate is not valid for other\.example"):
            reader.get(f"https://other.example:{site.port}/")


def test_charsets() -> None:
    latin = "Sarkozy à Berlin".encode("cp1252")
    assert decode(latin, "text/html; charset=ISO-8859-1") == ("Sarkozy à Berlin", ())
    assert decode("Путин".encode("cp1251"), "text/html; charset='windows-1251'")[0] == "Путин"
    assert decode(b"<meta charset=windows-1251>" + "Путин".encode("cp1251"))[0].endswith("Путин")
    assert decode(b'<?xml version="1.0" encoding="windows-1251"?>' + "Путин".encode("cp1251"), "application/xml")[0].endswith("Путин")
    assert decode(b"<meta charset=windows-1251>" + "Путин".encode(), "text/html; charset=utf-8")[0].endswith("Путин")
    assert decode(b"\xff\xfe" + "Путин".encode("utf-16-le"), "text/html; charset=utf-8")[0] == "Путин"
    assert decode(b"<meta charset=utf-16>" + "é".encode()) == ("<meta charset=utf-16>é", ())
    assert decode("é".encode()) == ("é", ())


def test_broken_charsets() -> None:
    text, (warning,) = decode("Sarkozy à ".encode() + b"\xff Berlin", "text/html; charset=utf-8")
    assert text == "Sarkozy à \ufffd Berlin"
    assert "(1 ×)" in warning
    text, (warning,) = decode("Sarkozy à Berlin".encode("cp1252"))
    assert text == "Sarkozy à Berlin"
    assert "Windows-1252" in warning
    text, (warning,) = decode("à é è ü ".encode() + b"\xff")
    assert text == "à é è ü \ufffd"
    for label in ("klingon", "zlib", "unicode_escape", "undefined"):
        text, (warning,) = decode("é".encode(), f"text/html; charset={label}")
        assert text == "é"
        assert label in warning


def test_utf8_says_so() -> None:
    data, _ = to_utf8('<?xml version="1.0" encoding="koi8-r"?><a><meta charset="koi8-r"/>Путин'.encode("koi8-r"))
    assert data.decode() == '<?xml version="1.0" encoding="utf-8"?><a><meta charset="utf-8"/>Путин'


@given(st.binary(max_size=300), st.text(max_size=60))
def test_any_bytes_decode(data: bytes, content_type: str) -> None:
    text, _ = decode(data, content_type)
    text.encode("utf-8", "strict")


@given(st.text(max_size=60))
def test_any_address_is_parsed_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"https://news.example/{text}"):
        try:
            target = parse(url)
        except FetchError:
            continue
        assert target.url.isascii()
        assert target.url.isprintable()
        assert parse(target.url) == target


def test_the_contact_is_in_the_user_agent() -> None:
    assert Fetcher(contact="mailto:desk@news.example").agent.endswith("(+mailto:desk@news.example)")
    with pytest.raises(FetchError, match="contact"):
        Fetcher(contact="a\r\nX: b")


def test_sources_of_every_kind(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.routes["/visit.html"] = answer(200, PAGE, Content_Type="text/html")
    site.routes["/visit.txt"] = answer(200, TEXT, Content_Type="text/plain")
    site.routes["/visit.pdf"] = answer(200, b"%PDF-1.4\x00", Content_Type="application/pdf")
    (tmp_path / "a.txt").write_text(TEXT, "utf8")
    (tmp_path / "b.jsonl").write_text(f'{{"id": "a", "text": "{TEXT}"}}\n{{"id": "a", "text": "{TEXT} Again."}}\n', "utf8")
    sources = [
        f"{site.url}/visit.html",
        f"{site.url}/gone",
        f"{site.url}/visit.pdf",
        "ftp://news.example/a",
        f"{site.url}/visit.txt",
        str(tmp_path),
        "nowhere.txt",
    ]
    items = list(open_sources(sources, "2006-12-05", fetcher))
    stories = [i for i in items if isinstance(i, Story)]
    assert [(s.id, s.date) for s in stories] == [
        (f"{site.url}/visit.html", "2006-12-04"),
        (f"{site.url}/visit.txt", "2006-12-05"),
        ("a", "2006-12-05"), ("a", "2006-12-05"), ("a", "2006-12-05"),
    ]  # fmt: skip
    assert (stories[0].url, stories[0].title) == (stories[0].id, "Visit")
    assert TEXT in stories[0].text
    said = [str(i) for i in items if isinstance(i, InputError)]
    assert len(said) == 4
    assert said[0] == f"{site.url}/gone: the host answers with status 404; the page is gone; check the address"
    assert "application/pdf" in said[1]
    assert "only http and https" in said[2]
    assert "nowhere.txt" in said[3]


def test_a_page_in_another_charset_is_read_right(site: Site, fetcher: Fetcher) -> None:
    page = PAGE.replace("<head>", "<head><meta charset='windows-1252'>").replace("foreign minister", "señor Solé, foreign minister,")
    site.routes["/a"] = answer(200, page.encode("cp1252"), Content_Type="text/html")
    site.routes["/b"] = answer(200, page.encode("cp1252"), Content_Type="text/html; charset=utf-8")
    good, bad = open_sources([f"{site.url}/a", f"{site.url}/b"], None, fetcher)
    assert isinstance(good, Story)
    assert isinstance(bad, Story)
    assert "señor Solé" in good.text
    assert good.warnings == ()
    assert "se\ufffdor Sol\ufffd" in bad.text
    assert "declared charset utf-8" in bad.warnings[0]
