"""Unpacking bodies (Content-Encoding), with a limit on what they may grow to."""

from __future__ import annotations

import zlib

_GZIP, _ZLIB, _RAW = 31, 15, -15
_MOST_LAYERS = 3


class TooLargeError(ValueError):
    """The body is larger than the limit once unpacked."""


def unpack(data: bytes, header: str, limit: int) -> bytes:
    """A body as it was before packing; one that is not packed though the header says so is given back as it is.

    Args:
        header: Content-Encoding; gzip and deflate are read. limit: bytes at most.
    Raises:
        TooLargeError: it is larger, as packed or unpacked. ValueError: it is damaged, or packed otherwise; the message says which.
    """
    layers = [layer for layer in (part.strip().lower() for part in header.split(",")) if layer not in ("", "identity")]
    if len(layers) > _MOST_LAYERS:
        raise ValueError("the body is packed many times over, which no honest page is")
    for layer in reversed(layers):
        if layer in ("gzip", "x-gzip"):
            # Archives, and some servers, keep the header though the body is plain.
            data = _inflate(data, _GZIP, limit) if data.startswith(b"\x1f\x8b") else data
        elif layer == "deflate":
            # RFC 9110 means the zlib format; some servers send bare deflate data.
            zlib_format = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
            data = _inflate(data, _ZLIB if zlib_format else _RAW, limit)
        else:
            raise ValueError(f"the body is packed with “{layer[:20]}”, which is not read; save the page and give the file")
    if len(data) > limit:
        raise TooLargeError(f"larger than {limit:,} bytes")
    return data


def _inflate(data: bytes, form: int, limit: int) -> bytes:
    out = bytearray()
    while data:
        unpacker = zlib.decompressobj(form)
        try:
            out += unpacker.decompress(data, limit + 1 - len(out))
        except zlib.error as error:
            if out:  # what follows the end of a gzip member need not be another
                break
            raise ValueError(f"the packed body is damaged ({error}); try again later, or get the file again") from None
        if len(out) > limit:
            raise TooLargeError(f"larger than {limit:,} bytes")
        if not unpacker.eof:
            raise ValueError("the packed body breaks off; try again later, or get the file again")
        data = unpacker.unused_data if form == _GZIP else b""
    return bytes(out)
