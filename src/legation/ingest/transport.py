"""One question to one host, with limits on time and size: connect to an address checked before, send, read, close."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from legation.errors import FetchError
from legation.ingest.addresses import Target
from legation.ingest.packing import TooLargeError, unpack

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection

_CHUNK = 65_536
_MOST_ADDRESSES = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost.

    Attributes:
        size: bytes of the body at most, after unpacking. connect: seconds for one connection, with its TLS handshake.
        read: seconds without a byte. total: seconds from connecting to the last byte. redirects: how many are followed.
        wait: seconds to wait at most for a host that asks for patience.
    """

    size: int = 10_000_000
    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    redirects: int = 5
    wait: float = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and body; the body is read for status 2xx only."""

    status: int
    headers: Mapping[str, str]
    data: bytes


def exchange(target: Target, addresses: Sequence[str], headers: Mapping[str, str], limits: Limits) -> Answer:
    """Ask for a target at the first of the addresses that can be connected to.

    The connection goes to the numeric address, so that no second look-up can lead elsewhere; the Host header and the name that
    the certificate is checked for are the target's. Proxies of the environment are not used: they would look the name up again.

    Raises:
        FetchError: no connection, a limit is passed, or the answer breaks off or is damaged. It does not name the target.
    """
    deadline = time.monotonic() + limits.total
    connection = _connect(target, addresses, limits, deadline)
    try:
        with _Watchdog(connection.sock, deadline - time.monotonic()) as watchdog:
            try:
                answer = _ask(connection, target, headers, limits)
            except FetchError:
                raise
            except Exception as error:
                raise FetchError(_reason(error, watchdog.fired, limits)) from error
            if watchdog.fired:  # what looks like the end of the body is where it was cut
                raise FetchError(_too_slow(limits))
            return answer
    finally:
        connection.close()


def _connect(target: Target, addresses: Sequence[str], limits: Limits, deadline: float) -> HTTPConnection:
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.exceptions import HTTPError

    problem: Exception | None = None
    for address in addresses[:_MOST_ADDRESSES]:
        left = min(limits.connect, deadline - time.monotonic())
        if left <= 0:
            break
        connection = (
            HTTPSConnection(address, target.port, timeout=left, cert_reqs="CERT_REQUIRED", server_hostname=target.host)
            if target.scheme == "https"
            else HTTPConnection(address, target.port, timeout=left)
        )
        try:
            connection.connect()
        except ssl.SSLCertVerificationError as error:
            connection.close()
            raise FetchError(f"the certificate is not valid for {target.host} ({error.verify_message}); check the address") from error
        except (OSError, HTTPError) as error:
            connection.close()
            problem = error
            continue
        connection.timeout = limits.read
        return connection
    told = str(problem or "no time left").rsplit(": ", 1)[-1]
    raise FetchError(f"no connection to {target.authority} ({told}); check the address and try again later") from problem


def _ask(connection: HTTPConnection, target: Target, headers: Mapping[str, str], limits: Limits) -> Answer:
    connection.request("GET", target.path, headers={"Host": target.authority, **headers}, preload_content=False, decode_content=False)
    response = connection.getresponse()
    try:
        found = {name.lower(): value for name, value in response.headers.items()}
        if not 200 <= response.status < 300:
            return Answer(response.status, found, b"")
        length = found.get("content-length", "")
        if length.isdecimal() and int(length) > limits.size:
            raise FetchError(_too_large(limits))
        data = bytearray()
        while chunk := response.read1(_CHUNK, decode_content=False):
            data += chunk
            if len(data) > limits.size:
                raise FetchError(_too_large(limits))
        return Answer(response.status, found, unpack(bytes(data), found.get("content-encoding", ""), limits.size))
    except TooLargeError:
        raise FetchError(_too_large(limits)) from None
    finally:
        response.close()


def _too_large(limits: Limits) -> str:
    return f"the answer is larger than {limits.size:,} bytes; that is no news page or feed: check the address, or raise the limit"


def _too_slow(limits: Limits) -> str:
    return f"the answer took longer than {limits.total:g} s in all; try again later, or raise the limit"


def _reason(error: Exception, expired: bool, limits: Limits) -> str:
    from urllib3.exceptions import ReadTimeoutError

    if expired:
        return _too_slow(limits)
    if isinstance(error, (TimeoutError, ReadTimeoutError)):
        return f"the host sent nothing for {limits.read:g} s; try again later, or raise the limit"
    if isinstance(error, (http.client.HTTPException, OSError)) or type(error).__module__.startswith("urllib3"):
        return f"the answer breaks off or is no HTTP ({type(error).__name__}); try again later"
    return str(error) if type(error) is ValueError else f"the host's answer cannot be read ({type(error).__name__}: {error})"


class _Watchdog:
    """Cuts a connection at its deadline, however slowly the bytes of its headers or body drip in."""

    def __init__(self, sock: Any, seconds: float) -> None:
        self.fired = False
        self._sock = sock
        self._timer = threading.Timer(max(seconds, 0.0), self._fire)
        self._timer.daemon = True

    def __enter__(self) -> _Watchdog:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()

    def _fire(self) -> None:
        self.fired = True
        with suppress(OSError):
            # Not the TLS socket's own shutdown: it would take the session away under the thread that reads.
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)
