"""Manners towards hosts: robots.txt, a pause between pages, and waiting when asked to."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser

from legation.errors import FetchError
from legation.ingest.addresses import Target

_KEEP = 86_400.0
_KEEP_FAILURE = 600.0
_DECIMAL_DELAY = re.compile(r"^(\s*crawl-delay\s*:\s*)(\d+\.\d+)", re.IGNORECASE | re.MULTILINE)


class TryLaterError(FetchError):
    """The host asks for patience: ``seconds`` long, where it said so."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        self.reason, self.seconds = reason, seconds
        super().__init__(reason)

    def __reduce__(self) -> tuple[type[TryLaterError], tuple[str, float | None]]:
        return type(self), (self.reason, self.seconds)


@dataclass(slots=True)
class _Rules:
    parser: RobotFileParser | None
    reason: str
    until: float


class Manners:
    """Waits and refusals, kept for each host.

    robots.txt is kept for a day (RFC 9309); where it cannot be read because the host fails, its pages are left alone for ten minutes.
    Rules are read as :mod:`urllib.robotparser` does: paths by their beginning, without wildcards.

    Args:
        ask: fetches an address and gives its status and body, or raises FetchError. agent: the name robots.txt may use for us.
        delay: seconds between two pages of a host; its Crawl-delay counts where it is longer. longest: seconds to wait at most.
    """

    def __init__(
        self,
        ask: Callable[[str], tuple[int, bytes]],
        agent: str,
        delay: float,
        longest: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._ask, self._agent, self._delay, self._longest = ask, agent, delay, longest
        self._clock, self._sleep = clock, sleep
        self._rules: dict[str, _Rules] = {}
        self._free: dict[str, float] = {}

    def enter(self, target: Target, pause: bool = True) -> None:
        """Wait until a page may be asked for.

        Args:
            pause: False for a redirect within a host, which is one visit.
        Raises:
            FetchError: robots.txt does not allow the page. TryLaterError: the wait would be too long.
        """
        rules = self._rules.get(target.origin)
        if rules is None or rules.until < self._clock():
            rules = self._rules[target.origin] = self._read(target)
        if rules.parser is None:
            raise FetchError(rules.reason)
        if not rules.parser.can_fetch(self._agent, target.url):
            raise FetchError(f"{target.origin}/robots.txt does not allow this page; leave it out, or ask the publisher")
        crawl_delay = float(str(rules.parser.crawl_delay(self._agent) or 0))
        if pause:
            self._wait(target, max(self._delay, crawl_delay))

    def hold(self, target: Target, seconds: float) -> None:
        """Leave a host alone for so many seconds."""
        self._free[target.authority] = max(self._free.get(target.authority, 0.0), self._clock() + seconds)

    def _wait(self, target: Target, delay: float) -> None:
        now = self._clock()
        wait = self._free.get(target.authority, now) - now
        if wait > self._longest:
            raise TryLaterError(f"{target.host} asks to be left alone for {wait:.0f} s more; try again then", wait)
        if wait > 0:
            self._sleep(wait)
        self._free[target.authority] = self._clock() + delay

    def _read(self, target: Target) -> _Rules:
        address = f"{target.origin}/robots.txt"
        parser = RobotFileParser(address)
        now = self._clock()
        try:
            status, data = self._ask(address)
        except FetchError as error:
            return _Rules(None, f"its robots.txt cannot be read, so the page may not be: {error}", now + _KEEP_FAILURE)
        if status == 429 or status >= 500:
            reason = f"{address} answers with status {status}, so the page may not be fetched; try again later"
            return _Rules(None, reason, now + _KEEP_FAILURE)
        # robotparser takes whole seconds only; half a second more is no harm.
        text = _DECIMAL_DELAY.sub(lambda m: m[1] + str(math.ceil(float(m[2]))), data.decode("utf-8-sig", "replace"))
        try:
            parser.parse(text.splitlines() if 200 <= status < 300 else [])
        except ValueError:  # int() of digits such as ²
            parser = RobotFileParser(address)
            parser.parse(text.encode("ascii", "ignore").decode("ascii").splitlines())
        return _Rules(parser, "", now + _KEEP)


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks for (a number or a date); None where there is none or it is unreadable."""
    value = (value or "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value), 1e9)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
