"""Fetching pages and feeds over http(s), safely and politely."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from legation._version import __version__
from legation.errors import FetchError
from legation.ingest.addresses import Target, parse, permitted, resolve
from legation.ingest.charsets import decode
from legation.ingest.politeness import Manners, TryLaterError, retry_after
from legation.ingest.transport import Answer, Limits, exchange

__all__ = ["Fetcher", "Limits", "Page", "TryLaterError"]

_AGENT = "legation"
_ROBOTS_SIZE = 1_000_000
_REDIRECTS = (301, 302, 303, 307, 308)
_ACCEPT = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, text/plain;q=0.8, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Page:
    """An answer.

    Attributes:
        url: what was asked for. final: where the redirects led. status: 200, or 304 for “not changed”.
        type: media type in lower case, without parameters. content_type: the header as sent. data: the body, unpacked.
        etag, modified: the validators, to be given back with the next request.
    """

    url: str
    final: str
    status: int
    type: str
    content_type: str
    data: bytes
    etag: str | None = None
    modified: str | None = None

    def text(self) -> tuple[str, tuple[str, ...]]:
        """The body as text, and warnings about its charset."""
        return decode(self.data, self.content_type)


class Fetcher:
    """Gets pages; for one thread.

    Every hop of a redirect is checked anew: http(s) only, an address on the open internet, robots.txt. No cookies are kept and no
    proxy is used. The limits hold for each hop, waiting not counted.

    Args:
        private: whether hosts inside private networks, and this machine, may be asked.
        limits: of size and time. delay: seconds between two pages of one host.
        retries: how often a host that answers 429 or 503 is asked again, after its Retry-After, else after 1, 2, 4 … seconds.
        contact: an address or mail address for the User-Agent, so that publishers can reach who runs this.
        clock, sleep, resolve: for tests; ``resolve`` gives the numeric addresses of a host and port.
    """

    def __init__(
        self,
        *,
        private: bool = False,
        limits: Limits | None = None,
        delay: float = 1.0,
        retries: int = 3,
        contact: str | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Callable[[str, int], list[str]] = resolve,
    ) -> None:
        self.private, self.limits, self.retries = private, limits or Limits(), retries
        note = f"+{contact}" if contact else "reads news for research; honours robots.txt"
        self.agent = f"{_AGENT}/{__version__} ({note})"
        if not self.agent.isprintable() or not self.agent.isascii():
            raise FetchError("the contact must be plain ASCII, such as mailto:NAME@HOST")
        self._sleep, self._resolve = sleep, resolve
        self._manners = Manners(self._robots, _AGENT, delay, self.limits.wait, clock, sleep)

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None, patient: bool = True) -> Page:
        """Fetch an address.

        Args:
            etag, modified: validators of an earlier answer; where nothing has changed the page has status 304 and no data.
            patient: whether to wait and ask again where the host answers 429 or 503.
        Raises:
            FetchError: the address may not be fetched or cannot be; the message names it, the reason and the repair.
            TryLaterError: the host asks for more patience than that.
        """
        headers = {
            "User-Agent": self.agent,
            "Accept": _ACCEPT,
            "Accept-Language": "en",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        attempt = 0
        while True:
            try:
                return self._chain(url, headers)
            except TryLaterError as later:
                wait = later.seconds if later.seconds is not None else 2.0**attempt
                if not patient or attempt >= self.retries or wait > self.limits.wait:
                    raise
                self._sleep(wait)
                attempt += 1

    def _chain(self, url: str, headers: Mapping[str, str]) -> Page:
        via = ""
        try:
            target, before = parse(url), ""
            for _ in range(self.limits.redirects + 1):
                self._manners.enter(target, pause=target.host != before)
                answer = self._ask(target, headers, self.limits)
                if answer.status in _REDIRECTS and answer.headers.get("location"):
                    before, via = target.host, f" (redirected to {_location(answer)[:300]})"
                    target = target.join(_location(answer))
                    continue
                return self._page(url, target, answer, conditional="If-None-Match" in headers or "If-Modified-Since" in headers)
            raise FetchError(f"it redirects more than {self.limits.redirects} times; open it in a browser and give the address it ends at")
        except TryLaterError as later:
            raise TryLaterError(f"{url}{via}: {later}", later.seconds) from None
        except FetchError as error:
            raise FetchError(f"{url}{via}: {error}") from error.__cause__

    def _ask(self, target: Target, headers: Mapping[str, str], limits: Limits) -> Answer:
        addresses = permitted(target.host, self._resolve(target.host, target.port), self.private)
        return exchange(target, addresses, headers, limits)

    def _page(self, url: str, target: Target, answer: Answer, conditional: bool) -> Page:
        status, headers = answer.status, answer.headers
        if status in (429, 503):
            seconds = retry_after(headers.get("retry-after"))
            if seconds is not None:
                self._manners.hold(target, seconds)
            asked = f" in {seconds:.0f} s" if seconds is not None else " later"
            raise TryLaterError(f"the host is busy (status {status}); try again{asked}", seconds)
        if not 200 <= status < 300 and not (status == 304 and conditional):
            raise FetchError(f"the host answers with status {status}; {_repair(status)}")
        content_type = headers.get("content-type", "")
        return Page(
            url,
            target.url,
            status,
            content_type.split(";")[0].strip().lower(),
            content_type,
            answer.data,
            _one_line(headers.get("etag")),
            _one_line(headers.get("last-modified")),
        )

    def _robots(self, address: str) -> tuple[int, bytes]:
        headers = {"User-Agent": self.agent, "Accept": "text/plain, */*;q=0.1", "Accept-Encoding": "gzip, deflate", "Connection": "close"}
        limits = replace(self.limits, size=min(_ROBOTS_SIZE, self.limits.size))
        target = parse(address)
        for _ in range(self.limits.redirects + 1):
            answer = self._ask(target, headers, limits)
            if answer.status not in _REDIRECTS or not answer.headers.get("location"):
                return answer.status, answer.data
            target = target.join(_location(answer))
        return 404, b""  # RFC 9309: too many redirects are as no robots.txt


def _location(answer: Answer) -> str:
    # http.client reads headers as Latin-1; addresses in raw UTF-8 are common.
    return answer.headers["location"].encode("latin-1", "replace").decode("utf-8", "replace")


def _one_line(value: str | None) -> str | None:
    return value if value and value.isascii() and value.isprintable() and len(value) <= 1000 else None


def _repair(status: int) -> str:
    if status in (401, 402, 403, 407, 451):
        return "it wants a login or does not allow readers of this kind; save the page and give the file"
    if status in (404, 410):
        return "the page is gone; check the address"
    return "try again later" if status >= 500 else "check the address in a browser"
