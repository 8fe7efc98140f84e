"""Which addresses may be asked: http(s) only, and no host inside a private network unless that was allowed."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from legation.errors import FetchError

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?")
_SAFE = "/%:@!$&'()*+,;=~"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_6TO4 = ipaddress.ip_network("2002::/16")


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart: ``host`` in ASCII (IDNA), ``path`` with its query, ``port`` always set."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, the port only where it is not the usual one; without a path."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address, without a fragment."""
        return self.origin + self.path

    def join(self, location: str) -> Target:
        """Where a redirect leads. Raises FetchError as :func:`parse` does."""
        return parse(urljoin(self.url, location.strip()))


def parse(url: str) -> Target:
    """An address taken apart.

    Raises:
        FetchError: not http(s), no host, a port or host that cannot be, or a user name in it. The message does not repeat the address.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError as error:  # UnicodeError is one
        raise FetchError(f"this is no web address ({error}); write it as https://HOST/PATH") from None
    if parts.scheme not in _PORTS:
        raise FetchError(f"only http and https are fetched, not “{parts.scheme or 'no scheme'}”; write https://HOST/PATH")
    if not _HOST.fullmatch(ascii_host):
        raise FetchError("the address names no host that can be; write it as https://HOST/PATH")
    if port == 0:
        raise FetchError("port 0 cannot be asked; leave the port out")
    if parts.username is not None or parts.password is not None:
        raise FetchError("addresses with a user name or password are not fetched; save the page and give the file")
    query = "?" + quote(parts.query, safe=_SAFE + "?[]") if parts.query else ""
    return Target(parts.scheme, ascii_host, port or _PORTS[parts.scheme], quote(parts.path or "/", safe=_SAFE) + query)


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, as the system gives them; it also reads 2130706433, 0x7f.1 and the like.

    Raises:
        FetchError: there is none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host {host} is not found ({error}); check the spelling and the connection") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether a numeric address belongs to the open internet; an IPv4 address wrapped in an IPv6 one is judged by itself.

    Source: the IANA special-purpose registries as :mod:`ipaddress` holds them; RFC 6052 (NAT64), RFC 3056 (6to4).
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip in _6TO4:
            inner = ip.sixtofour
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    special = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified
    return ip.is_global and not special


def permitted(host: str, addresses: list[str], private: bool) -> list[str]:
    """Those of a host's addresses that may be connected to.

    Raises:
        FetchError: none may.
    """
    allowed = addresses if private else [a for a in addresses if is_public(a)]
    if not allowed:
        where = host if host in addresses else f"{host} ({', '.join(addresses) or 'no address'})"
        raise FetchError(f"{where} is not on the open internet; if you trust this address, allow private ones (--private)")
    return allowed
