"""Bytes of a page to text: by the HTTP header, then the page's own declaration, then UTF-8."""

from __future__ import annotations

import codecs
import re

_IN_TYPE = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)
_IN_XML = re.compile(rb"^(\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"'])([\w.:+-]+)")
_IN_META = re.compile(rb"(<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*)([\w.:+-]+)", re.IGNORECASE)
_SNIFF = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What pages call Latin-1 or ASCII is Windows-1252, and so on: the WHATWG Encoding Standard.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "utf-16": "utf-16-le",
}
_NOT_FOR_PAGES = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7", "mbcs", "oem"}


def decode(data: bytes, content_type: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of a page, and warnings.

    A byte-order mark goes before everything; a declared charset that the bytes break has the broken ones replaced (U+FFFD).
    Without a declaration, bytes that are mostly no UTF-8 are read as Windows-1252.

    Args:
        content_type: the Content-Type header.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, ())
    warnings: list[str] = []
    match = _IN_TYPE.search(content_type)
    inner = _IN_XML.search(data[:_SNIFF]) or _IN_META.search(data[:_SNIFF])
    labels = [("the HTTP header", match[1])] if match else []
    if inner:
        label = inner[2].decode("ascii", "replace")
        # A declaration that can be read as ASCII proves that the page is not in UTF-16.
        labels.append(("the page", "utf-8" if label.lower().startswith(("utf-16", "utf16")) else label))
    for where, label in labels:
        codec = _codec(label)
        if codec:
            return _strict(data, codec, tuple(warnings))
        warnings.append(f"{where} declares the charset “{label[:30]}”, which is not known")
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken and broken * 2 > sum(not c.isascii() for c in text):
        warnings.append("no charset is declared and the page is not UTF-8; read as Windows-1252")
        return data.decode("cp1252", "replace"), tuple(warnings)
    if broken:
        warnings.append(f"no charset is declared; bytes that are not UTF-8 were replaced ({broken} ×)")
    return text, tuple(warnings)


def to_utf8(data: bytes, content_type: str = "") -> tuple[bytes, tuple[str, ...]]:
    """A page or feed as UTF-8, its declarations made to say so, and warnings; for parsers that look at the declarations."""
    text, warnings = decode(data, content_type)
    data = text.encode("utf-8", "replace")
    head, rest = data[:_SNIFF], data[_SNIFF:]
    head = _IN_META.sub(rb"\g<1>utf-8", _IN_XML.sub(rb"\g<1>utf-8", head))
    return head + rest, warnings


def _codec(label: str) -> str | None:
    try:
        found = codecs.lookup(label)
        b"a".decode(label, "ignore")  # refuses what is no text encoding, such as “zlib”
    except (LookupError, UnicodeError):
        return None
    name = found.name.replace("_", "-")
    return None if name in _NOT_FOR_PAGES else _MEANT.get(name, name)


def _strict(data: bytes, name: str, warnings: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(name), warnings
    except UnicodeError:
        text = data.decode(name, "replace")
        return text, (*warnings, f"bytes that break the declared charset {name} were replaced ({text.count(chr(0xFFFD))} ×)")
